"""The facts: contracts, the store and its manifest, reading and importing files, populations and repeatable draws.

    facts = evenhand.facts.open("./evenhand-data")
    facts.query("SELECT language, count(*) AS n FROM judgements GROUP BY ALL")

Not here: any statistics, any page. No other package opens a fact file.
"""

from evenhand.facts.compaction import compact
from evenhand.facts.contracts import Subject
from evenhand.facts.erasure import Erasure, erase
from evenhand.facts.errors import EvenhandError, RequestError, UsageError
from evenhand.facts.store import Facts
from evenhand.facts.summary import Summary, summarise
from evenhand.facts.verification import Verification, verify

open = Facts.open  # noqa: A001  reads as eh.facts.open("./evenhand-data")

__all__ = [
    "Erasure",
    "EvenhandError",
    "Facts",
    "RequestError",
    "Subject",
    "Summary",
    "UsageError",
    "Verification",
    "compact",
    "erase",
    "open",
    "summarise",
    "verify",
]

"""People compared fairly: what each was given, rates with intervals, who is flagged and how surely, whom to audit next.

Formulas and sources: docs/methods/people.md.
"""

from __future__ import annotations

from evenhand.measure.people.funnel import Funnel
from evenhand.measure.people.next_audits import NextAudits, PersonAudits, next_audits
from evenhand.measure.people.overall import ranking
from evenhand.measure.people.types import PeopleSpread, Person, Question, Ranking

__all__ = [
    "Funnel",
    "NextAudits",
    "PeopleSpread",
    "Person",
    "PersonAudits",
    "Question",
    "Ranking",
    "next_audits",
    "ranking",
]

"""How a file written under an older contract is read today: the columns that were added since, from the older ones.

Columns are only ever added. Not here: the steps themselves, which stand with their contract.
"""

from __future__ import annotations

from evenhand.facts.contracts import Contract
from evenhand.facts.errors import RequestError


def added(contract: Contract, *, version: int) -> dict[str, str]:
    """SQL for the columns that a file of an older contract version lacks, by column name.

    Raises RequestError for a file of a later version than this contract, LookupError when a step is missing.
    """
    if version > contract.version:
        raise RequestError(
            f"The facts hold {contract.table} of contract version {version}; this Evenhand knows {contract.version}.",
            hint="Use the newer Evenhand that wrote them.",
        )
    steps = {step.version: step for step in contract.upcasts}
    found: dict[str, str] = {}
    for number in range(version, contract.version):
        if number not in steps:
            raise LookupError(f"no up-cast for {contract.table} from version {number}")
        found.update(steps[number].added)
    return found

"""How a file written under an older contract is read today: named steps, one per table and version.

Columns are only ever added; a step gives each column that it adds a value for older rows, "NULL" where none is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evenhand.facts.contracts import Contract


@dataclass(frozen=True)
class Upcast:
    """One step from ``version`` to the next: for every column it adds, SQL over the older columns."""

    name: str
    table: str
    version: int
    added: Mapping[str, str]


UPCASTS: tuple[Upcast, ...] = ()


def expressions(contract: Contract, *, version: int, upcasts: tuple[Upcast, ...] = UPCASTS) -> dict[str, str]:
    """Expressions for columns that a file of an older contract version lacks, by column name.

    Raises LookupError when a step is missing for a version older than the contract's.
    """
    steps = {step.version: step for step in upcasts if step.table == contract.table}
    found: dict[str, str] = {}
    for number in range(version, contract.version):
        if number not in steps:
            raise LookupError(f"no up-cast for {contract.table} from version {number}")
        found.update(steps[number].added)
    return found

"""Column names of a file made usable: none empty, none twice, whatever the header says.

Not here: what a column means (``matching``).
"""

from __future__ import annotations

from collections.abc import Sequence

from evenhand.facts.errors import RequestError

RESERVED = ("_row",)


def usable(header: Sequence[str], *, file: str, limit: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The header with empty and repeated names replaced, and a note for each replacement.

    Names are compared without case, as the query engine does. Raises RequestError past ``limit`` columns.
    """
    if len(header) > limit:
        raise RequestError(
            f"{file} has {len(header):,} columns; at most {limit:,} are read.", hint="Export only the columns needed."
        )
    taken = set(RESERVED)
    names: list[str] = []
    notes: list[str] = []
    for position, given in enumerate(header, start=1):
        plain = given.replace("\0", "").strip()
        fresh = _fresh(plain or f"column_{position}", taken)
        if fresh != plain:
            said = f"stands twice (column {position})" if plain else f"of column {position} is empty"
            notes.append(f"{file}: the column name {plain!r} {said}; it is read as {fresh!r}.")
        taken.add(fresh.casefold())
        names.append(fresh)
    return tuple(names), tuple(notes)


def _fresh(wanted: str, taken: set[str]) -> str:
    name, number = wanted, 2
    while name.casefold() in taken:
        name, number = f"{wanted}_{number}", number + 1
    return name

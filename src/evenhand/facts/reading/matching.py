"""Decides which column of a file fills which of ours: what the map file says, then names, then synonyms.

Not here: the values (``values``). Nothing is guessed from the data.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Sequence

from evenhand.facts.contracts import Column, Contract
from evenhand.facts.errors import RequestError
from evenhand.facts.reading.synonyms import GOLD, SOURCE, accepted_names
from evenhand.facts.reading.types import Mapping, Match

ASIDE = "attributes"


def plain(name: str) -> str:
    """A column name as names are compared: without case, spaces, hyphens and underscores."""
    return "".join(char for char in name.casefold() if char not in " -_")


def targets(contract: Contract) -> tuple[str, ...]:
    """What a file column can become in this table."""
    own = tuple(column.name for column in contract.columns)
    return (*own, GOLD) if contract.table == "judgements" else own


def own_id(contract: Contract) -> str | None:
    """The table's own id column, which a file may leave out."""
    return contract.key[0] if len(contract.key) == 1 else None


def match(
    columns: Sequence[str], contract: Contract, mapping: Mapping | None = None, *, elsewhere: Collection[str] = ()
) -> Match:
    """Which of the file's ``columns`` fills which column of the contract; the rest are attributes.

    ``elsewhere`` names file columns that another table of the same import takes; they are not kept here as attributes.
    Raises RequestError when the map names a column that the file lacks, or gives one of ours twice.
    """
    mapping = mapping or Mapping()
    stated = _stated(columns, mapping)
    known = targets(contract)
    chosen = _chosen(stated, (*known, SOURCE))
    _check_constants(mapping, contract)
    fixed = set(chosen) | set(mapping.constants)
    free = [column for column in columns if column not in stated]
    notes = _by_name(free, contract, [name for name in known if name not in fixed], chosen)
    used = set(chosen.values())
    kept = [column for column in columns if column not in used and _kept(column, stated, elsewhere)]
    return Match(
        columns=chosen,
        attributes=tuple(kept),
        dropped=tuple(column for column in columns if column not in used and column not in kept),
        missing=_missing(contract, set(chosen) | set(mapping.constants)),
        notes=tuple(notes),
        mapping=mapping,
    )


def _kept(column: str, stated: dict[str, str], elsewhere: Collection[str]) -> bool:
    """A column goes to the attributes unless the map sends it somewhere, or another table takes it."""
    return stated[column] == ASIDE if column in stated else column not in elsewhere


def _stated(columns: Sequence[str], mapping: Mapping) -> dict[str, str]:
    """The file's columns that the map names, with their targets."""
    found: dict[str, str] = {}
    for theirs, ours in mapping.columns.items():
        column = theirs if theirs in columns else next((c for c in columns if plain(c) == plain(theirs)), None)
        if column is None:
            raise RequestError(
                f"The map names a column {theirs!r}, which the file does not have.",
                hint=f"{did_you_mean(theirs, columns)}Its columns are {listed(columns)}.",
            )
        found[column] = ours
    return found


def _chosen(stated: dict[str, str], known: Sequence[str]) -> dict[str, str]:
    chosen: dict[str, str] = {}
    for theirs, ours in stated.items():
        if ours in chosen:
            raise RequestError(
                f"The map gives {ours!r} twice: from {chosen[ours]!r} and from {theirs!r}.", hint="Keep one of them."
            )
        if ours in known:
            chosen[ours] = theirs
    return chosen


def _check_constants(mapping: Mapping, contract: Contract) -> None:
    own = {column.name: column for column in contract.columns}
    for name, value in mapping.constants.items():
        allowed = own[name].allowed if name in own else ()
        if allowed and value not in allowed:
            raise RequestError(
                f"The map sets {name} to {value!r}.",
                hint=f"{did_you_mean(value, allowed)}Allowed are {', '.join(allowed)}.",
            )


def _by_name(free: list[str], contract: Contract, open_targets: list[str], chosen: dict[str, str]) -> list[str]:
    """Fills ``chosen`` by our own names first, then by synonyms; returns notes about doubtful choices."""
    notes: list[str] = []
    left = {column: plain(column) for column in free}
    for own_names in (True, False):
        for target in open_targets:
            names = (target,) if own_names else accepted_names(contract.table, target)
            fits = [column for name in names for column in left if left[column] == plain(name)]
            if target in chosen or not fits:
                continue
            chosen[target] = fits[0]
            notes += _doubt(target, fits, own_names)
            del left[fits[0]]
    return notes


def _doubt(target: str, fits: list[str], own_name: bool) -> list[str]:
    others = [column for column in dict.fromkeys(fits) if column != fits[0]]
    if not others or own_name:
        return []
    return [
        f"ambiguous: {listed(fits)} could each be {target}; {fits[0]!r} is read as {target}, the rest are kept aside. "
        "A map file can say otherwise."
    ]


def _missing(contract: Contract, filled: Collection[str]) -> tuple[str, ...]:
    free = own_id(contract)

    def needed(column: Column) -> bool:
        optional = column.nullable or column.default is not None or column.name == free
        return not optional and not (column.name == "label" and GOLD in filled)

    return tuple(column.name for column in contract.columns if needed(column) and column.name not in filled)


def did_you_mean(given: str, allowed: Iterable[str]) -> str:
    """The nearest allowed name as a question, or nothing."""
    near = difflib.get_close_matches(given, list(allowed), n=1)
    return f"Did you mean {near[0]!r}? " if near else ""


def listed(names: Sequence[str], *, most: int = 20) -> str:
    """Names for a sentence, not more than a reader takes in."""
    shown = ", ".join(repr(name) for name in dict.fromkeys(names[:most]))
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown

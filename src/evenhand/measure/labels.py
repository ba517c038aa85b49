"""A table of labels, one row per label that a judge gave an item, in a compact coded form.

What every statistic of several judges starts from. Memory grows with the labels, never with items times judges. Not
here: any statistic, several labels in one row (``agreement.clauses``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from evenhand.facts.errors import RequestError
from evenhand.facts.reading.matching import did_you_mean, listed
from evenhand.facts.reading.synonyms import accepted_names
from evenhand.measure.columns import coded, numbers, times
from evenhand.measure.tables import TableLike, arrow_table, find_column

Codes: TypeAlias = NDArray[np.int32]
Flags: TypeAlias = NDArray[np.bool_]
Floats: TypeAlias = NDArray[np.float64]

UNABLE = "unable"  # the label of an item that could not be judged
KNOWN = {
    "item": ("item", *accepted_names("judgements", "item_id")),
    "judge": ("judge", *accepted_names("judgements", "judge_id")),
    "label": accepted_names("judgements", "label"),
}


class Repeats(StrEnum):
    """What becomes of several labels by one judge for one item."""

    REFUSE = "refuse"
    FIRST = "first"
    LAST = "last"
    KEEP = "keep"


@dataclass(frozen=True)
class Coded:
    """One column as whole numbers: ``codes[r]`` is the place of row r's value in ``names``, or -1 where it has none."""

    codes: Codes
    names: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Labels:
    """Labels by item and judge, as whole numbers; rows are sorted by item, and within an item as in the table.

    ``item``, ``judge`` and ``label`` have one entry per label. ``items[item[r]]`` is the item of row r; ``judges`` and
    ``classes`` work alike, and ``judge`` is -1 where the table does not say who it was. ``classes`` holds the stated
    classes in the stated order, or the labels seen: whole numbers by size, other texts by alphabet; ``judges`` are
    sorted alike. ``items`` stand in the order of their first row; an item without any label stays among them.
    ``stated`` says that the classes were given, so that their order means something. ``weight`` is above 0. ``time``
    is microseconds since 1970 UTC, or the whole numbers given. ``by`` holds further columns by name. ``columns`` says
    which column of the table was read as what. ``missing`` counts rows left out for want of a label or an item,
    ``repeated`` those left out since their judge labelled the item twice.
    """

    item: Codes
    judge: Codes
    label: Codes
    items: pa.StringArray
    judges: tuple[str, ...]
    classes: tuple[str, ...]
    weight: Floats | None = None
    time: NDArray[np.int64] | None = None
    by: Mapping[str, Coded] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    missing: int = 0
    repeated: int = 0
    stated: bool = False

    @property
    def size(self) -> int:
        """How many labels there are."""
        return int(self.label.size)

    @property
    def values(self) -> Floats | None:
        """The classes as numbers, or None where one of them is no whole number."""
        numeric = all(_is_whole(name) for name in self.classes)
        return np.array([int(name) for name in self.classes], dtype=np.float64) if numeric else None

    def __repr__(self) -> str:
        judges = f"{len(self.judges):,} judges" if self.judges else "unknown judges"
        return f"<{self.size:,} labels of {len(self.items):,} items by {judges}, {len(self.classes)} classes>"

    def only(self, keep: Flags) -> Labels:
        """These rows alone; the codes and the names stay what they are."""
        return replace(
            self,
            item=self.item[keep],
            judge=self.judge[keep],
            label=self.label[keep],
            weight=None if self.weight is None else self.weight[keep],
            time=None if self.time is None else self.time[keep],
            by={name: Coded(column.codes[keep], column.names) for name, column in self.by.items()},
        )


def read_labels(
    table: TableLike,
    *,
    item: str | None = None,
    judge: str | None = None,
    label: str | None = None,
    weight: str | None = None,
    time: str | None = None,
    by: Sequence[str] = (),
    classes: Sequence[str] | None = None,
    missing: Collection[str] = (UNABLE,),
    repeats: Repeats | str = Repeats.REFUSE,
) -> Labels:
    """A table with one row per label, in coded form.

    ``table`` is a Polars, pandas or Arrow table, a mapping of columns, or the path of a CSV, TSV, XLSX, JSON or Parquet
    file. ``item``, ``judge`` and ``label`` name its columns; unnamed ones are found by their usual names. A table
    without a judge column is read as labels by unknown judges, each by somebody else. ``weight``, ``time`` and ``by``
    are read only when named. Ids and labels may be text, whole numbers or truth values, and are kept as text without
    the spaces around it. ``classes`` are all possible labels in order (the order is the scale's, where it is ordinal);
    without them, the labels seen. A row whose label is empty, NaN or among ``missing`` is left out and counted, as is
    one without an item. ``repeats`` says what becomes of several labels by one judge for one item: ``first`` and
    ``last`` go by ``time`` where it is named, by the order of rows otherwise.

    Raises RequestError, with column, value and a way out: no such column, no rows, no label at all, labels with
    decimals, mixed types, a label outside ``classes``, a weight not above 0, a judge who labelled an item twice
    (``refuse``).
    """
    wanted = _Wanted({"item": item, "judge": judge, "label": label}, {"weight": weight, "time": time}, tuple(by))
    found: dict[str, str] = {}
    held = arrow_table(table, lambda names: wanted.found_in(names, found))
    if not held.num_rows:
        raise RequestError("The table has no rows.", hint="Give one row per label.")
    return _repeats_settled(_coded_table(held, wanted, found, classes, missing), _checked_rule(repeats))


def need_judges(labels: Labels, least: int = 2) -> None:
    """Raises RequestError unless at least ``least`` judges labelled; an unknown judge may be anybody."""
    if (labels.judge >= 0).all() and len(labels.judges) < least:
        raise RequestError(
            f"The column {labels.columns['judge']!r} names {_few('judge', labels.judges)}.",
            hint=f"Agreement needs {least} judges or more. Is it the column that says who judged?",
        )


def need_classes(labels: Labels, least: int = 2) -> None:
    """Raises RequestError unless at least ``least`` classes are seen or stated."""
    if len(labels.classes) < least:
        raise RequestError(
            f"The column {labels.columns['label']!r} holds {_few('label', labels.classes)}.",
            hint="Nothing can be told from one class. If nobody chose the others, state them all as classes.",
        )


@dataclass(frozen=True)
class _Wanted:
    """The columns asked for by name."""

    subject: Mapping[str, str | None]
    beside: Mapping[str, str | None]
    by: tuple[str, ...]

    def found_in(self, names: Sequence[str], found: dict[str, str]) -> list[str]:
        """Fills ``found``, our name to the table's, and lists the table's."""
        for ours, named in self.subject.items():
            column = find_column(names, named, KNOWN[ours])
            if column is None and ours != "judge":
                raise RequestError(
                    f"The table has no column that is known for the {ours}.",
                    hint=f"Say which one it is. Its columns are {listed(names) or 'none'}.",
                )
            found |= {} if column is None else {ours: column}
        for ours, named in (*self.beside.items(), *((name, name) for name in self.by)):
            column = None if named is None else find_column(names, named)
            found |= {} if column is None else {ours: column}
        return list(dict.fromkeys(found.values()))


def _coded_table(
    held: pa.Table,
    wanted: _Wanted,
    found: Mapping[str, str],
    classes: Sequence[str] | None,
    missing: Collection[str],
) -> Labels:
    item, items = coded(held, found["item"])
    label, seen = coded(held, found["label"])
    judge, judges = coded(held, found["judge"]) if "judge" in found else (np.full(item.size, -1, np.int32), None)
    label, names = _classes(found["label"], label, _listed(seen), classes, missing)
    keep = (item >= 0) & (label >= 0)
    if not keep.any():
        raise RequestError(
            f"The column {found['label']!r} has no label in any of {held.num_rows:,} rows.",
            hint="Is it the right column? Empty cells and 'unable' count as no label.",
        )
    judge, judge_names = _in_order(judge, _listed(judges) if judges is not None else [])
    order = _order(item, keep)
    return Labels(
        item=item[order],
        judge=judge[order],
        label=label[order],
        items=items,
        judges=judge_names,
        classes=names,
        weight=_weights(held, found["weight"], order) if "weight" in found else None,
        time=times(held, found["time"])[order] if "time" in found else None,
        by={name: _column(held, found[name], order) for name in wanted.by},
        columns=dict(found),
        missing=int(keep.size - np.count_nonzero(keep)),
        stated=classes is not None,
    )


def _classes(
    column: str, codes: Codes, seen: Sequence[str], stated: Sequence[str] | None, missing: Collection[str]
) -> tuple[Codes, tuple[str, ...]]:
    """The label codes in the order of the classes, which are those stated or those seen."""
    used = [name for name in seen if name not in missing]
    names = tuple(str(name) for name in stated) if stated is not None else _sorted(used)
    if len(set(names)) < len(names):
        raise RequestError(f"classes names one twice: {listed(names)}.", hint="Name each class once.")
    place = {name: k for k, name in enumerate(names)}
    strange = next((name for name in used if name not in place), None)
    if strange is not None:
        raise RequestError(
            f"The column {column!r} holds {strange!r}, which is not among the classes.",
            hint=f"{did_you_mean(strange, names)}The classes are {listed(names)}.",
        )
    return _renumbered(codes, [place.get(name, -1) if name not in missing else -1 for name in seen]), names


def _in_order(codes: Codes, seen: Sequence[str]) -> tuple[Codes, tuple[str, ...]]:
    names = _sorted(seen)
    place = {name: k for k, name in enumerate(names)}
    return _renumbered(codes, [place[name] for name in seen]), names


def _renumbered(codes: Codes, to: Sequence[int]) -> Codes:
    """The codes after a change of numbers; -1, the last entry of the table, stays."""
    return np.array([*to, -1], dtype=np.int32)[codes]


def _sorted(names: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted(names, key=int) if all(_is_whole(name) for name in names) else sorted(names))


def _listed(names: pa.StringArray) -> list[str]:
    return [str(name) for name in names.to_pylist()]


def _is_whole(name: str) -> bool:
    return name.removeprefix("-").isdecimal() and name.isascii()


def _order(item: Codes, keep: Flags) -> NDArray[np.intp]:
    """The rows that are kept, sorted by item and otherwise in their own order."""
    rows = np.flatnonzero(keep)
    kept = item[rows]
    return rows if bool((kept[1:] >= kept[:-1]).all()) else rows[np.argsort(kept, kind="stable")]


def _column(held: pa.Table, name: str, order: NDArray[np.intp]) -> Coded:
    codes, seen = coded(held, name)
    return Coded(*_in_order(codes[order], _listed(seen)))


def _weights(held: pa.Table, name: str, order: NDArray[np.intp]) -> Floats:
    found = numbers(held, name)[order]
    wrong = np.flatnonzero(~(np.isfinite(found) & (found > 0)))
    if wrong.size:
        raise RequestError(f"The column {name!r} holds the weight {found[wrong[0]]:g}.", hint="Give weights above 0.")
    return found


def _checked_rule(repeats: Repeats | str) -> Repeats:
    try:
        return Repeats(repeats)
    except ValueError:
        raise RequestError(f"repeats is {repeats!r}.", hint=f"Give one of {listed(list(Repeats))}.") from None


def _repeats_settled(labels: Labels, rule: Repeats) -> Labels:
    """The labels with at most one by each known judge for each item, unless repeats are kept."""
    if rule is Repeats.KEEP or not _has_repeats(labels):
        return labels
    key = labels.item.astype(np.int64) * (len(labels.judges) + 1) + labels.judge
    order = np.argsort(key, kind="stable") if labels.time is None else np.lexsort((labels.time, key))
    same = (key[order][1:] == key[order][:-1]) & (labels.judge[order][1:] >= 0)
    if rule is Repeats.REFUSE:
        raise _twice(labels, order[:-1][same])
    keep = np.ones(labels.size, dtype=np.bool_)
    keep[order[1:][same] if rule is Repeats.FIRST else order[:-1][same]] = False
    return replace(labels.only(keep), repeated=int(np.count_nonzero(~keep)))


def _has_repeats(labels: Labels) -> bool:
    known = labels.judge >= 0
    key = np.sort(labels.item[known].astype(np.int64) * (len(labels.judges) + 1) + labels.judge[known])
    return bool((key[1:] == key[:-1]).any())


def _twice(labels: Labels, rows: NDArray[np.intp]) -> RequestError:
    first = int(rows.min())
    judge, item = labels.judges[labels.judge[first]], labels.items[int(labels.item[first])].as_py()
    others = f", and so in {rows.size - 1:,} more places" if rows.size > 1 else ""
    return RequestError(
        f"{labels.columns['judge']} {judge!r} labelled {labels.columns['item']} {item!r} more than once{others}.",
        hint="Say which label counts with repeats='last' or 'first', or keep them all with 'keep'.",
    )


def _few(what: str, names: Sequence[str]) -> str:
    return f"only one {what}, {names[0]!r}" if len(names) == 1 else f"only {len(names)} {what}s"

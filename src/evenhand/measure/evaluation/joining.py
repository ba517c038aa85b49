"""Predictions and gold brought together by item, with what has no partner counted and said.

Not here: any figure.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from evenhand.facts.errors import RequestError
from evenhand.facts.reading.matching import did_you_mean, listed
from evenhand.measure.columns import coded, numbers
from evenhand.measure.evaluation.weighing import Weighing
from evenhand.measure.labels import KNOWN, UNABLE, Coded, Codes, Flags, Floats
from evenhand.measure.result import Note
from evenhand.measure.tables import TableLike, arrow_table, find_column
from evenhand.measure.truth.inputs import GOLD

PREDICTED = ("prediction", "predicted", "label_predicted", "predicted_label", *KNOWN["label"])
SCORE = ("score", "probability", "chance")


@dataclass(frozen=True)
class Columns:
    """The columns of both tables by name; None for one that is found by its usual names.

    ``score`` and ``label`` are those of the predictions, ``weight`` and ``stratum`` those of gold.
    """

    item: str | None = None
    label: str | None = None
    score: str | None = None
    by: tuple[str, ...] = ()
    weight: str | None = None
    stratum: str | None = None
    missing: Collection[str] = (UNABLE,)


@dataclass(frozen=True, eq=False)
class Joined:
    """Items that have gold and a prediction of every model, as whole numbers.

    ``classes[gold[r]]`` is the gold label of item r and ``classes[predicted[m][r]]`` what model m said; classes are
    those seen in either, whole numbers by size and other texts by alphabet. ``score``, in 0..1, stands in place of
    ``predicted`` where scores were joined. ``by`` holds the columns to slice by. ``weighing`` says how gold was
    sampled, None where all items had the same chance. ``warnings`` say what was left out.
    """

    classes: tuple[str, ...]
    gold: Codes
    predicted: tuple[Codes, ...]
    score: Floats | None
    by: Mapping[str, Coded]
    warnings: tuple[Note, ...]
    weighing: Weighing | None = None

    @property
    def size(self) -> int:
        """How many items there are."""
        return int(self.gold.size)

    def place(self, label: str) -> int:
        """The code of a label; RequestError for one that is not seen."""
        if label not in self.classes:
            raise RequestError(
                f"No item has the label {label!r}.",
                hint=f"{did_you_mean(label, self.classes)}The labels are {listed(self.classes)}.",
            )
        return self.classes.index(label)


@dataclass(frozen=True, eq=False)
class _Told:
    """One table: an item a row, with its label (None where only scores are read)."""

    items: Any
    label: Any
    score: Floats | None
    by: Mapping[str, Any]
    missing: int
    weighing: Weighing | None = None


def join(predictions: Sequence[TableLike], gold: TableLike, columns: Columns) -> Joined:
    """The items that gold and all ``predictions`` (one table per model) have in common, with the models' labels.

    ``columns.by`` are looked for in gold, then in the first predictions. Raises RequestError for tables without rows or
    columns, an item twice in one table, and for no common item.
    """
    known = _gold(gold, columns)
    of_model = replace(columns, weight=None, stratum=None)
    told = [_read(one, "predictions", {"item": KNOWN["item"], "label": PREDICTED}, of_model) for one in predictions[:1]]
    others = replace(of_model, by=())
    told += [_read(one, "predictions", {"item": KNOWN["item"], "label": PREDICTED}, others) for one in predictions[1:]]
    return _joined(known, told, columns)


def join_scores(predictions: TableLike, gold: TableLike, columns: Columns) -> Joined:
    """The items that gold and ``predictions`` have in common, with the model's scores.

    Raises RequestError as ``join`` does, and for a score that is empty, no number or outside 0..1.
    """
    told = _read(predictions, "predictions", {"item": KNOWN["item"], "score": SCORE}, columns)
    return _joined(_gold(gold, columns), [told], columns)


def _gold(gold: TableLike, columns: Columns) -> _Told:
    return _read(gold, "gold", {"item": KNOWN["item"], "label": GOLD}, replace(columns, label=None))


def _joined(known: _Told, told: Sequence[_Told], columns: Columns) -> Joined:
    at = [_places(known.items, one.items) for one in told]
    common: Flags = np.logical_and.reduce([place >= 0 for place in at])
    if not common.any():
        raise RequestError(
            "gold and predictions have no item in common.",
            hint=f"Gold begins with {known.items[0].as_py()!r}, predictions with {told[0].items[0].as_py()!r}: "
            "are both columns the item's id?",
        )
    rows = [place[common] for place in at]
    columns_of_labels = [
        one.label.take(pa.array(place)) for one, place in zip(told, rows, strict=True) if one.label is not None
    ]
    classes, labels = _classes([known.label.filter(pa.array(common)), *columns_of_labels])
    score = told[0].score
    return Joined(
        classes=classes,
        gold=labels[0],
        predicted=tuple(labels[1:]),
        score=None if score is None else _in_range(score[rows[0]]),
        by={name: _slice(name, known, told[0], common, rows[0]) for name in columns.by},
        warnings=_left_out(known, told, at, common),
        weighing=None if known.weighing is None else known.weighing.only(common),
    )


def _read(table: TableLike, what: str, needed: Mapping[str, Sequence[str]], columns: Columns) -> _Told:
    found: dict[str, str] = {}
    held = arrow_table(table, lambda names: _chosen(names, what, needed, columns, found))
    if not held.num_rows:
        raise RequestError(f"{what} has no rows.", hint="Give one row per item.")
    item = _column(held, found["item"])
    label = _column(held, found["label"]) if "label" in found else None
    kept = _valid(item) & (_valid(label, columns.missing) if label is not None else True)
    if not kept.any():
        raise RequestError(
            f"{what}: the column {found.get('label', found['item'])!r} is empty in all of {held.num_rows:,} rows.",
            hint="Is it the right column? Empty cells and 'unable' count as no label.",
        )
    keep = pa.array(kept)
    items = item.filter(keep)
    _each_once(items, what)
    return _Told(
        items=items,
        label=None if label is None else label.filter(keep),
        score=numbers(held, found["score"])[kept] if "score" in found else None,
        by={name: _column(held, found[f"by {name}"]).filter(keep) for name in columns.by if f"by {name}" in found},
        missing=int(np.count_nonzero(~kept)),
        weighing=_weighing(held, found, kept),
    )


def _weighing(held: pa.Table, found: Mapping[str, str], kept: Flags) -> Weighing | None:
    if "weight" not in found and "stratum" not in found:
        return None
    weight = numbers(held, found["weight"])[kept] if "weight" in found else np.ones(int(kept.sum()))
    wrong = np.flatnonzero(~(np.isfinite(weight) & (weight > 0)))
    if wrong.size:
        raise RequestError(
            f"gold: the column {found['weight']!r} holds the weight {weight[wrong[0]]:g}.",
            hint="Give weights above 0: 1 / inclusion probability.",
        )
    if "stratum" not in found:
        return Weighing(weight, np.zeros(weight.size, dtype=np.int64))
    stratum = coded(held, found["stratum"])[0][kept].astype(np.int64)
    if (stratum < 0).any():
        raise RequestError(
            f"gold: the column {found['stratum']!r} is empty in {np.count_nonzero(stratum < 0):,} rows.",
            hint="Name the stratum that each item was drawn from.",
        )
    return Weighing(weight, stratum)


def _chosen(
    names: Sequence[str], what: str, needed: Mapping[str, Sequence[str]], columns: Columns, found: dict[str, str]
) -> list[str]:
    """Fills ``found``, our name to the table's, and lists the table's."""
    named = {"item": columns.item, "label": columns.label, "score": columns.score}
    for ours, usual in needed.items():
        column = find_column(names, named[ours], usual)
        if column is None:
            raise RequestError(
                f"{what} has no column that is known for the {ours}.",
                hint=f"Call it {usual[0]!r}. Its columns are {listed(names) or 'none'}.",
            )
        found[ours] = column
    for ours, asked in (("weight", columns.weight), ("stratum", columns.stratum)):
        if asked is not None:
            found[ours] = find_column(names, asked) or asked
    sliced = {name: find_column(names, None, (name,)) for name in columns.by}
    found.update({f"by {name}": column for name, column in sliced.items() if column is not None})
    return list(dict.fromkeys(found.values()))


def _valid(column: Any, missing: Collection[str] = ()) -> Flags:
    """Where a column of text holds a value that counts."""
    strange = pc.or_(pc.is_null(column), pc.is_in(column, pa.array([*missing], pa.string())))
    return ~np.asarray(strange.to_numpy(zero_copy_only=False), dtype=np.bool_)


def _column(held: pa.Table, name: str) -> Any:
    """The column as trimmed text, null where it is empty."""
    codes, names = coded(held, name)
    places: Any = pa.array(codes, mask=codes < 0)
    return names.take(places)


def _each_once(items: Any, what: str) -> None:
    counts = pc.value_counts(items)
    twice = np.flatnonzero(np.asarray(counts.field("counts")) > 1)
    if twice.size:
        name = counts.field("values")[int(twice[0])].as_py()
        others = f", and so {twice.size - 1:,} other items" if twice.size > 1 else ""
        raise RequestError(
            f"{what} names the item {name!r} more than once{others}.",
            hint="Keep one row per item: one model per file, and of several people's labels the agreed one.",
        )


def _places(items: Any, among: Any) -> NDArray[np.int64]:
    """Where each item stands in the other table, -1 where it does not."""
    found: Any = pc.fill_null(pc.index_in(items, value_set=among), -1)
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.int64)


def _classes(columns: Sequence[Any]) -> tuple[tuple[str, ...], list[Codes]]:
    """All labels seen, and each column in their codes."""
    seen = {str(name) for column in columns for name in pc.unique(column).to_pylist()}
    whole = all(name.removeprefix("-").isdecimal() and name.isascii() for name in seen)
    classes = tuple(sorted(seen, key=int) if whole else sorted(seen))
    return classes, [_places(column, pa.array(classes)).astype(np.int32) for column in columns]


def _in_range(score: Floats) -> Floats:
    wrong = np.flatnonzero(~((score >= 0) & (score <= 1)))
    if wrong.size:
        value = score[wrong[0]]
        told = "empty" if np.isnan(value) else f"{value:g}"
        raise RequestError(
            f"A score is {told}, and {wrong.size:,} of {score.size:,} are no number from 0 to 1.",
            hint="Give chances from 0 to 1: a logit x is 1 / (1 + exp(-x)); leave out items without a score.",
        )
    return score


def _slice(name: str, known: _Told, told: _Told, common: Flags, rows: NDArray[np.int64]) -> Coded:
    if name in known.by:
        column = known.by[name].filter(pa.array(common))
    elif name in told.by:
        column = told.by[name].take(pa.array(rows))
    else:
        raise RequestError(
            f"Neither gold nor predictions has a column {name!r}.", hint="Add it to one of them, or leave it out."
        )
    names = sorted(pc.unique(column.drop_null()).to_pylist())
    return Coded(_places(column, pa.array(names, pa.string())).astype(np.int32), tuple(names))


def _left_out(known: _Told, told: Sequence[_Told], at: Sequence[NDArray[np.int64]], common: Flags) -> tuple[Note, ...]:
    missing = known.missing + sum(one.missing for one in told)
    alone = len(known.items) - int(np.count_nonzero(common))
    strange = sum(len(one.items) - int(np.count_nonzero(place >= 0)) for one, place in zip(told, at, strict=True))
    counts = {
        "missing_labels": {"count": missing},
        "evaluation_unpredicted": {"count": alone, "n": len(known.items)},
        "evaluation_without_gold": {"count": strange},
    }
    return tuple(Note(code, values) for code, values in counts.items() if values["count"])

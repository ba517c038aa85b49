"""What stands beside the labels: known truth of some items, and a classifier's chances.

Not here: the labels (``measure.labels``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from evenhand.facts.errors import RequestError
from evenhand.facts.reading.matching import listed
from evenhand.measure.columns import coded, numbers
from evenhand.measure.labels import KNOWN, Labels
from evenhand.measure.tables import TableLike, arrow_table, find_column
from evenhand.measure.truth.votes import Codes
from evenhand.measure.units import Floats

GoldLike: TypeAlias = "TableLike | Mapping[str, str | int | bool]"

GOLD = ("gold", "truth", "label_gold", "gold_label", "ground_truth", *KNOWN["label"])
LEAST_CHANCE = 1e-6  # a classifier's 0 is taken for this


@dataclass(frozen=True, eq=False)
class Gold:
    """Known truth: the class of each item of the labels, -1 where unknown; ``elsewhere`` counts items not labelled."""

    known: Codes
    elsewhere: int


def read_gold(gold: GoldLike, labels: Labels) -> tuple[Gold, Labels]:
    """The known truth of the items, and the labels with any class that only the known truth has, added last.

    ``gold`` is a table with an item and a gold column, a path, or a mapping of items to labels. Raises RequestError for
    columns that are missing, and for an item with two different truths.
    """
    items, truth, names = _gold_columns(gold)
    classes = (*labels.classes, *(name for name in names if name not in labels.classes))
    place = np.array([*(classes.index(name) for name in names), -1], dtype=np.int32)
    at = _places(items, labels)
    told = place[truth]
    known = np.full(len(labels.items), -1, dtype=np.int32)
    here = (at >= 0) & (told >= 0)
    known[at[here]] = told[here]
    clash = np.flatnonzero(here & (known[at] != told))
    if clash.size:
        name = labels.items[int(at[clash[0]])].as_py()
        raise RequestError(f"gold gives the item {name!r} two different labels.", hint="Keep one row per item.")
    elsewhere = int(np.count_nonzero((at < 0) & (told >= 0)))
    return Gold(known, elsewhere), replace(labels, classes=classes)


def read_scores(scores: TableLike, labels: Labels, *, item: str | None = None) -> Floats:
    """A classifier's chances as logarithms (classes x items), NaN for items without; one column per class, by name.

    Chances of a row need not sum to 1. Raises RequestError for a class without a column, a negative chance, a row
    without any, and an item scored twice.
    """
    found: dict[str, str] = {}

    def choose(names: Sequence[str]) -> list[str]:
        found["item"] = _needed(names, item, KNOWN["item"], "item")
        missing = [name for name in labels.classes if find_column(names, None, (name,)) is None]
        if missing:
            raise RequestError(
                f"scores has no column for {listed(missing)}.",
                hint=f"Give one column per class: {listed(labels.classes)}.",
            )
        found.update({f"class {name}": str(find_column(names, None, (name,))) for name in labels.classes})
        return list(dict.fromkeys(found.values()))

    table = arrow_table(scores, choose)
    codes, names = coded(table, found["item"])
    chance = np.stack([numbers(table, found[f"class {name}"]) for name in labels.classes])
    told = np.isfinite(chance).all(axis=0) & (codes >= 0)
    if bool((chance[:, told] < 0).any()) or bool((chance[:, told].sum(axis=0) <= 0).any()):
        raise RequestError("scores holds a negative chance, or a row of zeros.", hint="Give chances of 0 or more.")
    at = np.where(codes >= 0, _places(names, labels)[codes], -1)
    rows = np.flatnonzero(told & (at >= 0))
    if np.unique(at[rows]).size < rows.size:
        raise RequestError("scores names an item twice.", hint="Keep one row per item.")
    logs = np.full((len(labels.classes), len(labels.items)), np.nan)
    share = chance[:, rows] / chance[:, rows].sum(axis=0)
    logs[:, at[rows]] = np.log(np.maximum(share, LEAST_CHANCE))
    return logs


def _gold_columns(gold: GoldLike) -> tuple[pa.StringArray, Codes, list[str]]:
    """Per row the item, the code of its truth, and the names of the codes."""
    if isinstance(gold, Mapping) and all(isinstance(value, str | int) for value in gold.values()):
        gold = {"item": [str(name) for name in gold], "gold": [str(value) for value in gold.values()]}
    found: dict[str, str] = {}

    def choose(names: Sequence[str]) -> list[str]:
        found["item"] = _needed(names, None, KNOWN["item"], "item")
        found["gold"] = _needed(names, None, GOLD, "known label, such as 'gold'")
        return list(found.values())

    table = arrow_table(gold, choose)
    item, items = coded(table, found["item"])
    truth, names = coded(table, found["gold"])
    named = item >= 0
    return _picked(items, item[named]), truth[named], [str(name) for name in names.to_pylist()]


def _picked(names: pa.StringArray, codes: Codes) -> Any:
    place: Any = pa.array(codes)
    return pa.DictionaryArray.from_arrays(place, names).dictionary_decode()


def _needed(names: Sequence[str], named: str | None, known: Sequence[str], what: str) -> str:
    column = find_column(names, named, known)
    if column is None:
        raise RequestError(f"The table has no column for the {what}.", hint=f"Its columns are {listed(names)}.")
    return column


def _places(items: Any, labels: Labels) -> NDArray[np.int64]:
    """Where each item stands among those of the labels, -1 where it does not."""
    found = pc.fill_null(pc.index_in(items, value_set=labels.items), -1)
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.int64)

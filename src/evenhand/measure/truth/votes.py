"""Labels in the form that the truth models compute on: one sparse row per item, one column per judge and label.

Not here: reading a table (``measure.labels``), any model. Memory grows with the labels.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csc_array, csr_array

from evenhand.facts.errors import RequestError
from evenhand.measure.units import Floats

Codes = NDArray[np.int32]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Votes:
    """Labels as whole numbers, sorted by item; ``item``, ``judge``, ``label`` and ``weight`` have one entry per label.

    ``items``, ``judges`` and ``classes`` are how many there are. ``known`` has the class of each item whose truth is
    given, and -1 for the others. ``evidence`` (classes x items), where there is some, is what a classifier says of each
    item as logarithms of chances; a column of NaN says nothing.
    """

    item: Codes
    judge: Codes
    label: Codes
    weight: Floats
    items: int
    judges: int
    classes: int
    known: Codes
    evidence: Floats | None = None

    @property
    def size(self) -> int:
        """How many labels there are."""
        return int(self.item.size)

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """Where the labels of each item start, and after the last one where they end."""
        return np.concatenate([[0], np.cumsum(np.bincount(self.item, minlength=self.items))])

    @cached_property
    def table(self) -> csr_array:
        """Weights as a sparse matrix, items x (judge x classes + label)."""
        shape = (self.items, self.judges * self.classes)
        return csr_array((self.weight, self.cell, self.starts.astype(np.int32)), shape=shape)

    @cached_property
    def _turned(self) -> csc_array:
        return self.table.T

    @cached_property
    def cell(self) -> Codes:
        """The column of ``table`` of each label."""
        return self.judge * np.int32(self.classes) + self.label

    @cached_property
    def given(self) -> Floats:
        """The weight of each judge's labels."""
        return np.bincount(self.judge, weights=self.weight, minlength=self.judges).astype(np.float64)

    @cached_property
    def frequency(self) -> Floats:
        """The weight of the labels of each class."""
        return np.bincount(self.label, weights=self.weight, minlength=self.classes).astype(np.float64)

    @cached_property
    def shares(self) -> Floats:
        """The share of each class in an item's labels (classes x items); equal shares where nobody labelled it."""
        cell = self.item.astype(np.int64) * self.classes + self.label
        count = np.bincount(cell, weights=self.weight, minlength=self.items * self.classes)
        count = np.ascontiguousarray(count.reshape(self.items, self.classes).T)
        total = count.sum(axis=0)
        return np.where(total > 0, count / np.where(total > 0, total, 1.0), 1 / self.classes)

    def clamped(self, posterior: Floats) -> Floats:
        """The posterior with certainty where the truth is known; changes the array it is given."""
        told = np.flatnonzero(self.known >= 0)
        posterior[:, told] = 0.0
        posterior[self.known[told], told] = 1.0
        return posterior

    def told(self, chance: Floats) -> Floats:
        """The sum over an item's labels of what each says of each class: classes x items.

        ``chance`` (truth x judges x label) is the logarithm of the chance of a label.
        """
        found = np.empty((self.classes, self.items))
        for truth, column in enumerate(chance.reshape(self.classes, -1)):
            found[truth] = self.table @ column
        return found

    def confusion_counts(self, posterior: Floats) -> Floats:
        """How often each judge gave each label to items of each class, in expectation: truth x judges x label."""
        counts = np.empty((self.classes, self.judges * self.classes))
        for truth, row in enumerate(posterior):
            counts[truth] = self._turned @ row
        return counts.reshape(self.classes, self.judges, self.classes)

    def only(self, keep: Flags) -> Votes:
        """These labels alone; items and judges keep their codes."""
        return replace(
            self, item=self.item[keep], judge=self.judge[keep], label=self.label[keep], weight=self.weight[keep]
        )

    def without_truth(self) -> Votes:
        """The same labels with no truth known."""
        return replace(self, known=np.full(self.items, -1, dtype=np.int32))


def votes(
    item: ArrayLike,
    judge: ArrayLike,
    label: ArrayLike,
    *,
    items: int | None = None,
    judges: int | None = None,
    classes: int | None = None,
    known: ArrayLike | None = None,
    weight: ArrayLike | None = None,
) -> Votes:
    """Codes from 0 as Votes, in any order; sizes default to the largest code + 1.

    Raises RequestError for arrays of unlike length, codes below 0 or beyond the sizes, weights not above 0.
    """
    codes = {"item": _codes("item", item), "judge": _codes("judge", judge), "label": _codes("label", label)}
    lengths = {name: array.size for name, array in codes.items()}
    if len(set(lengths.values())) > 1:
        raise RequestError(f"item, judge and label have {list(lengths.values())} entries.", hint="Give one per label.")
    sizes = {
        name: _sized(name, codes[name], given)
        for name, given in (("item", items), ("judge", judges), ("label", classes))
    }
    heavy = np.ones(lengths["item"]) if weight is None else np.asarray(weight, dtype=np.float64)
    if heavy.shape != codes["item"].shape or not bool(np.all((heavy > 0) & np.isfinite(heavy))):
        raise RequestError("weight does not fit.", hint="Give one weight above 0 per label.")
    truth = np.full(sizes["item"], -1, dtype=np.int32) if known is None else np.asarray(known, dtype=np.int32)
    if truth.shape != (sizes["item"],) or int(truth.max(initial=-1)) >= sizes["label"]:
        raise RequestError("known does not fit.", hint="Give one class code per item, -1 where it is not known.")
    if not bool((codes["item"][1:] >= codes["item"][:-1]).all()):
        order = np.argsort(codes["item"], kind="stable")
        codes, heavy = {name: array[order] for name, array in codes.items()}, heavy[order]
    return Votes(
        item=codes["item"],
        judge=codes["judge"],
        label=codes["label"],
        weight=heavy,
        items=sizes["item"],
        judges=sizes["judge"],
        classes=sizes["label"],
        known=truth,
    )


def _codes(name: str, values: ArrayLike) -> Codes:
    array = np.asarray(values)
    if array.ndim != 1 or (array.size and array.dtype.kind not in "iu"):
        raise RequestError(f"{name} is not a list of whole numbers.", hint="Code the values as 0, 1, 2 …")
    if int(array.min(initial=0)) < 0:
        raise RequestError(f"{name} holds {int(array.min())}.", hint="Codes run from 0.")
    return array.astype(np.int32, copy=False)


def _sized(name: str, codes: Codes, given: int | None) -> int:
    largest = int(codes.max(initial=-1))
    if given is not None and given <= largest:
        raise RequestError(f"{name} holds {largest}, but there are {given}.", hint="Codes run from 0 to size - 1.")
    return largest + 1 if given is None else given

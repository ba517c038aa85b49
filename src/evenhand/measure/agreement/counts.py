"""How often each item got each class, with items that got the same kept once: what every coefficient is made of.

Among 200,000 items with five labels of five classes there are at most 126 different rows, so that whatever follows,
bootstrap included, costs little. Memory grows with the labels; there is no table of items by judges. Not here: any
coefficient.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from evenhand.measure.labels import Codes, Flags, Floats
from evenhand.measure.units import summed

Places: TypeAlias = NDArray[np.intp]

UNSEEN = 0.5  # items of a class that everybody gives, which an interval allows to have been missed


@dataclass(frozen=True, eq=False)
class Counts:
    """Rows of counts by class; row p stands for ``times[p]`` items, item i has row ``row_of[i]``.

    ``table`` is rows x classes. ``unseen`` is the weight that intervals give to rows which nobody saw, see
    ``with_unseen``; no figure counts them.
    """

    table: csr_array
    times: Floats
    row_of: Places
    unseen: Floats | None = None

    @cached_property
    def rated(self) -> Floats:
        """How many labels an item of each row has."""
        return np.asarray(self.table.sum(axis=1), dtype=np.float64).ravel()

    @cached_property
    def pairable(self) -> Flags:
        """The rows whose items have two labels or more."""
        return self.rated >= 2

    @property
    def classes(self) -> int:
        """How many classes there are, seen or not."""
        return int(self.table.shape[1])

    @property
    def items(self) -> int:
        """How many items have a label."""
        return round(float(self.times.sum()))

    @property
    def pairable_items(self) -> int:
        """How many items have two labels or more."""
        return round(float(self.times[self.pairable].sum()))

    @property
    def labels(self) -> int:
        """How many labels there are on items with two or more."""
        return round(float((self.times * self.rated)[self.pairable].sum()))

    @cached_property
    def entry_row(self) -> Places:
        """The row of each entry of ``table.data``."""
        return np.repeat(np.arange(self.times.size), np.diff(self.table.indptr))

    @cached_property
    def shares(self) -> csr_array:
        """The counts as shares of their row: the classes' chances for an item of the row."""
        shares = self.table.copy()
        shares.data = self.table.data / self.rated[self.entry_row]
        return shares

    def by_row(self, entries: Floats) -> Floats:
        """The sum of one value per entry of the table, within each row."""
        return summed(self.entry_row, entries, self.times.size)

    def with_unseen(self) -> Counts:
        """The same with one more row per class that was given: items on which all judges give it, half an item each.

        They occur no times. A figure that knows a rare class from two or three items has by luck often missed those
        on which judges agree; its interval allows for them.
        """
        if not self.pairable_items:
            return self
        given = np.flatnonzero(self.totals(self.pairable))
        size = np.full(given.size, float(round(self.labels / self.pairable_items)))
        pure: csr_array = csr_array((size, (np.arange(given.size), given)), shape=(given.size, self.classes))
        return Counts(
            csr_array(vstack([self.table, pure])),
            np.append(self.times, np.zeros(given.size)),
            self.row_of,
            np.append(np.zeros(self.times.size), np.full(given.size, UNSEEN)),
        )

    def totals(self, rows: Flags | None = None) -> Floats:
        """How many labels each class got from all items, or from those of some rows."""
        times = self.times if rows is None else np.where(rows, self.times, 0.0)
        return np.asarray(times @ self.table, dtype=np.float64)


def count(item: Codes, label: Codes, classes: int) -> Counts:
    """The counts of labels that are sorted by item; items are those that have a label, in their order."""
    starts = np.flatnonzero(np.diff(item, prepend=-1))
    sizes = np.diff(np.append(starts, item.size))
    digest = _digits(classes, int(sizes.max(initial=0)))[label]
    key = np.add.reduceat(digest, starts) if starts.size else digest
    _, first, row, times = np.unique(key, return_index=True, return_inverse=True, return_counts=True)
    return Counts(_rows(label, starts[first], sizes[first], classes), times.astype(np.float64), np.asarray(row))


def collapsed(table: NDArray[np.float64], times: Floats) -> Counts:
    """The counts of a full table with one line per item, or per ``times`` items."""
    lines, row = np.unique(table, axis=0, return_inverse=True)
    row_of = np.asarray(row, dtype=np.intp).ravel()
    weights = summed(row_of, times, len(lines))
    return Counts(csr_array(lines), weights, row_of)


def _digits(classes: int, most: int) -> NDArray[np.uint64]:
    """A number per class, such that sums of up to ``most`` of them tell which classes were summed.

    The places of a number system with base most + 1 where 64 bits have room for it: then sums never collide.
    Otherwise random numbers, the same each time: among a million different rows two collide with a chance of 3 in
    100 million.
    """
    if (most + 1) ** classes < 2**64:
        return np.array([(most + 1) ** place for place in range(classes)], dtype=np.uint64)
    return np.random.default_rng(2026).integers(0, 2**64, size=classes, dtype=np.uint64)


def _rows(label: Codes, starts: Places, sizes: Places, classes: int) -> csr_array:
    """The counts of the items that begin at ``starts``."""
    row = np.repeat(np.arange(starts.size), sizes)
    offset = np.repeat(starts - np.append(0, np.cumsum(sizes)[:-1]), sizes)
    found = label[offset + np.arange(row.size)]
    table = csr_array((np.ones(row.size), (row, found)), shape=(starts.size, classes))
    table.sum_duplicates()
    return table

"""Where two judges met: the labels that each pair of judges gave to the same items, counted.

Work grows with the pairs of labels on the same item, memory with the different (pair, label, label) that occur; there
is no table of judges by judges. Not here: any coefficient.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from evenhand.measure.labels import Floats, Labels
from evenhand.measure.units import summed

Places = NDArray[np.int64]
HELD = 4_000_000  # different keys held before they are counted together


@dataclass(frozen=True, eq=False)
class Meetings:
    """Entry e: the pair of judges ``pair[e]`` gave the two labels to ``times[e]`` common items.

    ``first`` and ``second`` are the judges of each pair, first below second.
    """

    pair: Places
    label_first: Places
    label_second: Places
    times: Floats
    first: Places
    second: Places
    classes: int

    @property
    def pairs(self) -> int:
        """How many pairs of judges there are."""
        return int(self.first.size)

    def with_at_least(self, items: int) -> Meetings:
        """Only the pairs with so many common items."""
        keep = np.bincount(self.pair, weights=self.times, minlength=self.pairs) >= items
        place = np.cumsum(keep) - 1
        entries = keep[self.pair]
        return replace(
            self,
            pair=place[self.pair[entries]],
            label_first=self.label_first[entries],
            label_second=self.label_second[entries],
            times=self.times[entries],
            first=self.first[keep],
            second=self.second[keep],
        )


def meetings(labels: Labels) -> Meetings:
    """All meetings of known judges; a judge who labelled an item several times meets others with each label."""
    classes, judges = len(labels.classes), len(labels.judges)
    keys, times = _counted(labels.only(labels.judge >= 0), classes, judges)
    both, told = np.divmod(keys, classes * classes)
    codes, pair = np.unique(both, return_inverse=True)
    return Meetings(
        pair=np.asarray(pair, dtype=np.int64).ravel(),
        label_first=told // classes,
        label_second=told % classes,
        times=times,
        first=codes // judges,
        second=codes % judges,
        classes=classes,
    )


def _counted(labels: Labels, classes: int, judges: int) -> tuple[Places, Floats]:
    """Every (judge, judge, label, label) as one number, and how often it occurs."""
    rows = np.arange(labels.size)
    keys, times = np.array([], dtype=np.int64), np.array([], dtype=np.float64)
    held: list[Places] = []
    apart = 1
    while rows.size:
        rows = rows[rows + apart < labels.size]
        rows = rows[labels.item[rows] == labels.item[rows + apart]]
        held.append(_keys(labels, rows, rows + apart, classes, judges))
        if sum(part.size for part in held) > HELD or not rows.size:
            keys, times = _together(keys, times, np.concatenate(held))
            held = []
        apart += 1
    return keys, times


def _keys(labels: Labels, left: Places, right: Places, classes: int, judges: int) -> Places:
    one, other = labels.judge[left].astype(np.int64), labels.judge[right].astype(np.int64)
    label_one, label_other = labels.label[left].astype(np.int64), labels.label[right].astype(np.int64)
    turned = one > other
    first, second = np.where(turned, other, one), np.where(turned, one, other)
    label_first, label_second = np.where(turned, label_other, label_one), np.where(turned, label_one, label_other)
    found = ((first * judges + second) * classes + label_first) * classes + label_second
    return np.asarray(found[first != second], dtype=np.int64)


def _together(keys: Places, times: Floats, more: Places) -> tuple[Places, Floats]:
    found, place = np.unique(np.concatenate([keys, more]), return_inverse=True)
    weights = np.concatenate([times, np.ones(more.size)])
    return found, summed(np.asarray(place, dtype=np.int64).ravel(), weights, found.size)

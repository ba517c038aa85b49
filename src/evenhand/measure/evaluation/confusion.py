"""What was said of the items of each gold label: the confusion matrix."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from evenhand.measure.labels import Codes
from evenhand.measure.result import Result

Counts: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True)
class ConfusionMatrix(Result):
    """``counts[g][p]`` is the number of items with the gold label ``classes[g]`` that were called ``classes[p]``."""

    classes: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]

    def rows(self) -> Sequence[Mapping[str, object]]:
        """One row per pair of labels that occurs."""
        return [
            {"gold": gold, "predicted": said, "items": count}
            for gold, row in zip(self.classes, self.counts, strict=True)
            for said, count in zip(self.classes, row, strict=True)
            if count
        ]

    @property
    def array(self) -> Counts:
        """The counts as an array, gold by predicted."""
        return np.array(self.counts, dtype=np.int64)


def confusion_matrix(classes: tuple[str, ...], gold: Codes, predicted: Codes) -> ConfusionMatrix:
    """The matrix of two columns of codes of the same length, each the place of a label in ``classes``."""
    count = len(classes)
    cells = np.bincount(gold.astype(np.int64) * count + predicted, minlength=count * count)
    return ConfusionMatrix(classes, tuple(tuple(map(int, row)) for row in cells.reshape(count, count)))

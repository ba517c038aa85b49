"""One figure for all labels together: accuracy, balanced accuracy, macro precision and macro F1."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evenhand.measure.evaluation.classes import ClassFigures
from evenhand.measure.evaluation.confusion import ConfusionMatrix, Counts
from evenhand.measure.evaluation.figures import averaged, counted, effective
from evenhand.measure.result import Estimate


def overall(matrix: ConfusionMatrix, classes: Sequence[ClassFigures], level: float) -> tuple[Estimate, ...]:
    """Accuracy, balanced accuracy, macro precision and macro F1 of a matrix with at least one item.

    With one label an item, micro precision, micro recall and micro F1 all are accuracy. Balanced accuracy is macro
    recall, the mean over the labels that gold has; macro precision is over those that were predicted, macro F1 over
    both.
    """
    counts = matrix.array
    n, right = int(counts.sum()), int(counts.trace())
    return (
        counted("accuracy", right, n, level, "no_common_items")[0],
        averaged("balanced accuracy", [one.recall for one in classes], right=right, n=n, level=level),
        averaged("macro precision", [one.precision for one in classes], right=right, n=n, level=level),
        macro_f1(counts, level),
    )


def macro_f1(counts: Counts, level: float) -> Estimate:
    """The mean F1 of the labels seen, its variance linearised over items, the interval at the effective size.

    Source of the variance: Takahashi, Yamamoto, Kuchiba and Koyama, Applied Intelligence 52 (2022) 4961-4972.
    """
    seen = np.flatnonzero(counts.sum(axis=0) + counts.sum(axis=1))
    cells = counts[np.ix_(seen, seen)].astype(np.float64)
    n, count = cells.sum(), seen.size
    both = (cells.sum(axis=0) + cells.sum(axis=1)) / n
    f1 = 2 * cells.diagonal() / n / both
    pull = f1 / both
    moved = (np.diag(2 / both) - pull[:, None] - pull[None, :]) / count
    variance = float((cells * moved**2).sum() / n**2)
    touched = n * both - cells.diagonal()
    least = float(count**2 / (1 / touched).sum())
    share, right = min(1.0, float(f1.mean())), int(counts.trace())
    settled = right in (0, n)
    return effective("macro F1", share, 0.0 if settled else variance, least, right=right, n=int(n), level=level)

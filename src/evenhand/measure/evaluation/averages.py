"""One figure for all labels together: accuracy, balanced accuracy, macro precision and macro F1."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evenhand.measure.evaluation.classes import ClassFigures
from evenhand.measure.evaluation.figures import averaged, counted, effective
from evenhand.measure.evaluation.weighing import Weighing
from evenhand.measure.labels import Codes
from evenhand.measure.result import Estimate


def overall(
    classes: Sequence[ClassFigures], gold: Codes, said: Codes, level: float, *, weighing: Weighing | None
) -> tuple[Estimate, ...]:
    """Accuracy, balanced accuracy, macro precision and macro F1 of at least one item, by the places of the labels.

    With one label an item, micro precision, micro recall and micro F1 all are accuracy. Balanced accuracy is macro
    recall, the mean over the labels that gold has; macro precision is over those that were predicted, macro F1 over
    both.
    """
    n, right = int(gold.size), int(np.count_nonzero(gold == said))
    accuracy = (
        counted("accuracy", right, n, level, "no_common_items")[0]
        if weighing is None
        else weighing.share("accuracy", gold == said, np.ones(n), level, "no_common_items")
    )
    return (
        accuracy,
        averaged("balanced accuracy", [one.recall for one in classes], right=right, n=n, level=level),
        averaged("macro precision", [one.precision for one in classes], right=right, n=n, level=level),
        macro_f1(len(classes), gold, said, level, weighing=weighing),
    )


def macro_f1(count: int, gold: Codes, said: Codes, level: float, *, weighing: Weighing | None) -> Estimate:
    """The mean F1 of the labels seen, its variance linearised over items, the interval at the effective size.

    Source of the variance: Takahashi, Yamamoto, Kuchiba and Koyama, Applied Intelligence 52 (2022) 4961-4972; of a
    weighted sample it is taken within strata.
    """
    heavy = np.ones(gold.size) if weighing is None else weighing.weight
    cells = np.bincount(gold.astype(np.int64) * count + said, weights=heavy, minlength=count * count)
    cells = cells.reshape(count, count) / heavy.sum()
    seen = cells.sum(axis=0) + cells.sum(axis=1) > 0
    both = np.where(seen, cells.sum(axis=0) + cells.sum(axis=1), 1.0)
    f1, kinds = 2 * cells.diagonal() / both, int(seen.sum())
    pull = f1 / both
    moved = (np.where(gold == said, 2 / both[gold], 0.0) - pull[gold] - pull[said]) / kinds
    variance = float((moved**2).sum()) / gold.size**2 if weighing is None else weighing.variance_of_mean(moved)
    size = gold.size if weighing is None else float(heavy.sum() ** 2 / (heavy**2).sum())
    touched = size * (both - cells.diagonal())[seen]
    least = float(kinds**2 / (1 / touched).sum())
    point, right = min(1.0, float(f1.sum() / kinds)), int(np.count_nonzero(gold == said))
    settled = right in (0, gold.size)
    return effective("macro F1", point, 0.0 if settled else variance, least, right=right, n=int(gold.size), level=level)

"""How well each label is found: precision, recall and F1, each with its interval.

Not here: which items are how heavy (``weighing``).

F1 is 2J / (1 + J) where J is the share of right ones among all items that have the label in gold or as predicted. J
is a share of items like any other, so its interval, taken through the same curve, is that of F1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from evenhand.measure.chart import Bar
from evenhand.measure.evaluation.figures import DESIGN, counted
from evenhand.measure.evaluation.weighing import Weighing
from evenhand.measure.labels import Codes, Flags
from evenhand.measure.result import Estimate, Result


@dataclass(frozen=True)
class ClassFigures(Result):
    """One label: ``gold`` items have it, ``predicted`` were called so; a figure without such items is undefined.

    ``f_beta`` is F with recall beta times as important as precision, None where only F1 was asked for.
    """

    label: str
    gold: int
    predicted: int
    precision: Estimate
    recall: Estimate
    f1: Estimate
    f_beta: Estimate | None = None

    @property
    def figures(self) -> tuple[Estimate, ...]:
        """Precision, recall, F1 and, where it was asked for, F-beta."""
        return (self.precision, self.recall, self.f1, *((self.f_beta,) if self.f_beta is not None else ()))

    def rows(self) -> Sequence[Mapping[str, object]]:
        """One row per figure."""
        return [{"label": self.label} | one.to_dict() for one in self.figures]

    def bars(self) -> Sequence[Bar]:
        """The figures on a line from 0 to 1."""
        return [
            Bar(f"{self.label}: {one.metric}", one.estimate, one.low, one.high, note=f"n {one.n:,}")
            for one in self.figures
        ]


def by_class(
    classes: Sequence[str], gold: Codes, said: Codes, level: float, *, weighing: Weighing | None, beta: float | None
) -> tuple[ClassFigures, ...]:
    """The figures of every label, in their order; ``gold`` and ``said`` are places in ``classes``, one per item."""
    known, called = (np.bincount(one, minlength=len(classes)) for one in (gold, said))
    figures = (
        _counted(classes, gold, said, level) if weighing is None else _weighed(classes, gold, said, level, weighing)
    )
    return tuple(
        ClassFigures(
            label,
            int(known[k]),
            int(called[k]),
            *figures[k],
            None if beta is None else f_beta(gold == k, said == k, beta, level, weighing),
        )
        for k, label in enumerate(classes)
    )


def f_beta(gold: Flags, said: Flags, beta: float, level: float, weighing: Weighing | None) -> Estimate:
    """F with recall ``beta`` times as important as precision, of one label.

    Found and wanted count 1, missed b² / (1 + b²) and wrongly called 1 / (1 + b²): F is the first beside all three, a
    weighted ratio. Source: van Rijsbergen, Information Retrieval (1979), chapter 7.
    """
    missed, wrongly = beta**2 / (1 + beta**2), 1 / (1 + beta**2)
    below = np.where(gold & said, 1.0, np.where(gold, missed, np.where(said, wrongly, 0.0)))
    alike = weighing if weighing is not None else Weighing(np.ones(gold.size), np.zeros(gold.size, dtype=np.int64))
    found = alike.share(f"F{beta:g}", (gold & said).astype(float), below, level, "evaluation_never_gold")
    return found if weighing is not None else replace(found, design=DESIGN)


def _counted(
    classes: Sequence[str], gold: Codes, said: Codes, level: float
) -> list[tuple[Estimate, Estimate, Estimate]]:
    count = len(classes)
    right = np.bincount(gold[gold == said], minlength=count)
    known, called = np.bincount(gold, minlength=count), np.bincount(said, minlength=count)
    precision = counted("precision", right, called, level, "evaluation_never_predicted")
    recall = counted("recall", right, known, level, "evaluation_never_gold")
    overlap = counted("F1", right, known + called - right, level, "evaluation_never_gold")
    return [(precision[k], recall[k], f1_of(overlap[k])) for k in range(count)]


def _weighed(
    classes: Sequence[str], gold: Codes, said: Codes, level: float, weighing: Weighing
) -> list[tuple[Estimate, Estimate, Estimate]]:
    found: list[tuple[Estimate, Estimate, Estimate]] = []
    for k in range(len(classes)):
        known, called = gold == k, said == k
        right = (known & called).astype(float)
        overlap = weighing.share("F1", right, known | called, level, "evaluation_never_gold")
        found.append(
            (
                weighing.share("precision", right, called, level, "evaluation_never_predicted"),
                weighing.share("recall", right, known, level, "evaluation_never_gold"),
                f1_of(overlap),
            )
        )
    return found


def f1_of(overlap: Estimate) -> Estimate:
    """F1 from the overlap J with the same items; ``n`` and ``events`` stay those of the overlap."""
    point, low, high = (None if value is None else 2 * value / (1 + value) for value in _limits(overlap))
    return replace(overlap, estimate=point, low=low, high=high)


def _limits(one: Estimate) -> tuple[float | None, float | None, float | None]:
    return one.estimate, one.low, one.high

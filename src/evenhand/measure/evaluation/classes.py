"""How well each label is found: precision, recall and F1, each with its interval.

F1 is 2J / (1 + J) where J is the share of right ones among all items that have the label in gold or as predicted. J
is a share of items like any other, so its interval, taken through the same curve, is that of F1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from evenhand.measure.chart import Bar
from evenhand.measure.evaluation.confusion import ConfusionMatrix
from evenhand.measure.evaluation.figures import counted
from evenhand.measure.result import Estimate, Result


@dataclass(frozen=True)
class ClassFigures(Result):
    """One label: ``gold`` items have it, ``predicted`` were called so; a figure without such items is undefined."""

    label: str
    gold: int
    predicted: int
    precision: Estimate
    recall: Estimate
    f1: Estimate

    @property
    def figures(self) -> tuple[Estimate, Estimate, Estimate]:
        """Precision, recall and F1."""
        return self.precision, self.recall, self.f1

    def rows(self) -> Sequence[Mapping[str, object]]:
        """One row per figure."""
        return [{"label": self.label} | one.to_dict() for one in self.figures]

    def bars(self) -> Sequence[Bar]:
        """The three figures on a line from 0 to 1."""
        return [
            Bar(f"{self.label}: {one.metric}", one.estimate, one.low, one.high, note=f"n {one.n:,}")
            for one in self.figures
        ]


def by_class(matrix: ConfusionMatrix, level: float) -> tuple[ClassFigures, ...]:
    """The figures of every label of the matrix, in its order."""
    counts = matrix.array
    right, gold, predicted = counts.diagonal(), counts.sum(axis=1), counts.sum(axis=0)
    precision = counted("precision", right, predicted, level, "evaluation_never_predicted")
    recall = counted("recall", right, gold, level, "evaluation_never_gold")
    overlap = counted("F1", right, gold + predicted - right, level, "evaluation_never_gold")
    return tuple(
        ClassFigures(label, int(gold[k]), int(predicted[k]), precision[k], recall[k], f1_of(overlap[k]))
        for k, label in enumerate(matrix.classes)
    )


def f1_of(overlap: Estimate) -> Estimate:
    """F1 from the overlap J with the same items; ``n`` and ``events`` stay those of the overlap."""
    point, low, high = (None if value is None else 2 * value / (1 + value) for value in _limits(overlap))
    return replace(overlap, estimate=point, low=low, high=high)


def _limits(one: Estimate) -> tuple[float | None, float | None, float | None]:
    return one.estimate, one.low, one.high

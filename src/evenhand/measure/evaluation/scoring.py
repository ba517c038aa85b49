"""The evaluation of scores against gold: how well they rank, whether they mean what they say, and where to cut them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from evenhand.facts.errors import RequestError
from evenhand.measure.chart import Bar
from evenhand.measure.evaluation.calibration import Calibration, calibration
from evenhand.measure.evaluation.joining import Columns, join_scores
from evenhand.measure.evaluation.ranking import average_precision, roc_area
from evenhand.measure.evaluation.thresholds import Threshold, cheapest, checked_promise, promised
from evenhand.measure.intervals import normal_quantile
from evenhand.measure.labels import UNABLE
from evenhand.measure.result import Estimate, Note, Result
from evenhand.measure.tables import TableLike


@dataclass(frozen=True)
class Scores(Result):
    """How well scores tell the items labelled ``positive`` (``positives`` of ``n``) from the others."""

    positive: str
    n: int
    positives: int
    level: float
    roc_auc: Estimate
    average_precision: Estimate
    calibration: Calibration
    thresholds: tuple[Threshold, ...]
    warnings: tuple[Note, ...]

    def rows(self) -> Sequence[Mapping[str, object]]:
        """ROC AUC and average precision."""
        return [self.roc_auc.to_dict(), self.average_precision.to_dict()]

    def bars(self) -> Sequence[Bar]:
        """ROC AUC and average precision, then each threshold's figures."""
        return [bar for one in (self.roc_auc, self.average_precision, *self.thresholds) for bar in one.bars()]

    def __repr__(self) -> str:
        return f"<{self.positives:,} of {self.n:,} items {self.positive!r}: {self.roc_auc!r}>"


def evaluate_scores(
    predictions: TableLike,
    gold: TableLike,
    *,
    positive: str,
    score: str | None = None,
    item: str | None = None,
    costs: tuple[float, float] | None = None,
    promises: Mapping[str, float] | None = None,
    missing: Collection[str] = (UNABLE,),
    level: float = 0.95,
    seed: int = 1,
) -> Scores:
    """A model's scores against gold labels, item by item.

    ``score`` is the column of the chance, in 0..1, that the item is ``positive``; gold items with any other label are
    negative. ``costs``, of a missed item and of a wrongly flagged one, ask for the cheapest threshold; ``promises``
    ("precision", "recall", "false_positive_rate" to their targets) for one that keeps each with confidence ``level``.
    ``seed`` is that of the draws for average precision and calibration. Tables and errors are as for ``evaluate``;
    RequestError also for a score that is no number from 0 to 1, and unless gold has positive and negative items.
    Formulas and sources: docs/methods/evaluation.md.
    """
    normal_quantile(level)
    joined = join_scores(predictions, gold, Columns(item=item, score=score, missing=tuple(missing)))
    flags = joined.gold == joined.place(str(positive))
    held = joined.score
    if held is None or flags.all():
        raise RequestError(
            f"All {joined.size:,} gold items are {positive!r}.", hint="Scores need items of another label, too."
        )
    asked = {checked_promise(name): target for name, target in (promises or {}).items()}
    thresholds = [promised(flags, held, promise, target, confidence=level) for promise, target in asked.items()]
    if costs is not None:
        thresholds.insert(0, cheapest(flags, held, missed=costs[0], wrong=costs[1], level=level))
    return Scores(
        positive=str(positive),
        n=joined.size,
        positives=int(flags.sum()),
        level=level,
        roc_auc=roc_area(flags, held, level),
        average_precision=average_precision(flags, held, level, seed=seed),
        calibration=calibration(flags, held, level, seed=seed),
        thresholds=tuple(thresholds),
        warnings=joined.warnings,
    )

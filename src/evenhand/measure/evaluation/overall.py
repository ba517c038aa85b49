"""The whole evaluation of a model against gold, and of two models against each other."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from evenhand.facts.errors import RequestError
from evenhand.facts.reading.matching import listed
from evenhand.measure.chart import Bar
from evenhand.measure.evaluation.averages import overall
from evenhand.measure.evaluation.classes import ClassFigures, by_class
from evenhand.measure.evaluation.comparison import Comparison, compared
from evenhand.measure.evaluation.confusion import ConfusionMatrix, confusion_matrix
from evenhand.measure.evaluation.joining import Columns, Joined, join
from evenhand.measure.evaluation.slices import Slice, sliced
from evenhand.measure.intervals import normal_quantile
from evenhand.measure.labels import UNABLE
from evenhand.measure.result import Estimate, Note, Result
from evenhand.measure.tables import TableLike


@dataclass(frozen=True)
class Evaluation(Result):
    """How well a model does on ``n`` items of known label.

    ``metrics`` are accuracy, balanced accuracy, macro precision and macro F1; ``labels`` has precision, recall and F1
    of each label, ``matrix`` the counts of items behind them (never weighted), ``slices`` the metrics of each slice.
    """

    n: int
    level: float
    metrics: tuple[Estimate, ...]
    labels: tuple[ClassFigures, ...]
    matrix: ConfusionMatrix
    slices: tuple[Slice, ...]
    warnings: tuple[Note, ...]

    def metric(self, name: str) -> Estimate:
        """One of the metrics by its name, as "macro F1"; KeyError for an unknown one."""
        return {one.metric: one for one in self.metrics}[name]

    def label(self, name: str) -> ClassFigures:
        """The figures of one label; KeyError for an unknown one."""
        return {one.label: one for one in self.labels}[name]

    def rows(self) -> Sequence[Mapping[str, object]]:
        """One row per figure: all items first, then each label, then each slice."""
        whole = [("", "", one) for one in self.metrics]
        labels = [("label", part.label, one) for part in self.labels for one in part.figures]
        slices = [(part.by, part.value, one) for part in self.slices for one in part.metrics]
        return [{"by": by, "value": value} | one.to_dict() for by, value, one in (*whole, *labels, *slices)]

    def bars(self) -> Sequence[Bar]:
        """The metrics, then each label's figures, then the accuracy of each slice."""
        return [bar for one in (*self.metrics, *self.labels, *self.slices) for bar in one.bars()]

    def __repr__(self) -> str:
        return f"<{self.n:,} items of {len(self.matrix.classes)} labels: {self.metrics[0]!r}>"


def evaluate(
    predictions: TableLike,
    gold: TableLike,
    *,
    item: str | None = None,
    label: str | None = None,
    by: Sequence[str] = (),
    weight: str | None = None,
    stratum: str | None = None,
    beta: float | None = None,
    missing: Collection[str] = (UNABLE,),
    level: float = 0.95,
) -> Evaluation:
    """A model's labels against gold ones, item by item.

    ``predictions`` and ``gold`` are tables (Polars, pandas, Arrow, a mapping of columns, a path) with one row per item;
    ``item`` names the column of the item in both, ``label`` that of the model's label, unless they are found by their
    usual names. ``by`` are columns of either table to slice by. A label among ``missing`` counts as none. Items without
    a partner are left out and counted in the warnings. The gold items should be drawn at random from those that the
    figures are to speak of; where they had unequal chances, ``weight`` (1 / inclusion probability) and ``stratum`` name
    the columns of gold that say so. ``beta`` asks for F-beta beside F1: 2 counts recall twice as much. Gold is taken
    for right. Raises RequestError for a table without rows or columns, an item
    named twice, no common item, or a level not between 0 and 1.
    Formulas and sources: docs/methods/evaluation.md.
    """
    normal_quantile(level)
    if beta is not None and not 0 < beta < float("inf"):
        raise RequestError(f"beta is {beta}.", hint="Give a number above 0: 2 counts recall twice as much.")
    columns = Columns(item=item, label=label, by=tuple(by), weight=weight, stratum=stratum, missing=tuple(missing))
    joined = join([predictions], gold, columns)
    known, said = joined.gold, joined.predicted[0]
    matrix = confusion_matrix(joined.classes, known, said)
    labels = by_class(joined.classes, known, said, level, weighing=joined.weighing, beta=beta)
    return Evaluation(
        n=joined.size,
        level=level,
        metrics=overall(labels, known, said, level, weighing=joined.weighing),
        labels=labels,
        matrix=matrix,
        slices=sliced(joined, level),
        warnings=(*joined.warnings, *_remarks(joined, matrix)),
    )


def compare_models(
    first: TableLike,
    second: TableLike,
    gold: TableLike,
    *,
    item: str | None = None,
    label: str | None = None,
    by: Sequence[str] = (),
    missing: Collection[str] = (UNABLE,),
    level: float = 0.95,
) -> Comparison:
    """Two models on the items that both labelled and gold has; ``parts`` has them by gold label and by slice.

    Arguments and errors are those of ``evaluate``; a column of ``by`` is one of
    gold or of ``first``.
    """
    normal_quantile(level)
    columns = Columns(item=item, label=label, by=tuple(by), missing=tuple(missing))
    return compared(join([first, second], gold, columns), level)


def _remarks(joined: Joined, matrix: ConfusionMatrix) -> tuple[Note, ...]:
    """What a reader of the figures should know of the labels."""
    counts = matrix.array
    in_gold, said = counts.sum(axis=1) > 0, counts.sum(axis=0) > 0
    strange = [name for name, known in zip(joined.classes, in_gold, strict=True) if not known]
    unsaid = [name for name, used in zip(joined.classes, said, strict=True) if not used]
    notes = {
        "evaluation_strange_labels": {"labels": listed(strange)} if strange else None,
        "evaluation_unsaid_labels": {"labels": listed(unsaid)} if unsaid else None,
        "evaluation_one_gold": {"label": joined.classes[int(in_gold.argmax())]} if in_gold.sum() == 1 else None,
    }
    return tuple(Note(code, values) for code, values in notes.items() if values is not None)

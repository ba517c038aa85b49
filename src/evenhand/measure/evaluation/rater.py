"""A model as one more rater: whether it is as close to a panel of people as they are to each other.

For content without one right answer: nobody's label is gold, and a model is held against what people do among
themselves. Not here: how right it is (``evaluate``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy.stats import norm, t

from evenhand.facts.errors import RequestError
from evenhand.measure.chart import Bar
from evenhand.measure.intervals import normal_quantile
from evenhand.measure.labels import UNABLE, Codes, Floats, Labels, Repeats, need_judges, read_labels
from evenhand.measure.result import Method, Note, Result
from evenhand.measure.share import FEW
from evenhand.measure.tables import TableLike

DRAWS = 1000
SKEWED = 400  # items up to which skewness matters
CELLS = 4_000_000  # of draws x items held at once
Counts: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True)
class RaterStanding(Result):
    """The model beside one person, on the person's ``n`` labels that somebody else's lie beside.

    ``person`` is the share of others who gave the person's label, ``model`` that of the same others who gave the
    model's; ``difference`` is the model's minus the person's, with its interval. ``alpha_change`` is what
    Krippendorff's alpha of the panel gains when the model's labels take the place of the person's.
    """

    judge: str
    n: int
    person: float
    model: float
    difference: float
    low: float
    high: float
    alpha_change: float

    def bars(self) -> Sequence[Bar]:
        """The difference on a line."""
        return (Bar(self.judge, self.difference, self.low, self.high, note=f"n {self.n:,}"),)


@dataclass(frozen=True)
class ModelAsRater(Result):
    """A model among ``judges`` people on ``n`` items with two labels or more.

    ``person`` is the share of others that agree with a person, over all labels, ``model`` the share of people that
    agree with the model, ``difference`` the latter minus the former. ``alpha`` is that of the people alone,
    ``alpha_change`` its mean gain when the model takes the place of one of them. ``ahead`` counts people who are less
    close to the others than the model is. Intervals are those of a bootstrap over items, paired, corrected for
    bias and skewness, and a little longer for few items.
    """

    n: int
    labels: int
    judges: int
    person: float
    model: float
    difference: float
    low: float
    high: float
    alpha: float | None
    alpha_change: float | None
    alpha_low: float | None
    alpha_high: float | None
    ahead: int
    level: float
    standings: tuple[RaterStanding, ...]
    warnings: tuple[Note, ...]
    method: Method = Method.BOOTSTRAP

    def rows(self) -> Sequence[Mapping[str, object]]:
        """One row per person."""
        return [one.to_dict() for one in self.standings]

    def bars(self) -> Sequence[Bar]:
        """The difference to the average person, then to each."""
        whole = Bar("average person", self.difference, self.low, self.high, note=f"n {self.n:,}")
        return [whole, *(bar for one in self.standings for bar in one.bars())]

    def __str__(self) -> str:
        """All of it in a line."""
        return (
            f"model {self.model:.1%}, average person {self.person:.1%}: difference {self.difference:+.1%}, "
            f"{self.level:.0%} interval {self.low:+.1%} to {self.high:+.1%}; {self.n:,} items, {self.judges:,} people, "
            f"{self.ahead:,} of them less close to the others than the model"
        )

    def __repr__(self) -> str:
        return f"<{self}>"


def model_as_rater(
    labels: TableLike,
    predictions: TableLike,
    *,
    item: str | None = None,
    judge: str | None = None,
    label: str | None = None,
    predicted: str | None = None,
    missing: Collection[str] = (UNABLE,),
    repeats: Repeats | str = Repeats.REFUSE,
    level: float = 0.95,
    draws: int = DRAWS,
    seed: int = 1,
) -> ModelAsRater:
    """How close a model's labels are to those of a panel, beside how close people are to each other.

    ``labels`` has one row per label that a person gave an item, ``predictions`` one row per item with the model's
    label in ``predicted``; columns are found by their usual names when not named. Items without the model's label, or
    with one person's alone, are left out. Work grows with labels times ``draws``. Raises RequestError as
    ``read_labels`` does, for fewer than two people, labels by unknown people, and for no item in common.
    Formulas: docs/methods/evaluation.md.
    """
    normal_quantile(level)
    if draws < 1:
        raise RequestError(f"draws is {draws}.", hint="Give the number of bootstrap draws, as 1000.")
    people = read_labels(labels, item=item, judge=judge, label=label, missing=missing, repeats=repeats)
    need_judges(people)
    if (people.judge < 0).any():
        raise RequestError("Some labels do not say whose they are.", hint="Name the column of the judge.")
    panel, left_out = _panel(people, _model(predictions, item, predicted, missing))
    return _compared(panel, left_out, level=level, draws=draws, seed=seed)


@dataclass(frozen=True, eq=False)
class _Panel:
    """Labels on items that the model labelled and two people did; ``count`` is items by classes of people's labels."""

    item: Codes
    judge: Codes
    label: Codes
    model: Codes
    count: Counts
    judges: tuple[str, ...]

    @property
    def raters(self) -> Floats:
        """How many people labelled each item."""
        return np.asarray(self.count.sum(axis=1), dtype=np.float64)


def _model(predictions: TableLike, item: str | None, predicted: str | None, missing: Collection[str]) -> Labels:
    found = read_labels(predictions, item=item, label=predicted, missing=missing, repeats=Repeats.KEEP)
    twice = np.flatnonzero(np.bincount(found.item) > 1)
    if twice.size:
        raise RequestError(
            f"predictions names the item {found.items[int(twice[0])].as_py()!r} more than once.",
            hint="Keep one row per item, of one model.",
        )
    return found


def _panel(people: Labels, model: Labels) -> tuple[_Panel, int]:
    classes = list(dict.fromkeys([*people.classes, *model.classes]))
    items: Any = people.items
    place: Any = pc.fill_null(pc.index_in(items, value_set=model.items), -1)
    where = np.asarray(place.to_numpy(zero_copy_only=False), dtype=np.int64)
    said = np.full(len(model.items), -1, dtype=np.int32)
    said[model.item] = np.array([classes.index(one) for one in model.classes], dtype=np.int32)[model.label]
    of_item = np.where(where >= 0, said[where], -1)
    many = np.bincount(people.item, minlength=len(people.items))
    kept = (of_item >= 0) & (many > 1)
    rows = kept[people.item]
    if not rows.any():
        raise RequestError(
            "No item has the model's label and two people's.", hint="Are both columns the item's id, written alike?"
        )
    number = np.cumsum(kept) - 1
    item = number[people.item[rows]].astype(np.int32)
    count = np.zeros((int(kept.sum()), len(classes)), dtype=np.int64)
    np.add.at(count, (item, people.label[rows]), 1)
    unlabelled = int(np.count_nonzero(of_item[people.item] < 0))
    panel = _Panel(item, people.judge[rows], people.label[rows], of_item[kept], count, people.judges)
    return panel, unlabelled


def _compared(panel: _Panel, left_out: int, *, level: float, draws: int, seed: int) -> ModelAsRater:
    items = panel.count.shape[0]
    whole = _figures(panel, np.ones((1, items)))
    random = np.random.default_rng(seed)
    at_once = max(1, min(draws, CELLS // items))
    parts = [
        _figures(panel, random.multinomial(items, np.full(items, 1 / items), size=min(at_once, draws - start)))
        for start in range(0, draws, at_once)
    ]
    drawn = _Figures(*(np.concatenate(part) for part in zip(*(one.parts for one in parts), strict=True)))
    without = _figures(panel, 1 - np.eye(items if items <= SKEWED else 0, items))
    n = np.bincount(panel.judge, minlength=len(panel.judges))
    known = np.flatnonzero(n)
    standings = tuple(_standing(panel, int(k), (whole, drawn, without), level) for k in known)
    low, high = _Spread(float(whole.difference[0]), drawn.difference, without.difference).ends(level, items, 1 / items)
    alpha = None if np.isnan(whole.alpha[0]) else float(whole.alpha[0])
    mean = n / n.sum()
    change = _Spread(float(whole.change[0] @ mean), drawn.change @ mean, without.change @ mean)
    ends: tuple[float | None, float | None] = (None, None)
    if alpha is not None:
        item = float(np.nanstd(change.drawn)) / max(float(np.std(drawn.difference)), 1e-12) / items
        ends = change.ends(level, items, item)
    notes = [Note("rater_unlabelled", {"count": left_out})] if left_out else []
    notes += [Note("rater_few", {"n": items})] if items < FEW else []
    return ModelAsRater(
        n=items,
        labels=int(panel.item.size),
        judges=int(known.size),
        person=float(whole.person[0]),
        model=float(whole.model[0]),
        difference=float(whole.difference[0]),
        low=low,
        high=high,
        alpha=alpha,
        alpha_change=change.value if alpha is not None else None,
        alpha_low=ends[0],
        alpha_high=ends[1],
        ahead=sum(one.difference > 0 for one in standings),
        level=level,
        standings=tuple(sorted(standings, key=lambda one: -one.difference)),
        warnings=tuple(notes),
    )


@dataclass(frozen=True, eq=False)
class _Figures:
    """One line per draw: closeness of people and of the model, alpha; the rest has one column per person."""

    person: Floats
    model: Floats
    alpha: Floats
    change: Floats
    beside_person: Floats
    beside_model: Floats

    @property
    def parts(self) -> tuple[Floats, ...]:
        """All of them, in order."""
        return self.person, self.model, self.alpha, self.change, self.beside_person, self.beside_model

    @property
    def difference(self) -> Floats:
        """The model's closeness minus the average person's."""
        return self.model - self.person


def _figures(panel: _Panel, draws: NDArray[np.generic]) -> _Figures:
    """All figures where item i counts ``draws[b, i]`` times."""
    times = np.asarray(draws, dtype=np.float64)
    count, raters = panel.count.astype(np.float64), panel.raters
    others = np.maximum(raters - 1, 1)
    agree = (count * (count - 1)).sum(axis=1) / others
    with_model = count[np.arange(count.shape[0]), panel.model]
    labels = times @ raters
    apart, classes = times @ (raters - agree), times @ count
    alpha = _alpha(apart, labels, classes)
    own = (count[panel.item, panel.label] - 1) / others[panel.item]
    models = (with_model[panel.item] - (panel.label == panel.model[panel.item])) / others[panel.item]
    people = len(panel.judges)
    change, beside_person, beside_model = (np.zeros((times.shape[0], people)) for _ in range(3))
    for judge in np.unique(panel.judge):
        rows = panel.judge == judge
        held = times[:, panel.item[rows]]
        total = np.maximum(held.sum(axis=1), 1e-9)
        beside_person[:, judge], beside_model[:, judge] = held @ own[rows] / total, held @ models[rows] / total
        moved = np.zeros((int(rows.sum()), count.shape[1]))
        np.add.at(moved, (np.arange(moved.shape[0]), panel.model[panel.item[rows]]), 1)
        np.add.at(moved, (np.arange(moved.shape[0]), panel.label[rows]), -1)
        closer = 2 * (own[rows] - models[rows])  # two labels of each pair change
        change[:, judge] = _alpha(apart + held @ closer, labels, classes + held @ moved) - alpha
    return _Figures(times @ agree / labels, times @ with_model / labels, alpha, change, beside_person, beside_model)


def _alpha(apart: Floats, labels: Floats, classes: Floats) -> Floats:
    """Krippendorff's nominal alpha from sums over items; NaN where all labels are the same."""
    expected = (labels**2 - (classes**2).sum(axis=1)) / np.maximum(labels - 1, 1)
    return np.where(expected > 1e-9, 1 - apart / np.where(expected > 1e-9, expected, 1.0), np.nan)


def _standing(panel: _Panel, judge: int, found: tuple[_Figures, _Figures, _Figures], level: float) -> RaterStanding:
    whole = found[0]
    n, items = int(np.count_nonzero(panel.judge == judge)), panel.item[panel.judge == judge]
    person, model = float(whole.beside_person[0, judge]), float(whole.beside_model[0, judge])
    value, drawn, without = (one.beside_model[:, judge] - one.beside_person[:, judge] for one in found)
    low, high = _Spread(float(value[0]), drawn, without[items] if without.size else without).ends(level, n, 1 / n)
    change = float(np.nan_to_num(whole.change[0, judge]))
    return RaterStanding(panel.judges[judge], n, person, model, model - person, low, high, change)


@dataclass(frozen=True, eq=False)
class _Spread:
    """A figure as it is, in each draw, and without each item in turn (empty where there are many items)."""

    value: float
    drawn: Floats
    without: Floats

    def ends(self, level: float, n: int, item: float) -> tuple[float, float]:
        """Percentiles of the draws, corrected for bias and skewness (BCa) and expanded for ``n`` units.

        To their variance half an item is added either way on which the model alone stands apart, or alone agrees, since
        few items may have shown none by luck; ``item`` is how far one moves the figure. Sources: Efron, J. Am. Stat.
        Assoc. 82 (1987) 171-185; Hesterberg, Am. Stat. 69 (2015) 371-386; Agresti and Min, Statistics in Medicine 24
        (2005) 729-740, for the half items.
        """
        drawn = self.drawn[~np.isnan(self.drawn)]
        less = (np.count_nonzero(drawn < self.value) + np.count_nonzero(drawn == self.value) / 2 + 0.5) / (
            drawn.size + 1
        )
        bias, skew = float(norm.ppf(less)), _acceleration(self.without)
        free = max(n - 1, 1)
        far = (n / free) ** 0.5 * float(t.ppf((1 + level) / 2, free))
        moved = [bias + (bias + one) / (1 - skew * (bias + one)) for one in (-far, far)]
        low, high = (float(np.quantile(drawn, norm.cdf(one))) for one in moved)
        hidden = far * item
        return (
            self.value - float(np.hypot(min(low - self.value, 0.0), hidden)),
            self.value + float(np.hypot(max(high - self.value, 0.0), hidden)),
        )


def _acceleration(without: Floats) -> float:
    away = without.mean() - without if without.size else np.zeros(1)
    spread = float((away**2).sum())
    return float((away**3).sum()) / (6 * spread**1.5) if spread > 0 else 0.0

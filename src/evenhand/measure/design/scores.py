"""Drawing by a score: units that are likely to be events come more often, and none is left out.

Formulas, sources and why the floor: docs/methods/designs.md. Not here: estimating from the draws (``estimation``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from evenhand.facts.errors import RequestError
from evenhand.measure.chart import Bar
from evenhand.measure.design.aims import around
from evenhand.measure.design.allocation import Floats
from evenhand.measure.design.drawing import DrawnUnits, with_chances
from evenhand.measure.design.hours import Work
from evenhand.measure.design.searching import smallest_size
from evenhand.measure.design.stratified import checked_items, id_order
from evenhand.measure.intervals import near_exact, normal_quantile
from evenhand.measure.result import Note, Result

LEAST_FLOOR = 0.3  # a useless score then widens an interval by 1/sqrt(0.3) at most, and no unit weighs above 1/0.3
DOUBT = 0.05  # part of the events that is taken to lie anywhere, whatever the score says, when the floor is chosen
FEW_EVENTS = 10
LARGEST = 10_000_000
GROUPS = 10
REPEATS = 0.1  # share of draws that hit a unit again from which on it is said


@dataclass(frozen=True, eq=False)
class ScoreDesign(Result):
    """``n`` draws with replacement, unit j with the chance (1 - uniform) w_j / sum(w) + uniform / N each time.

    With reach, the second part is like reach. ``expected`` is the share that the scores foretell. ``half_width`` is
    that of the Hansen-Hurwitz estimate, ``difference_half_width`` that of the difference estimate, which adds the
    mean score; ``random_half_width`` is what as many units at random would have, ``useless_half_width`` what the first
    would have if the score said nothing. ``events`` are the events to expect among the draws, ``units`` the different
    units, ``largest_weight`` the most that a draw can weigh beside the average. ``chances`` has one per unit.
    """

    n: int
    population: int
    uniform: float
    expected: float
    half_width: float
    difference_half_width: float
    random_half_width: float
    useless_half_width: float
    n_effective: float
    events: float
    units: float
    largest_weight: float
    hours: float
    level: float
    chances: Floats
    scores: Floats
    item: Any = None
    method: str = "drawn by score with a uniform floor"
    notes: tuple[Note, ...] = ()

    @property
    def gain(self) -> float:
        """How many units at random one draw by score is worth: the variance of the one beside that of the other."""
        return self.n_effective / self.n

    def draw(self, *, seed: int) -> DrawnUnits:
        """Draws the units; where the design knows their ids, the order of the rows does not matter."""
        drawn = with_chances(self.chances, self.n, seed=seed, order=id_order(self.item), design=self.method)
        return drawn if self.item is None else drawn.named(self.item)

    def to_dict(self) -> dict[str, object]:
        """The design as JSON-ready values, without the columns of the population."""
        found = super().to_dict()
        return {name: value for name, value in found.items() if name not in ("chances", "scores", "item")}

    def rows(self) -> Sequence[Mapping[str, object]]:
        """Ten groups of units from the lowest scores to the highest: what they hold and how often they are drawn."""
        groups = [part for part in np.array_split(np.argsort(self.scores, kind="stable"), GROUPS) if part.size]
        return [
            {
                "from_score": float(self.scores[part[0]]),
                "to_score": float(self.scores[part[-1]]),
                "units": int(part.size),
                "expected": float(self.scores[part].mean()),
                "draws": float(self.n * self.chances[part].sum()),
            }
            for part in groups
        ]

    def bars(self) -> Sequence[Bar]:
        """The interval to expect, beside that of as many units at random."""
        widths = {
            "by score": self.half_width,
            "by score, difference": self.difference_half_width,
            "at random": self.random_half_width,
            "if the score said nothing": self.useless_half_width,
        }
        return [
            Bar(name, self.expected, *around(self.expected, width), note=f"n {self.n:,}")
            for name, width in widths.items()
        ]

    def __repr__(self) -> str:
        return f"<{self}>"

    def __str__(self) -> str:
        """The design in a sentence."""
        return (
            f"{self.n:,} draws from {self.population:,} by score, floor {self.uniform:.2f}: {self.expected:.2%} "
            f"±{self.half_width:.2%} (at random ±{self.random_half_width:.2%}); {self.hours:,.1f} hours."
        )


def score_design(
    score: ArrayLike,
    *,
    size: int | None = None,
    half_width: float | None = None,
    reach: ArrayLike | None = None,
    uniform: float | None = None,
    item: ArrayLike | None = None,
    work: Work | None = None,
    level: float = 0.95,
) -> ScoreDesign:
    """Chances proportional to the root of a score, with a floor for all; for a size or for a half-width.

    ``score`` is each unit's chance to be an event, 0..1, calibrated: their mean is taken for the share to expect.
    ``reach`` weighs the units (views); the share is then one of reach. ``uniform`` is the part of the draws that goes
    to all units alike; left out, it is the one from 0.3 to 1 that is best if one event in twenty lay anywhere. ``item``
    holds ids. Give ``size``, the draws, or ``half_width``, in shares. Raises RequestError, with the field and the
    value, for scores that are no chances, negative reach, or what cannot be reached.
    Source: Hansen and Hurwitz, Ann. Math. Stat. 14 (1943) 333-362.
    """
    scores, part = _scores(score), None if reach is None else _reach(reach)
    weight = np.full(scores.size, 1 / scores.size) if part is None else part / part.sum()
    if weight.size != scores.size:
        raise RequestError(f"reach has {weight.size} entries for {scores.size} scores.", hint="Give one per unit.")
    normal_quantile(level)
    expected = float(weight @ scores)
    if not 0 < expected < 1:
        raise RequestError(f"score is {expected:g} for every unit.", hint="Give chances between 0 and 1.")
    floor = best_floor(scores, weight) if uniform is None else _floor(uniform)
    chances = (1 - floor) * _by_score(scores, weight) + floor * weight
    spread = _Spread(scores, weight, chances, expected, level)
    n = _size(size, half_width, spread)
    found = ScoreDesign(
        n=n,
        population=scores.size,
        uniform=floor,
        expected=expected,
        half_width=spread.half_width(n),
        difference_half_width=spread.of_difference(n),
        random_half_width=spread.at_random(n, fixed=reach is None),
        useless_half_width=spread.if_useless(n),
        n_effective=n * expected * (1 - expected) / spread.variance,
        events=n * float(chances @ scores),
        units=float(-np.expm1(n * np.log1p(-np.minimum(chances, 1 - 1e-12))).sum()),
        largest_weight=float((weight[weight > 0] / chances[weight > 0]).max()),
        hours=(work or Work()).hours(n),
        level=level,
        chances=chances,
        scores=scores,
        item=None if item is None else checked_items(item, scores.size),
    )
    return _with_notes(found, int(np.count_nonzero(weight <= 0)))


def best_floor(score: Floats, weight: Floats) -> float:
    """The floor from 0.3 to 1 with the least variance, if ``DOUBT`` of the events lay where the score says nothing."""
    honest = (1 - DOUBT) * score + DOUBT * float(weight @ score)
    by_score = _by_score(score, weight)
    drawn = weight > 0
    floors = np.linspace(LEAST_FLOOR, 1, 15)
    squares = (weight**2 * honest)[drawn]
    variances = [(squares / ((1 - one) * by_score + one * weight)[drawn]).sum() for one in floors]
    return float(floors[int(np.argmin(variances))])


class _Spread:
    """The variance of one draw, with y an event by the chance of its score, and the half-widths that follow."""

    def __init__(self, score: Floats, weight: Floats, chances: Floats, expected: float, level: float) -> None:
        drawn = weight > 0
        square = weight[drawn] ** 2 / chances[drawn]
        by_luck = float(weight**2 @ (score * (1 - score)))  # how far the population's share may lie from the expected
        self.expected, self.level, self.units = expected, level, score.size
        self.variance = float(square @ score[drawn]) - expected**2 - by_luck
        self.difference = float(square @ (score * (1 - score))[drawn]) - by_luck
        self.useless = expected * float(square.sum()) - expected**2

    def half_width(self, n: int) -> float:
        return self._of(n, self.variance)

    def of_difference(self, n: int) -> float:
        return self._of(n, self.difference)

    def if_useless(self, n: int) -> float:
        return self._of(n, self.useless)

    def at_random(self, n: int, *, fixed: bool) -> float:
        """As many different units, all alike (``fixed``), or as many draws like reach."""
        unseen = max(1 - n / self.units, 0.0) if fixed else 1.0
        return self._of(n, self.expected * (1 - self.expected) * unseen)

    def _of(self, n: int, variance: float) -> float:
        if variance <= 1e-15:
            return 0.0
        n_effective = n * self.expected * (1 - self.expected) / variance
        low, high = near_exact(self.expected, n_effective, self.level, n=n, unequal=True)
        return float(high - low) / 2


def _by_score(score: Floats, weight: Floats) -> Floats:
    """Reach times the root of the score, summing to 1: the chances of the shortest interval, if the score is right."""
    size = weight * np.sqrt(score)
    return np.asarray(size / size.sum())


def _size(size: int | None, half_width: float | None, spread: _Spread) -> int:
    if (size is None) == (half_width is None):
        raise RequestError(f"size is {size} and half_width is {half_width}.", hint="Give one of them.")
    if size is not None:
        if size < 1:
            raise RequestError(f"size is {size}.", hint="Give the number of draws, 1 or more.")
        return size
    target = half_width or 0.0
    if not 0 < target < 1:
        raise RequestError(f"half_width is {target}.", hint="Give a share between 0 and 1, for example 0.005.")
    if spread.half_width(LARGEST) > target:
        raise RequestError(f"half_width is {target}, which {LARGEST:,} draws do not reach.", hint="Ask for less.")
    return smallest_size(1, LARGEST, lambda n: spread.half_width(n) <= target)


def _with_notes(found: ScoreDesign, without_reach: int) -> ScoreDesign:
    again = found.n - found.units
    notes = [
        (found.half_width > 0.98 * found.random_half_width, Note("design_score_gains_nothing")),
        (found.events < FEW_EVENTS, Note("design_few_events", {"events": f"{found.events:.1f}"})),
        (again > REPEATS * found.n, Note("design_repeats", {"count": round(again), "n": found.n})),
        (without_reach > 0, Note("design_without_reach", {"count": without_reach})),
    ]
    return replace(found, notes=tuple(note for applies, note in notes if applies))


def _scores(score: ArrayLike) -> Floats:
    found = np.asarray(score, dtype=float)
    if found.ndim != 1 or not found.size:
        raise RequestError("score is not a list with one chance per unit.", hint="Give each unit's score, 0 to 1.")
    wrong = ~((found >= 0) & (found <= 1))
    if bool(wrong.any()):
        place = int(wrong.argmax())
        raise RequestError(
            f"score is {found[place]:g} at unit {place + 1}.", hint="Give chances from 0 to 1; 80 % is 0.8."
        )
    return found


def _reach(reach: ArrayLike) -> Floats:
    found = np.asarray(reach, dtype=float)
    wrong = ~(np.isfinite(found) & (found >= 0))
    if found.ndim != 1 or bool(wrong.any()):
        shown = found[wrong][0] if wrong.any() else found
        raise RequestError(f"reach holds {shown}.", hint="Give each unit's views, 0 or more.")
    if not found.sum() > 0:
        raise RequestError("reach is 0 for every unit.", hint="Give the views of each unit, or leave reach out.")
    return found


def _floor(uniform: float) -> float:
    if not 0 < uniform <= 1:
        raise RequestError(
            f"uniform is {uniform}.", hint="Give a share above 0: with 0, events that the score misses are never seen."
        )
    return uniform

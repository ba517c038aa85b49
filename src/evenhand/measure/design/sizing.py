"""How many units a question takes: a half-width, a target, a difference between two samples or on the same items.

Formulas, sources and what is exact: docs/methods/designs.md. Not here: strata and metrics (``stratified``).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy import stats

from evenhand.facts.errors import RequestError
from evenhand.measure.design.hours import ENDLESS, Work
from evenhand.measure.design.powers import apart, apart_paired, beyond_target
from evenhand.measure.design.searching import smallest_size
from evenhand.measure.intervals import near_exact, normal_quantile
from evenhand.measure.result import Note, Result

LARGEST = 2_000_000  # units of a sample; two shares that need more are too close to be told apart
FEW_CLUSTERS = 30
_STEADY = 25  # sizes above the one found that must keep the power too, where each costs a table of outcomes
_WINDOW = 4_000  # likewise for one share, where many sizes are looked at in one go
NINE_IN_TEN = 0.9


class Question(StrEnum):
    """What the sample shall answer."""

    HALF_WIDTH = "half-width"
    TARGET = "beyond a target"
    DIFFERENCE = "a difference between two samples"
    PAIRED_DIFFERENCE = "a difference on the same items"
    NON_INFERIORITY = "not inferior, two samples"
    PAIRED_NON_INFERIORITY = "not inferior, the same items"


RULES = {
    Question.HALF_WIDTH: "the interval of measure.share at the expected share",
    Question.TARGET: "the interval of measure.share excludes the target",
    Question.DIFFERENCE: "Newcombe's interval of the difference excludes 0",
    Question.PAIRED_DIFFERENCE: "Tango's interval of the difference excludes 0",
    Question.NON_INFERIORITY: "Newcombe's interval of the difference lies above -margin",
    Question.PAIRED_NON_INFERIORITY: "Tango's interval of the difference lies above -margin",
}


@dataclass(frozen=True)
class SampleSize(Result):
    """``n`` units in all, ``per_group`` in each of ``groups`` samples, and what they reach.

    For a half-width: ``half_width`` is the one to expect, ``nine_in_ten`` the one that nine samples of ten keep. For
    the other questions ``power`` is the chance that the interval decides as expected, ``false_alarm`` the chance that
    it so decides when the truth lies just on the border. ``simple`` is the size without ``design_effect``.
    ``clusters`` are those to draw. All shares in 0..1.
    """

    question: Question
    n: int
    per_group: int
    groups: int
    expected: float
    target: float | None
    other: float | None
    margin: float | None
    differing: float | None
    half_width: float | None
    nine_in_ten: float | None
    power: float | None
    false_alarm: float | None
    wanted: float
    simple: int
    design_effect: float
    cluster_size: float | None
    clusters: int | None
    population: int | None
    hours: float
    level: float
    method: str
    exact: bool
    curve: tuple[Mapping[str, float], ...]
    notes: tuple[Note, ...] = ()

    def rows(self) -> Sequence[Mapping[str, object]]:
        """What smaller and larger samples would reach: units in all, and their half-width or power."""
        return self.curve

    def __str__(self) -> str:
        """The size in a sentence."""
        each = f"{self.per_group:,} units" if self.groups == 1 else f"{self.per_group:,} units in each of two samples"
        if self.half_width is not None:
            return (
                f"{each}: {self.expected:.1%} ±{self.half_width:.2%}, nine samples of ten within "
                f"±{self.nine_in_ten:.2%}; {self.hours:,.1f} hours."
            )
        return (
            f"{each}: power {self.power:.1%} that {self.method}, false alarm {self.false_alarm:.2%}; "
            f"{self.hours:,.1f} hours."
        )


def sample_size(
    expected: float,
    *,
    half_width: float | None = None,
    target: float | None = None,
    other: float | None = None,
    margin: float | None = None,
    differing: float | None = None,
    power: float = 0.8,
    level: float = 0.95,
    population: int | None = None,
    cluster_size: float | None = None,
    alike: float | None = None,
    design_effect: float = 1.0,
    minutes: float = 2.0,
    second_share: float = 0.0,
) -> SampleSize:
    """The fewest units for one question about a share that is ``expected`` so large, in 0..1.

    ``half_width``: its interval shall be that short. ``target``: its interval shall exclude the target. ``other``: the
    interval of its difference to the other share shall exclude 0, from two samples of the same size; or, with
    ``differing``, on the same items, of which that part is an event in one of the two alone. ``margin`` beside
    ``other``: shall show that the first share is not lower than the other by that much or more (for an error rate, give
    the shares that are right). ``power`` is the chance of it, which all larger samples looked at keep too.

    ``population`` makes the finite correction, for a half-width or a target. ``cluster_size`` units are drawn together
    (decisions of one person, comments of one thread), ``alike`` is their intra-cluster correlation; both make the
    design effect 1 + (size - 1) x alike, which multiplies ``design_effect``. ``minutes`` are those of one
    assessment, ``second_share`` is the part that a second person assesses.

    Chances are exact, no approximation is used for them; with a design effect the exact size is multiplied by it.
    Raises RequestError, naming the field, for what is no share, does not fit, or takes more than two million units.
    Sources: Newcombe (1998), Tango (1998) for the intervals of differences; Kish, Survey Sampling (1965) 5.4.
    """
    asked = _Asked(expected, half_width, target, other, margin, differing, power, level, population)
    work, effect = Work(minutes, second_share), _effect(design_effect, cluster_size, alike)
    simple = _smallest(asked)
    most = population or ENDLESS
    each = min(math.ceil(simple * effect - 1e-9), most)
    groups = 2 if asked.question in (Question.DIFFERENCE, Question.NON_INFERIORITY) else 1
    clusters = None if cluster_size is None else math.ceil(groups * each / cluster_size)
    reached = _reached(asked, simple if effect > 1 else each)
    return SampleSize(
        question=asked.question,
        n=groups * each,
        per_group=each,
        groups=groups,
        expected=expected,
        target=target,
        other=other,
        margin=margin,
        differing=differing,
        half_width=reached if asked.question is Question.HALF_WIDTH else None,
        nine_in_ten=_nine_in_ten(asked, simple) if asked.question is Question.HALF_WIDTH else None,
        power=None if asked.question is Question.HALF_WIDTH else reached,
        false_alarm=None if asked.question is Question.HALF_WIDTH else _false_alarm(asked, simple),
        wanted=half_width if half_width is not None else power,
        simple=groups * simple,
        design_effect=effect,
        cluster_size=cluster_size,
        clusters=clusters,
        population=population,
        hours=work.hours(groups * each),
        level=level,
        method=RULES[asked.question],
        exact=effect == 1,
        curve=_curve(asked, simple, effect, groups),
        notes=_notes(effect, clusters, each, population),
    )


@dataclass(frozen=True)
class _Asked:
    """The question, checked; ``first`` and ``second`` are turned so that the first is the larger."""

    expected: float
    half_width: float | None
    target: float | None
    other: float | None
    margin: float | None
    differing: float | None
    power: float
    level: float
    population: int | None

    def __post_init__(self) -> None:
        normal_quantile(self.level)
        for name in ("expected", "half_width", "target", "other", "margin", "differing", "power"):
            value = getattr(self, name)
            if value is not None and not 0 < value < 1:
                raise RequestError(f"{name} is {value}, and has to lie between 0 and 1.", hint="Write 5 % as 0.05.")
        given = [name for name in ("half_width", "target", "other") if getattr(self, name) is not None]
        if len(given) != 1:
            raise RequestError(
                f"{' and '.join(given) or 'Nothing'} asked for.", hint="Give one of half_width, target and other."
            )
        self._check_population()
        if self.other is None and (self.margin is not None or self.differing is not None):
            raise RequestError("margin and differing need other.", hint="Give the share that it is compared with.")
        if self.target == self.expected:
            raise RequestError(f"target is {self.target}, as expected.", hint="Let them differ: by how much matters.")
        if self.other is not None:
            self._check_difference(self.other)

    def _check_population(self) -> None:
        if self.population is None:
            return
        if self.population < 1:
            raise RequestError(f"population is {self.population}.", hint="Give the number of units, 1 or more.")
        if self.other is not None:
            raise RequestError(
                "population does not go with other.",
                hint="Leave it out: a difference is asked of what made the decisions, not of these decisions alone.",
            )

    def _check_difference(self, other: float) -> None:
        if self.margin is None and other == self.expected:
            raise RequestError(f"other is {other}, as expected.", hint="Let them differ, or give a margin.")
        if self.margin is not None and self.expected <= other - self.margin + 1e-12:
            raise RequestError(
                f"expected is {self.expected}, which is worse than other {other} by the margin of {self.margin}.",
                hint="What is inferior cannot be shown not to be.",
            )
        if self.differing is None:
            return
        least, most = abs(self.expected - other), min(self.expected + other, 2 - self.expected - other)
        if not least <= self.differing <= most:
            raise RequestError(
                f"differing is {self.differing}.", hint=f"With these two shares it is {least:.3g} to {most:.3g}."
            )

    @property
    def question(self) -> Question:
        """What is asked."""
        if self.half_width is not None:
            return Question.HALF_WIDTH
        if self.target is not None:
            return Question.TARGET
        if self.margin is not None:
            return Question.NON_INFERIORITY if self.differing is None else Question.PAIRED_NON_INFERIORITY
        return Question.DIFFERENCE if self.differing is None else Question.PAIRED_DIFFERENCE

    @property
    def turned(self) -> tuple[float, float, float]:
        """The two shares, so turned that the interval of their difference shall lie above the third value."""
        first, second = self.expected, self.other or 0.0
        if self.margin is not None:
            return first, second, -self.margin
        return max(first, second), min(first, second), 0.0

    def chance(self, n: int, *, differ: bool = True) -> float:
        """The power of ``n`` units in a sample; without ``differ`` the chance on the border, the false alarm."""
        if self.target is not None:
            p = self.expected if differ else np.nextafter(self.target, self.expected)
            return float(beyond_target(n, float(p), self.target, level=self.level, population=self.population)[0])
        first, second, beyond = self.turned
        first = first if differ else second + beyond
        if self.differing is None:
            return apart(n, min(max(first, 0.0), 1.0), second, level=self.level, beyond=beyond)
        gap = min(max(first - second, -self.differing), self.differing)
        ahead, behind = (self.differing + gap) / 2, (self.differing - gap) / 2
        return apart_paired(n, ahead, behind, level=self.level, beyond=beyond)


def _smallest(asked: _Asked) -> int:
    """The fewest units of a simple random sample."""
    if asked.half_width is not None:
        most = asked.population or LARGEST
        if _width(asked, most) > asked.half_width:
            raise _too_many(f"half_width is {asked.half_width}")
        return smallest_size(1, most, lambda n: _width(asked, n) <= (asked.half_width or 0.0))
    if asked.target is not None:
        return _steady_target(asked)
    return _steady(lambda n: asked.chance(n) >= asked.power)


def _width(asked: _Asked, n: int) -> float:
    return float(_widths(asked, np.array([asked.expected]), n)[0])


def _widths(asked: _Asked, p: np.ndarray, n: int) -> np.ndarray:
    unseen = 1 - n / (asked.population or ENDLESS)
    if unseen <= 0:
        return np.zeros(p.size)
    low, high = near_exact(p, n / unseen, asked.level, n=n)
    return np.asarray((high - low) / 2)


def _nine_in_ten(asked: _Asked, n: int) -> float:
    """The half-width that is kept by nine of ten samples: chance alone moves the share, and with it the interval."""
    events = (
        np.arange(n + 1)
        if n < 10_000
        else np.unique(stats.binom.ppf(np.linspace(1e-6, 1 - 1e-6, 2_000), n, asked.expected))
    )
    chance = np.diff(stats.binom.cdf(events, n, asked.expected), prepend=0.0)
    widths = _widths(asked, events / n, n)
    order = np.argsort(widths, kind="stable")
    place = int(np.searchsorted(chance[order].cumsum(), NINE_IN_TEN))
    return float(widths[order][min(place, widths.size - 1)])


def _steady_target(asked: _Asked) -> int:
    """The size from which on the power stays; it rises in saw teeth, so a whole window of sizes is looked at."""
    most = asked.population or LARGEST
    reached = _doubled(lambda n: asked.chance(n) >= asked.power, most)
    if reached is None:
        raise _too_many(f"target is {asked.target} and expected is {asked.expected}")
    found = smallest_size(1, reached, lambda n: asked.chance(n) >= asked.power)
    half = min(max(found // 3, 60), _WINDOW // 2)
    sizes = np.arange(max(1, found - half), min(most, found + half) + 1)
    target = asked.target or 0.0
    powers = beyond_target(sizes, asked.expected, target, level=asked.level, population=asked.population)
    short = np.flatnonzero(powers < asked.power)
    return int(sizes[min(short[-1] + 1, sizes.size - 1)]) if short.size else int(sizes[0])


def _steady(reaches: Callable[[int], bool]) -> int:
    """The size from which on the next sizes keep the power too."""
    reached = _doubled(reaches, LARGEST)
    if reached is None:
        raise _too_many("the difference asked for")
    size = smallest_size(1, reached, reaches)
    last = size
    while last < size + _STEADY:
        last += 1
        size = size if reaches(last) else last + 1
    return size


def _doubled(reaches: Callable[[int], bool], most: int) -> int | None:
    size = 8
    while size < most:
        if reaches(size):
            return size
        size *= 2
    return most if reaches(most) else None


def _too_many(what: str) -> RequestError:
    return RequestError(
        f"No sample of up to {LARGEST:,} units answers this: {what}.", hint="Ask for less, or for a larger difference."
    )


def _reached(asked: _Asked, n: int) -> float:
    return _width(asked, n) if asked.question is Question.HALF_WIDTH else asked.chance(n)


def _false_alarm(asked: _Asked, n: int) -> float:
    return asked.chance(n, differ=False)


def _curve(asked: _Asked, simple: int, effect: float, groups: int) -> tuple[Mapping[str, float], ...]:
    name = "half_width" if asked.question is Question.HALF_WIDTH else "power"
    sizes = [max(1, round(simple * part)) for part in (0.25, 0.5, 0.75, 1, 1.5, 2)]
    kept = dict.fromkeys(min(size, asked.population or size) for size in sizes)
    return tuple({"n": groups * math.ceil(size * effect - 1e-9), name: _reached(asked, size)} for size in kept)


def _effect(design_effect: float, cluster_size: float | None, alike: float | None) -> float:
    if not (math.isfinite(design_effect) and design_effect > 0):
        raise RequestError(f"design_effect is {design_effect}.", hint="Give a number above 0; 1 is simple random.")
    if (cluster_size is None) != (alike is None):
        raise RequestError(f"cluster_size is {cluster_size} and alike is {alike}.", hint="Give both of them, or none.")
    if cluster_size is None or alike is None:
        return design_effect
    if not (math.isfinite(cluster_size) and cluster_size >= 1):
        raise RequestError(f"cluster_size is {cluster_size}.", hint="Give the units drawn together, 1 or more.")
    if not 0 <= alike <= 1:
        raise RequestError(f"alike is {alike}.", hint="Give the correlation within a cluster, 0 to 1, as 0.05.")
    return design_effect * (1 + (cluster_size - 1) * alike)


def _notes(effect: float, clusters: int | None, each: int, population: int | None) -> tuple[Note, ...]:
    notes = [
        (effect != 1, Note("design_effect", {"effect": f"{effect:.2f}"})),
        (clusters is not None and clusters < FEW_CLUSTERS, Note("design_few_clusters", {"clusters": clusters or 0})),
        (population is not None and each >= population, Note("design_everything")),
    ]
    return tuple(note for applies, note in notes if applies)

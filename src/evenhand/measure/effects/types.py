"""What an effect looks like: how far the treated moved beyond the others, and what is needed to believe it or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evenhand.measure.chart import Bar, interval_chart
from evenhand.measure.effects.picture import Mark, lines_chart
from evenhand.measure.result import Estimate, Method, Note, Result


@dataclass(frozen=True)
class EffectGroup(Result):
    """The share of one group before and after: the same clusters, with the same weights at both times."""

    name: str
    clusters: int
    before: Estimate
    after: Estimate

    @property
    def change(self) -> float | None:
        """The share after minus that before."""
        if self.before.estimate is None or self.after.estimate is None:
            return None
        return self.after.estimate - self.before.estimate

    def rows(self) -> Sequence[Mapping[str, object]]:
        """One row before, one after."""
        times = (("before", self.before), ("after", self.after))
        return [{"group": self.name, "time": time} | one.to_dict() for time, one in times]


@dataclass(frozen=True)
class EffectTrend(Result):
    """The check of the past: how far the groups already moved apart before the start, between two halves of that time.

    ``estimate`` is the same figure as the effect, made from rows before ``ends`` alone as if the start had been
    ``split``. Parallel groups give 0.
    """

    split: str
    ends: str
    estimate: float
    low: float
    high: float
    level: float
    n: int


@dataclass(frozen=True)
class EffectPeriod(Result):
    """The shares in one stretch of time, from ``begins`` up to but without ``ends``, of all rows in it."""

    begins: str
    ends: str
    after: bool
    treated: Estimate
    control: Estimate | None


@dataclass(frozen=True)
class EffectCohort(Result):
    """The effect on those who started at ``start``, each against those not yet treated; ``weight`` in the whole."""

    start: str
    clusters: int
    estimate: float
    low: float
    high: float
    weight: float


@dataclass(frozen=True)
class EffectNeeded(Result):
    """What would still be needed to reach the ``goal``, at the spread seen so far.

    ``assessments`` are further rows after the start, in all groups together and divided as now, ``weeks`` the time
    that they take at the present pace (None where times are not dates). Both are None where no number of them is
    enough, since people differ; ``clusters`` is how many people or teams in all would do instead, each with as many
    rows as now.
    """

    goal: str
    half_width: float
    assessments: int | None
    weeks: float | None
    clusters: int | None
    reached: bool

    def __str__(self) -> str:
        """In a sentence."""
        if self.reached:
            return f"{self.goal}: reached"
        people = "" if self.clusters is None else f"{self.clusters:,} people or teams in all"
        if self.assessments is None and not people:
            return f"{self.goal}: no further time is enough"
        if self.assessments is None:
            return f"{self.goal}: more assessments after the start are not enough alone; {people} would be"
        weeks = f" (about {self.weeks:.0f} weeks at this pace)" if self.weeks is not None else ""
        instead = f", or {people}" if people else ""
        return f"{self.goal}: {self.assessments:,} further assessments after the start{weeks}{instead}"


@dataclass(frozen=True)
class EffectSlice(Result):
    """The effect within the rows whose column ``by`` holds ``value``; ``p_adjusted`` is Holm's over all slices."""

    by: str
    value: str
    n: int
    clusters: int
    estimate: float | None
    low: float | None
    high: float | None
    p_value: float | None
    p_adjusted: float | None
    undefined: Note | None = None


@dataclass(frozen=True)
class Effect(Result):
    """How far the share of the treated moved beyond that of the others, in -1..1 (0.01 is one percentage point).

    ``n`` counts the rows that it rests on, ``clusters`` the people or teams; ``degrees`` are the degrees of freedom of
    the interval, None where rows alone make it. ``control`` is None where there is none. ``trend`` is the check of the
    past, None without control or without rows for it. ``by_chance`` is the effect that picking people for bad results
    would show without any treatment, None where nobody was picked so or it cannot be told.
    """

    metric: str
    start: str
    estimate: float
    low: float
    high: float
    level: float
    method: Method
    p_value: float
    degrees: float | None
    n: int
    clusters: int
    design: str
    treated: EffectGroup
    control: EffectGroup | None
    trend: EffectTrend | None
    periods: tuple[EffectPeriod, ...]
    cohorts: tuple[EffectCohort, ...]
    slices: tuple[EffectSlice, ...]
    needed: tuple[EffectNeeded, ...]
    by_chance: float | None
    warnings: tuple[Note, ...]

    @property
    def half_width(self) -> float:
        """Half the length of the interval."""
        return (self.high - self.low) / 2

    def rows(self) -> Sequence[Mapping[str, object]]:
        """One row for the effect, then one per cohort, then one per slice."""
        whole = {"by": "", "value": "", "estimate": self.estimate, "low": self.low, "high": self.high, "n": self.n}
        cohorts = [_row("cohort", one.start, one.estimate, one.low, one.high, None) for one in self.cohorts]
        slices = [_row(one.by, one.value, one.estimate, one.low, one.high, one.n) for one in self.slices]
        return [whole, *cohorts, *slices]

    def bars(self) -> Sequence[Bar]:
        """The effect on a line, then each cohort's, then each slice's."""
        whole = Bar("effect", self.estimate, self.low, self.high, note=f"n {self.n:,}")
        cohorts = [Bar(f"start {one.start}", one.estimate, one.low, one.high) for one in self.cohorts]
        slices = [
            Bar(f"{one.by}: {one.value}", one.estimate, one.low, one.high, note=f"n {one.n:,}") for one in self.slices
        ]
        return [whole, *cohorts, *slices]

    def chart(self) -> str:
        """The shares of both groups over time, with intervals and the start marked; of cohorts their effects."""
        if not self.periods:
            return interval_chart(self.bars())
        lines = {self.treated.name: [_mark(one, one.treated) for one in self.periods]}
        if self.control is not None:
            lines[self.control.name] = [_mark(one, one.control) for one in self.periods if one.control is not None]
        earlier = sum(not one.after for one in self.periods)
        return lines_chart(self.metric, lines, start=self.start, earlier=earlier)

    def __str__(self) -> str:
        """The effect in a sentence."""
        return (
            f"{self.metric}: {points(self.estimate)} points, {self.level:.0%} interval {points(self.low)} to "
            f"{points(self.high)}; n {self.n:,}, {self.design}"
        )

    def __repr__(self) -> str:
        return f"<{self}>"


def points(share: float) -> str:
    """A difference of shares in percentage points, with its sign."""
    return f"{100 * share:+.1f}"


def _row(
    by: str, value: str, estimate: float | None, low: float | None, high: float | None, n: int | None
) -> dict[str, object]:
    return {"by": by, "value": value, "estimate": estimate, "low": low, "high": high, "n": n}


def _mark(period: EffectPeriod, one: Estimate | None) -> Mark:
    if one is None:
        return Mark(period.begins, None, None, None)
    return Mark(period.begins, one.estimate, one.low, one.high)

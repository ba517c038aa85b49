"""What a control chart says: one row per day, signals with what changed, and per series how sure it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from enum import StrEnum

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from evenhand.facts.errors import RequestError
from evenhand.facts.reading.matching import did_you_mean, listed
from evenhand.measure.chart import Bar
from evenhand.measure.control_chart import Charted, Mark, Point, control_chart
from evenhand.measure.discoveries import Discovery
from evenhand.measure.drift.asked import ChartDirection, ChartRule
from evenhand.measure.drift.family import ChartKind
from evenhand.measure.drift.spread import ChartSpread
from evenhand.measure.result import Method, Note, Result
from evenhand.measure.units import Codes, Flags, Floats

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class SignalKind(StrEnum):
    """SignalKind a day rings, or has no value."""

    QUIET = ""
    ABOVE = "above the limits"
    BELOW = "below the limits"
    UP = "drift upwards"
    DOWN = "drift downwards"
    EMPTY = "nothing seen"


MARKS = {SignalKind.ABOVE: Mark.ABOVE, SignalKind.BELOW: Mark.BELOW, SignalKind.UP: Mark.UP, SignalKind.DOWN: Mark.DOWN}
WHYS = tuple(SignalKind)


@dataclass(frozen=True)
class ControlLevel(Result):
    """The level over some days: a share in 0..1 or a rate per unit, with its interval.

    ``events`` of ``n`` is the plain count, ``n_effective`` the size of the sample without spread between days that
    would be as certain. The estimate weighs days by their effective size, without what their weekday adds.
    """

    estimate: float
    low: float
    high: float
    events: float
    n: float
    n_effective: float
    days: int


@dataclass(frozen=True)
class DriftSignal(Result):
    """An alarm of one series on ``day``.

    ``began`` is the likeliest first day of the new level, ``began_from`` to ``began_to`` those that are likely at the
    level of the result. ``ended`` is the last day before the statistic was back at 0, None while it is not. ``before``
    is the level of the reference and of the quiet days up to then, ``after`` that from ``began`` to ``ended``. While
    most of the latter are the days that rang the alarm, they overstate it, and its interval is longer for that.
    """

    series: str
    day: str
    why: SignalKind
    began: str
    began_from: str
    began_to: str
    ended: str | None
    before: ControlLevel
    after: ControlLevel

    def __str__(self) -> str:
        """The alarm in a sentence."""
        name = f"{self.series}: " if self.series else ""
        since = f", since {self.began}" if self.why in (SignalKind.UP, SignalKind.DOWN) else ""
        return f"{name}{self.day} {self.why}{since}: {self.before.estimate:.4g} to {self.after.estimate:.4g}"


@dataclass(frozen=True)
class SeriesDrift(Result):
    """One series: what its chart rests on, and whether it drifted.

    ``chart`` names it and ``why`` says why it was taken. ``normal`` is the level of the reference, ``sigma`` Laney's
    multiple, ``between`` the standard deviation between days beyond counting, ``overdispersion`` the chance of days as
    different under counting alone. ``weekdays`` are the expected levels from Monday on, None where weekdays do not
    matter. ``shift`` is what the statistic looks for, ``threshold`` where it rings. ``p`` is the chance that a series
    in which nothing moved shows as much in its watched days, ``p_adjusted`` the same over all series, ``drifted``
    whether that is at most the share of wrong claims asked for. ``undefined`` says why there is no chart.
    """

    series: str
    days: int
    watched: int
    signals: int
    chart_name: str | None = None
    spread: ChartSpread | None = None
    why: Note | None = None
    normal: ControlLevel | None = None
    sigma: float | None = None
    between: float | None = None
    overdispersion: float | None = None
    weekdays: tuple[float, ...] | None = None
    shift: float | None = None
    threshold: float | None = None
    p: float | None = None
    p_adjusted: float | None = None
    drifted: bool | None = None
    undefined: Note | None = None
    warnings: tuple[Note, ...] = ()

    def judged(self, adjusted: float, fdr: float) -> SeriesDrift:
        """The same after all series were looked at together."""
        return self if self.p is None else replace(self, p_adjusted=adjusted, drifted=adjusted <= fdr)


@dataclass(frozen=True, eq=False)
class ChartDays:
    """One entry per series and day, in order.

    ``value`` is events / n, ``centre`` what was expected, ``lower`` and ``upper`` the limits of a day, ``z`` how far it
    is off as a standard normal score, ``statistic`` what the chart remembers (negative downwards). They are NaN where
    there is none. ``signal`` marks new alarms, ``why`` is a place in ``WHYS``, ``drifting`` the days from an alarm
    until its drift is over, ``reference`` what the chart was learnt from.
    """

    series: Codes
    day: NDArray[np.int64]
    events: Floats
    n: Floats
    value: Floats
    centre: Floats
    lower: Floats
    upper: Floats
    z: Floats
    statistic: Floats
    signal: Flags
    why: Codes
    drifting: Flags
    reference: Flags


@dataclass(frozen=True, eq=False)
class Drift(Result):
    """The control charts of one series or many.

    ``days`` holds every day, ``signals`` the alarms in order of series and day, ``series`` what each chart rests on.
    ``false_alarms`` is how many a day are to be expected of each series while nothing moves.
    """

    kind: ChartKind
    rule: ChartRule
    direction: ChartDirection
    false_alarms: float
    level: float
    method: Method
    discovery: Discovery
    fdr: float
    names: tuple[str, ...]
    dated: bool
    days: ChartDays
    series: tuple[SeriesDrift, ...]
    signals: tuple[DriftSignal, ...]
    warnings: tuple[Note, ...] = ()

    @property
    def drifted(self) -> tuple[SeriesDrift, ...]:
        """The series that are claimed to have drifted, with the share of wrong claims held."""
        return tuple(one for one in self.series if one.drifted)

    def one(self, name: str) -> SeriesDrift:
        """A series by its name; RequestError for an unknown one."""
        return self.series[self._place(name)]

    def to_frame(self) -> pa.Table:
        """One row per series and day."""
        days = self.days
        columns = {one.name: pa.array(getattr(days, one.name), from_pandas=True) for one in fields(days)}
        columns["series"] = pa.array(self.names).take(days.series)
        columns["day"] = pa.array(days.day.astype("datetime64[D]") if self.dated else days.day)
        columns["why"] = pa.array([str(why) for why in WHYS]).take(days.why)
        return pa.table(columns)

    def rows(self) -> Sequence[Mapping[str, object]]:
        """One row per series and day, as in the table, days as text."""
        rows: list[dict[str, object]] = self.to_frame().to_pylist()
        return [row | {"day": str(row["day"])} for row in rows]

    def to_dict(self) -> dict[str, object]:
        """The result as JSON-ready values; ``days`` as rows."""
        small = replace(self, days=None)  # type: ignore[arg-type]
        return {**Result.to_dict(small), "days": list(self.rows())}

    def bars(self) -> Sequence[Bar]:
        """The level of each series' reference."""
        return [
            Bar(one.series or "normal", one.normal.estimate, one.normal.low, one.normal.high, note=f"{one.days} days")
            for one in self.series
            if one.normal is not None
        ]

    def chart(self, series: str | None = None) -> str:
        """The control chart of a series as an SVG picture; of several, the one that drifted most surely."""
        place = self._surest() if series is None else self._place(series)
        days, at = self.days, np.flatnonzero(self.days.series == place)
        points = [
            Point(
                label=str(np.datetime64(int(days.day[k]), "D")) if self.dated else str(days.day[k]),
                at=int(days.day[k]),
                value=_known(days.value[k]),
                centre=_known(days.centre[k]),
                lower=_known(days.lower[k]),
                upper=_known(days.upper[k]),
                mark=MARKS.get(WHYS[days.why[k]], Mark.NONE),
                reference=bool(days.reference[k]),
            )
            for k in at
        ]
        began = {
            one.began
            for one in self.signals
            if one.series == self.names[place] and one.why in (SignalKind.UP, SignalKind.DOWN)
        }
        chosen = self.series[place]
        return control_chart(
            Charted(
                title=self.names[place],
                chart=chosen.chart_name or "",
                points=points,
                began=began,
                percent=self.kind is ChartKind.SHARE,
            )
        )

    def __str__(self) -> str:
        """The result in a few sentences."""
        watched = sum(one.watched for one in self.series)
        what = f"{len(self.series):,} series" if len(self.series) > 1 else (self.series[0].chart_name or "no chart")
        told = f"{len(self.signals):,} signal" + ("" if len(self.signals) == 1 else "s")
        lines = [f"{what}, {watched:,} days watched, {self.rule}: {told}"]
        return "\n".join([*lines, *(str(one) for one in self.signals[:10])])

    def __repr__(self) -> str:
        return f"<{str(self).splitlines()[0]}>"

    def _place(self, name: str) -> int:
        if name not in self.names:
            raise RequestError(
                f"There is no series {name!r}.", hint=f"{did_you_mean(name, self.names)}There are {listed(self.names)}."
            )
        return self.names.index(name)

    def _surest(self) -> int:
        return min(range(len(self.series)), key=lambda k: 2.0 if (p := self.series[k].p) is None else p)


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None

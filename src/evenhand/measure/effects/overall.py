"""The effect of a training, a policy or a rule: shares before and after, beside those who did not have it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from evenhand.facts.errors import RequestError
from evenhand.facts.reading.matching import listed
from evenhand.measure.effects.cells import NEVER, Cells, Times, summed_cells
from evenhand.measure.effects.contrasts import Contrast, Part, contrast, contrast_of
from evenhand.measure.effects.groups import Said, groups
from evenhand.measure.effects.needed import until_clear, until_narrow
from evenhand.measure.effects.past import periods, trend
from evenhand.measure.effects.reading import Moment, Named, Rows, read_rows
from evenhand.measure.effects.remarks import remarks
from evenhand.measure.effects.selection import by_chance
from evenhand.measure.effects.types import Effect, EffectCohort, EffectGroup, EffectNeeded, EffectSlice
from evenhand.measure.evaluation.holm import holm
from evenhand.measure.intervals import normal_quantile
from evenhand.measure.labels import Flags
from evenhand.measure.result import Method, Note
from evenhand.measure.tables import TableLike


def effect(
    table: TableLike,
    *,
    start: Moment | None = None,
    outcome: str | None = None,
    time: str | None = None,
    cluster: str | None = None,
    treated: str | None = None,
    started: str | None = None,
    weight: str | None = None,
    by: Sequence[str] = (),
    chosen_for_errors: bool = False,
    half_width: float | None = None,
    level: float = 0.95,
) -> Effect:
    """What changed from ``start`` on among the treated, beyond what changed among the others.

    ``table`` has one row per assessed decision. ``outcome`` is the column that says whether it counts (1 or yes, 0 or
    no, or a share in 0..1), ``time`` when, ``cluster`` by whom: the person or the team, whatever was treated as one.
    They are found by their usual names when not named; without a cluster column rows count as independent. ``treated``
    names the column that says yes or no (one called so is found); ``started`` the one that holds each cluster's own
    start, empty for those never treated, and then ``start`` is left out. With neither, the change is told without
    control, which is weak.
    ``weight`` is 1 / inclusion probability. ``by`` are columns to slice by. ``chosen_for_errors`` says that the treated
    were picked for bad results; ``half_width``, in 0..1, asks what an interval as short as that would still take.
    Shares are in 0..1 throughout: an estimate of -0.02 is two percentage points fewer.
    Raises RequestError for columns, values and starts that do not fit, naming them.
    Formulas and sources: docs/methods/effects.md.
    """
    normal_quantile(level)
    if half_width is not None and not 0 < half_width < 1:
        raise RequestError(f"half_width is {half_width}.", hint="Give 2 points as 0.02.")
    rows = read_rows(table, Named(outcome, time, cluster, treated, started, weight, tuple(by)))
    study = _study(rows, start, treated=treated, started=started)
    found = study.contrast()
    if found is None:
        raise RequestError(_nobody(rows, study), hint="Each group needs people with rows before the start and after.")
    return _told(study, found, level=level, half_width=half_width, chosen=chosen_for_errors)


@dataclass(frozen=True, eq=False)
class Study:
    """Rows with the stretch each lies in, and each cluster's cohort: the stretch of its start, -1 for never.

    ``starts`` are the moments between stretches; ``controlled`` says that there is somebody to be held against.
    """

    rows: Rows
    starts: Times
    cohort: NDArray[np.int64]
    controlled: bool

    @property
    def stretch(self) -> NDArray[np.intp]:
        """The stretch of each row: 0 before all starts."""
        return np.searchsorted(self.starts, self.rows.time, side="right")

    def cells(self, keep: Flags | None = None) -> Cells:
        """The sums by cluster and stretch, of all rows or of some."""
        chosen: Flags = np.ones(self.rows.time.size, np.bool_) if keep is None else keep
        held = self.rows.only(chosen)
        shape = (self.cohort.size, self.starts.size + 1)
        return summed_cells(held.cluster, self.stretch[chosen], held.value, held.weight, shape)

    def contrast(self, keep: Flags | None = None) -> Contrast | None:
        """The effect in all rows or in some."""
        return contrast(self.cells(keep), self.cohort, controlled=self.controlled)

    @property
    def design(self) -> str:
        """What kind of comparison it is."""
        kind = "before and after, without control"
        if self.controlled:
            several = self.starts.size > 1
            kind = "cohorts against those not yet treated" if several else "difference in differences"
        return f"{kind}, clustered by {self.rows.columns['cluster']}" if self.rows.clusters else f"{kind}, by rows"


def _study(rows: Rows, start: Moment | None, *, treated: str | None, started: str | None) -> Study:
    if started is not None and rows.start is not None:
        if start is not None or treated is not None:
            raise RequestError(
                "started is given together with start or treated.", hint="Each cluster's own start says both."
            )
        return _cohorts(rows, rows.start)
    if start is None:
        raise RequestError("There is no start.", hint="Give the first day after the change, as start='2026-03-01'.")
    at = rows.moment(start)
    first, last = int(rows.time.min()), int(rows.time.max())
    if not first < at <= last:
        side = "before" if last < at else "after"
        raise RequestError(
            f"start is {rows.told(at)}, and all rows lie {side} it: from {rows.told(first)} to {rows.told(last)}.",
            hint="Assess decisions from before the start and from after it.",
        )
    flags = rows.treated
    if flags is not None and (flags.all() or not flags.any()):
        word = "yes" if flags.all() else "no"
        raise RequestError(
            f"The column {rows.columns['treated']!r} says {word} in all rows.",
            hint="A control needs both; without one, leave the column out.",
        )
    cohort = np.ones(rows.groups, np.int64) if flags is None else np.where(flags, 1, -1)
    return Study(rows, np.array([at]), cohort, flags is not None)


def _cohorts(rows: Rows, start: Times) -> Study:
    first, last = int(rows.time.min()), int(rows.time.max())
    late = np.where(start > last, NEVER, start)
    starts = np.unique(late[late < NEVER])
    if not starts.size or starts[-1] <= first:
        raise RequestError(
            f"The column {rows.columns['started']!r} has no start among the times, which run from {rows.told(first)} "
            f"to {rows.told(last)}.",
            hint="Assess decisions from before the starts and from after them.",
        )
    cohort = np.where(late < NEVER, np.searchsorted(starts, late) + 1, -1)
    return Study(rows, starts, cohort, controlled=True)


def _told(study: Study, found: Contrast, *, level: float, half_width: float | None, chosen: bool) -> Effect:
    rows, cells = study.rows, study.cells()
    said = Said(rows.columns["outcome"], level, study.design)
    treated, control = groups(cells, found, ("treated", "others"), said)
    low, high, method = _interval(found, treated, control, level)
    past = trend(study, level)
    slices = _slices(study, level)
    expected = by_chance(cells, found) if chosen else None
    single = study.starts.size == 1
    return Effect(
        metric=said.metric,
        start=rows.told(int(study.starts[0])),
        estimate=found.estimate,
        low=low,
        high=high,
        level=level,
        method=method,
        p_value=found.p_value(),
        degrees=None if found.lone else found.degrees,
        n=_size(cells, found),
        clusters=found.clusters,
        design=study.design,
        treated=treated,
        control=control,
        trend=past,
        periods=periods(study, said) if single else (),
        cohorts=() if single else _by_cohort(study, cells, found, level),
        slices=slices,
        needed=_needed(study, found, level, half_width),
        by_chance=expected,
        warnings=remarks(study, found, treated, control, past, expected, chosen=chosen),
    )


def _interval(
    found: Contrast, treated: EffectGroup, control: EffectGroup | None, level: float
) -> tuple[float, float, Method]:
    """Student's t on the clusters; where rows alone speak, the intervals of the shares put together (MOVER)."""
    if found.lone and len(found.parts) == 1:
        shares = [(treated.after, 1), (treated.before, -1)]
        shares += [(control.after, -1), (control.before, 1)] if control is not None else []
        ends = [((one.low, one.high) if sign > 0 else (one.high, one.low), one.estimate) for one, sign in shares]
        down, up = (sum(((end[k] or 0.0) - (point or 0.0)) ** 2 for end, point in ends) ** 0.5 for k in (0, 1))
        return max(-1.0, found.estimate - down), min(1.0, found.estimate + up), Method.MOVER
    half = found.half_width(level)
    return max(-1.0, found.estimate - half), min(1.0, found.estimate + half), Method.CLUSTERED


def _size(cells: Cells, found: Contrast) -> int:
    return int(cells.count[found.place != 0].sum())


def _by_cohort(study: Study, cells: Cells, found: Contrast, level: float) -> tuple[EffectCohort, ...]:
    told = []
    for cohort in sorted({one.cohort for one in found.parts}):
        parts = [one for one in found.parts if one.cohort == cohort]
        weight = sum(one.weight for one in parts)
        one = contrast_of(cells, study.cohort, [_reweighed(part, weight) for part in parts])
        half = one.half_width(level)
        told.append(
            EffectCohort(
                start=study.rows.told(int(study.starts[cohort - 1])),
                clusters=np.unique(np.concatenate([part.treated.who for part in parts])).size,
                estimate=one.estimate,
                low=max(-1.0, one.estimate - half),
                high=min(1.0, one.estimate + half),
                weight=weight,
            )
        )
    return tuple(told)


def _reweighed(part: Part, whole: float) -> Part:
    return replace(part, weight=part.weight / whole)


def _slices(study: Study, level: float) -> tuple[EffectSlice, ...]:
    found = [
        _slice(study, by, value, column.codes == code, level)
        for by, column in study.rows.by.items()
        for code, value in enumerate(column.names)
    ]
    adjusted = holm([one.p_value for one in found])
    return tuple(replace(one, p_adjusted=p) for one, p in zip(found, adjusted, strict=True))


def _slice(study: Study, by: str, value: str, keep: Flags, level: float) -> EffectSlice:
    cells = study.cells(keep)
    found = contrast(cells, study.cohort, controlled=study.controlled)
    if found is None:
        n, why = int(np.count_nonzero(keep)), Note("effect_nobody")
        return EffectSlice(by, value, n, 0, None, None, None, None, None, undefined=why)
    treated, control = groups(
        cells, found, ("treated", "others"), Said(study.rows.columns["outcome"], level, study.design)
    )
    low, high, _ = _interval(found, treated, control, level)
    p = found.p_value()
    return EffectSlice(by, value, _size(cells, found), found.clusters, found.estimate, low, high, p, p)


def _needed(study: Study, found: Contrast, level: float, half_width: float | None) -> tuple[EffectNeeded, ...]:
    later = study.rows.time >= study.starts[0]
    after = int(np.count_nonzero(later))
    weeks = float(study.rows.time.max() - study.starts[0]) / (7 * study.rows.day) if study.rows.dated else None
    asked = [until_clear(found, level=level, after=after, weeks=weeks)]
    if half_width is not None:
        asked.append(until_narrow(found, half_width, level=level, after=after, weeks=weeks))
    return tuple(one for one in asked if one is not None)


def _nobody(rows: Rows, study: Study) -> str:
    if not study.controlled:
        return f"No {rows.columns.get('cluster', 'group')} has rows before {rows.told(int(study.starts[0]))} and after."
    groups_known = listed([rows.columns[name] for name in ("cluster", "treated", "started") if name in rows.columns])
    return f"There is nobody with rows before and after, treated and not, by the columns {groups_known}."

"""What a reader of an effect should know before believing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evenhand.measure.effects.contrasts import LEAST, Contrast
from evenhand.measure.effects.types import EffectGroup, EffectTrend, points
from evenhand.measure.result import Note

if TYPE_CHECKING:
    from evenhand.measure.effects.overall import Study

FEW_DEGREES = 8  # of freedom; below it a reader is told that the interval is long for want of people


def remarks(
    study: Study,
    found: Contrast,
    treated: EffectGroup,
    control: EffectGroup | None,
    past: EffectTrend | None,
    expected: float | None,
    *,
    chosen: bool,
) -> tuple[Note, ...]:
    """The notes of one effect, the weightiest first."""
    notes = [*_design(study, found), *_trend(study, past), *_choice(treated, control, expected, chosen=chosen)]
    if study.rows.missing:
        notes.append(Note("effect_missing", {"count": study.rows.missing}))
    idle = study.cells().count.sum(axis=1) > 0
    one_sided = int(idle.sum()) - found.clusters
    if one_sided and study.rows.clusters:
        notes.append(Note("effect_one_sided", {"count": one_sided}))
    return tuple(notes)


def _design(study: Study, found: Contrast) -> list[Note]:
    notes = [] if study.controlled else [Note("effect_no_control")]
    if not study.rows.clusters:
        notes.append(Note("effect_no_clusters"))
    elif found.lone:
        notes.append(Note("effect_lone_clusters", {"count": found.clusters, "least": LEAST}))
    elif found.borrowed:
        notes.append(Note("effect_borrowed_spread", {"least": LEAST}))
    if not found.lone and found.degrees < FEW_DEGREES:
        notes.append(Note("effect_few_clusters", {"degrees": f"{found.degrees:.1f}"}))
    return notes


def _trend(study: Study, past: EffectTrend | None) -> list[Note]:
    if not study.controlled:
        return []
    if past is None:
        return [Note("effect_no_past")]
    values = {"points": points(past.estimate), "low": points(past.low), "high": points(past.high)}
    return [] if past.low <= 0 <= past.high else [Note("effect_apart_before", values)]


def _choice(treated: EffectGroup, control: EffectGroup | None, expected: float | None, *, chosen: bool) -> list[Note]:
    if chosen and expected is not None:
        return [Note("effect_chosen_by", {"points": points(expected)})]
    if chosen:
        return [Note("effect_chosen")]
    if control is None or _overlap(treated, control):
        return []
    return [Note("effect_unlike_before")]


def _overlap(treated: EffectGroup, control: EffectGroup) -> bool:
    first, second = treated.before, control.before
    if first.low is None or second.low is None or first.high is None or second.high is None:
        return True
    return first.low <= second.high and second.low <= first.high

"""The troubles planted in an operation: what they are, and how far each moves the judges' skill.

Not here: how work arrives in a burst (``calendar``), nor who finds the troubles.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import TypeAlias

import numpy as np

from evenhand.simulate.calendar import BURST_MARKET, Period, microseconds
from evenhand.simulate.chance import Flag, Real, Whole
from evenhand.simulate.people import People
from evenhand.simulate.policy import SCAM, SLUR, VERSION_SWITCH, VERSIONS
from evenhand.simulate.types import Planted, Trouble
from evenhand.simulate.world import TEAM_NAMES

LOGIT = "logits of skill"
TIMES = "times the usual volume"
GAP_TEAM = "dublin-1"

Named: TypeAlias = tuple[Sequence[str | None], Whole]
"""A column as its names and the code of each row."""


def plant(kinds: Sequence[Trouble], *, covered: Period, judges: People) -> tuple[Planted, ...]:
    """The records of these troubles, in the order of their kinds."""
    return tuple(PLANS[kind](covered, judges) for kind in Trouble if kind in kinds)


def _policy_change(covered: Period, _judges: People) -> Planted:
    return Planted(
        kind=Trouble.POLICY_CHANGE,
        sentence=f"Partner alder misses scams in Malay since policy version {VERSIONS[1]}.",
        where={"partner": "alder", "language": "ms"},
        true_label=SCAM,
        begins=covered.at(VERSION_SWITCH),
        ends=covered.end,
        size=-3.4,
        unit=LOGIT,
        error_type="under_enforcement",
        root_cause="policy_ambiguity",
    )


def _knowledge_gap(covered: Period, judges: People) -> Planted:
    busiest = int(np.flatnonzero(judges.team == TEAM_NAMES.index(GAP_TEAM))[0])
    return Planted(
        kind=Trouble.KNOWLEDGE_GAP,
        sentence=f"Reviewer {judges.ids[busiest]} does not know the clause {SLUR} (slurs).",
        where={"judge_id": judges.ids[busiest]},
        true_label=SLUR,
        begins=covered.start,
        ends=covered.end,
        size=-4.2,
        unit=LOGIT,
        error_type="under_enforcement",
        root_cause="knowledge_gap",
    )


def _classifier_bias(covered: Period, judges: People) -> Planted:
    return Planted(
        kind=Trouble.CLASSIFIER_BIAS,
        sentence="The classifier takes harmless Thai posts for violations since its last update.",
        where={"judge_id": judges.ids[judges.classifier], "language": "th"},
        true_label="none",
        begins=covered.at(0.25),
        ends=covered.end,
        size=-2.7,
        unit=LOGIT,
        error_type="over_enforcement",
        root_cause="tool",
    )


def _team_drift(covered: Period, _judges: People) -> Planted:
    return Planted(
        kind=Trouble.TEAM_DRIFT,
        sentence="The quality of team bogota-1 sinks, little by little, from the middle of the period.",
        where={"team": "bogota-1"},
        true_label=None,
        begins=covered.at(0.5),
        ends=covered.end,
        size=-2.2,
        unit=f"{LOGIT} at the end, reached in a straight line",
        error_type=None,
        root_cause="attention",
    )


def _volume_burst(covered: Period, _judges: People) -> Planted:
    begins = covered.at(0.62)
    return Planted(
        kind=Trouble.VOLUME_BURST,
        sentence="For two days the market BR sends several times its usual volume, much of it scams about tickets.",
        where={"market": BURST_MARKET},
        true_label=None,
        begins=begins,
        ends=begins + timedelta(hours=48),
        size=5.0,
        unit=TIMES,
        error_type=None,
        root_cause=None,
    )


PLANS: Mapping[Trouble, Callable[[Period, People], Planted]] = {
    Trouble.POLICY_CHANGE: _policy_change,
    Trouble.KNOWLEDGE_GAP: _knowledge_gap,
    Trouble.CLASSIFIER_BIAS: _classifier_bias,
    Trouble.TEAM_DRIFT: _team_drift,
    Trouble.VOLUME_BURST: _volume_burst,
}


def shift(trouble: Planted, columns: Mapping[str, Named], judged_at: Whole) -> Real:
    """How many logits this trouble takes from the skill behind each judgement; 0 outside it and for a burst.

    ``columns`` holds the columns that ``where`` may name, and ``true_label``.
    """
    if trouble.unit == TIMES:
        return np.zeros(len(judged_at))
    hit = _where(trouble, columns, judged_at)
    begins, ends = microseconds(trouble.begins), microseconds(trouble.ends)
    gradual = trouble.kind is Trouble.TEAM_DRIFT
    reached = np.clip((judged_at - begins) / (ends - begins), 0, 1) if gradual else np.ones(len(judged_at))
    return np.asarray(hit * reached * trouble.size, dtype=np.float64)


def _where(trouble: Planted, columns: Mapping[str, Named], judged_at: Whole) -> Flag:
    hit = judged_at >= microseconds(trouble.begins)
    wanted = dict(trouble.where) | ({"true_label": trouble.true_label} if trouble.true_label else {})
    for column, value in wanted.items():
        names, codes = columns[column]
        hit &= np.array([name == value for name in names])[codes]
    return hit

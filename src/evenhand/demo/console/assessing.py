"""Simulated assessors at the desk: they take a task, look, judge blind, and say what went wrong where they differ.

Everything goes by the services that the pages use, at simulated times; the answers are ``simulate``'s, and depend on
the seed, the item and the setting alone. Not here: filled sheets (``sheets``).
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

import pyarrow as pa
import pyarrow.compute as pc

from evenhand.ops.judgements.models import Judgement, Task
from evenhand.ops.judgements.services import claim, judge, open_by
from evenhand.ops.judgements.types import Given
from evenhand.ops.people.models import User
from evenhand.ops.policies.models import Clause
from evenhand.ops.policies.vocabulary import Severity
from evenhand.ops.quality.models import Finding, Sample
from evenhand.ops.quality.services import agree_after_all, name_finding
from evenhand.ops.quality.types import Named
from evenhand.ops.quality.vocabulary import CONTEXT
from evenhand.ops.spine import clock
from evenhand.simulate import Operation, assess, explain

ACCURACY, UNABLE_RATE = 0.97, 0.01
FASTEST, SLOWEST = 25.0, 140.0  # active seconds
BETWEEN = timedelta(seconds=20)
A_DAY = 30  # judgements, then the next morning
GIVES_IN = 0.7  # how often somebody who erred agrees with the decision once they see it


@dataclass(frozen=True)
class Truth:
    """What is really so about the decisions of one sample, and how severe each clause is."""

    items: pa.Table
    judgements: pa.Table
    severities: Mapping[str, int]
    seed: int

    @classmethod
    def of(cls, sample: Sample, simulated: Operation, *, seed: int) -> Truth:
        """Taken from the simulation, for the units of this sample."""
        units = list(sample.units.values_list("item_key", "decision_id"))
        clauses = Clause.objects.filter(version=sample.policy_version, is_label=True)
        return cls(
            _only(simulated.truth.items, "item_id", [item for item, _ in units]),
            _only(simulated.truth.judgements, "judgement_id", [decision for _, decision in units]),
            {code: Severity(severity).rank for code, severity in clauses.values_list("code", "severity")},
            seed,
        )

    def was_right(self, decision: str) -> bool:
        """Whether the decision was right after all."""
        found = _only(self.judgements, "judgement_id", [decision])["correct"].to_pylist()
        return found == [True]


def work(
    sample: Sample, assessors: Sequence[User], truth: Truth, *, since: datetime, most: int, unnamed: float = 0.0
) -> int:
    """They assess the sample from this moment on, ``most`` tasks at most; how many they did.

    ``unnamed`` is the share of findings whose cause they have not said yet.
    """
    done = 0
    turns = [(since + place * timedelta(minutes=7), place, 0) for place in range(len(assessors))]
    heapq.heapify(turns)
    while turns and done < most:
        at, place, today = heapq.heappop(turns)
        ended = _take_one(sample, assessors[place], truth, at=at, unnamed=unnamed)
        if ended is not None:
            done += 1
            tired = today + 1 == A_DAY
            again = _next_morning(at, since) if tired else ended + BETWEEN
            heapq.heappush(turns, (again, place, 0 if tired else today + 1))
    return done


def _next_morning(at: datetime, since: datetime) -> datetime:
    """The next morning, at the hour at which the work began."""
    return since + timedelta(days=(at - since).days + 1)


def _take_one(sample: Sample, user: User, truth: Truth, *, at: datetime, unnamed: float) -> datetime | None:
    """One task from taking it to naming what went wrong; when it ended, None when nothing waits for this person."""
    with clock.frozen(at):
        task = claim(user, at=at, context_kind=CONTEXT, context_id=sample.sample_id)
        if task is None:
            return None
        open_by(task.uuid, user, at=at)
    seconds = round(FASTEST + (SLOWEST - FASTEST) * _chance(truth.seed, task.about_id, user.username) ** 2, 1)
    ended = at + timedelta(seconds=seconds)
    with clock.frozen(ended):
        given = _answer(task, truth, seconds=seconds)
        judgement = judge(task.uuid, user, given=given, version=task.version, at=ended)
        if _chance(truth.seed, task.about_id, "unnamed") >= unnamed:
            _explain(judgement, task, user, truth, at=ended + BETWEEN / 2)
    return ended


def _answer(task: Task, truth: Truth, *, seconds: float) -> Given:
    """Whoever gives it: who assesses what hangs on the day, and what comes out must not."""
    own = int(_chance(truth.seed, task.setting) * 2**31)
    (answer,) = assess(truth.items, [task.item.external_id], accuracy=ACCURACY, unable_rate=UNABLE_RATE, seed=own)
    return Given(label=answer.label, unable_reason=answer.unable_reason or "", seconds=seconds)


def _explain(judgement: Judgement, task: Task, user: User, truth: Truth, *, at: datetime) -> None:
    """Says what the finding is that the judgement led to, or agrees with the decision after all."""
    own = Finding.objects.select_related("unit").filter(unit__assessment_id=str(judgement.public_id), retracted=False)
    found = own.first()
    if found is None:
        return
    unit = found.unit
    if truth.was_right(unit.decision_id) and _chance(truth.seed, unit.decision_id, "gives in") < GIVES_IN:
        agree_after_all(unit.uuid, by=user, at=at)
        return
    reasons = explain(
        truth.judgements, {unit.decision_id: unit.label}, {unit.decision_id: unit.assessed}, seed=truth.seed
    )
    reason = reasons[unit.decision_id]
    named = Named(
        error_type=reason.error_type,
        root_cause=reason.root_cause,
        severity=truth.severities.get(found.clause),
        note=reason.note,
    )
    name_finding(found.uuid, named, version=found.version, by=user, at=at)


def _only(table: pa.Table, key: str, ids: Sequence[str]) -> pa.Table:
    return table.filter(pc.is_in(table[key], value_set=pa.array(sorted(set(ids)), pa.string())))


def _chance(seed: int, *words: str) -> float:
    """A number from 0 to 1 that these words always give."""
    digest = blake2b("/".join((str(seed), *words)).encode(), digest_size=8).digest()
    return (int.from_bytes(digest) >> 11) / 2**53

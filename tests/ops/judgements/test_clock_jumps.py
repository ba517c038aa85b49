"""Clocks that jump by an hour or a day: no task is held by two, nothing is lost, the ledger keeps its order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from evenhand.facts.verification import verify
from evenhand.ops.judgements import services
from evenhand.ops.judgements.models import Judgement, Task
from evenhand.ops.judgements.types import Given
from evenhand.ops.ledger import sealing
from evenhand.ops.ledger.checking import check
from evenhand.ops.ledger.models import Event
from evenhand.ops.people.models import User
from evenhand.ops.people.roles import Role
from evenhand.ops.policies.models import PolicyVersion
from evenhand.ops.spine import clock, facts, publisher
from evenhand.ops.spine.errors import Conflict
from evenhand.ops.spine.models import OutboxRow
from evenhand.ops.spine.worker import Worker

HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
NONE = Given(label="none", seconds=1.0)
JUMPS = (-HOUR, DAY, -DAY, DAY, HOUR, -HOUR)

OpenTasks = Callable[..., Sequence[Task]]
Hire = Callable[..., User]


@dataclass
class Day:
    """What happens under a clock that jumps: who holds what, as each was told."""

    now: datetime
    holders: dict[str, User] = field(default_factory=dict)

    def jump(self, by: timedelta) -> None:
        """The clock is set."""
        self.now += by

    def claim(self, user: User) -> Task:
        """Somebody takes a task; nobody else may hold it by the same clock."""
        self.now += MINUTE
        task = services.claim(user, at=self.now)
        assert task is not None
        self.holders[str(task.uuid)] = user
        return task


def judged(task: Task, user: User, *, at: datetime) -> Judgement:
    return services.judge(task.uuid, user, given=NONE, version=task.version, at=at)


@pytest.mark.django_db
def test_a_hold_outlasts_a_clock_that_is_set_back(opened: OpenTasks, ben: User, hire: Hire, at: datetime) -> None:
    opened(2)
    mine = services.claim(ben, at=at)
    theirs = services.claim(hire("Cleo", Role.ASSESSOR), at=at - HOUR)
    assert mine is not None
    assert theirs is not None
    assert mine.uuid != theirs.uuid
    assert judged(mine, ben, at=at - HOUR).started_at == at - HOUR


@pytest.mark.django_db
def test_whoever_lost_a_task_to_a_clock_set_forward_is_told_and_adds_nothing(
    opened: OpenTasks, ben: User, hire: Hire, at: datetime
) -> None:
    opened(1)
    cleo = hire("Cleo", Role.ASSESSOR)
    mine, theirs = services.claim(ben, at=at), services.claim(cleo, at=at + DAY)
    assert mine is not None
    assert theirs is not None
    with pytest.raises(Conflict, match="no longer hold"):
        judged(mine, ben, at=at)
    assert judged(theirs, cleo, at=at).judge == cleo
    assert Judgement.objects.count() == 1


@pytest.mark.django_db
def test_a_hold_renewed_while_the_clock_was_wrong_runs_out_and_is_taken_by_one(
    opened: OpenTasks, ben: User, hire: Hire, at: datetime
) -> None:
    opened(1)
    mine = services.claim(ben, at=at)
    assert mine is not None
    services.keep_hold(mine.uuid, ben, at=at - HOUR)
    theirs = services.claim(hire("Cleo", Role.ASSESSOR), at=at)
    assert theirs is not None
    assert Task.objects.get().holder != ben
    with pytest.raises(Conflict):
        services.keep_hold(mine.uuid, ben, at=at)


@pytest.mark.django_db
def test_time_at_work_is_never_less_than_none_nor_more_than_the_clock_says(
    opened: OpenTasks, ben: User, at: datetime
) -> None:
    opened(1)
    mine = services.claim(ben, at=at)
    assert mine is not None
    services.open_by(mine.uuid, ben, at=at)
    judgement = services.judge(
        mine.uuid, ben, given=Given(label="none", seconds=900.0), version=mine.version, at=at - HOUR
    )
    assert judgement.seconds == 0
    assert judgement.judged_at == judgement.started_at


@pytest.mark.django_db
def test_one_change_of_mind_is_allowed_shortly_after_whatever_the_clock_does(
    opened: OpenTasks, ben: User, at: datetime
) -> None:
    opened(1)
    mine = services.claim(ben, at=at)
    assert mine is not None
    first = judged(mine, ben, at=at)
    changed = Given(label="SP.1", action="")
    second = services.change(first.public_id, ben, given=changed, version=1, at=at - HOUR)
    assert (second.version, second.label) == (2, "SP.1")
    assert second.judged_at >= second.started_at


@pytest.mark.django_db(transaction=True)
def test_a_day_of_jumps_between_claims_rounds_and_seals_loses_and_doubles_nothing(
    version: PolicyVersion, opened: OpenTasks, hire: Hire, at: datetime
) -> None:
    people = [hire(name, Role.ASSESSOR) for name in ("Ben", "Cleo")]
    opened(2 * len(JUMPS) + 2)
    sealing.prepare()
    day, worker = Day(at), Worker(process="w")
    for jump in (timedelta(0), *JUMPS):
        held = [(user, day.claim(user)) for user in people]
        assert len({task.pk for _, task in held}) == 2
        day.jump(jump)
        with clock.frozen(day.now):
            worker.round(day.now)
        for user, task in held:
            judged(task, user, at=day.now)
        with clock.frozen(day.now + 10 * MINUTE):
            worker.round(clock.now())
            publisher.publish_waiting(at=clock.now())
    sealing.seal_all(day.now)

    assert len(day.holders) == Judgement.objects.count() == Task.objects.filter(state="done").count()
    assert {str(j.task.uuid): j.judge for j in Judgement.objects.all()} == day.holders
    assert not OutboxRow.objects.filter(batch=None).exists()
    with facts.whole().connection() as connection:
        rows = connection.execute("SELECT count(*), count(DISTINCT judgement_id) FROM judgements").fetchall()
    assert rows == [(Judgement.objects.count(),) * 2]
    numbers = list(Event.objects.order_by("id").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert check(with_facts=True).sentences == ()
    assert verify(facts.whole()).ok

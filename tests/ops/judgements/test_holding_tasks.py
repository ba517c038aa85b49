"""Who gets a task, who never does, and how it comes back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from judging_cast import SAMPLE, new_task, snapshots

from evenhand.ops.judgements import selectors, services
from evenhand.ops.judgements.models import Bar, Draft, Task
from evenhand.ops.judgements.vocabulary import Setting, TaskState
from evenhand.ops.ledger.models import Event
from evenhand.ops.people.models import Grant, User
from evenhand.ops.people.roles import Role
from evenhand.ops.policies.models import PolicyVersion
from evenhand.ops.spine import events
from evenhand.ops.spine.errors import Conflict, Invalid, NotFound

Open = Callable[..., list[Task]]
LATER = timedelta(minutes=16)


def test_a_claimed_task_is_held_by_its_claimer_alone(ben: User, ada: User, opened: Open, at: datetime) -> None:
    opened(1)
    mine = services.claim(ben, at=at)
    assert mine is not None
    assert (mine.holder_id, mine.held_until, mine.version) == (ben.pk, at + services.LEASE, 2)
    assert services.claim(ada, at=at) is None


def test_claiming_again_gives_back_the_same_task_and_renews_it(ben: User, opened: Open, at: datetime) -> None:
    opened(3)
    first, again = services.claim(ben, at=at), services.claim(ben, at=at + timedelta(minutes=5))
    assert first is not None
    assert again is not None
    assert (again.pk, again.version, again.held_until) == (first.pk, first.version, at + timedelta(minutes=20))


def test_the_next_task_can_be_fetched_beside_the_one_in_front(ben: User, opened: Open, at: datetime) -> None:
    opened(3)
    first = services.claim(ben, at=at)
    assert first is not None
    second = services.claim(ben, at=at, beside=first.uuid)
    assert second is not None
    assert second.pk != first.pk
    again = services.claim(ben, at=at, beside=first.uuid)
    assert again is not None
    assert again.pk == second.pk


def test_the_most_urgent_comes_first_then_the_earliest_deadline_then_the_oldest(
    ben: User, opened: Open, at: datetime
) -> None:
    (without_date,) = opened(1)
    (late,) = opened(1, due_at=at + timedelta(days=2))
    (soon,) = opened(1, due_at=at + timedelta(days=1))
    (urgent,) = opened(1, priority=5)
    order = []
    for _ in range(4):
        task = services.claim(ben, at=at)
        assert task is not None
        order.append(task.pk)
        services.skip(task.uuid, ben, reason="other", at=at)
    assert order == [urgent.pk, soon.pk, late.pk, without_date.pk]


def test_a_dead_hold_comes_back_to_the_others(ben: User, ada: User, opened: Open, at: datetime) -> None:
    opened(1)
    left = services.claim(ben, at=at)
    assert left is not None
    taken = services.claim(ada, at=at + LATER)
    assert taken is not None
    assert (taken.pk, taken.holder_id, taken.version) == (left.pk, ada.pk, left.version + 1)
    with pytest.raises(Conflict, match="no longer hold"):
        services.keep_hold(left.uuid, ben, at=at + LATER)


def test_a_hold_whose_time_is_up_can_be_renewed_while_nobody_took_it(ben: User, opened: Open, at: datetime) -> None:
    opened(1)
    mine = services.claim(ben, at=at)
    assert mine is not None
    assert services.keep_hold(mine.uuid, ben, at=at + LATER) == at + LATER + services.LEASE


def test_who_is_barred_never_gets_it(ben: User, opened: Open, at: datetime) -> None:
    (task,) = opened(1, barred=(ben.pk,))
    assert services.claim(ben, at=at) is None
    assert selectors.waiting_for(ben, at) == 0
    with pytest.raises(NotFound):
        services.take(ben, task.uuid, at=at)
    with pytest.raises(NotFound):
        selectors.task_for(ben, task.uuid)


def test_what_is_assigned_to_one_person_goes_to_nobody_else(ben: User, ada: User, opened: Open, at: datetime) -> None:
    opened(1, assigned_to_id=ada.pk)
    assert services.claim(ben, at=at) is None
    assert services.claim(ada, at=at) is not None


def test_a_setting_asks_for_its_capability(dee: User, eve: User, opened: Open, at: datetime) -> None:
    opened(1)
    assert services.claim(dee, at=at) is None
    assert services.claim(eve, at=at) is None


def test_machines_alone_make_predictions(ada: User, opened: Open, at: datetime) -> None:
    opened(1, setting=Setting.PREDICTION)
    assert services.claim(ada, at=at) is None


def test_a_task_outside_ones_scope_stays_out_of_sight(hire: Callable[..., User], opened: Open, at: datetime) -> None:
    fay = hire("Fay")
    Grant.objects.create(user=fay, role=Role.ASSESSOR, partners=["manila"])
    (task,) = opened(1)
    assert services.claim(fay, at=at) is None
    with pytest.raises(NotFound):
        selectors.task_for(fay, task.uuid)
    (theirs,) = opened(1, partner="manila")
    mine = services.claim(fay, at=at)
    assert mine is not None
    assert mine.pk == theirs.pk


def test_people_get_the_languages_that_they_judge_in(hire: Callable[..., User], opened: Open, at: datetime) -> None:
    gus = hire("Gus", Role.ASSESSOR, languages=["zh"])
    opened(1, language="tr")
    assert services.claim(gus, at=at) is None
    (chinese,) = opened(1, language="zh-Hans")
    mine = services.claim(gus, at=at)
    assert mine is not None
    assert mine.pk == chinese.pk


def test_a_task_given_back_is_free_at_once_and_the_draft_stays_its_writers(
    ben: User, ada: User, opened: Open, at: datetime
) -> None:
    opened(1)
    mine = services.claim(ben, at=at)
    assert mine is not None
    services.save_draft(mine.uuid, ben, draft={"reason": "half a thought"}, version=mine.version, at=at)
    assert services.release(mine.uuid, ben, at=at)
    assert not services.release(mine.uuid, ben, at=at)
    hers = services.claim(ada, at=at)
    assert hers is not None
    assert selectors.draft_of(hers, ada) is None
    services.release(hers.uuid, ada, at=at)
    again = services.claim(ben, at=at)
    assert again is not None
    draft = selectors.draft_of(again, ben)
    assert draft is not None
    assert draft.body == {"reason": "half a thought"}


def test_a_skipped_task_goes_to_the_others_and_never_comes_back(
    ben: User, ada: User, opened: Open, at: datetime
) -> None:
    opened(1, assigned_to_id=ben.pk)
    mine = services.claim(ben, at=at)
    assert mine is not None
    passed = services.skip(mine.uuid, ben, reason="involved", at=at)
    assert (passed.state, passed.holder_id, passed.assigned_to_id) == (TaskState.OPEN, None, None)
    assert services.claim(ben, at=at) is None
    assert services.claim(ada, at=at) is not None
    counted = selectors.progress(**SAMPLE, at=at)
    assert (counted.open, counted.held, counted.done, counted.skipped, counted.passed) == (0, 1, 0, 0, 1)


def test_a_personal_task_that_is_skipped_is_left_out(ben: User, ada: User, opened: Open, at: datetime) -> None:
    opened(1, setting=Setting.CALIBRATION, assigned_to_id=ben.pk, about_id="")
    mine = services.claim(ben, at=at)
    assert mine is not None
    assert services.skip(mine.uuid, ben, reason="rather_not", at=at).state == TaskState.SKIPPED
    assert services.claim(ada, at=at) is None
    assert selectors.progress(**SAMPLE, at=at).skipped == 1


def test_why_somebody_skipped_is_not_in_the_ledger(ben: User, opened: Open, at: datetime) -> None:
    opened(1)
    mine = services.claim(ben, at=at)
    assert mine is not None
    services.skip(mine.uuid, ben, reason="rather_not", at=at)
    event = Event.objects.get(kind="task.skipped")
    assert event.payload is not None
    assert b"rather_not" not in bytes(event.payload)
    assert Bar.objects.get().skipped == "rather_not"


def test_skipping_needs_a_known_reason_and_a_hold(ben: User, ada: User, opened: Open, at: datetime) -> None:
    (task,) = opened(1)
    services.claim(ben, at=at)
    with pytest.raises(Invalid) as refused:
        services.skip(task.uuid, ben, reason="bored", at=at)
    assert refused.value.field == "reason"
    with pytest.raises(Conflict):
        services.skip(task.uuid, ada, reason="other", at=at)


def test_who_leaves_gives_back_what_they_hold(ben: User, ada: User, opened: Open, at: datetime) -> None:
    opened(1)
    services.claim(ben, at=at)
    events.tell("people.left", user=ben)
    assert services.claim(ada, at=at) is not None


def test_what_is_withdrawn_is_gone_for_its_holder_too(ben: User, opened: Open, at: datetime) -> None:
    opened(2)
    mine = services.claim(ben, at=at)
    assert mine is not None
    services.save_draft(mine.uuid, ben, draft={"reason": "x"}, version=mine.version, at=at)
    assert services.withdraw(**SAMPLE, at=at) == 2
    assert services.withdraw(**SAMPLE, at=at) == 0
    with pytest.raises(Conflict, match="withdrawn"):
        services.keep_hold(mine.uuid, ben, at=at)
    assert not Draft.objects.exists()


def test_a_judgement_is_assessed_once_in_a_sample(opened: Open, at: datetime) -> None:
    opened(1, about_id="d-1")
    with pytest.raises(Conflict, match="already"):
        opened(1, about_id="d-1")
    opened(1, about_id="d-1", setting=Setting.SECOND_REVIEW)


def test_many_tasks_open_in_few_statements(
    ben: User, version: PolicyVersion, at: datetime, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    wanted = [new_task(snapshot, version, barred=(ben.pk,)) for snapshot in snapshots(30)]
    with django_assert_max_num_queries(9):
        ids = services.open_tasks(wanted, at=at)
    assert len(set(ids)) == 30
    assert Event.objects.filter(kind="tasks.opened").count() == 1


def test_nobody_learns_whether_a_task_exists_that_is_not_theirs(dee: User, opened: Open, at: datetime) -> None:
    (task,) = opened(1)
    theirs, nothing = (_refusals(dee, wrong, at) for wrong in (task.uuid, uuid4()))
    assert theirs == nothing
    assert "no task of yours" in theirs[0]


def _refusals(person: User, task_uuid: UUID, at: datetime) -> list[str]:
    with pytest.raises(NotFound) as read:
        selectors.task_for(person, task_uuid)
    with pytest.raises(NotFound) as kept:
        services.keep_hold(task_uuid, person, at=at)
    return [str(read.value), str(kept.value)]


def test_a_draft_of_an_older_page_is_refused(ben: User, opened: Open, at: datetime) -> None:
    opened(1)
    mine = services.claim(ben, at=at)
    assert mine is not None
    services.release(mine.uuid, ben, at=at)
    services.claim(ben, at=at)
    with pytest.raises(Conflict, match="older than the task"):
        services.save_draft(mine.uuid, ben, draft={}, version=mine.version, at=at)


def test_a_draft_may_hold_any_text_that_a_keyboard_makes(ben: User, opened: Open, at: datetime) -> None:
    opened(1)
    mine = services.claim(ben, at=at)
    assert mine is not None
    services.save_draft(mine.uuid, ben, draft={"reason": "a\x00b\ud800", "labels": ["\x00"]}, version=2, at=at)
    draft = selectors.draft_of(mine, ben)
    assert draft is not None
    assert draft.body == {"reason": "ab?", "labels": [""]}


@pytest.mark.parametrize("setting", [Setting.ASSESSMENT, Setting.SECOND_REVIEW, Setting.CALIBRATION])
def test_items_are_blind_for_those_who_may_come_to_judge_them(
    ben: User, dee: User, opened: Open, at: datetime, setting: Setting
) -> None:
    (task,) = opened(1, setting=setting)
    assert selectors.blind_items(ben, [task.item_id]) == {task.item_id}
    assert selectors.blind_items(dee, [task.item_id]) == set()


def test_an_item_stays_blind_while_another_holds_it_and_opens_when_it_is_judged(
    ben: User, ada: User, opened: Open, at: datetime
) -> None:
    (task,) = opened(1)
    services.claim(ben, at=at)
    assert selectors.blind_items(ada, [task.item_id]) == {task.item_id}
    services.withdraw(**SAMPLE, at=at)
    assert selectors.blind_items(ada, [task.item_id]) == set()


def test_an_open_decision_is_not_blind(hire: Callable[..., User], opened: Open, at: datetime) -> None:
    (task,) = opened(1, setting=Setting.ADJUDICATION)
    assert selectors.blind_items(hire("Sue", Role.SENIOR_SPECIALIST), [task.item_id]) == set()

"""What a judgement must be, what it leaves behind, and that the same one twice is one."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from evenhand.ops.items.models import Item
from evenhand.ops.judgements import selectors, services
from evenhand.ops.judgements.models import Draft, Judgement, Reason, Task
from evenhand.ops.judgements.services.verdicts import verdict_of
from evenhand.ops.judgements.types import Given
from evenhand.ops.judgements.vocabulary import Setting, TaskState
from evenhand.ops.ledger.models import Event
from evenhand.ops.people.models import Grant, User
from evenhand.ops.spine import desks
from evenhand.ops.spine.desks import Erasing
from evenhand.ops.spine.errors import Conflict, Denied, Invalid, NotFound
from evenhand.ops.spine.models import OutboxRow

Open = Callable[..., list[Task]]
INSULT = Given(label="HA.1", action="remove", confidence=0.8, reason="Names a person.", seconds=21.5)
NO_VIOLATION = Given(label="none", seconds=4)


@pytest.fixture
def held(ben: User, opened: Open, at: datetime) -> Task:
    """A task that Ben holds, and opened a minute ago."""
    opened(1)
    task = services.claim(ben, at=at - timedelta(minutes=1))
    assert task is not None
    services.open_by(task.uuid, ben, at=at - timedelta(minutes=1))
    return task


@pytest.fixture
def give(ben: User, held: Task, at: datetime) -> Callable[..., Judgement]:
    """Ben judges the task that he holds."""

    def giving(given: Given = INSULT, **changes: Any) -> Judgement:
        return services.judge(
            held.uuid, ben, given=replace(given, **changes), version=held.version, at=at + timedelta(seconds=1)
        )

    return giving


def test_a_judgement_says_what_the_clause_means(give: Callable[..., Judgement], held: Task, at: datetime) -> None:
    judgement = give()
    assert (judgement.label, judgement.labels, judgement.violating, judgement.severity) == ("HA.1", ["HA.1"], True, 2)
    assert (judgement.action, judgement.confidence, judgement.seconds) == ("remove", 0.8, 21.5)
    assert (judgement.started_at, judgement.judged_at) == (at - timedelta(minutes=1), at + timedelta(seconds=1))
    held.refresh_from_db()
    assert (held.state, held.done_at, held.holder) == (TaskState.DONE, judgement.judged_at, None)


def test_several_clauses_have_one_primary(give: Callable[..., Judgement]) -> None:
    judgement = give(label="SH.1", labels=("HA.2", "SH.1"), action="remove")
    assert (judgement.label, judgement.labels) == ("SH.1", ["HA.2", "SH.1"])
    assert (judgement.violating, judgement.severity) == (True, 3)


def test_a_clause_that_is_no_violation_says_so(give: Callable[..., Judgement]) -> None:
    assert give(label="SH.1", action="escalate").violating is False


def test_no_violation_and_cannot_be_judged(give: Callable[..., Judgement]) -> None:
    judgement = give(Given(label="unable", unable_reason="no_context"))
    assert (judgement.label, judgement.labels, judgement.violating) == ("unable", [], None)
    assert (judgement.unable_reason, judgement.seconds) == ("no_context", None)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"label": ""}, "label"),
        ({"label": "XX.9"}, "label"),
        ({"label": "HA"}, "label"),
        ({"labels": ("HA.1", "XX.9")}, "label"),
        ({"label": "unable", "action": ""}, "unable_reason"),
        ({"label": "unable", "unable_reason": "tired", "action": ""}, "unable_reason"),
        ({"action": "age_restrict"}, "action"),
        ({"label": "none", "action": "remove"}, "action"),
        ({"label": "SP.1", "action": "remove"}, "action"),
        ({"confidence": 1.2}, "confidence"),
        ({"reason": "x" * 10_001}, "reason"),
    ],
)
def test_what_does_not_fit_is_refused_by_field(
    give: Callable[..., Judgement], changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        give(**changes)
    assert refused.value.field == field
    assert not Judgement.objects.exists()


def test_a_decision_says_what_is_done(opened: Open) -> None:
    (task,) = opened(1, setting=Setting.LIVE)
    with pytest.raises(Invalid) as refused:
        verdict_of(replace(INSULT, action=""), task)
    assert refused.value.field == "action"
    assert verdict_of(replace(INSULT, label="SP.1", action=""), task).action == ""


def test_the_reason_is_a_row_of_its_own_and_never_a_fact(give: Callable[..., Judgement]) -> None:
    judgement = give()
    assert Reason.objects.get(judgement=judgement).text == "Names a person."
    event = Event.objects.get(kind="judgement.given")
    assert event.payload is not None
    (row,) = OutboxRow.objects.filter(table="judgements")
    assert "Names" not in json.dumps(row.row)
    assert b"Names" not in bytes(event.payload)


def test_a_judgement_becomes_a_fact_under_a_pseudonym(give: Callable[..., Judgement], ben: User) -> None:
    judgement = give()
    (row,) = OutboxRow.objects.filter(table="judgements").values_list("row", flat=True)
    assert row["judgement_id"] == str(judgement.public_id)
    assert row["judge_id"] == ben.pseudonym
    wanted = {
        "source": "coop",
        "version": 1,
        "setting": "assessment",
        "about_source": "coop",
        "context_kind": "exercise",
        "context_id": "e-1",
        "label": "HA.1",
        "labels": ["HA.1"],
        "violating": True,
        "severity": 2,
        "action": "remove",
        "policy_version": "4.2",
        "score": 0.8,
        "seconds": 21.5,
        "queue": "text",
        "market": "IE",
        "language": "en",
        "partner": "lisbon",
    }
    assert {name: row[name] for name in wanted} == wanted


def test_desks_above_hear_of_it_in_the_same_transaction(
    give: Callable[..., Judgement], held: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Any] = []

    def fails(**facts: Any) -> None:
        heard.append(facts)
        raise RuntimeError("a desk above fails")

    listening = desks.Desk(app="above", title="Above", handlers={"judgements.given": (fails,)})
    known = desks.all_desks()
    monkeypatch.setattr(desks, "all_desks", lambda: (*known, listening))
    with pytest.raises(RuntimeError):
        give()
    assert heard[0]["task"].pk == held.pk
    assert heard[0]["judgement"].label == "HA.1"
    assert not Judgement.objects.exists()
    assert not OutboxRow.objects.exists()


def test_the_same_submission_twice_is_one_judgement(give: Callable[..., Judgement]) -> None:
    assert give().pk == give(seconds=99).pk
    assert Judgement.objects.count() == 1
    assert OutboxRow.objects.filter(table="judgements").count() == 1


def test_a_different_second_submission_is_a_conflict(give: Callable[..., Judgement]) -> None:
    give()
    with pytest.raises(Conflict, match="already, differently"):
        give(NO_VIOLATION)


def test_a_page_that_is_older_than_the_task_is_a_conflict(ben: User, held: Task, at: datetime) -> None:
    services.release(held.uuid, ben, at=at)
    services.claim(ben, at=at)
    with pytest.raises(Conflict, match="older than the task"):
        services.judge(held.uuid, ben, given=INSULT, version=held.version, at=at)


def test_who_lost_the_task_cannot_judge_it(ada: User, held: Task, give: Callable[..., Judgement], at: datetime) -> None:
    services.claim(ada, at=at + timedelta(minutes=20))
    with pytest.raises(Conflict, match="no longer hold"):
        give()


def test_who_lost_the_right_meanwhile_cannot_judge_it(ben: User, held: Task, at: datetime) -> None:
    Grant.objects.filter(user=ben).delete()
    without = User.objects.get(pk=ben.pk)
    with pytest.raises(Denied):
        services.judge(held.uuid, without, given=INSULT, version=held.version, at=at)


def test_judging_late_counts_while_nobody_else_took_it(ben: User, held: Task, at: datetime) -> None:
    late = at + timedelta(hours=3)
    assert services.judge(held.uuid, ben, given=INSULT, version=held.version, at=late).judged_at == late


def test_active_time_adds_up_over_sittings_and_never_exceeds_the_clock(ben: User, held: Task, at: datetime) -> None:
    services.save_draft(held.uuid, ben, draft={"seconds": 30.0}, version=held.version, at=at)
    services.open_by(held.uuid, ben, at=at)
    given = services.judge(held.uuid, ben, given=replace(INSULT, seconds=9_000), version=held.version, at=at)
    assert given.seconds == 90.0
    assert not Draft.objects.exists()


def test_one_can_change_ones_mind_for_a_while(ben: User, give: Callable[..., Judgement], at: datetime) -> None:
    first = give()
    changed = services.change(first.public_id, ben, given=NO_VIOLATION, version=1, at=at + timedelta(minutes=5))
    assert (changed.public_id, changed.version, changed.label) == (first.public_id, 2, "none")
    again = services.change(first.public_id, ben, given=NO_VIOLATION, version=1, at=at + timedelta(minutes=6))
    assert again.pk == changed.pk
    assert [row["version"] for row in OutboxRow.objects.order_by("id").values_list("row", flat=True)] == [1, 2]
    assert [judgement.pk for judgement in selectors.history(ben)] == [changed.pk]


def test_two_changes_at_once_are_a_conflict(ben: User, give: Callable[..., Judgement], at: datetime) -> None:
    first = give()
    services.change(first.public_id, ben, given=NO_VIOLATION, version=1, at=at + timedelta(minutes=5))
    with pytest.raises(Conflict, match="changed since"):
        services.change(first.public_id, ben, given=INSULT, version=1, at=at + timedelta(minutes=5))


def test_after_a_while_a_judgement_stays_as_it_is(ben: User, give: Callable[..., Judgement], at: datetime) -> None:
    first = give()
    with pytest.raises(Denied, match="10 minutes"):
        services.change(first.public_id, ben, given=NO_VIOLATION, version=1, at=at + timedelta(minutes=11))


def test_nobody_changes_anothers_judgement(ada: User, give: Callable[..., Judgement], at: datetime) -> None:
    first = give()
    with pytest.raises(NotFound):
        services.change(first.public_id, ada, given=NO_VIOLATION, version=1, at=at)


def test_what_was_judged_blind_and_then_compared_stays_as_it_is(
    ben: User, give: Callable[..., Judgement], at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = give()
    compares = desks.Desk(app="above", title="Above", after_judgement={"exercise": lambda judgement: "/compare/"})
    known = desks.all_desks()
    monkeypatch.setattr(desks, "all_desks", lambda: (*known, compares))
    with pytest.raises(Denied, match="compared"):
        services.change(first.public_id, ben, given=NO_VIOLATION, version=1, at=at)


def test_progress_counts_what_is_done_and_how_long_it_took(
    ben: User, give: Callable[..., Judgement], opened: Open, at: datetime
) -> None:
    opened(2)
    give()
    counted = selectors.progress("exercise", "e-1", at=at)
    assert (counted.open, counted.held, counted.done, counted.total, counted.seconds) == (2, 0, 1, 3, 21.5)
    share = selectors.share_of(ben, at, "exercise", "e-1")
    assert (share.done, share.waiting, share.total) == (1, 2, 3)
    pace = selectors.pace(ben, since=at - timedelta(hours=1))
    assert (pace.judged, pace.seconds) == (1, 21.5)


@pytest.mark.parametrize(
    "subject", [Erasing("item", "post-0", "coop"), Erasing("account", "a-1"), Erasing("person", "p-ben")]
)
def test_erasing_empties_what_was_written_and_keeps_the_judgement(
    give: Callable[..., Judgement], ben: User, held: Task, at: datetime, subject: Erasing
) -> None:
    User.objects.filter(pk=ben.pk).update(pseudonym="p-ben")
    Item.objects.filter(pk=held.item_id).update(author_id="a-1")
    judgement = give()
    assert services.erase_words(subject, at) == 1
    assert services.erase_words(subject, at) == 0
    reason = Reason.objects.get(judgement=judgement)
    assert (reason.text, reason.erased_at) == ("", at)


def test_erasing_another_item_leaves_the_words(give: Callable[..., Judgement], at: datetime) -> None:
    give()
    assert services.erase_words(Erasing("item", "post-0", "elsewhere"), at) == 0


def test_a_desk_that_showed_the_comparison_may_take_a_second_answer(
    ben: User, give: Callable[..., Judgement], at: datetime
) -> None:
    first = give()
    later = at + timedelta(hours=2)
    again = services.reconsider(first.public_id, ben, given=NO_VIOLATION, at=later)
    assert (again.version, again.label) == (2, "none")
    assert services.reconsider(first.public_id, ben, given=NO_VIOLATION, at=later).pk == again.pk


def test_tasks_about_some_decisions_are_withdrawn_alone(opened: Open, at: datetime) -> None:
    first, second = opened(2)
    assert services.withdraw("exercise", "e-1", about=[("coop", first.about_id), ("else", second.about_id)], at=at) == 1
    first.refresh_from_db()
    assert first.state == TaskState.WITHDRAWN

"""A planned sample is drawn in the background: units from the facts, a blind task for each, nobody on their own."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import pytest
from quality_cast import SOURCE, asked, decision, drawn, item, store, store_decisions

from evenhand import assess
from evenhand.ops.judgements.models import Bar, Task
from evenhand.ops.judgements.vocabulary import Setting
from evenhand.ops.ledger.models import Event
from evenhand.ops.people.models import JudgeAlias, User
from evenhand.ops.policies.models import PolicyVersion
from evenhand.ops.quality import services
from evenhand.ops.quality.models import Sample, Unit
from evenhand.ops.quality.tasks import sweep_sheets
from evenhand.ops.quality.vocabulary import CONTEXT, Mode, SampleState
from evenhand.ops.spine import facts
from evenhand.ops.spine.errors import Conflict, Denied
from evenhand.ops.spine.ids import new_id

pytestmark = pytest.mark.django_db


def test_a_drawn_sample_has_a_blind_task_for_each_unit(
    decisions: None, rules: PolicyVersion, ada: User, at: datetime
) -> None:
    sample = drawn(ada, rules, at=at)
    tasks = Task.objects.filter(context_kind=CONTEXT, context_id=sample.sample_id)
    assert (sample.state, sample.size, sample.prepared, tasks.count()) == (SampleState.OPEN, 12, 12, 12)
    assert set(tasks.values_list("setting", flat=True)) == {Setting.ASSESSMENT}
    assert set(tasks.values_list("about_id", flat=True)) == set(sample.units.values_list("decision_id", flat=True))


def test_the_units_are_those_of_the_same_draw_on_the_command_line(
    decisions: None, rules: PolicyVersion, ada: User, at: datetime
) -> None:
    sample = drawn(ada, rules, at=at)
    again = assess.draw_sample(facts.whole(), assess.read_plan(sample.plan))
    assert again.sample_id == sample.sample_id
    units = facts.whole().query("SELECT unit_id FROM samples WHERE sample_id = $id", {"id": sample.sample_id})
    assert set(units["unit_id"].to_pylist()) == set(sample.units.values_list("decision_id", flat=True))


def test_a_unit_holds_the_decision_as_it_stood(decisions: None, rules: PolicyVersion, ada: User, at: datetime) -> None:
    unit = drawn(ada, rules, at=at).units.order_by("pk")[0]
    number = int(unit.decision_id.removeprefix("d"))
    assert (unit.source, unit.item_key, unit.judge_id) == (SOURCE, f"i{number}", f"judge-{number % 4}")
    assert unit.item is not None
    assert unit.item.snapshots.get().text == f"What somebody wrote, number {number}"


def test_nobody_assesses_a_decision_of_their_own(
    decisions: None, rules: PolicyVersion, ada: User, ben: User, at: datetime
) -> None:
    JudgeAlias.objects.create(user=ben, source=SOURCE, judge_id="judge-1")
    sample = drawn(ada, rules, at=at)
    own = sample.units.filter(judge_id="judge-1").values("decision_id")
    barred = Bar.objects.filter(user=ben, task__context_id=sample.sample_id).values_list("task__about_id", flat=True)
    assert set(barred) == set(own.values_list("decision_id", flat=True))


def test_a_draw_that_crashed_half_way_goes_on_where_it_stopped(
    home: None, rules: PolicyVersion, ada: User, at: datetime
) -> None:
    store_decisions(60)
    made = services.plan_sample(asked(rules, size=60), uuid=new_id(), by=ada, at=at)
    services.draw(made.uuid, at=at)
    Unit.objects.filter(pk__in=Unit.objects.order_by("pk")[20:]).delete()
    Task.objects.exclude(about_id__in=Unit.objects.values("decision_id")).delete()
    Sample.objects.update(state=SampleState.DRAWING, prepared=20)
    services.draw(made.uuid, at=at)
    made.refresh_from_db()
    assert (made.state, made.prepared, made.units.count(), Task.objects.count()) == (SampleState.OPEN, 60, 60, 60)


def test_a_sample_that_is_drawn_is_left_alone_when_the_task_runs_again(
    decisions: None, rules: PolicyVersion, ada: User, at: datetime
) -> None:
    sample = drawn(ada, rules, at=at)
    events = Event.objects.count()
    services.draw(sample.uuid, at=at)
    assert (Event.objects.count(), Task.objects.count()) == (events, 12)


def test_an_empty_population_fails_with_the_reason_and_can_be_drawn_again(
    decisions: None, rules: PolicyVersion, ada: User, at: datetime
) -> None:
    sample = drawn(ada, rules, at=at, where={"market": ("XX",)})
    assert sample.state == SampleState.FAILED
    assert "empty" in sample.problem
    assert services.draw_again(sample.uuid, by=ada, at=at).state == SampleState.DRAWING


def test_a_form_that_is_sent_twice_is_one_sample(
    decisions: None, rules: PolicyVersion, ada: User, at: datetime
) -> None:
    uuid = new_id()
    first = services.plan_sample(asked(rules), uuid=uuid, by=ada, at=at)
    assert services.plan_sample(asked(rules), uuid=uuid, by=ada, at=at) == first
    assert Sample.objects.count() == 1


def test_tasks_are_shared_evenly_among_those_who_read_the_language(
    decisions: None, rules: PolicyVersion, ada: User, ben: User, at: datetime
) -> None:
    User.objects.filter(pk=ben.pk).update(languages=["es"])
    sample = drawn(ada, rules, at=at, assessors=(ada.pk, ben.pk))
    tasks = Task.objects.filter(context_id=sample.sample_id)
    assert set(tasks.filter(assigned_to=ben).values_list("language", flat=True)) == {"es"}
    assert tasks.filter(assigned_to=None).count() == 0


def test_someone_without_the_capability_cannot_plan(
    decisions: None, rules: PolicyVersion, ben: User, at: datetime
) -> None:
    with pytest.raises(Denied):
        services.plan_sample(asked(rules), uuid=new_id(), by=ben, at=at)


def test_a_limited_planner_draws_from_their_scope_alone(
    decisions: None, rules: PolicyVersion, ada: User, at: datetime
) -> None:
    ada.grants.update(partners=["lisbon"])
    sample = drawn(User.objects.get(pk=ada.pk), rules, at=at)
    assert set(sample.units.values_list("partner", flat=True)) == {"lisbon"}


def test_a_plan_beyond_the_planners_scope_is_denied_in_words(
    decisions: None, rules: PolicyVersion, ada: User, at: datetime
) -> None:
    ada.grants.update(partners=["lisbon"])
    limited = User.objects.get(pk=ada.pk)
    with pytest.raises(Denied, match="outside your role"):
        services.plan_sample(asked(rules, where={"partner": ("kuala",)}), uuid=new_id(), by=limited, at=at)


def test_roles_that_no_one_filter_can_tell_are_denied_in_words(
    decisions: None, rules: PolicyVersion, ada: User, at: datetime
) -> None:
    ada.grants.update(partners=["lisbon"], markets=["MY"])
    ada.grants.create(role="quality_lead", partners=["kuala"], markets=["SG"])
    limited = User.objects.get(pk=ada.pk)
    with pytest.raises(Denied, match="cannot be limited to"):
        services.plan_sample(asked(rules), uuid=new_id(), by=limited, at=at)


def test_closing_withdraws_what_is_open_and_is_final(
    decisions: None, rules: PolicyVersion, ada: User, at: datetime
) -> None:
    sample = drawn(ada, rules, at=at)
    services.close(sample.uuid, by=ada, at=at)
    assert set(Task.objects.values_list("state", flat=True)) == {"withdrawn"}
    with pytest.raises(Conflict):
        services.draw_again(sample.uuid, by=ada, at=at)


def test_a_sheet_sample_opens_no_task_and_keeps_no_content(
    decisions: None, rules: PolicyVersion, ada: User, at: datetime
) -> None:
    sample = drawn(ada, rules, at=at, mode=Mode.SHEET)
    assert (Task.objects.count(), sample.units.filter(item__isnull=False).count()) == (0, 0)
    assert sample.units.count() == 12


def test_planning_and_drawing_are_in_the_ledger(decisions: None, rules: PolicyVersion, ada: User, at: datetime) -> None:
    drawn(ada, rules, at=at)
    kinds = set(Event.objects.filter(subject__startswith="sample:").values_list("kind", flat=True))
    assert {"sample.planned", "sample.drawn"} <= kinds


def test_a_name_that_is_too_long_for_a_scope_is_not_known_and_stops_nothing(
    home: None, rules: PolicyVersion, ada: User, at: datetime
) -> None:
    store_decisions(12, partner="p" * 500, language="x" * 400, judge_id="j" * 900)
    sample = drawn(ada, rules, at=at)
    assert (sample.state, set(sample.units.values_list("partner", "language"))) == (SampleState.OPEN, {("", "")})


def test_an_id_that_no_task_can_hold_fails_with_the_reason(
    home: None, rules: PolicyVersion, ada: User, at: datetime
) -> None:
    store("items", [item(0)])
    store("judgements", [decision(0, judgement_id="d" * 400)])
    sample = drawn(ada, rules, at=at, strata=())
    assert (sample.state, "its id is too long" in sample.problem) == (SampleState.FAILED, True)


def test_what_nobody_loaded_is_swept_away_after_a_day(home: Path, at: datetime) -> None:
    folder = home / "uploads"
    folder.mkdir(parents=True)
    old, new = folder / "sheet-old.csv", folder / "sheet-new.csv"
    for path, age in ((old, 2), (new, 0)):
        path.write_text("x")
        os.utime(path, times=(at.timestamp() - age * 86_400,) * 2)
    sweep_sheets.call()
    assert (old.exists(), new.exists()) == (False, True)

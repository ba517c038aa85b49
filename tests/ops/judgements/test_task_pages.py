"""The pages of tasks: who may open them, what they cost, and what they never show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evenhand.ops.judgements import services
from evenhand.ops.judgements.models import Judgement, Task
from evenhand.ops.judgements.types import Given
from evenhand.ops.ledger.models import Event
from evenhand.ops.people.models import User
from evenhand.ops.people.roles import Role
from evenhand.ops.policies.models import Clause, PolicyVersion
from evenhand.ops.spine import desks
from evenhand.ops.spine.refs import Ref

Open = Callable[..., list[Task]]
Browse = Callable[..., Client]
NEXT = "/tasks/next?context=exercise:e-1"
PANEL_BUDGET = 24


def test_the_next_task_opens_and_asking_again_opens_the_same(browse: Browse, ben: User, opened: Open) -> None:
    opened(3)
    client = browse(ben)
    first, again = client.get(NEXT), client.get(NEXT)
    assert first.status_code == 302
    assert first["Location"] == again["Location"]
    assert client.get(first["Location"]).status_code == 200


def test_a_browser_that_looks_ahead_takes_nothing(browse: Browse, ben: User, opened: Open) -> None:
    opened(1)
    assert browse(ben).get(NEXT, headers={"Sec-Purpose": "prefetch"}).status_code == 204
    assert not Task.objects.filter(holder=ben).exists()


def test_when_nothing_waits_the_page_says_so(browse: Browse, ben: User) -> None:
    assert "Done: nothing here waits for you" in browse(ben).get(NEXT).content.decode()


@pytest.mark.parametrize("path", ["/tasks/", "/tasks/next", "/tasks/history"])
def test_who_judges_nothing_has_no_task_pages(browse: Browse, dee: User, path: str) -> None:
    assert browse(dee).get(path).status_code == 403


@pytest.mark.parametrize("call", ["", "skip"])
def test_a_task_of_others_is_not_there(browse: Browse, hire: Callable[..., User], opened: Open, call: str) -> None:
    reviewer = hire("Rex", Role.REVIEWER)
    (task,) = opened(1)
    assert browse(reviewer).get(f"/tasks/{task.uuid}/{call}").status_code == 404


@pytest.mark.parametrize("call", ["draft", "hold", "opened", "ahead"])
def test_no_call_behind_the_page_reaches_a_task_of_others(
    browse: Browse, hire: Callable[..., User], opened: Open, call: str
) -> None:
    reviewer = hire("Rex", Role.REVIEWER)
    (task,) = opened(1)
    answer = browse(reviewer).post(f"/tasks/{task.uuid}/{call}", "{}", content_type="application/json")
    assert answer.status_code == 404
    assert answer.json()["message"] == "There is no task of yours at this address."


def test_the_panel_costs_the_same_however_much_waits(
    browse: Browse, ben: User, opened: Open, version: PolicyVersion
) -> None:
    opened(2)
    client = browse(ben)
    few = _queries(client, client.get(NEXT)["Location"])
    opened(40)
    parent = Clause.objects.get(version=version, code="HA")
    Clause.objects.bulk_create(
        Clause(version=version, parent=parent, code=f"HA.{n}", order=n, title_en=f"Clause {n}", title_zh=f"条款{n}")
        for n in range(10, 110)
    )
    many = _queries(client, client.get(NEXT)["Location"])
    assert many == few
    assert many <= PANEL_BUDGET


def test_the_clauses_of_a_published_version_are_read_once_for_all_tasks(
    browse: Browse, ben: User, opened: Open, version: PolicyVersion
) -> None:
    PolicyVersion.objects.filter(pk=version.pk).update(digest="d" * 64)
    opened(2)
    client = browse(ben)
    address = client.get(NEXT)["Location"]
    first, again = _asked(client, address), _asked(client, address)
    assert sum("policies_clause" in sql for sql in first) == 1
    assert sum("policies_clause" in sql for sql in again) == 0


def test_no_violation_is_not_shown_as_a_clause_where_a_policy_of_labels_has_one(
    browse: Browse, ben: User, opened: Open, version: PolicyVersion
) -> None:
    Clause.objects.create(version=version, code="none", order=99, title_en="No violation", title_zh="未违规")
    opened(1)
    client = browse(ben)
    address = client.get(NEXT)["Location"]
    page = client.get(address).content.decode()
    assert page.count('name="label" value="none"') == 1
    assert 'data-code="SP.1"' in page
    assert 'data-code="none"' not in page
    task = Task.objects.get()
    client.post(address, {"label": "none", "labels": ["none"], "version": task.version})
    assert Judgement.objects.values_list("label", "labels", "violating").get() == ("none", [], False)
    assert "no violation" in client.get(address).content.decode()


def test_the_list_of_my_judgements_costs_the_same_however_long(
    browse: Browse, ben: User, opened: Open, at: datetime
) -> None:
    client = browse(ben)
    _judge(ben, opened, at, 2)
    few = _queries(client, "/tasks/history")
    _judge(ben, opened, at, 10)
    assert _queries(client, "/tasks/history") == few


def test_nobody_sees_anothers_judgements(browse: Browse, ben: User, ada: User, opened: Open, at: datetime) -> None:
    judgement = _judge(ben, opened, at, 1)
    assert "post-0" in browse(ben).get("/tasks/history").content.decode()
    assert "post-0" not in browse(ada).get("/tasks/history").content.decode()
    assert browse(ada).get(f"/tasks/{judgement.task.uuid}/").status_code == 404
    assert browse(ada).get(f"/tasks/judgements/{judgement.public_id}/change").status_code == 404
    ref = Ref("judgement", str(judgement.public_id))
    assert desks.show([ref], to=ada)[ref].url is None
    assert desks.show([ref], to=ben)[ref].url == f"/tasks/{judgement.task.uuid}/"


def test_what_was_judged_can_be_seen_and_changed_for_a_while(
    browse: Browse, ben: User, opened: Open, at: datetime
) -> None:
    judgement = _judge(ben, opened, at, 1)
    client = browse(ben)
    page = client.get(f"/tasks/{judgement.task.uuid}/").content.decode()
    assert "Judged: no violation" in page
    change = f"/tasks/judgements/{judgement.public_id}/change"
    assert change in page
    assert client.post(change, {"label": "HA.9", "version": 1}).status_code == 422
    assert client.post(change, {"label": "HA.1", "action": "warn", "version": 1}).status_code == 302
    assert list(Judgement.objects.values_list("label", "version")) == [("none", 1), ("HA.1", 2)]


def test_after_a_while_it_stands(browse: Browse, ben: User, opened: Open, at: datetime) -> None:
    judgement = _judge(ben, opened, at - timedelta(hours=1), 1)
    assert browse(ben).get(f"/tasks/judgements/{judgement.public_id}/change").status_code == 403


def test_the_panel_shows_nothing_that_others_or_machines_made_of_the_item(
    browse: Browse, ben: User, opened: Open
) -> None:
    (task,) = opened(1)
    snapshot = task.snapshot
    type(snapshot).objects.filter(pk=snapshot.pk).update(
        attributes={"verdict": "SECRET-VERDICT", "score": 0.97}, text="<script>alert(1)</script> \u202egnp.exe"
    )
    page = browse(ben).get(f"/tasks/{task.uuid}/").content.decode()
    assert "SECRET-VERDICT" not in page
    assert task.about_id not in page
    assert "<script>alert(1)" not in page
    assert "⟦U+202E⟧" in page


def test_what_follows_is_the_desk_aboves_to_say(
    browse: Browse, ben: User, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(2)
    above = desks.Desk(app="above", title="Above", after_judgement={"exercise": lambda judgement: "/compare/"})
    known = desks.all_desks()
    monkeypatch.setattr(desks, "all_desks", lambda: (*known, above))
    client = browse(ben)
    address = client.get(NEXT)["Location"]
    task = Task.objects.get(holder=ben)
    answer = client.post(address, {"label": "none", "version": task.version}, headers={"Accept": "application/json"})
    assert answer.json()["follow"] == "/compare/"


def test_without_scripts_what_was_typed_stays_when_the_task_is_lost(
    browse: Browse, ben: User, opened: Open, at: datetime
) -> None:
    opened(1)
    client = browse(ben)
    address = client.get(NEXT)["Location"]
    task = Task.objects.get(holder=ben)
    services.release(task.uuid, ben, at=at)
    answer = client.post(address, {"label": "none", "reason": "hard to write", "version": task.version})
    assert answer.status_code == 409
    assert "hard to write" in answer.content.decode()


def test_home_names_what_waits_by_what_it_belongs_to(browse: Browse, ben: User, opened: Open) -> None:
    opened(3)
    page = browse(ben).get("/").content.decode()
    assert "3 tasks wait for you" in page
    assert "/tasks/next?context=exercise%3Ae-1" in page


def test_each_step_is_in_the_ledger(browse: Browse, ben: User, opened: Open, at: datetime) -> None:
    _judge(ben, opened, at, 1)
    assert list(Event.objects.order_by("id").values_list("kind", flat=True)) == [
        "tasks.opened",
        "task.taken",
        "judgement.given",
    ]


def _queries(client: Client, path: str) -> int:
    return len(_asked(client, path))


def _asked(client: Client, path: str) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return [query["sql"] for query in captured.captured_queries]


def _judge(user: User, opened: Open, at: datetime, count: int) -> Judgement:
    opened(count)
    given = []
    while task := services.claim(user, at=at):
        given.append(services.judge(task.uuid, user, given=Given(label="none"), version=task.version, at=at))
    return given[-1]

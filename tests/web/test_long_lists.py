"""Every list with 10,000 rows: a page of it asks the database no more than a page of few."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from site_with_work import BEFORE, SiteWithWork, site_with_work

from evenhand.ops.judgements.models import Judgement, Task
from evenhand.ops.people.models import User
from evenhand.ops.people.roles import Role
from evenhand.ops.quality.models import Finding
from evenhand.ops.spine.ids import new_id

pytestmark = pytest.mark.django_db
FEW, MANY = 60, 10_000  # more than a page, and far more

LISTS = (
    "home",
    "items:index",
    "quality:samples",
    "quality:findings",
    "judgements:mine",
    "judgements:history",
    "audit:events",
    "exchange:index",
)


def copies(one: Model, count: int, **told: Callable[[int], Any]) -> list[Any]:
    """So many rows like one, each with a uuid of its own and with what ``told`` says of its number."""
    kept = {field.attname: getattr(one, field.attname) for field in _columns(one)}
    own = {"uuid": lambda _: new_id()} if "uuid" in kept else {}
    rows = [type(one)(**kept | _said(own | told, number)) for number in range(count)]
    made: list[Any] = type(one)._default_manager.bulk_create(rows)
    return made


def _columns(one: Model) -> list[Any]:
    return [field for field in one._meta.concrete_fields if not field.primary_key and not field.generated]


def _said(told: Mapping[str, Callable[[int], Any]], number: int) -> dict[str, Any]:
    return {name: say(number) for name, say in told.items()}


def fill(work: SiteWithWork, user: User, count: int) -> None:
    """So many more rows in every list."""

    def said(number: int) -> str:
        return f"{count}-{number}"

    copies(work.item, count, external_id=said)
    copies(work.brought, count)
    copies(work.event, count, number=lambda _: None)
    copies(work.sample, count, sample_id=said)
    units = copies(work.unit, count, decision_id=said, task_key=said)
    copies(work.finding, count, finding_id=said, unit_id=lambda number: units[number].pk)
    tasks = copies(work.task, count, about_id=said, assigned_to_id=lambda _: user.pk)
    _judge(tasks[: count // 2], user)


def _judge(tasks: list[Task], user: User) -> None:
    at = BEFORE + timedelta(hours=1)
    Task.objects.filter(pk__in=[task.pk for task in tasks[:500]]).update(state="done", done_at=at)
    Judgement.objects.bulk_create(
        Judgement(task=task, judge=user, label="HA.1", violating=True, started_at=BEFORE, judged_at=at)
        for task in tasks
    )


@pytest.fixture
def reader(hire: Callable[..., User]) -> User:
    """Somebody who sees every list."""
    return hire("Ola", Role.QUALITY_LEAD, Role.ASSESSOR, Role.AUDITOR, Role.OPERATIONS_MANAGER)


@pytest.fixture
def asked(reader: User, browse: Callable[[User], Client]) -> Callable[[], dict[str, int]]:
    """How many queries the first page of each list takes."""
    client = browse(reader)

    def counted() -> dict[str, int]:
        found = {}
        for name in LISTS:
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert client.get(reverse(name)).status_code == 200
            found[name] = len(queries)
        return found

    return counted


def test_a_page_of_ten_thousand_asks_no_more_than_a_page_of_few(
    reader: User, asked: Callable[[], dict[str, int]]
) -> None:
    work = site_with_work("lisbon")
    fill(work, reader, FEW)
    asked()  # what a process reads once
    few = asked()
    fill(work, reader, MANY)
    assert asked() == few
    assert max(few.values()) <= 24
    assert Finding.objects.count() > MANY

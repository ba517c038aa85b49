"""What a judgement costs the database: a pinned number of statements, and each page one transaction that writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evenhand.ops.judgements.models import Task
from evenhand.ops.people.models import User

Browse = Callable[[User | None], Client]
JSON = {"Accept": "application/json"}


@pytest.mark.django_db(transaction=True)
def test_taking_opening_and_judging_a_task_stay_within_their_statements(
    opened: Callable[..., Sequence[Task]], ben: User, browse: Browse
) -> None:
    opened(3)
    client, told = browse(ben), {}
    with CaptureQueriesContext(connection) as told["next"]:
        path = client.get("/tasks/next").headers["Location"]
    with CaptureQueriesContext(connection) as told["page"]:
        client.get(path)
    version = Task.objects.get(holder=ben).version
    with CaptureQueriesContext(connection) as told["judge"]:
        assert client.post(path, {"label": "none", "version": version}, headers=JSON).status_code == 200
    counted = {name: len(captured) for name, captured in told.items()}
    commits = {name: [q["sql"] for q in captured.captured_queries].count("COMMIT") for name, captured in told.items()}
    most = {"next": 9, "page": 22, "judge": 12}
    assert {name: count for name, count in counted.items() if count > most[name]} == {}
    assert commits == {"next": 1, "page": 1, "judge": 1}


def test_a_part_of_a_page_draws_nothing_around_it(
    opened: Callable[..., Sequence[Task]], ben: User, browse: Browse
) -> None:
    opened(2)
    client = browse(ben)
    path = client.get("/tasks/next").headers["Location"]
    with CaptureQueriesContext(connection) as captured:
        answer = client.post(f"{path}ahead")
    assert answer.status_code == 200
    assert not [query["sql"] for query in captured.captured_queries if "spine_heartbeat" in query["sql"]]

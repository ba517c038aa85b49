"""SQLite on a full disk: what was acknowledged stays, the answer says what is the matter, and it goes on with room."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client

from evenhand.ops.judgements import services
from evenhand.ops.judgements.models import Draft, Judgement, Task
from evenhand.ops.judgements.types import Given
from evenhand.ops.people.models import User

Browse = Callable[[User | None], Client]


class Room:
    """How far the file of SQLite may grow."""

    def none_left(self) -> None:
        """No further than it has; pages that are free are filled first."""
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE filled (content BLOB)")
            while free := self._pragma("freelist_count"):
                cursor.execute(f"INSERT INTO filled VALUES (zeroblob({free} * {self._pragma('page_size')} - 100))")
        self._pragma(f"max_page_count = {self._pragma('page_count')}")

    def again(self) -> None:
        """As far as SQLite can count."""
        self._pragma("max_page_count = 1073741823")
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS filled")

    def _pragma(self, text: str) -> int:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA {text}")
            return int(cursor.fetchone()[0])


@pytest.fixture
def room(transactional_db: None) -> Iterator[Room]:
    """Room that a test may take away."""
    if connection.vendor != "sqlite":
        pytest.skip("a file that may not grow is a thing of SQLite")
    made = Room()
    yield made
    made.again()


def test_a_full_disk_loses_nothing_that_was_acknowledged_and_is_over_when_there_is_room(
    room: Room, opened: Callable[..., Sequence[Task]], ben: User, browse: Browse, at: datetime
) -> None:
    opened(2)
    first = services.claim(ben, at=at)
    assert first is not None
    services.judge(first.uuid, ben, given=Given(label="none", seconds=1.0), version=first.version, at=at)
    task = services.claim(ben, at=at)
    assert task is not None
    client, typed = browse(ben), {"label": "none", "reason": "long " * 12_000, "version": task.version}
    client.raise_request_exception = False

    room.none_left()
    refused = client.post(f"/tasks/{task.uuid}/draft", json.dumps(typed), content_type="application/json")
    assert (refused.status_code, "There is no room to save this." in refused.content.decode()) == (507, True)
    assert client.get("/tasks/").status_code == 200
    assert (Judgement.objects.count(), Draft.objects.count()) == (1, 0)

    room.again()
    kept = client.post(f"/tasks/{task.uuid}/draft", json.dumps(typed), content_type="application/json")
    assert kept.status_code == 200
    assert Draft.objects.get().body["reason"] == typed["reason"]

"""Many people at once, and a process that dies: nobody shares a task, and nothing that was acknowledged is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import pytest
from django.db import connection
from judging_cast import tasks

from evenhand.ops.judgements import services
from evenhand.ops.judgements.models import Judgement, Task
from evenhand.ops.judgements.types import Given
from evenhand.ops.ledger.models import Event
from evenhand.ops.people.models import User
from evenhand.ops.people.roles import Role
from evenhand.ops.policies.models import PolicyVersion
from evenhand.ops.spine.models import OutboxRow

PEOPLE, TASKS = 20, 200
NONE = Given(label="none", seconds=1.0)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(hire: Callable[..., User]) -> list[User]:
    """Twenty assessors."""
    return [hire(f"Person{number}", Role.ASSESSOR) for number in range(PEOPLE)]


def test_two_people_never_hold_one_task(people: list[User], version: PolicyVersion, at: datetime) -> None:
    tasks(TASKS, version, at=at)
    with ThreadPoolExecutor(PEOPLE) as pool:
        taken = [uuid for own in pool.map(lambda user: _judge_all(user, at), people) for uuid in own]
    assert Counter(taken).most_common(1)[0][1] == 1
    assert len(taken) == TASKS
    assert Judgement.objects.count() == Task.objects.filter(state="done").count() == TASKS
    assert Event.objects.filter(kind="task.taken").count() == OutboxRow.objects.count() == TASKS


def test_one_task_wanted_by_all_at_once_goes_to_one(people: list[User], version: PolicyVersion, at: datetime) -> None:
    tasks(1, version, at=at)
    with ThreadPoolExecutor(PEOPLE) as pool:
        got = [own for own in pool.map(lambda user: _closing(services.claim, user, at=at), people) if own]
    assert len(got) == 1


def test_one_submission_sent_many_times_at_once_is_one_judgement(
    ben: User, version: PolicyVersion, at: datetime
) -> None:
    tasks(1, version, at=at)
    mine = services.claim(ben, at=at)
    assert mine is not None
    send = {"given": NONE, "version": mine.version, "at": at}
    with ThreadPoolExecutor(8) as pool:
        sent = list(pool.map(lambda _: _closing(services.judge, mine.uuid, ben, **send), range(8)))
    assert {judgement.pk for judgement in sent} == {Judgement.objects.get().pk}
    assert OutboxRow.objects.count() == 1


def _judge_all(user: User, at: datetime) -> list[UUID]:
    try:
        return list(_judged(user, at))
    finally:
        connection.close()


def _judged(user: User, at: datetime) -> Iterator[UUID]:
    while task := services.claim(user, at=at):
        services.judge(task.uuid, user, given=NONE, version=task.version, at=at)
        yield task.uuid


def _closing(call: Callable[..., object], *args: object, **kwargs: object) -> object:
    try:
        return call(*args, **kwargs)
    finally:
        connection.close()


JUDGES_UNTIL_KILLED = """
import django
django.setup()
from evenhand.ops.judgements import services
from evenhand.ops.judgements.types import Given
from evenhand.ops.people.models import User
from evenhand.ops.spine import clock
user = User.objects.get(username="ben")
while task := services.claim(user, at=clock.now()):
    services.judge(task.uuid, user, given=Given(label="none", seconds=1.0), version=task.version, at=clock.now())
    print(task.uuid, flush=True)
"""


def test_nothing_that_was_acknowledged_is_lost_when_the_process_is_killed(
    ben: User, version: PolicyVersion, at: datetime, tmp_path: Path
) -> None:
    tasks(TASKS, version, at=at)
    script = tmp_path / "judges.py"
    script.write_text(JUDGES_UNTIL_KILLED, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env=_same_database(tmp_path)
    )
    assert process.stdout is not None
    acknowledged = [UUID(process.stdout.readline().strip()) for _ in range(30)]
    process.send_signal(signal.SIGKILL)
    acknowledged += [UUID(line.strip()) for line in process.stdout.read().splitlines() if len(line) == 36]
    process.wait()
    process.stdout.close()
    judged = set(Judgement.objects.values_list("task__uuid", flat=True))
    assert set(acknowledged) <= judged
    assert len(judged) == Task.objects.filter(state="done").count() == OutboxRow.objects.count()
    assert services.claim(ben, at=at) is not None


def _same_database(folder: Path) -> dict[str, str]:
    """The environment in which another process works on the test database."""
    name = connection.settings_dict["NAME"]
    given = urlsplit(os.environ.get("EVENHAND_DATABASE_URL", ""))
    own = {"sqlite": f"sqlite:///{name}", "postgresql": urlunsplit(given._replace(path=f"/{name}"))}
    return os.environ | {
        "EVENHAND_DATABASE_URL": own[connection.vendor],
        "EVENHAND_DATA": str(folder / "home"),
        "DJANGO_SETTINGS_MODULE": "evenhand.web.settings",
    }

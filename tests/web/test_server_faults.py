"""The whole server at work, killed again and again: what it acknowledged is kept, once, and nobody shares a task."""

from __future__ import annotations

import json
import os
import random
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from keeping_cast import Deployment
from serving_cast import VERSION, Running, Visitor, insisting, json_of, running

from postgres import postgres_of_its_own

TASKS, KILLS = 80, 4
NAMES = ("ben", "cleo", "dan", "eli")
SET_UP = """
from judging_cast import policy_version, tasks
from django.contrib.auth.hashers import make_password
from evenhand.ops.people.models import Grant, User
from evenhand.ops.people.roles import Role
from evenhand.ops.spine import clock
password = make_password("a long enough phrase")
for name in {names!r}:
    user = User.objects.create(username=name, name=name.title(), password=password)
    Grant.objects.create(user=user, role=Role.ASSESSOR)
tasks({count}, policy_version(), at=clock.now())
print("null")
"""
SETTLE = """
import json
from evenhand.ops.judgements.models import Judgement
from evenhand.ops.ledger import sealing
from evenhand.ops.ledger.models import Event
from evenhand.ops.people.models import User
from evenhand.ops.spine import clock, publisher
from evenhand.ops.spine.models import OutboxRow, SetAsideRow
from spine_cast import published
publisher.publish_waiting(at=clock.now())
publisher.publish_waiting(at=clock.now())
sealing.seal_all(clock.now())
names = {str(uuid): name for uuid, name in User.objects.values_list("uuid", "username")}
taken = Event.objects.filter(kind="task.taken").values_list("subject", "actor")
print(json.dumps({
    "judged": {str(key): name for key, name in Judgement.objects.values_list("public_id", "judge__username")},
    "rows": Judgement.objects.count(),
    "facts": published(),
    "waiting": OutboxRow.objects.filter(batch=None).count() + SetAsideRow.objects.count(),
    "taken": sorted({(subject.partition(":")[2], names[actor]) for subject, actor in taken}),
    "numbers": list(Event.objects.order_by("number").values_list("number", flat=True)),
}))
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database of this test alone, on each engine."""
    if request.param == "sqlite":
        yield ""
        return
    with postgres_of_its_own() as server:
        yield server.get_uri()


def deployed(home: Path, url: str, *, tasks: int) -> Deployment:
    """A deployment with people and tasks."""
    made = Deployment(home, url)
    done = made.command("upgrade")
    assert done.returncode == 0, done.stderr
    json_of(made, SET_UP.format(names=NAMES, count=tasks))
    return made


class Judge:
    """Takes tasks and judges them until none is left, sending again what had no answer."""

    def __init__(self, port: int, name: str) -> None:
        self.name, self.kept, self.seen = name, list[str](), set[str]()
        self._visitor = Visitor(port, name)

    def work(self) -> None:
        """Everything there is to do."""
        insisting(lambda: self._visitor.get("/people/login"))
        self._signs_in()
        while self._one():
            pass

    def _signs_in(self) -> None:
        fields = {"username": self.name, "password": "a long enough phrase"}
        assert insisting(lambda: self._visitor.post("/people/login", fields)).status == 302

    def _one(self) -> bool:
        sent_to = insisting(lambda: self._visitor.get("/tasks/next"))
        if sent_to.status == 200:
            return False
        path = sent_to.headers["Location"]
        page = insisting(lambda: self._visitor.get(path))
        assert page.status == 200, page.text
        version = VERSION.search(page.text)
        assert version is not None
        self.seen.add(path.strip("/").rpartition("/")[2])
        answer = insisting(lambda: self._visitor.judge(path, version[1]))
        assert answer.status == 200, answer.text
        self.kept.append(json.loads(answer.text)["judgement"])
        return True


def kill_now_and_then(console: Running, over: threading.Event, *, seed: int) -> int:
    """Kills everything or one process, and starts again what is gone; how often."""
    chance = random.Random(seed)  # noqa: S311  moments of a test, no secret
    for killed in range(KILLS):
        if over.wait(chance.uniform(0.5, 4)):
            return killed
        alive = console.processes()
        console.kill(*(() if chance.random() < 0.5 else (chance.choice(alive),)))
        time.sleep(0.5)
        console.start()
    return KILLS


def worked(console: Running, *, seed: int) -> tuple[list[Judge], int]:
    """Everybody judges until nothing is left, while the server is killed; who they are, and how often that was."""
    judges, over = [Judge(console.port, name) for name in NAMES], threading.Event()
    with ThreadPoolExecutor(len(judges) + 1) as pool:
        killer = pool.submit(kill_now_and_then, console, over, seed=seed)
        try:
            for working in [pool.submit(judge.work) for judge in judges]:
                working.result()
        finally:
            over.set()
        return judges, killer.result()


def assert_nothing_is_lost_or_shared(deployment: Deployment, judges: list[Judge], *, tasks: int) -> None:
    """Each judgement that was acknowledged is in the database and in the facts once, under a whole ledger."""
    told: dict[str, Any] = json_of(deployment, SETTLE)
    by = {judge.name: set(judge.kept) for judge in judges}
    assert told["judged"] == {key: name for name, own in by.items() for key in own}
    assert told["rows"] == len(told["judged"]) == tasks
    assert sorted(told["facts"]) == sorted(told["judged"])
    assert told["waiting"] == 0
    assert len(told["taken"]) == len({task for task, _ in told["taken"]}) == tasks
    assert dict(told["taken"]) == {task: j.name for j in judges for task in j.seen}
    assert told["numbers"] == list(range(1, len(told["numbers"]) + 1))
    for command in (("ledger", "verify", "--facts"), ("facts", "--verify")):
        done = deployment.command(*command)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1])
def test_a_console_killed_again_and_again_under_load_loses_and_doubles_nothing(
    url: str, seed: int, tmp_path: Path
) -> None:
    deployment = deployed(tmp_path / "home", url, tasks=TASKS)
    with running(deployment, workers=2) as console:
        judges, killed = worked(console, seed=seed)
    assert killed >= 2
    assert_nothing_is_lost_or_shared(deployment, judges, tasks=TASKS)


@pytest.mark.slow
def test_the_console_outlives_its_database_and_says_so_meanwhile(tmp_path: Path) -> None:
    with postgres_of_its_own() as server:
        deployment = deployed(tmp_path / "home", server.get_uri(), tasks=2)
        with running(deployment) as console:
            ben, before = Visitor(console.port, "ben"), {each.pid for each in console.processes()}
            ben.sign_in()
            first = opened_by(ben)
            server.stop()
            away = ben.judge(*first)
            assert (away.status, away.headers["Retry-After"]) == (503, "5")
            assert "The database does not answer." in away.text
            assert Visitor(console.port, "ben").get("/people/login").status in (200, 503)

            server.start()
            kept = insisting(lambda: ben.judge(*first))
            second = opened_by(ben)
            assert (kept.status, second[0] != first[0]) == (200, True)
            assert {each.pid for each in console.processes()} == before
        assert list(json_of(deployment, SETTLE)["judged"]) == [json.loads(kept.text)["judgement"]]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk with little more room than the console asks for when it starts."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=280m", "evenhand-test", str(place)]
    if os.geteuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small disk can only be mounted as root")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.mark.slow
def test_a_console_on_a_full_disk_says_so_and_goes_on_when_there_is_room(small_disk: Path) -> None:
    deployment, ballast = deployed(small_disk / "home", "", tasks=5), small_disk / "ballast"
    with running(deployment) as console:
        ben = Visitor(console.port, "ben")
        ben.sign_in()
        kept = [ben.judge(*opened_by(ben))]
        path, version = opened_by(ben)
        fill(ballast)
        refused = ben.judge(path, version)
        assert refused.status == 507, refused.text
        assert "There is no room to save this." in refused.text
        assert Visitor(console.port, "cleo").get("/people/login").status == 200

        ballast.unlink()
        kept += [ben.judge(path, version), ben.judge(*opened_by(ben))]
    assert [answer.status for answer in kept] == [200, 200, 200]
    told = json_of(deployment, SETTLE)
    assert set(told["judged"]) == set(told["facts"]) == {json.loads(answer.text)["judgement"] for answer in kept}
    assert deployment.command("ledger", "verify", "--facts").returncode == 0


def opened_by(visitor: Visitor) -> tuple[str, str]:
    """The address and version of the next task, in front of its judge."""
    path = visitor.get("/tasks/next").headers["Location"]
    version = VERSION.search(visitor.get(path).text)
    assert version is not None
    return path, version[1]


def fill(path: Path) -> None:
    """Writes until the disk is full."""
    with suppress(OSError), path.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(1 << 20))
    with suppress(OSError), path.open("ab", buffering=0) as file:
        while file.write(bytes(512)):
            pass

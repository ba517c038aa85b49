"""``evenhand serve`` and ``evenhand worker`` as processes: started, killed, ended; what keeps them from starting."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from keeping_cast import Deployment
from serving_cast import answers, free_port, lives, until

LEAVE = """
import django; django.setup()
from django.db import transaction
from evenhand.ops.spine import clock, outbox
from spine_cast import judgement
with transaction.atomic():
    outbox.publish("judgements", [judgement(1)], at=clock.now())
"""
WAITING = """
import django; django.setup()
from evenhand.ops.spine.models import OutboxRow
print(OutboxRow.objects.filter(batch=None).count())
"""


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    """A deployment on SQLite, brought up to date."""
    made = Deployment(tmp_path_factory.mktemp("served") / "home", "")
    assert made.command("upgrade").returncode == 0
    return made


@pytest.fixture
def port() -> int:
    """A port on which nothing listens."""
    return free_port()


@pytest.fixture
def served(deployment: Deployment, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The console, answering."""
    command = [sys.executable, "-m", "evenhand.cli", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=deployment.environment | {"EVENHAND_WORKERS": "1"}) as process:
        try:
            until(lambda: answers(port))
            yield process
        finally:
            process.terminate()
            process.wait(40)


def worker_of(deployment: Deployment) -> int | None:
    """The number of the process that holds the lease of the background work, None while nobody does."""
    with closing(sqlite3.connect(deployment.home / "work.sqlite3", timeout=30)) as database:
        found = database.execute(
            "SELECT process FROM spine_heartbeat WHERE role = 'worker' AND process <> ''"
        ).fetchone()
    return int(found[0].split("/")[1]) if found else None


def test_on_sqlite_the_worker_runs_beside_the_console_and_publishes(
    deployment: Deployment, served: subprocess.Popen[bytes]
) -> None:
    deployment.python(LEAVE)

    until(lambda: deployment.python(WAITING) == "0")


@pytest.mark.slow
def test_a_worker_that_is_killed_is_started_again(deployment: Deployment, served: subprocess.Popen[bytes]) -> None:
    until(lambda: lives(worker_of(deployment)))
    killed = worker_of(deployment)
    os.kill(killed, signal.SIGKILL)

    until(lambda: worker_of(deployment) != killed and lives(worker_of(deployment)))


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_whatever_ends_the_console_nothing_outlives_it(
    deployment: Deployment, served: subprocess.Popen[bytes], port: int, number: int
) -> None:
    until(lambda: lives(worker_of(deployment)))
    worker = worker_of(deployment)

    served.send_signal(number)

    until(lambda: not lives(worker) and not answers(port))


def test_without_its_tables_the_console_does_not_start_and_says_what_to_run(tmp_path: Path) -> None:
    done = Deployment(tmp_path / "home", "").command("serve")

    assert done.returncode == 1
    assert "Run: evenhand upgrade." in done.stderr


def test_a_port_that_is_taken_is_told(deployment: Deployment) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        done = deployment.command("serve", "--port", server.getsockname()[1])

    assert done.returncode == 1
    assert "Nothing can listen on" in done.stderr


def test_a_worker_ends_in_order_when_it_is_asked_to(deployment: Deployment) -> None:
    command = [sys.executable, "-m", "evenhand.cli", "worker"]
    with subprocess.Popen(command, env=deployment.environment, stderr=subprocess.PIPE, text=True) as process:
        until(lambda: "leads" in process.stderr.readline())
        os.kill(process.pid, signal.SIGTERM)
        _, said = process.communicate(timeout=40)

    assert process.returncode == 0
    assert "worker ends" in said


def test_a_check_finds_all_in_order(deployment: Deployment) -> None:
    done = deployment.command("check")

    assert done.returncode == 0, done.stdout


def test_a_key_that_others_can_open_is_an_error(deployment: Deployment) -> None:
    key = deployment.home / "ledger" / "key.pem"
    key.chmod(0o644)
    done = deployment.command("check")
    key.chmod(0o600)

    assert done.returncode == 1
    assert "chmod 600" in done.stdout


def test_an_upgrade_can_be_repeated(deployment: Deployment) -> None:
    done = deployment.command("upgrade")

    assert done.returncode == 0
    assert "up to date" in done.stdout

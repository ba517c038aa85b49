"""A backup of a deployment at work, brought back elsewhere: nothing lost, nothing doubled, nothing unnoticed."""

from __future__ import annotations

import json
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from keeping_cast import GO_ON, WORK, Deployment


@pytest.fixture(scope="module")
def deploy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """Makes empty deployments, on PostgreSQL where the tests run on it."""
    server, made = os.environ.get("EVENHAND_DATABASE_URL", ""), []

    def deployed() -> Deployment:
        home = tmp_path_factory.mktemp("deployment") / "home"
        if not server.startswith("postgres"):
            return Deployment(home, "")
        name = f"kept_{uuid4().hex[:10]}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        made.append(name)
        return Deployment(home, server.replace("/postgres?", f"/{name}?"))

    yield deployed
    for name in made:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def running(deploy) -> Deployment:
    """A deployment with work, facts, seals and media."""
    made = deploy()
    upgraded = made.command("upgrade")
    assert upgraded.returncode == 0, upgraded.stderr
    made.python(WORK)
    return made


@pytest.fixture(scope="module")
def backup(running: Deployment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its backup, with the key."""
    folder = tmp_path_factory.mktemp("backups") / "first"
    done = running.command("backup", folder, "--with-key")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def damaged(backup: Path, tmp_path: Path) -> Path:
    """A copy of the backup, to be damaged."""
    return shutil.copytree(backup, tmp_path / "damaged")


@pytest.mark.django_db  # again on PostgreSQL
def test_what_is_restored_goes_on_where_it_was(backup: Path, deploy) -> None:
    restored = deploy()

    done = restored.command("restore", backup, "--json")

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["is_current"]
    assert restored.python(GO_ON) == "['j1', 'j2', 'j3', 'j4', 'j5']"
    assert (restored.home / "media" / "ab" / "picture").read_bytes() == b"picture"
    assert restored.command("check").returncode == 0


def test_a_backup_is_readable_by_its_owner_alone(backup: Path) -> None:
    assert stat.S_IMODE(backup.stat().st_mode) == 0o700


def test_without_being_asked_no_secret_is_in_it(running: Deployment, tmp_path: Path) -> None:
    done = running.command("backup", tmp_path / "second")

    held = {path.name for path in (tmp_path / "second").rglob("*")}
    assert "The signing key is not in it" in done.stderr
    assert held & {"key.pem", "secret.key"} == set()
    assert "heads.jsonl" in held


def test_a_folder_in_use_is_refused(running: Deployment, backup: Path) -> None:
    done = running.command("backup", backup)

    assert done.returncode == 1
    assert "is not an empty folder" in done.stderr


def test_a_folder_within_the_data_is_refused(running: Deployment) -> None:
    done = running.command("backup", running.home / "backup")

    assert done.returncode == 1
    assert "lies in the data folder" in done.stderr


@pytest.mark.django_db  # again on PostgreSQL
def test_a_deployment_in_use_is_not_restored_over(running: Deployment, backup: Path) -> None:
    done = running.command("restore", backup)

    assert done.returncode == 1
    assert "is not empty" in done.stderr


@pytest.mark.parametrize("name", ["facts/manifest.jsonl", "home/media/ab/picture", "ledger/heads.jsonl"])
def test_a_changed_file_is_found_before_anything_is_written(damaged: Path, tmp_path: Path, name: str) -> None:
    target = Deployment(tmp_path / "home", "")
    with (damaged / name).open("ab") as file:
        file.write(b"x")

    done = target.command("restore", damaged)

    assert done.returncode == 1
    assert f"{name} is not the file that was written" in done.stderr
    assert {path.name for path in target.home.iterdir()} <= {"secret.key"}


def test_a_missing_file_is_found(damaged: Path, tmp_path: Path) -> None:
    (damaged / "home" / "media" / "ab" / "picture").unlink()

    done = Deployment(tmp_path / "home", "").command("restore", damaged)

    assert "home/media/ab/picture is missing" in done.stderr


def test_a_folder_that_is_no_backup_is_refused(tmp_path: Path) -> None:
    done = Deployment(tmp_path / "home", "").command("restore", tmp_path)

    assert done.returncode == 1
    assert "is no whole backup" in done.stderr


@pytest.mark.django_db  # again on PostgreSQL
def test_a_backup_of_a_newer_version_is_refused(damaged: Path, deploy) -> None:
    told = json.loads((damaged / "backup.json").read_text())
    told["migrations"].append("spine.9999_from_the_future")
    (damaged / "backup.json").write_text(json.dumps(told))

    done = deploy().command("restore", damaged)

    assert done.returncode == 1
    assert "does not know spine.9999_from_the_future" in done.stderr

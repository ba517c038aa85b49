"""``evenhand upgrade`` from the first migrations on: nothing is lost; and never on what a later version has made."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from site_with_work import site_with_work

from evenhand.facts.errors import RequestError
from evenhand.web.keeping.checking import Level, check, missing_migrations
from evenhand.web.keeping.upgrading import upgrade

TOOL = Path(__file__).parents[2] / "tools" / "upgrade_check.py"
HELD = {"people": {"columns": ["id", "name"], "rows": [[1, "Ada"], [2, "Ben"]]}}


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    """The tool that CI runs on a whole deployment, the demo's."""
    spec = importlib.util.spec_from_file_location("upgrade_check", TOOL)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


@pytest.fixture
def led_back(transactional_db: None, tool: ModuleType) -> Iterator[Any]:
    """The rows of a site with work, in the tables of the first migrations; other tests find today's."""
    with transaction.atomic():
        site_with_work("lisbon")
    try:
        tool.lead_back()
        yield tool.tables()
    finally:
        call_command("migrate", interactive=False, verbosity=0)


def test_an_upgrade_from_the_first_migrations_loses_nothing(led_back: Any, tool: ModuleType, home: Path) -> None:
    missing = missing_migrations()
    done = upgrade(settings.EVENHAND)
    assert missing
    assert done.migrations == tuple(missing)
    assert len(led_back["judgements_task"]["rows"]) == 1
    assert list(tool.lost(led_back, tool.tables())) == []
    assert [finding for finding in check(settings.EVENHAND) if finding.level is Level.ERROR] == []


@pytest.mark.django_db
def test_a_database_of_a_later_version_is_left_as_it_is(tool: ModuleType, home: Path, at: datetime) -> None:
    MigrationRecorder(connection).record_applied("people", "9999_of_a_later_version")
    before = tool.tables()
    with pytest.raises(RequestError, match=r"later version than this: it has people\.9999.*restore the backup"):
        upgrade(settings.EVENHAND)
    assert tool.tables() == before
    errors = [finding.text for finding in check(settings.EVENHAND) if finding.level is Level.ERROR]
    assert errors == ["A later version has been here: people.9999_of_a_later_version."]


@pytest.mark.django_db
def test_a_migration_that_a_squashed_one_replaced_is_not_of_a_later_version(home: Path) -> None:
    MigrationRecorder(connection).record_applied("people", "0001_before_it_was_squashed")
    assert upgrade(settings.EVENHAND).migrations == ()


@pytest.mark.parametrize(
    ("after", "told"),
    [
        ({}, "people is gone, with 2 rows."),
        ({"people": {"columns": ["id"], "rows": [[1], [2]]}}, "people has lost name."),
        ({"people": {"columns": ["name", "id"], "rows": [["Ada", 1]]}}, "people has lost or changed 1 of 2 rows."),
        ({"people": {"columns": ["id", "name"], "rows": [[1, "Ada"], [2, "B"]]}}, "lost or changed 1 of 2 rows."),
    ],
    ids=["table", "column", "row", "value"],
)
def test_what_an_upgrade_loses_is_found(tool: ModuleType, after: Any, told: str) -> None:
    assert [told in fault for fault in tool.lost(HELD, after)] == [True]


def test_a_column_and_a_row_more_are_no_loss(tool: ModuleType) -> None:
    after = {"people": {"columns": ["id", "mark", "name"], "rows": [[1, 0, "Ada"], [2, 0, "Ben"], [3, 0, "Chi"]]}}
    assert list(tool.lost(HELD, after)) == []

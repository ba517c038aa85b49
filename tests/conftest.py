"""What every test can ask for: a fresh store, a way to put rows into it without a file, and Chromium."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pyarrow as pa
import pytest
from django.db import connections
from playwright.sync_api import Browser, sync_playwright

from evenhand.facts.engine import Settings
from evenhand.facts.store import Facts

Add = Callable[..., int]
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

hypothesis.settings.register_profile("same every time", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("same every time")


@pytest.fixture
def facts(tmp_path: Path) -> Facts:
    """A store without any facts yet."""
    return Facts.open(tmp_path / "home", settings=Settings(memory="1GB", threads=2), create=True)


@pytest.fixture
def add(facts: Facts) -> Add:
    """Commits rows of a table as one batch; absent columns take their default. Returns the batch number."""

    def added(table: str, *rows: dict[str, Any], store: Facts = facts) -> int:
        names = dict.fromkeys(name for row in rows for name in row)
        whole = pa.Table.from_pylist([{name: row.get(name) for name in names} for row in rows])
        with store.writing("test") as batch:
            batch.connection.register("given", whole)
            batch.add(table, "given")
            batch.connection.unregister("given")
        return batch.number

    return added


@pytest.fixture(scope="session")
def chromium(django_db_setup: None) -> Iterator[Browser]:
    """Chromium, or a skip that says why there is none; one for all folders, since a process has room for one."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("Chromium is not installed: apt install chromium")
    # Its event loop runs in this thread, idle while Django works: Django takes it for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield running
        running.close()
        connections.close_all()  # those of the loop: Django keeps them apart, and PostgreSQL drops no database in use


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what touches the database runs again: the rest has passed already."""
    if not os.environ.get("EVENHAND_DATABASE_URL"):
        return
    wanted = {"db", "transactional_db", "live_server"}
    again = [
        item
        for item in items
        if item.get_closest_marker("django_db") or wanted & set(getattr(item, "fixturenames", ()))
    ]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(again)])
    items[:] = again

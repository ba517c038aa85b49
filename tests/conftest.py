"""What every test can ask for: a fresh store, and a way to put rows into it without a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import hypothesis
import pyarrow as pa
import pytest

from evenhand.facts.engine import Settings
from evenhand.facts.store import Facts

Add = Callable[..., int]

hypothesis.settings.register_profile("same every time", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("same every time")


@pytest.fixture
def settings() -> Settings:
    return Settings(memory="1GB", threads=2)


@pytest.fixture
def facts(tmp_path: Path, settings: Settings) -> Facts:
    """A store without any facts yet."""
    return Facts.open(tmp_path / "home", settings=settings, create=True)


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

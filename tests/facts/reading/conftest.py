"""A connection as the importer opens it, and the ways in that the tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from reading_cast import Fetch, Import, Open, Rows

from evenhand.facts import reading
from evenhand.facts.engine import Settings, connect
from evenhand.facts.reading import Limits, Mapping, RawTable
from evenhand.facts.tables import TABLES

LIMITS = Limits()


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    opened = connect(Settings(memory="1GB", threads=2), spill=tmp_path / "work", allowed=[tmp_path, *real_folders()])
    yield opened
    opened.close()


def real_folders() -> list[Path]:
    beside = Path(__file__).resolve().parents[3].parent / "shared" / "data"
    return [Path(os.environ.get("EVENHAND_REAL_DATA", str(beside)))]


@pytest.fixture
def real_data() -> Path:
    folder = real_folders()[0]
    if not folder.is_dir():
        pytest.skip(f"no real data in {folder}; set EVENHAND_REAL_DATA")
    return folder


@pytest.fixture
def fetch(connection: duckdb.DuckDBPyConnection) -> Fetch:
    def rows(query: str) -> Rows:
        return connection.sql(query).to_arrow_table().to_pylist()

    return rows


@pytest.fixture
def opened(tmp_path: Path, connection: duckdb.DuckDBPyConnection) -> Open:
    """Writes bytes to a file of this name and opens it."""

    def make(name: str, content: bytes, *, encoding: str | None = None, limits: Limits = LIMITS) -> RawTable:
        path = tmp_path / name
        path.write_bytes(content)
        return reading.open_source(
            path, workdir=tmp_path / "work", connection=connection, encoding=encoding, limits=limits
        )

    return make


@pytest.fixture
def imported(opened: Open, fetch: Fetch) -> Import:
    """The typed rows of a CSV text in a table."""

    def make(
        content: str, *, table: str = "judgements", mapping: Mapping | None = None, timezone: str | None = None
    ) -> Rows:
        raw = opened("rows.csv", content.encode())
        match = reading.match(raw.columns, TABLES[table], mapping)
        typed = reading.typed(raw, match, TABLES[table], timezone=timezone)
        return fetch(f"SELECT * FROM ({typed.relation}) ORDER BY _row")

    return make

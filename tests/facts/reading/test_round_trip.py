"""Any table of texts comes back as it was, whichever format carried it."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from evenhand.facts import reading

Table = list[list[str]]
NAMES = ["id", "text", "note"]
LETTERS = st.sampled_from(
    [*"ab1 ,;\t|\"'\\", "\n", "\r\n", "你", "好", "é", "🙂", "\u2028", "{", "[", "]", "}", "#", "=", "-"]
)
CELLS = st.lists(LETTERS, max_size=12).map("".join)
TABLES = st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=8)
WORKBOOK_LETTERS = st.sampled_from([*"ab1 ,;\t|\"'\\", "\n", "你", "好", "é", "🙂", "{", "[", "#", "-"])


def as_csv(table: Table) -> bytes:
    return written(table, ",")


def as_tsv(table: Table) -> bytes:
    return written(table, "\t")


def written(table: Table, delimiter: str) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows([NAMES, *table])
    return out.getvalue().encode()


def as_jsonl(table: Table) -> bytes:
    return "\n".join(json.dumps(dict(zip(NAMES, row, strict=True)), ensure_ascii=False) for row in table).encode()


def as_json(table: Table) -> bytes:
    return json.dumps([dict(zip(NAMES, row, strict=True)) for row in table]).encode()


def as_parquet(table: Table) -> bytes:
    out = io.BytesIO()
    columns = [list(column) for column in zip(*table, strict=True)]
    pq.write_table(pa.table(dict(zip(NAMES, columns, strict=True))), out)
    return out.getvalue()


def read_back(suffix: str, content: bytes) -> list[tuple[str | None, ...]]:
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        path = Path(folder) / f"table{suffix}"
        path.write_bytes(content)
        raw = reading.open_source(path, workdir=Path(folder) / "work", connection=connection)
        assert raw.columns == tuple(NAMES)
        assert raw.rejected is None
        return connection.execute(f"SELECT id, text, note FROM ({raw.relation}) ORDER BY _row").fetchall()


def expected(table: Table) -> list[tuple[str | None, ...]]:
    return [tuple(cell or None for cell in row) for row in table]


def numbered(table: Table) -> Table:
    return [[str(number), *row] for number, row in enumerate(table)]


@pytest.mark.parametrize(
    ("suffix", "write"),
    [(".csv", as_csv), (".tsv", as_tsv), (".jsonl", as_jsonl), (".json", as_json), (".parquet", as_parquet)],
    ids=["csv", "tsv", "json lines", "json", "parquet"],
)
@given(table=TABLES)
@example(table=[["a,b;c\td|e", "x"], ['"', '""'], ["\n\n", "\r\n"]])
@example(table=[["\n\n\n", '"\n"'], ['"', "\n"], ["", '"""']])
@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_any_table_of_texts_comes_back(suffix: str, write: Callable[[Table], bytes], table: Table) -> None:
    rows = numbered(table)
    assert read_back(suffix, write(rows)) == expected(rows)


@given(
    table=st.lists(
        st.lists(st.lists(WORKBOOK_LETTERS, max_size=8).map("".join), min_size=2, max_size=2), min_size=1, max_size=5
    )
)
@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
def test_any_workbook_of_texts_comes_back(table: Table) -> None:
    rows = [[f"row {number}", *row] for number, row in enumerate(table)]
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in [NAMES, *rows]:
        book.worksheets[0].append([cell or None for cell in row])
    book.save(out)
    assert read_back(".xlsx", out.getvalue()) == expected(rows)

"""Workbooks, JSON and Parquet as raw text; what is hostile or damaged is refused with a sentence."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import zipfile
from pathlib import Path

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from reading_cast import Fetch, Open

from evenhand.facts import reading
from evenhand.facts.errors import RequestError
from evenhand.facts.reading import Limits


def workbook(*rows: list[object], sheets: tuple[str, ...] = ("first",)) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    filled, *_ = [book.create_sheet(title) for title in sheets]
    for row in rows:
        filled.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def parquet(table: pa.Table) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


def test_a_workbook_gives_values_as_plain_text(opened: Open, fetch: Fetch) -> None:
    when = dt.datetime(2026, 1, 31, 14, 5)  # noqa: DTZ001
    raw = opened(
        "a.xlsx",
        workbook(["id", "at", "x", "ok", "day"], [1.0, when, 0.5, True, when.date()], ["甲", None, "", 2, None]),
    )
    first, second = fetch(raw.relation)
    assert first == {
        "_row": 1,
        "id": "1",
        "at": "2026-01-31 14:05:00",
        "x": "0.5",
        "ok": "true",
        "day": "2026-01-31 00:00:00",
    }
    assert second == {"_row": 2, "id": "甲", "at": None, "x": None, "ok": "2", "day": None}


def test_empty_rows_of_a_workbook_do_not_move_its_row_numbers(
    opened: Open, connection: duckdb.DuckDBPyConnection
) -> None:
    raw = opened("a.xlsx", workbook(["id"], [1], [None], [None], [2]))
    assert raw.unit == "row"
    assert reading.line_of(raw, [1, 2], connection=connection) == {1: 2, 2: 5}


def test_another_sheet_can_be_named(tmp_path: Path, connection: duckdb.DuckDBPyConnection) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(["id"], [1], sheets=("first", "second")))
    with pytest.raises(RequestError, match=r"The sheet 'second' of a.xlsx is empty"):
        reading.open_source(path, workdir=tmp_path / "work", connection=connection, sheet="second")
    with pytest.raises(RequestError, match=r"has no sheet 'third'. Its sheets are first, second"):
        reading.open_source(path, workdir=tmp_path / "work", connection=connection, sheet="third")


def bomb(filename: str, part: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr(filename, part)
    return out.getvalue()


ENTITIES = (
    '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">&b;</workbook>'
)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"id,label\n1,2\n", "is not a workbook, whatever its name says"),
        (b"PK\x03\x04 and nothing more", "is not a workbook"),
        (bomb("xl/sheet.xml", bytes(40 * 2**20)), "more than a workbook may"),
        (bomb("../../etc/x", b"x"), "'../../etc/x', which no workbook has"),
        (bomb("xl/workbook.xml", ENTITIES.encode()), "cannot be read as a workbook"),
        (workbook(["id"]), "has a header and no rows"),
        (workbook(), "is empty"),
    ],
    ids=["csv", "stub", "bomb", "path", "entities", "header", "empty"],
)
def test_a_hostile_workbook_is_refused(opened: Open, content: bytes, words: str) -> None:
    with pytest.raises(RequestError) as refused:
        opened("a.xlsx", content)
    assert words in str(refused.value)


def test_a_zip_of_files_is_not_taken_for_a_workbook(opened: Open) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("a.csv", "a,b\n1,2\n")
    with pytest.raises(RequestError, match="is a ZIP, not a workbook"):
        opened("a.csv", out.getvalue())


def test_json_lines_become_columns_over_all_keys(opened: Open, fetch: Fetch) -> None:
    lines = [
        '{"id":1,"a":{"x":[1]},"b":null}',
        "",
        '{"id":"2","c/~\\"d":true,"b":""}',
        '{"id":12345678901234567890123}',
    ]
    raw = opened("a.jsonl", "\n".join(lines).encode())
    assert raw.columns == ("id", "a", "b", 'c/~"d')
    assert fetch(raw.relation) == [
        {"_row": 1, "id": "1", "a": '{"x":[1]}', "b": None, 'c/~"d': None},
        {"_row": 3, "id": "2", "a": None, "b": None, 'c/~"d': "true"},
        {"_row": 4, "id": "12345678901234567890123", "a": None, "b": None, 'c/~"d': None},
    ]


def test_broken_json_lines_are_told_with_their_lines(opened: Open, fetch: Fetch) -> None:
    raw = opened("a.jsonl", b'{"id":1}\n{"id":\n[1]\n"x"\n{"id":2} trailing\n{"id":3}\n')
    assert [row["id"] for row in fetch(raw.relation)] == ["1", "3"]
    assert raw.rejected is not None
    assert [(row["_line"], row["_value"]) for row in fetch(raw.rejected)] == [
        (2, '{"id":'),
        (3, "[1]"),
        (4, '"x"'),
        (5, '{"id":2} trailing'),
    ]


@pytest.mark.parametrize(
    "content",
    [
        '[{"id":1,"t":"好"},{"id":2}]',
        '[\n {\n  "id": 1,\n  "t": "好"\n },\n {"id": 2}\n]',
        '{\n "id": 1,\n "t": "好"\n}\n{\n "id": 2\n}',
    ],
    ids=["array", "pretty array", "pretty objects"],
)
def test_json_documents_are_read_in_every_layout(opened: Open, fetch: Fetch, content: str) -> None:
    raw = opened("a.json", content.encode())
    assert [(row["id"], row["t"]) for row in fetch(raw.relation)] == [("1", "好"), ("2", None)]


def test_json_is_known_without_its_suffix(opened: Open, fetch: Fetch) -> None:
    raw = opened("export.dat", b'{"id":1}\n{"id":2}\n')
    assert raw.format == "jsonl"
    assert [row["id"] for row in fetch(raw.relation)] == ["1", "2"]


def nested(depth: int) -> str:
    return '{"id":' + "[" * (depth - 1) + "]" * (depth - 1) + "}"


def test_json_may_nest_up_to_the_limit(opened: Open, fetch: Fetch) -> None:
    raw = opened("a.jsonl", (nested(64) + "\n" + '{"id":"' + "[" * 90 + '"}').encode())
    assert len(fetch(raw.relation)) == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (nested(65), "nested more than 64 deep"),
        (nested(1_000_000), "nested more than 64 deep"),
        ("[" + nested(1_000_000) + "]", "nested more than 64 deep"),
        ("[" * 1_000_000, "not readable as JSON"),
        ('[{"id":1},{"id":', "not readable as JSON"),
        ("[1,2]", "holds no JSON object"),
        ("{}", "holds no JSON object"),
        ("hello\nworld\n", "not readable as JSON"),
        ("{" + ",".join(f'"k{number}":1' for number in range(5000)) + "}", "columns; at most"),
    ],
    ids=["65", "million", "array", "opened", "cut", "numbers", "empty", "text", "keys"],
)
def test_hostile_json_is_refused(opened: Open, content: str, words: str) -> None:
    with pytest.raises(RequestError) as refused:
        opened("a.json", content.encode())
    assert words in str(refused.value)


def test_parquet_becomes_text_that_loses_nothing(opened: Open, fetch: Fetch) -> None:
    zoned = dt.datetime(2026, 1, 31, 14, 5, tzinfo=dt.UTC)
    table = pa.table(
        {
            "id": pa.array([1.0, 2.5]),
            "at": pa.array([zoned, None], pa.timestamp("us", tz="Asia/Shanghai")),
            "plain": pa.array([zoned.replace(tzinfo=None), None], pa.timestamp("us")),
            "tags": [["b", 'a"'], None],
            "s": [{"x": 1}, None],
            "empty": ["", "x"],
            "big": pa.array([2**60, None]),
        }
    )
    first, second = fetch(opened("a.parquet", parquet(table)).relation)
    assert first == {
        "_row": 1,
        "id": "1",
        "at": "2026-01-31 14:05:00+00",
        "plain": "2026-01-31 14:05:00",
        "tags": '["b","a\\""]',
        "s": '{"x":1}',
        "empty": None,
        "big": str(2**60),
    }
    assert (second["id"], second["tags"], second["empty"]) == ("2.5", None, "x")


def damaged() -> bytes:
    content = bytearray(parquet(pa.table({"a": [f"value {number}" for number in range(5000)]})))
    content[100:2000] = bytes(1900)
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"id,label\n1,2\n", "is not a Parquet file"),
        (b"PAR1 and nothing more", "is not readable as Parquet"),
        (damaged(), "is not readable as Parquet"),
        (parquet(pa.table({"a": pa.array([], pa.string())})), "has no rows"),
    ],
    ids=["csv", "stub", "damaged", "empty"],
)
def test_a_broken_parquet_file_is_refused(opened: Open, content: bytes, words: str) -> None:
    with pytest.raises(RequestError) as refused:
        opened("a.parquet", content)
    assert words in str(refused.value)


def test_a_folder_gives_its_files_in_order_and_nothing_from_outside(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside.csv", tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    for name in ("b.csv", "a.jsonl", "sub/c.tsv", ".hidden.csv", "note.md", "~$lock.xlsx"):
        (folder / name).write_text("a\n1\n")
    outside.write_text("a\n1\n")
    (folder / "leaves.csv").symlink_to(outside)
    (folder / "loop.csv").symlink_to(folder / "loop.csv")
    os.mkfifo(folder / "pipe.csv")
    assert [str(path.relative_to(folder)) for path in reading.sources_in(folder)] == ["a.jsonl", "b.csv", "sub/c.tsv"]


@pytest.fixture
def oddities(tmp_path: Path) -> Path:
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "loop.csv").symlink_to(tmp_path / "loop.csv")
    (tmp_path / "device.csv").symlink_to("/dev/zero")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("pipe.csv", "is not an ordinary file"),
        ("device.csv", "is not an ordinary file"),
        ("loop.csv", "cannot be opened"),
        (".", "is a folder"),
        ("none.csv", "There is no file"),
    ],
)
def test_what_is_no_ordinary_file_is_refused(
    oddities: Path, connection: duckdb.DuckDBPyConnection, name: str, words: str
) -> None:
    with pytest.raises(RequestError, match=words):
        reading.open_source(oddities / name, workdir=oddities / "work", connection=connection)


def test_limits_can_be_lowered(opened: Open) -> None:
    with pytest.raises(RequestError, match="nested more than 2 deep"):
        opened("a.json", json.dumps([{"a": [[1]], "b": [], "c": []}]).encode(), limits=Limits(depth=2))

"""CSV and TSV in every encoding and with every oddity: read, or refused with a sentence."""

from __future__ import annotations

import codecs
import hashlib
from pathlib import Path

import duckdb
import pytest
from reading_cast import Fetch, Open

from evenhand.facts import reading
from evenhand.facts.errors import RequestError
from evenhand.facts.reading import Limits

TABLE = 'item,text\n1,"你好, 世界"\n2,"say ""no""\nand go"\n3,\n'
ROWS = [
    {"_row": 1, "item": "1", "text": "你好, 世界"},
    {"_row": 2, "item": "2", "text": 'say "no"\nand go'},
    {"_row": 3, "item": "3", "text": None},
]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TABLE.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TABLE.encode(), "utf-8"),
        (TABLE.encode("utf-16"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + TABLE.encode("utf-16-be"), "utf-16-be"),
        (TABLE.encode("utf-16-le"), "utf-16-le"),
        (TABLE.encode("utf-16-be"), "utf-16-be"),
        (TABLE.encode("gb18030"), "gb18030"),
    ],
    ids=["utf-8", "utf-8 mark", "utf-16-le mark", "utf-16-be mark", "utf-16-le", "utf-16-be", "gb18030"],
)
def test_every_encoding_gives_the_same_rows(opened: Open, fetch: Fetch, content: bytes, encoding: str) -> None:
    raw = opened("a.csv", content)
    assert raw.encoding == encoding
    assert fetch(raw.relation) == ROWS


def test_an_encoding_that_is_said_is_believed(opened: Open, fetch: Fetch) -> None:
    raw = opened("a.csv", "item,text\n1,café olé!\n".encode("latin-1"), encoding="latin-1")
    assert fetch(raw.relation) == [{"_row": 1, "item": "1", "text": "café olé!"}]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(opened: Open, fetch: Fetch, delimiter: str) -> None:
    raw = opened(
        "a.csv",
        f"a{delimiter}b\n1,5{delimiter}x\n2,5{delimiter}y\n".replace("1,5", '"1,5"').replace("2,5", '"2,5"').encode(),
    )
    assert raw.delimiter == delimiter
    assert [row["b"] for row in fetch(raw.relation)] == ["x", "y"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_read(opened: Open, fetch: Fetch, end: str) -> None:
    raw = opened("a.csv", end.join(["a,b", "1,2", "3,4", ""]).encode())
    assert fetch(raw.relation) == [{"_row": 1, "a": "1", "b": "2"}, {"_row": 2, "a": "3", "b": "4"}]


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (b"a,b\r\n1,2\n3,4\r\n5,6\r7,8\n", [("1", "2"), ("3", "4"), ("5", "6"), ("7", "8")]),
        (b'a,b\n1,"x\r\ny"\n2,"z"\n', [("1", "x\r\ny"), ("2", "z")]),
        (b'a,b\r\n1,"x\ny"\r\n2,z\r\n', [("1", "x\ny"), ("2", "z")]),
        (b'"a\nz",b\n1,2\n3,4\n', [("1", "2"), ("3", "4")]),
        (b'a,b\n1,5" screen\n2,x\n3,7"" y\n', [("1", '5" screen'), ("2", "x"), ("3", '7"" y')]),
        (b"a,b\n\n1,2\n\n\n3,4\n\n", [("1", "2"), ("3", "4")]),
        (b"a,b\n1,2\n3,4", [("1", "2"), ("3", "4")]),
        (b"a,b,\n1,2,\n3,4,\n", [("1", "2", None), ("3", "4", None)]),
        (b'a,b\n1,"p\n\nq"\n\n3,4\n', [("1", "p\n\nq"), ("3", "4")]),
        (b"a,b\n1,x\xc2\x85y\n3,4\n", [("1", "x\x85y"), ("3", "4")]),
    ],
    ids=[
        "mixed",
        "crlf in lf",
        "lf in crlf",
        "header",
        "inches",
        "blanks",
        "open end",
        "trailing",
        "paragraphs",
        "nel",
    ],
)
def test_an_odd_file_loses_no_record(
    opened: Open, fetch: Fetch, content: bytes, rows: list[tuple[str | None, ...]]
) -> None:
    raw = opened("a.csv", content)
    assert [tuple(row.values())[1:] for row in fetch(raw.relation)] == rows
    assert raw.rejected is None


def test_broken_records_are_told_with_their_lines_and_the_rest_is_read(
    opened: Open, fetch: Fetch, connection: duckdb.DuckDBPyConnection
) -> None:
    raw = opened("a.csv", b'a,b\n1,"x\ny"\n2\n3,4,5\n"6"7,8\n9,10\n11,"open\n')
    assert [row["a"] for row in fetch(raw.relation)] == ["1", "9"]
    assert raw.rejected is not None
    told = [(row["_line"], str(row["_reason"])[:32]) for row in fetch(raw.rejected)]
    assert told == [
        (4, "The record has fewer fields than"),
        (5, "The record has more fields than "),
        (6, "A quote in the record is not clo"),
        (8, "A quote in the record is not clo"),
    ]
    assert reading.line_of(raw, [1, 2], connection=connection) == {1: 2, 2: 7}


def test_lines_are_counted_through_texts_and_empty_lines(opened: Open, connection: duckdb.DuckDBPyConnection) -> None:
    raw = opened("a.csv", b'a,b\n1,"x\n\ny"\n\n2,z\n3,w\n')
    assert reading.line_of(raw, [3, 1, 2], connection=connection) == {1: 2, 2: 6, 3: 7}


def test_a_file_of_plain_lines_is_numbered_without_reading_it_again(
    opened: Open, connection: duckdb.DuckDBPyConnection
) -> None:
    raw = opened("a.csv", b"a,b\n1,2\n3,4\n")
    assert raw.lines is not None
    assert reading.line_of(raw, [2], connection=connection) == {2: 3}


def test_records_keep_their_order_past_the_reader_s_buffers(opened: Open, fetch: Fetch) -> None:
    rows = b"".join(b"%d,%s\n" % (number, b"x" * 90) for number in range(400_000))
    raw = opened("a.csv", b"n,pad\n" + rows, limits=Limits(record=2**20))
    wrong = fetch(f"SELECT count(*) AS n FROM ({raw.relation}) WHERE n <> CAST(_row - 1 AS VARCHAR)")
    assert wrong == [{"n": 0}]
    assert fetch(f"SELECT count(*) AS n FROM ({raw.relation})") == [{"n": 400_000}]


def test_names_that_are_empty_twice_or_ours_become_usable(opened: Open) -> None:
    raw = opened("a.csv", b"label,,Label,_row,label\n1,2,3,4,5\n")
    assert raw.columns == ("label", "column_2", "Label_2", "_row_2", "label_3")
    assert len(raw.notes) == 4


def test_hostile_names_are_only_names(opened: Open, fetch: Fetch) -> None:
    raw = opened("o'b*[x]?.csv", b'"a""; drop table x; --",b\n1,2\n')
    assert fetch(raw.relation) == [{"_row": 1, 'a"; drop table x; --': "1", "b": "2"}]


def test_the_digest_is_of_the_bytes_as_they_came(opened: Open) -> None:
    content = "甲,乙\n1,2\n".encode("gb18030")
    raw = opened("a.csv", content)
    assert (raw.digest, raw.bytes) == (hashlib.sha256(content).hexdigest(), len(content))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"", "is empty"),
        ("a.csv", b"\n\n", "is empty"),
        ("a.csv", b"\xef\xbb\xbf", "is empty"),
        ("a.csv", b"a,b\n", "has a header and no rows"),
        ("a.csv", b"a,b\n1,\x00\n", "NUL bytes"),
        ("a.csv", bytes(range(256)) * 40, "NUL bytes"),
        (
            "a.csv",
            b"a,b\n1,caf\xe9,\xff\n",
            "is not readable as UTF-8, UTF-16 or GB18030. Say its encoding with --encoding",
        ),
        ("a.csv", b"a,b\n" + b"x" * 9_000_000 + b",1\n", "has a line of 9 MiB"),
        ("a.csv", b'a,b\n1,"' + b"x,y\n" * 800_000, "the record on line 2 is longer than 1 MiB"),
        ("a.csv", b"%PDF-1.7 ...", "is a PDF"),
        ("a.csv.gz", b"\x1f\x8b\x08\x00aaaa", "is packed (gzip). Unpack it first"),
        ("a.zip", b"zzzz", "is packed. Unpack it first"),
        ("a.csv", b",".join(b"c%d" % number for number in range(5000)) + b"\n1\n", "has 5,000 columns"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(opened: Open, name: str, content: bytes, words: str) -> None:
    with pytest.raises(RequestError) as refused:
        opened(name, content, limits=Limits(record=2**20))
    assert words in str(refused.value)


def test_an_unknown_encoding_is_named(opened: Open) -> None:
    with pytest.raises(RequestError, match="There is no text encoding 'utf-9'"):
        opened("a.csv", b"a,b\n1,2\n", encoding="utf-9")


def test_progress_is_told_up_to_the_end(tmp_path: Path, connection: duckdb.DuckDBPyConnection) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a,b\n1,2\n")
    told: list[tuple[str, float]] = []
    reading.open_source(
        path,
        workdir=tmp_path / "work",
        connection=connection,
        progress=lambda stage, share: told.append((stage, share)),
    )
    assert told[-1] == ("reading", 1.0)

"""Downloads hold the whole list in its order, and no spreadsheet runs anything in them."""

from __future__ import annotations

import csv
import io
from contextlib import closing
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.http import QueryDict
from django.utils.translation import gettext_lazy, override
from openpyxl import load_workbook

from evenhand.facts.errors import RequestError
from evenhand.ui.gallery import NOW
from evenhand.ui.tables import Column, Filter, Table, absent, download, number, read, tag, time

HOSTILE = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "＝1+1", "https://example.com", "plain 中文"]
TABLE: Table[Group] = Table(
    "groups",
    "Groups",
    columns=(
        Column("name", "Name", lambda row: row.name, sort="name"),
        Column("size", "Size", lambda row: number(-3.5), numeric=True),
        Column("at", "At", lambda row: time(NOW)),
        Column("state", "State", lambda row: tag(str(gettext_lazy("Copied")))),
        Column("none", "=None", lambda row: absent()),
    ),
    order="name",
    filters=(Filter("q", "Name", "name__contains", kind="text"),),
)


def _download(query: str) -> Any:
    return download(TABLE, Group.objects.all(), read(TABLE, "/groups", QueryDict(query)))


@pytest.fixture
def hostile(db: None) -> None:
    Group.objects.bulk_create(Group(name=name) for name in HOSTILE)


def _csv_rows(answer: Any) -> list[list[str]]:
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:], newline="")))


def test_csv_guards_what_a_spreadsheet_would_run(hostile: None) -> None:
    head, *rows = _csv_rows(_download("format=csv"))
    assert head == ["Name", "Size", "At", "State", "'=None"]
    guarded = {"'=1+1", "'+cmd|' /C calc'!A0", "'-2+3", "'@SUM(A1)", "'\t=1", "'＝1+1"}
    assert {row[0] for row in rows} == guarded | {"https://example.com", "plain 中文"}
    assert rows[0][1:] == ["-3.5", "2026-11-22 09:40:00", "Copied", ""]


def test_xlsx_holds_texts_and_numbers_but_no_formula_and_no_link(hostile: None) -> None:
    with closing(_download("format=xlsx")) as answer:
        sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    kinds = {cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row if cell.value is not None}
    assert kinds == {"s", "n"}
    assert sheet.max_row == len(HOSTILE) + 1
    assert not any(cell.hyperlink for row in sheet.iter_rows() for cell in row)


def test_a_download_follows_filter_and_order(hostile: None) -> None:
    rows = _csv_rows(_download("q=1&sort=-name&format=csv"))[1:]
    assert [row[0] for row in rows] == ["'＝1+1", "'@SUM(A1)", "'=1+1", "'\t=1"]


def test_a_download_speaks_the_readers_language_to_its_end(hostile: None) -> None:
    with override("zh-hans"):
        answer = _download("format=csv")
    assert _csv_rows(answer)[1][3] == "已复制"


@pytest.mark.django_db
def test_a_long_list_is_streamed_in_pieces() -> None:
    Group.objects.bulk_create(Group(name=f"g{number:04}") for number in range(1_600))
    pieces = list(_download("format=csv").streaming_content)
    assert len(pieces) == 4
    assert b"".join(pieces).count(b"\r\n") == 1_601


def test_another_format_is_refused_with_the_ones_there_are() -> None:
    with pytest.raises(RequestError, match=r"format 'exe' .* Use csv or xlsx"):
        _download("format=exe")


def test_a_page_is_no_download() -> None:
    assert _download("") is None

"""One page of a list as the template shows it: two queries, however many rows there are.

Not here: how it looks (``templates/ui/table.html``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet

from evenhand.ui import format as formats
from evenhand.ui.tables.cells import Shown, cell
from evenhand.ui.tables.cursor import Cursor, encode
from evenhand.ui.tables.declaration import Filter, M, Table
from evenhand.ui.tables.keyset import slice_of
from evenhand.ui.tables.request import FORMAT, PLACE, SORT, ListRequest
from evenhand.ui.types import Choice, FilterBar, FilterView, Head, Row, TableView

DOWNLOADS = (("CSV", "csv"), ("XLSX", "xlsx"))


def page(table: Table[M], rows: QuerySet[M], given: ListRequest) -> TableView:
    """The page that was asked for."""
    kept = rows.filter(**given.lookups)
    column = table.sortable[given.sort]
    found = slice_of(kept, column, descending=given.descending, place=given.place, size=table.per_page)
    return TableView(
        id=table.name,
        caption=str(table.caption),
        heads=tuple(_heads(table, given)),
        rows=tuple(_row(table, row) for row in found.rows),
        total=_total(kept, table.count_to),
        previous_url=_place_url(given, found.previous),
        next_url=_place_url(given, found.next),
        downloads=tuple((title, given.url(**{FORMAT: suffix})) for title, suffix in DOWNLOADS),
        filters=_bar(table, given) if table.filters else None,
        warnings=given.warnings,
    )


def simple_table(
    name: str, caption: str, heads: Sequence[Head | str], rows: Iterable[Row | Sequence[Shown]]
) -> TableView:
    """A table of values at hand: no pages, no filters, no downloads."""
    return TableView(
        id=name,
        caption=caption,
        heads=tuple(head if isinstance(head, Head) else Head(head) for head in heads),
        rows=tuple(row if isinstance(row, Row) else Row(tuple(map(cell, row))) for row in rows),
    )


def _heads(table: Table[M], given: ListRequest) -> Iterable[Head]:
    for column in table.columns:
        mine = column.key == given.sort
        way = "-" if (mine and not given.descending) else ""
        yield Head(
            str(column.title),
            column.numeric,
            sort_url=given.url(**{SORT: f"{way}{column.key}"}) if column.sort else None,
            sorted=("descending" if given.descending else "ascending") if mine else None,
        )


def _row(table: Table[M], row: M) -> Row:
    url = table.row_url(row) if table.row_url else None
    return Row(tuple(cell(column.show(row)) for column in table.columns), url)


def _total(rows: QuerySet[Any], most: int) -> str:
    """The count, which stops at ``most``: nobody waits for ten million rows to be counted."""
    count = rows.order_by()[: most + 1].count()
    return f"{formats.number(most)}+" if count > most else formats.number(count)


def _place_url(given: ListRequest, place: Cursor | None) -> str | None:
    return given.url(**{PLACE: encode(place)}) if place else None


def _bar(table: Table[Any], given: ListRequest) -> FilterBar:
    keys = {each.key for each in table.filters}
    kept = tuple((key, value) for key, value in given.query.items() if key not in keys | {PLACE, FORMAT})
    return FilterBar(
        tuple(_filter(each, given.typed[each.key]) for each in table.filters),
        kept=kept,  # type: ignore[arg-type]  # a query's values are texts
        clear_url=given.url(**dict.fromkeys(keys)),
        active=len(given.lookups),
    )


def _filter(each: Filter, typed: str) -> FilterView:
    choices = tuple(Choice(value, str(title), value == typed) for value, title in each.values())
    return FilterView(each.key, str(each.title), each.kind, typed, choices)

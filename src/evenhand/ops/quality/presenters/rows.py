"""The rows behind a number: a page of them, and the whole as CSV. Foreign texts are made harmless on both."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evenhand.facts.plain import one_line
from evenhand.facts.spreadsheet import guard
from evenhand.ops.quality.models import Sample
from evenhand.ops.quality.presenters.words import cause_words, column_words, error_words, group_words, label_words
from evenhand.ops.quality.selectors.reports import Behind, Found
from evenhand.ui import format as formats
from evenhand.ui.links import with_query
from evenhand.ui.tables import code, plain, simple_table, strong
from evenhand.ui.types import Crumb, Head, Row, TableView

PER_PAGE = 50
PLACE, FORMAT = "page", "format"
WRITTEN = (
    "task",
    "item_id",
    "decided",
    "assessed",
    "unable_reason",
    "error_type",
    "root_cause",
    "language",
    "market",
    "judged_at",
    "assessed_at",
)


@dataclass(frozen=True)
class RowsPage:
    """Rows with what they are the rows of."""

    title: str
    lead: str
    crumbs: tuple[Crumb, ...]
    table: TableView
    hidden: str


def rows_page(
    sample: Sample, found: Found, behind: Behind, query: QueryDict, finding_urls: Mapping[str, str]
) -> RowsPage:
    """One page of the rows."""
    number, total = _page_number(query, found.rows), len(found.rows)
    shown = found.rows.slice((number - 1) * PER_PAGE, PER_PAGE).to_pylist()
    return RowsPage(
        title=title_of(behind),
        lead=ngettext("%(count)s decision", "%(count)s decisions", total) % {"count": formats.number(total)},
        crumbs=(
            Crumb(sample.name, reverse("quality:sample", kwargs={"uuid": sample.uuid})),
            Crumb(_("Report"), reverse("quality:report", kwargs={"uuid": sample.uuid})),
        ),
        table=_table(sample, shown, total, query, number, finding_urls),
        hidden=_hidden(found.hidden),
    )


def page_keys(found: Found, query: QueryDict) -> list[str]:
    """The task keys of the page that was asked for."""
    number = _page_number(query, found.rows)
    return [str(key) for key in found.rows["task"].slice((number - 1) * PER_PAGE, PER_PAGE).to_pylist()]


def title_of(behind: Behind) -> str:
    """What the rows are the rows of."""
    states = {
        "assessed": _("Assessed decisions"),
        "unable": _("Decisions that could not be judged"),
        "open": _("Decisions that are still open"),
        "differs": _("Decisions that were assessed otherwise"),
    }
    parts = [
        states.get(behind.state or "", ""),
        formats.document_words().name("metrics", behind.metric) if behind.metric else "",
        _pair(behind.by, behind.value),
        _("decided %(label)s") % {"label": label_words(behind.decided)} if behind.decided else "",
        _("assessed %(label)s") % {"label": label_words(behind.assessed)} if behind.assessed else "",
        error_words(behind.error_type) if behind.error_type else "",
        cause_words(behind.root_cause) if behind.root_cause else "",
    ]
    title = _(", ").join(part for part in parts if part)
    return f"{title[:1].upper()}{title[1:]}" if title else _("All decisions of the sample")


def csv_parts(rows: pa.Table) -> Iterator[str]:
    """The rows as CSV, guarded against spreadsheets, a few hundred at a time."""
    yield "\ufeff" + _line(WRITTEN)
    for batch in rows.select(list(WRITTEN)).to_batches(max_chunksize=500):
        yield "".join(_line([row[name] for name in WRITTEN]) for row in batch.to_pylist())


def _line(values: Sequence[Any]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(["" if value is None else guard(str(value)) for value in values])
    return buffer.getvalue()


def _table(
    sample: Sample,
    rows: Sequence[Mapping[str, Any]],
    total: int,
    query: QueryDict,
    number: int,
    urls: Mapping[str, str],
) -> TableView:
    heads = [
        Head(_("Decided")),
        Head(_("Assessed")),
        Head(_("Error type")),
        Head(_("Root cause")),
        Head(_("Language")),
        Head(_("Decided on")),
        Head(_("Item")),
    ]
    made = simple_table(
        "rows", _("Decisions of %(sample)s") % {"sample": sample.name}, heads, [_row(r, urls) for r in rows]
    )
    path, given = reverse("quality:rows", kwargs={"uuid": sample.uuid}), dict(query.lists())
    last = max(1, -(-total // PER_PAGE))

    def at(page: int) -> str | None:
        return (
            with_query(path, given, **{PLACE: str(page), FORMAT: None})
            if 1 <= page <= last and page != number
            else None
        )

    return TableView(
        id=made.id,
        caption=made.caption,
        heads=made.heads,
        rows=made.rows,
        total=formats.number(total),
        previous_url=at(number - 1),
        next_url=at(number + 1),
        downloads=(("CSV", with_query(path, given, **{PLACE: None, FORMAT: "csv"})),),
    )


def _row(row: Mapping[str, Any], urls: Mapping[str, str]) -> Row:
    answer = row["assessed"]
    cells = (
        strong(label_words(row["decided"])),
        plain(label_words(answer)) if answer is not None else None,
        error_words(row["error_type"]) if row["error_type"] else None,
        cause_words(row["root_cause"]) if row["root_cause"] else None,
        group_words("language", row["language"]) if row["language"] else None,
        row["judged_at"],
        code(one_line(row["item_id"])),
    )
    made = simple_table("row", "", (), [cells]).rows[0]
    return Row(made.cells, urls.get(row["task"]))


def _page_number(query: QueryDict, rows: pa.Table) -> int:
    typed = query.get(PLACE, "1")
    last = max(1, -(-len(rows) // PER_PAGE))
    return min(max(int(typed), 1), last) if typed.isdecimal() and len(typed) < 9 else 1


def _hidden(count: int) -> str:
    if not count:
        return ""
    text = ngettext(
        "%(count)s more is hidden from you until you have judged it yourself, or somebody else has.",
        "%(count)s more are hidden from you until you have judged them yourself, or somebody else has.",
        count,
    )
    return text % {"count": formats.number(count)}


def _pair(by: str | None, value: str | None) -> str:
    if by is None:
        return ""
    return _("%(column)s: %(value)s") % {"column": column_words(by), "value": group_words(by, value or None)}

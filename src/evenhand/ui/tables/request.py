"""The query string of a list, read so that nothing in it can do harm: what is unknown is left out, and said.

Not here: the rows (``page``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from evenhand.ui.links import with_query
from evenhand.ui.tables.cursor import Cursor, decode
from evenhand.ui.tables.declaration import Filter, Table

SORT, PLACE, FORMAT = "sort", "page", "format"
LONGEST = 200


@dataclass(frozen=True)
class ListRequest:
    """What was asked of a list: order, place, filters (as typed and as lookups), and what could not be used."""

    path: str
    query: QueryDict
    sort: str
    descending: bool
    place: Cursor | None
    typed: dict[str, str]
    lookups: dict[str, Any]
    warnings: tuple[str, ...]

    def url(self, **changes: str | None) -> str:
        """The list with some parameters changed; a change starts at the first page unless it names one."""
        return with_query(self.path, dict(self.query.lists()), **{PLACE: None, FORMAT: None, **changes})


def read(table: Table[Any], path: str, query: QueryDict) -> ListRequest:
    """The request that this address makes of the table."""
    warnings: list[str] = []
    sort = query.get(SORT) or table.order
    if sort.removeprefix("-") not in table.sortable:
        warnings.append(
            _("This list cannot be sorted by “%(key)s”, so it stands in its usual order.") % {"key": sort[:40]}
        )
        sort = table.order
    typed = {each.key: query.get(each.key, "").replace("\0", "").strip()[:LONGEST] for each in table.filters}
    lookups: dict[str, Any] = {}
    for each in table.filters:
        if typed[each.key]:
            _apply(each, typed[each.key], lookups, warnings)
    descending, key = sort.startswith("-"), sort.removeprefix("-")
    return ListRequest(
        path, query, key, descending, decode(query.get(PLACE, ""), sort), typed, lookups, tuple(warnings)
    )


def _apply(each: Filter, value: str, lookups: dict[str, Any], warnings: list[str]) -> None:
    named = {"filter": str(each.title), "value": value[:40]}
    if each.kind == "choice" and value not in dict(each.values()):
        warnings.append(_("“%(value)s” is not a choice of %(filter)s, so it is left out.") % named)
    elif each.kind == "date" and (midnight := _midnight(value)) is None:
        warnings.append(_("“%(value)s” in %(filter)s is not a date such as 2026-11-22, so it is left out.") % named)
    else:
        lookups[each.lookup] = midnight if each.kind == "date" else value


def _midnight(value: str) -> datetime | None:
    try:
        return datetime.combine(date.fromisoformat(value), time.min, timezone.get_current_timezone())
    except ValueError:
        return None

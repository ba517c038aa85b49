"""Pages by key: the rows after a place, found through the index however deep the page is, and never twice.

Rows with the same value are told apart by their primary key. NULL stands last, both ways. Not here: cells (``page``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Generic

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy

from evenhand.ui.tables.cursor import Cursor
from evenhand.ui.tables.declaration import Column, M


@dataclass(frozen=True)
class Slice(Generic[M]):
    """Rows of one page, with the places of the pages around it."""

    rows: tuple[M, ...]
    previous: Cursor | None
    next: Cursor | None


def slice_of(rows: QuerySet[M], column: Column[M], *, descending: bool, place: Cursor | None, size: int) -> Slice[M]:
    """One page of the rows in the column's order; one query."""
    backwards = bool(place and place.before)
    ordered = rows.order_by(*_order(column, descending=descending, backwards=backwards))
    found = list(_placed(ordered, column, descending=descending, place=place)[: size + 1])
    more, kept = len(found) > size, found[:size]
    kept = kept[::-1] if backwards else kept
    return Slice(
        tuple(kept),
        previous=_cursor(column, kept[0], descending, before=True) if kept and (more if backwards else place) else None,
        next=_cursor(column, kept[-1], descending, before=False) if kept and (backwards or more) else None,
    )


def ordered(rows: QuerySet[M], column: Column[M], *, descending: bool) -> QuerySet[M]:
    """All the rows in the column's order, for a download."""
    return rows.order_by(*_order(column, descending=descending, backwards=False))


def _order(column: Column[Any], *, descending: bool, backwards: bool) -> tuple[OrderBy, ...]:
    down = descending != backwards
    nulls = {("nulls_first" if backwards else "nulls_last"): True} if column.nullable else {}
    value = F(column.sort or "pk")
    return (
        value.desc(**nulls) if down else value.asc(**nulls),
        F("pk").desc() if down else F("pk").asc(),
    )


def _placed(rows: QuerySet[M], column: Column[M], *, descending: bool, place: Cursor | None) -> QuerySet[M]:
    return rows.filter(_beyond(column, descending=descending, place=place)) if place else rows


def _beyond(column: Column[Any], *, descending: bool, place: Cursor) -> Q:
    field, way = column.sort or "pk", "lt" if descending != place.before else "gt"
    same = Q(**{f"pk__{way}": place.key})
    if place.value is None:
        beyond = Q(**{f"{field}__isnull": True}) & same
        return beyond | Q(**{f"{field}__isnull": False}) if place.before else beyond
    # The first condition lets an index on the field start at the place; the second is exact.
    beyond = Q(**{f"{field}__{way}e": place.value}) & (Q(**{f"{field}__{way}": place.value}) | same)
    return beyond | Q(**{f"{field}__isnull": True}) if column.nullable and not place.before else beyond


def _cursor(column: Column[M], row: M, descending: bool, *, before: bool) -> Cursor:
    value: Any = row
    for name in (column.sort or "pk").split("__"):
        value = getattr(value, name) if value is not None else None
    return replace(Cursor(f"{'-' if descending else ''}{column.key}", value, row.pk), before=before)

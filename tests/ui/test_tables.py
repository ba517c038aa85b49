"""Lists: addresses keep their query, pages neither repeat nor lose a row, and nothing in an address does harm."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db.models import CharField, F, IntegerField, QuerySet, Value
from django.db.models.functions import Cast, Mod, NullIf
from django.http import QueryDict
from django.template.loader import get_template

from evenhand.facts.errors import UsageError
from evenhand.ui.tables import Column, Filter, Table, number, page, read, strong

ROWS = 10_000
TABLE: Table[Group] = Table(
    "groups",
    "Groups",
    columns=(
        Column("name", "Name", lambda row: strong(row.name), sort="name"),
        Column("points", "Points", lambda row: number(row.points), numeric=True, sort="points", nullable=True),
        Column("kind", "Kind", lambda row: row.kind),
    ),
    order="-points",
    filters=(
        Filter("kind", "Kind", "kind", choices=(("0", "even"), ("1", "odd"))),
        Filter("q", "Name", "name__icontains", kind="text"),
    ),
    row_url=lambda row: f"/groups/{row.pk}",
    per_page=700,
    count_to=5_000,
)


@pytest.fixture
def groups(db: None) -> Callable[[], QuerySet[Group]]:
    """Ten thousand rows, with many ties and a seventh without points."""
    Group.objects.bulk_create([Group(name=f"g{number:05}") for number in range(ROWS)], batch_size=500)
    return lambda: _rows(Group.objects.all())


def _rows(rows: QuerySet[Group]) -> QuerySet[Group]:
    points = NullIf(Mod(F("id"), 7), Value(3), output_field=IntegerField())
    return rows.annotate(points=points, kind=Cast(Mod(F("id"), 2), CharField()))


def _view(rows: QuerySet[Group], query: str = "") -> Any:
    return page(TABLE, rows, read(TABLE, "/groups", QueryDict(query)))


def _follow(rows: QuerySet[Group], query: str, way: str) -> list[Any]:
    views = [_view(rows, query)]
    while url := getattr(views[-1], way):
        views.append(_view(rows, url.partition("?")[2]))
    return views


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("name", ("name",)),
        ("-name", ("-name",)),
        ("points", (F("points").asc(nulls_last=True), "id")),
        ("-points", (F("points").desc(nulls_last=True), "-id")),
    ],
)
def test_pages_hold_every_row_once_in_order_and_back(groups: Any, sort: str, order: tuple[Any, ...]) -> None:
    expected = [f"/groups/{key}" for key in groups().order_by(*order).values_list("pk", flat=True)]
    forward = _follow(groups(), f"sort={sort}", "next_url")
    assert [row.url for view in forward for row in view.rows] == expected
    last = forward[-2].next_url.partition("?")[2]
    backward = _follow(groups(), last, "previous_url")
    assert [row.url for view in reversed(backward) for row in view.rows] == expected


def test_a_row_that_comes_in_between_repeats_nothing(groups: Any) -> None:
    first = _view(groups(), "sort=name")
    Group.objects.create(name="a newcomer that stands first")
    second = _view(groups(), first.next_url.partition("?")[2])
    assert second.rows[0].cells[0].text == "g00700"


@pytest.mark.parametrize("query", ["", "sort=name", "kind=1", "q=g0&sort=-name"])
def test_a_page_takes_two_queries(groups: Any, django_assert_num_queries: Any, query: str) -> None:
    with django_assert_num_queries(2):
        _view(groups(), query)


def test_a_deep_page_takes_two_queries(groups: Any, django_assert_num_queries: Any) -> None:
    deep = _follow(groups(), "sort=name", "next_url")[-2].next_url.partition("?")[2]
    with django_assert_num_queries(2):
        _view(groups(), deep)


@pytest.mark.parametrize(("query", "total"), [("", "5,000+"), ("q=g0000", "10"), ("q=nobody", "0")])
def test_a_count_stops_where_nobody_needs_it(groups: Any, query: str, total: str) -> None:
    assert _view(groups(), query).total == total


@pytest.mark.django_db
def test_sorting_keeps_the_rest_of_the_address_and_starts_again() -> None:
    view = _view(_rows(Group.objects.none()), "q=a%26b&kind=1&page=abc&sort=name&other=%E4%B8%AD&other=2")
    assert view.heads[0].sort_url == "/groups?q=a%26b&kind=1&other=%E4%B8%AD&other=2&sort=-name"
    assert view.heads[0].sorted == "ascending"
    assert view.heads[1].sort_url.endswith("&sort=points")
    assert view.heads[2].sort_url is None
    assert view.downloads[0][1].endswith("&other=2&format=csv")


@pytest.mark.django_db
def test_the_filter_form_keeps_order_and_drops_the_place() -> None:
    bar = _view(_rows(Group.objects.none()), "q=a&page=abc&sort=name").filters
    assert bar.kept == (("sort", "name"),)
    assert bar.clear_url == "/groups?sort=name"
    assert (bar.filters[1].value, bar.active) == ("a", 1)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("sort=password", "This list cannot be sorted by “password”"),
        ("sort=kind", "This list cannot be sorted by “kind”"),
        ("kind=purple", "“purple” is not a choice of Kind"),
    ],
)
def test_what_cannot_be_used_is_left_out_and_said(query: str, said: str) -> None:
    given = read(TABLE, "/groups", QueryDict(query))
    assert (given.sort, given.descending, given.lookups) == ("points", True, {})
    assert given.warnings[0].startswith(said)


def test_a_date_that_is_none_is_left_out_and_said() -> None:
    table = Table("d", "D", TABLE.columns, "name", (Filter("since", "Since", "at__gte", kind="date"),))
    assert read(table, "/", QueryDict("since=yesterday")).lookups == {}
    assert str(read(table, "/", QueryDict("since=2026-11-22")).lookups["at__gte"]) == "2026-11-22 00:00:00+00:00"


@pytest.mark.parametrize("place", ["x", "WyJuYW1lIiwiYSIsMSxmYWxzZV0", "%00", "a:b:c", "é" * 5000])
def test_a_forged_place_is_the_first_page(place: str) -> None:
    assert read(TABLE, "/groups", QueryDict(f"page={place}")).place is None


def test_a_place_of_another_order_is_the_first_page(groups: Any) -> None:
    place = QueryDict(_view(groups(), "sort=name").next_url.partition("?")[2])["page"]
    assert read(TABLE, "/groups", QueryDict(f"sort=-name&page={place}")).place is None


@pytest.mark.django_db
def test_a_search_with_a_zero_byte_finds_nothing_and_breaks_nothing() -> None:
    assert _view(_rows(Group.objects.all()), "q=%00g").rows == ()


def test_a_table_cannot_be_declared_with_an_order_it_does_not_have() -> None:
    with pytest.raises(UsageError, match="not a sortable column"):
        Table("t", "T", TABLE.columns, order="kind")


def test_the_page_of_a_list_shows_its_rows_and_links(groups: Any, page_with: Any) -> None:
    view = _view(groups(), "sort=name")
    macro = get_template("ui/table.html").template.module.table(view)
    assert macro.count("<tr") == TABLE.per_page + 1
    assert 'aria-sort="ascending"' in macro
    assert 'rel="next"' in macro

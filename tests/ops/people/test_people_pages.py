"""The pages of administration: what they show, to whom, and at which cost."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evenhand.ops.people import services
from evenhand.ops.people.models import Grant, Partner, User
from evenhand.ops.people.roles import Role
from evenhand.ops.people.types import Within
from evenhand.ops.spine import desks
from evenhand.ops.spine.refs import Ref

Browse = Callable[[User | None], Client]


def names(page: str) -> list[str]:
    return re.findall(r"<strong dir=\"auto\">([^<]+)</strong></a>", page)


def listed(client: Client, **filters: str) -> list[str]:
    return names(client.get(reverse("people:people"), filters).content.decode())


@pytest.fixture
def everybody(ada: User, ben: User, chi: User, dee: User, eve: User, hire: Any) -> None:
    """The cast, and somebody who has left."""
    hire("Fay", Role.REVIEWER, partner="lisbon", is_active=False)


def many(count: int) -> None:
    site, _ = Partner.objects.get_or_create(code="manila", defaults={"name": "Manila"})
    people = User.objects.bulk_create(
        User(username=f"r{number}", name=f"Reviewer {number:05}", partner=site, password="!")  # noqa: S106
        for number in range(count)
    )
    Grant.objects.bulk_create(Grant(user=person, role=Role.REVIEWER) for person in people)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ["Ada", "Ben", "Chi", "Dee", "Eve", "Fay"]),
        ({"role": "assessor"}, ["Ben"]),
        ({"site": "lisbon"}, ["Chi", "Fay"]),
        ({"site": "-", "active": "1"}, ["Ada", "Ben", "Dee", "Eve"]),
        ({"active": "0"}, ["Fay"]),
        ({"held": "0"}, ["Dee"]),
        ({"named": "e", "sort": "-name"}, ["Eve", "Dee", "Ben"]),
    ],
)
def test_the_list_is_filtered_and_sorted(
    filters: dict[str, str], found: list[str], everybody: None, eve: User, browse: Browse
) -> None:
    assert listed(browse(eve), **filters) == found


def test_a_partners_lead_sees_the_people_of_their_site_alone(everybody: None, chi: User, browse: Browse) -> None:
    client = browse(chi)
    assert listed(client) == ["Chi", "Fay"]
    assert client.get(reverse("people:people"), {"format": "csv"}).getvalue().decode().count("\r\n") == 3


def test_a_role_that_is_limited_to_a_partner_shows_its_people_alone(
    everybody: None, eve: User, hire: Any, at: datetime, browse: Browse
) -> None:
    gus = hire("Gus")
    services.grant(gus, Role.QUALITY_LEAD, within=Within(partners=("lisbon",)), by=eve, at=at)
    assert listed(browse(gus)) == ["Chi", "Fay"]


def test_somebody_who_holds_a_role_twice_is_one_row(eve: User, ben: User, at: datetime, browse: Browse) -> None:
    services.grant(ben, Role.ASSESSOR, within=Within(markets=("PT",)), by=eve, at=at)
    assert listed(browse(eve), role="assessor") == ["Ben"]


def test_the_list_asks_the_database_the_same_number_of_times_however_long_it_is(
    eve: User, browse: Browse, django_assert_max_num_queries: Any
) -> None:
    client = browse(eve)
    many(200)
    with django_assert_max_num_queries(14):
        client.get(reverse("people:people"))
    with django_assert_max_num_queries(14):
        client.get(reverse("people:people"), {"role": "reviewer", "site": "manila", "active": "1"})


def test_ten_thousand_people_are_listed_quickly(eve: User, browse: Browse) -> None:
    many(10_000)
    client = browse(eve)
    listed(client)  # compiles the templates
    asked = ({}, {"role": "reviewer"}, {"site": "manila", "sort": "-name"}, {"named": "07"})
    took = []
    for filters in asked:
        start = time.perf_counter()
        assert len(listed(client, **filters)) == 50
        took.append(time.perf_counter() - start)
    assert max(took) < 1.5


def test_a_person_is_added_by_the_form_and_their_password_is_shown_once(eve: User, browse: Browse) -> None:
    client = browse(eve)
    given = {"name": "Gil Tamar", "username": "gil", "language": "en", "time_zone": "UTC", "languages": "he，en"}
    answer = client.post(reverse("people:add"), given)
    page = answer.content.decode()
    password = re.search(r"<code>(\S{19})</code>", page).group(1)  # type: ignore[union-attr]
    gil = User.objects.get(username="gil")
    assert gil.check_password(password)
    assert gil.languages == ["en", "he"]
    assert "no-store" in answer.headers["Cache-Control"]
    assert password not in client.get(reverse("people:person", kwargs={"uuid": gil.uuid})).content.decode()


def test_a_mistake_is_named_beside_its_field_and_nothing_typed_is_lost(eve: User, browse: Browse) -> None:
    given = {"name": "Gil Tamar", "username": "EVE", "language": "en", "time_zone": "UTC", "email": "gil@example.org"}
    answer = browse(eve).post(reverse("people:add"), given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Somebody has the login name “eve” already." in page
    assert 'value="gil@example.org"' in page


def test_a_role_is_given_and_taken_on_the_persons_page(eve: User, ben: User, browse: Browse) -> None:
    client, here = browse(eve), {"uuid": ben.uuid}
    Partner.objects.create(code="lisbon", name="Lisbon")
    given = {"role": "quality_lead", "partners": ["lisbon"], "markets": "PT, ES", "queues": ""}
    assert client.post(reverse("people:add_role", kwargs=here), given).status_code == 302
    page = client.get(reverse("people:person", kwargs=here)).content.decode()
    assert "Partners: Lisbon · Markets: ES, PT" in page
    held = ben.grants.get(role=Role.QUALITY_LEAD)
    client.post(reverse("people:take_role", kwargs={**here, "grant": held.uuid}))
    assert not ben.grants.filter(role=Role.QUALITY_LEAD).exists()


def test_a_role_of_one_person_is_not_taken_through_the_page_of_another(
    eve: User, ada: User, ben: User, browse: Browse
) -> None:
    address = reverse("people:take_role", kwargs={"uuid": ben.uuid, "grant": ada.grants.get().uuid})
    assert browse(eve).post(address).status_code == 404
    assert ada.grants.exists()


def test_those_who_only_see_people_find_no_login_name_and_nothing_to_change(
    eve: User, ada: User, hire: Any, browse: Browse
) -> None:
    gil = hire("Gil", email="gil@example.org")
    page = browse(ada).get(reverse("people:person", kwargs={"uuid": gil.uuid})).content.decode()
    assert "gil@example.org" not in page
    assert gil.pseudonym not in page
    assert reverse("people:change", kwargs={"uuid": gil.uuid}) not in page


@pytest.mark.parametrize("name", ["deactivate", "reset_password"])
def test_what_ends_sessions_is_asked_first(name: str, eve: User, ben: User, browse: Browse) -> None:
    client, address = browse(eve), reverse(f"people:{name}", kwargs={"uuid": ben.uuid})
    assert "sessions end at once" in client.get(address).content.decode()
    ben.refresh_from_db()
    assert ben.is_active
    assert not ben.must_change_password
    assert client.post(address).status_code in (200, 302)
    ben.refresh_from_db()
    assert not ben.is_active or ben.must_change_password


def test_names_are_text_wherever_they_stand(eve: User, hire: Any, browse: Browse) -> None:
    hire("<img src=x onerror=alert(1)>")
    assert "<img src=x" not in browse(eve).get(reverse("people:people")).content.decode()


def test_people_are_found_by_the_beginning_of_a_name(everybody: None, eve: User, chi: User, browse: Browse) -> None:
    assert "Ben" in browse(eve).get(reverse("search"), {"q": "be"}).content.decode()
    assert "Nothing found" in browse(chi).get(reverse("search"), {"q": "be"}).content.decode()


def test_a_reference_to_a_person_shows_to_those_who_may_see_them(eve: User, chi: User, dee: User) -> None:
    ref = Ref("person", str(eve.uuid))
    assert desks.show([ref], to=eve)[ref].title == "Eve"
    assert desks.show([ref], to=chi)[ref].title == str(ref)
    assert desks.show([ref], to=dee)[ref].url is None


def test_a_reference_that_is_no_person_shows_as_text(eve: User) -> None:
    refs = [Ref("person", "system"), Ref("person", "01a20495-0000-7000-8000-000000000000")]
    assert [shown.url for shown in desks.show(refs, to=eve).values()] == [None, None]


def test_an_administrator_is_told_who_has_no_role_yet(everybody: None, eve: User, ada: User, browse: Browse) -> None:
    assert "Give 1 person a role" in browse(eve).get(reverse("home")).content.decode()
    assert "Give 1 person a role" not in browse(ada).get(reverse("home")).content.decode()


def test_partners_and_teams_are_added_and_counted(
    eve: User, chi: User, browse: Browse, django_assert_max_num_queries: Any
) -> None:
    client = browse(eve)
    client.post(reverse("people:add_partner"), {"code": "manila", "name": "Manila"})
    client.post(reverse("people:add_team"), {"name": "Evening", "partner": str(Partner.objects.get(code="lisbon").pk)})
    with django_assert_max_num_queries(12):
        page = client.get(reverse("people:sites")).content.decode()
    assert names(page) == ["Lisbon", "Manila", "Evening"]

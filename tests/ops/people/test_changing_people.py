"""Who may change people, what may not be, and that the ledger knows without naming anybody."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from evenhand.ops.ledger.models import Event
from evenhand.ops.people import services
from evenhand.ops.people.models import Grant, Partner, Team, User
from evenhand.ops.people.passwords import LASTS, is_over
from evenhand.ops.people.permissions import may, scope_of
from evenhand.ops.people.roles import CAPABILITIES, FOR_PARTNERS, UNLIMITED, WHOLE, Role
from evenhand.ops.people.types import Details, Within
from evenhand.ops.spine import desks
from evenhand.ops.spine.desks import Desk
from evenhand.ops.spine.errors import Conflict, Denied, Invalid

GIL = Details(username="gil", name="Gil Tamar", languages=("he", "en"))


@pytest.fixture
def lisbon(db: None) -> Partner:
    """A partner."""
    return Partner.objects.create(code="lisbon", name="Lisbon")


def kinds() -> list[str]:
    return list(Event.objects.order_by("id").values_list("kind", flat=True))


def test_a_person_is_added_with_a_one_time_password_and_without_a_role(eve: User, at: datetime) -> None:
    made = services.add_person(GIL, by=eve, at=at)
    kept = User.objects.get(username="gil")
    assert kept.check_password(made.password)
    assert kept.must_change_password
    assert kept.languages == ["en", "he"]
    assert not kept.grants.exists()
    assert kinds() == ["people.added"]


def test_two_one_time_passwords_differ_and_can_be_read_out(eve: User, ada: User, ben: User, at: datetime) -> None:
    given = {services.reset_password(person, by=eve, at=at).password for person in (ada, ben)}
    assert len(given) == 2
    assert all(len(password) == 19 and not set(password) & set("01lio") for password in given)


def test_a_one_time_password_runs_out(eve: User, at: datetime) -> None:
    person = services.add_person(GIL, by=eve, at=at).person
    assert not is_over(person, at=at + LASTS)
    assert is_over(person, at=at + LASTS + timedelta(seconds=1))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"username": "EVE"}, "username"),
        ({"username": "gil\0"}, "username"),
        ({"username": "<script>"}, "username"),
        ({"name": ""}, "name"),
        ({"name": "Gil\nTamar"}, "name"),
        ({"email": "not an address"}, "email"),
        ({"languages": ("Hebrew!",)}, "languages"),
        ({"language": "xx"}, "language"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
    ],
)
def test_a_value_that_cannot_be_kept_is_named(wrong: dict[str, Any], field: str, eve: User, at: datetime) -> None:
    given = {"username": "gil", "name": "Gil Tamar", **wrong}
    with pytest.raises(Invalid) as refused:
        services.add_person(Details(**given), by=eve, at=at)
    assert refused.value.field == field
    assert not User.objects.filter(name="Gil Tamar").exists()
    assert kinds() == []


def test_a_team_of_another_site_is_refused(eve: User, lisbon: Partner, at: datetime) -> None:
    team = services.add_team(name="Evening", partner=lisbon, by=eve, at=at)
    with pytest.raises(Invalid, match="not of this site"):
        services.add_person(Details(username="gil", name="Gil", team=team), by=eve, at=at)


def test_the_ledger_holds_ids_and_closed_values_but_no_name(eve: User, lisbon: Partner, at: datetime) -> None:
    person = services.add_person(
        Details("gil", "Gil Tamar", email="gil@example.org", partner=lisbon), by=eve, at=at
    ).person
    services.grant(person, Role.REVIEWER, within=Within(markets=("PT",)), by=eve, at=at)
    services.change_person(person, Details("gil2", "Gil T.", partner=lisbon), by=eve, at=at)
    services.add_alias(person, source="label-studio", judge_id="gil-7", by=eve, at=at)
    services.reset_password(person, by=eve, at=at)
    services.deactivate(person, by=eve, at=at)
    services.reactivate(person, by=eve, at=at)
    told = [bytes(event.payload).decode() for event in Event.objects.all()]
    assert len(told) == 7
    assert not [text for text in told for word in ("gil", "Gil", "example.org", "Lisbon") if word in text]
    assert {json.loads(text)["actor"] for text in told} == {str(eve.uuid)}
    assert {json.loads(text)["subject"] for text in told} == {f"person:{person.uuid}"}


def test_a_change_that_changes_nothing_is_not_told(eve: User, ada: User, at: datetime) -> None:
    services.change_person(ada, Details(username="ada", name="Ada"), by=eve, at=at)
    assert kinds() == []


CHANGES: dict[str, Callable[[User, User, datetime], Any]] = {
    "add": lambda by, _, at: services.add_person(GIL, by=by, at=at),
    "change": lambda by, who, at: services.change_person(who, GIL, by=by, at=at),
    "grant": lambda by, who, at: services.grant(who, Role.REVIEWER, by=by, at=at),
    "grant to oneself": lambda by, _, at: services.grant(by, Role.ADMINISTRATOR, by=by, at=at),
    "revoke": lambda by, who, at: services.revoke(who.grants.get(), by=by, at=at),
    "deactivate": lambda by, who, at: services.deactivate(who, by=by, at=at),
    "reactivate": lambda by, who, at: services.reactivate(who, by=by, at=at),
    "reset": lambda by, who, at: services.reset_password(who, by=by, at=at),
    "alias": lambda by, who, at: services.add_alias(who, source="x", judge_id="y", by=by, at=at),
    "partner": lambda by, _, at: services.add_partner(code="x", name="X", by=by, at=at),
    "team": lambda by, _, at: services.add_team(name="X", partner=None, by=by, at=at),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_only_administrators_change_people(change: str, role: Role, hire: Any, ben: User, at: datetime) -> None:
    with pytest.raises(Denied):
        CHANGES[change](hire("Somebody", role), ben, at)
    assert kinds() == []


def test_a_partners_administrator_administers_nothing(hire: Any, ben: User, at: datetime) -> None:
    sneaked_in = hire("Mal", Role.ADMINISTRATOR, partner="lisbon")  # not possible by the services
    with pytest.raises(Denied):
        services.grant(ben, Role.QUALITY_LEAD, by=sneaked_in, at=at)


def test_an_administrator_who_has_left_changes_nothing(eve: User, hire: Any, ben: User, at: datetime) -> None:
    other = hire("Fay", Role.ADMINISTRATOR)
    services.deactivate(eve, by=other, at=at)
    eve = User.objects.get(pk=eve.pk)
    with pytest.raises(Denied):
        services.grant(ben, Role.QUALITY_LEAD, by=eve, at=at)


@pytest.mark.parametrize(
    "leave",
    [
        lambda eve, at: services.deactivate(eve, by=eve, at=at),
        lambda eve, at: services.revoke(eve.grants.get(), by=eve, at=at),
    ],
    ids=["by deactivation", "by revocation"],
)
def test_the_last_administrator_stays(leave: Any, eve: User, hire: Any, at: datetime) -> None:
    hire("Gone", Role.ADMINISTRATOR, is_active=False)
    with pytest.raises(Conflict, match="last administrator"):
        leave(eve, at)
    assert may(User.objects.get(pk=eve.pk), "people.manage")


def test_one_of_two_administrators_may_go(eve: User, hire: Any, at: datetime) -> None:
    services.revoke(eve.grants.get(), by=hire("Fay", Role.ADMINISTRATOR), at=at)
    assert not may(User.objects.get(pk=eve.pk), "people.manage")


def test_the_first_administrator_is_added_by_nobody_and_only_once(db: None, at: datetime) -> None:
    made = services.add_first_administrator(Details(username="eve", name="Eve"), at=at)
    assert may(User.objects.get(pk=made.person.pk), "people.manage")
    assert set(Event.objects.values_list("actor", flat=True)) == {"system"}
    with pytest.raises(Conflict):
        services.add_first_administrator(Details(username="fay", name="Fay"), at=at)


def test_a_role_with_limits_reaches_only_these_rows(eve: User, ben: User, lisbon: Partner, at: datetime) -> None:
    services.grant(ben, Role.QUALITY_LEAD, within=Within(("lisbon",), ("PT", "ES"), ()), by=eve, at=at)
    scope = scope_of(User.objects.get(pk=ben.pk), "quality.plan")
    assert scope.covers(partner="lisbon", market="PT", queue="any")
    assert not scope.covers(partner="lisbon", market="FR", queue="any")
    assert not scope.covers(partner="manila", market="PT", queue="any")


@pytest.mark.parametrize("role", sorted(UNLIMITED))
def test_a_role_that_is_held_whole_cannot_be_limited(
    role: Role, eve: User, ben: User, lisbon: Partner, at: datetime
) -> None:
    with pytest.raises(Invalid, match="cannot be limited"):
        services.grant(ben, role, within=Within(partners=("lisbon",)), by=eve, at=at)


@pytest.mark.parametrize("role", [role for role in Role if role not in FOR_PARTNERS])
def test_a_role_that_reaches_beyond_a_site_is_not_for_a_partners_people(
    role: Role, eve: User, chi: User, at: datetime
) -> None:
    with pytest.raises(Invalid, match="not for a partner"):
        services.grant(chi, role, by=eve, at=at)


@pytest.mark.parametrize("role", list(Role))
def test_a_partners_people_are_held_to_their_partner_whatever_their_grants_say(role: Role, hire: Any) -> None:
    mal = hire("Mal", role, partner="lisbon")  # all roles, also those that the services would refuse
    capabilities = sorted(desks.capabilities())
    reached = [name for name in capabilities if scope_of(mal, name).covers(partner="manila", market="PT", queue="q")]
    assert reached == []
    assert [name for name in capabilities if name in WHOLE and may(mal, name)] == []


@pytest.mark.parametrize("limit", [{"partners": ["lisbon"]}, {"markets": ["PT"]}, {"queues": ["video"]}])
@pytest.mark.parametrize("role", [role for role in Role if CAPABILITIES[role] & WHOLE])
def test_a_limited_role_does_not_bring_what_nothing_limits(role: Role, limit: dict[str, list[str]], dee: User) -> None:
    Grant.objects.create(user=dee, role=role, **limit)
    assert [name for name in WHOLE if may(dee, name) or scope_of(dee, name).parts] == []


def test_who_holds_a_role_that_is_not_for_partners_cannot_move_to_one(
    eve: User, ada: User, lisbon: Partner, at: datetime
) -> None:
    with pytest.raises(Conflict, match="Quality lead"):
        services.change_person(ada, Details("ada", "Ada", partner=lisbon), by=eve, at=at)


def test_the_same_role_with_the_same_limits_is_given_once(eve: User, ben: User, at: datetime) -> None:
    services.grant(ben, Role.REVIEWER, within=Within(markets=("PT", "ES")), by=eve, at=at)
    with pytest.raises(Conflict, match="already"):
        services.grant(ben, Role.REVIEWER, within=Within(markets=("ES", "PT")), by=eve, at=at)


def test_who_leaves_is_told_to_the_other_desks_in_the_same_transaction(
    eve: User, ben: User, at: datetime, monkeypatch: Any
) -> None:
    told: list[User] = []
    listening = Desk(app="tried", title="Tried", handlers={"people.left": (lambda user: told.append(user),)})
    monkeypatch.setattr(desks, "all_desks", lambda: (listening,))
    services.deactivate(ben, by=eve, at=at)
    assert told == [ben]


def test_what_another_desk_refuses_undoes_the_whole_change(
    eve: User, ben: User, at: datetime, monkeypatch: Any
) -> None:
    def refuse(user: User) -> None:
        raise Conflict("Not now.")

    listening = Desk(app="tried", title="Tried", handlers={"people.left": (refuse,)})
    monkeypatch.setattr(desks, "all_desks", lambda: (listening,))
    with pytest.raises(Conflict):
        services.deactivate(ben, by=eve, at=at)
    ben.refresh_from_db()
    assert ben.is_active
    assert kinds() == []


def test_closing_a_partner_deactivates_its_people_and_nobody_else(
    eve: User, chi: User, ben: User, hire: Any, at: datetime
) -> None:
    hire("Dan", Role.REVIEWER, partner="lisbon")
    assert services.close_partner(Partner.objects.get(code="lisbon"), by=eve, at=at) == 2
    assert set(User.objects.filter(is_active=True)) == {eve, ben}
    with pytest.raises(Invalid, match="closed"):
        services.add_person(Details("x", "X", partner=Partner.objects.get(code="lisbon")), by=eve, at=at)
    with pytest.raises(Invalid, match="closed"):
        services.reactivate(chi, by=eve, at=at)


def test_a_partners_code_and_a_teams_name_are_used_once(eve: User, lisbon: Partner, at: datetime) -> None:
    with pytest.raises(Invalid, match="already"):
        services.add_partner(code="lisbon", name="Another", by=eve, at=at)
    services.add_team(name="Evening", partner=lisbon, by=eve, at=at)
    services.add_team(name="Evening", partner=None, by=eve, at=at)
    with pytest.raises(Invalid, match="already"):
        services.add_team(name="Evening", partner=None, by=eve, at=at)
    assert Team.objects.count() == 2


@pytest.mark.parametrize(
    ("constraint", "write"),
    [
        ("a_login_name_is_used_once", lambda ada: User.objects.create(username="ada", name="Another")),
        ("a_login_name_is_in_lower_case", lambda _: User.objects.create(username="Bob", name="Bob")),
        ("a_grant_is_of_a_known_role", lambda ada: Grant.objects.create(user=ada, role="emperor")),
    ],
)
def test_the_database_refuses_what_no_service_would_write(constraint: str, write: Any, ada: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        write(ada)

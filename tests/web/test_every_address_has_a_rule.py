"""Every page and every operation states who may open it, and answers so: to each role, and across partners."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from addresses import EXAMPLES
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import path, reverse
from ninja import NinjaAPI
from routes import Route, all_routes, routes_of
from site_with_work import SiteWithWork, site_with_work

from evenhand.ops.people.gate import Access, signed_in
from evenhand.ops.people.models import Grant, Partner, Token, User
from evenhand.ops.people.roles import CAPABILITIES, UNLIMITED, WHOLE, Role
from evenhand.ops.people.tokens import digest_of, new_secret
from evenhand.ops.spine import clock, desks

ROUTES = all_routes()
RULED = [route for route in ROUTES if route.access is not None]
CALLS = [
    (route, method)
    for route in RULED
    for method in route.methods
    if method in ("GET", "POST") and (route.name in EXAMPLES or not route.parameters)
]
SCOPED = [
    (route, method)
    for route, method in CALLS
    if route.parameters and not EXAMPLES[route.name].why_no_partner and route.access.capability not in WHOLE
]
LIMITED = [role for role in Role if role not in UNLIMITED]
NOBODY, ROLELESS = "nobody", "no role"
WHO = [NOBODY, ROLELESS, *Role]


@pytest.fixture
def lisbon(db: None) -> SiteWithWork:
    """A partner with one of everything."""
    return site_with_work("lisbon")


@pytest.fixture
def manila(db: None) -> SiteWithWork:
    """Another one."""
    return site_with_work("manila")


def test_there_are_addresses() -> None:
    assert {"home", "people:login", "people:person"} <= {route.name for route in ROUTES}


def test_every_address_states_its_rule() -> None:
    assert [route.name for route in ROUTES if route.access is None] == []


def test_every_rule_names_a_capability_that_a_desk_declares_and_a_role_holds() -> None:
    asked = {route.access.capability for route in RULED if route.access.capability}
    held = frozenset().union(*CAPABILITIES.values())
    assert asked <= held & desks.capabilities().keys()


def test_an_address_that_needs_no_capability_says_why() -> None:
    assert [route.name for route in RULED if route.access.capability is None and not route.access.why] == []


def test_every_address_with_parameters_has_an_example_and_every_example_an_address() -> None:
    assert {route.name for route in ROUTES if route.parameters} == EXAMPLES.keys()


def test_what_is_the_same_for_all_partners_is_a_policy_or_asks_for_what_nothing_limits() -> None:
    shared = [route for route in RULED if route.name in EXAMPLES and EXAMPLES[route.name].why_no_partner]
    assert {route.access.capability for route in shared} <= WHOLE | {"policies.read"}


@pytest.mark.parametrize("who", WHO)
def test_every_address_answers_a_role_by_its_rule(who: str, lisbon: SiteWithWork) -> None:
    caller, named = _caller(who), _parameters(lisbon)
    answers = {
        (route.name, method): (_kind(_answer(caller, method, route, named)), _expected(route, who))
        for route, method in CALLS
    }
    assert {call: given for call, (given, expected) in answers.items() if given not in expected} == {}


@pytest.mark.parametrize("who", WHO)
def test_a_session_opens_no_operation(who: str, lisbon: SiteWithWork) -> None:
    caller, named = replace(_caller(who), token=""), _parameters(lisbon)
    operations = [(route, method) for route, method in CALLS if route.is_api]
    assert operations
    answers = {route.name: _kind(_answer(caller, method, route, named)) for route, method in operations}
    assert {name: kind for name, kind in answers.items() if kind != "login"} == {}


def test_a_token_opens_only_what_it_was_made_for(lisbon: SiteWithWork) -> None:
    user, named = _hired("somebody", *Role), _parameters(lisbon)
    caller = _Caller(Client(raise_request_exception=False), _token(user, {"policies.read"}))
    operations = [(route, method) for route, method in CALLS if route.is_api]
    answers = {route.name: _kind(_answer(caller, method, route, named)) for route, method in operations}
    opened = {route.name for route, _ in operations if route.access.capability in (None, "policies.read")}
    assert {name for name, kind in answers.items() if kind != "refused"} == opened


def test_operations_have_names_of_their_own() -> None:
    names = [route.name for route in ROUTES if route.is_api]
    assert len(names) == len(set(names)) > 1


@pytest.mark.parametrize("role", LIMITED)
@pytest.mark.parametrize("held", ["by the limit of the role", "by being of the site"])
def test_what_belongs_to_another_partner_is_not_found(
    role: Role, held: str, lisbon: SiteWithWork, manila: SiteWithWork
) -> None:
    by_site = held == "by being of the site"
    user = _hired("chi", role, partner=lisbon.partner if by_site else None, only=None if by_site else "lisbon")
    caller, ours, foreign = _coming_in(user), _parameters(lisbon), _parameters(manila)
    mine = [(route, method) for route, method in SCOPED if route.access.capability in CAPABILITIES[role]]
    answers = {(route.name, method): _kind(_answer(caller, method, route, foreign)) for route, method in mine}
    unknown = {(route.name, method): _kind(_answer(caller, method, route, _unknown(ours))) for route, method in mine}
    assert answers == unknown
    plain = [(route, method) for route, method in mine if not EXAMPLES[route.name].why_not_found]
    missing = {"not found", "wrong method"}
    assert {(route.name, method) for route, method in plain if answers[route.name, method] not in missing} == set()
    shown = {route.name: _kind(_answer(caller, method, route, ours)) for route, method in plain if method == "GET"}
    assert {name: kind for name, kind in shown.items() if kind not in ("answered", "wrong method")} == {}


def test_a_new_operation_of_an_api_without_a_rule_is_found() -> None:
    api = NinjaAPI(urls_namespace="tried", docs_url=None, openapi_url=None)

    @api.get("/things/{number}")
    def things(request: Any, number: int) -> dict[str, int]:
        return {"number": number}

    @api.post("/things/{number}")
    @signed_in("to try")
    def keep(request: Any, number: int) -> dict[str, int]:
        return {"number": number}

    found = {route.name: route for route in routes_of([path("api/", api.urls)])}
    assert found["tried:things"].access is None
    assert found["tried:keep"].access == Access(why="to try")
    assert found["tried:keep"].parameters == {"number"}


def _hired(name: str, *roles: Role, partner: Partner | None = None, only: str | None = None) -> User:
    user = User.objects.create(username=name.lower(), name=name, partner=partner)
    Grant.objects.bulk_create(Grant(user=user, role=role, partners=[only] if only else []) for role in roles)
    return user


@dataclass(frozen=True)
class _Caller:
    """Somebody's browser, which opens pages, and their token, which opens operations."""

    client: Client
    token: str


def _coming_in(user: User) -> _Caller:
    client = Client(raise_request_exception=False)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return _Caller(client, _token(user, {route.access.capability for route in RULED if route.access.capability}))


def _token(user: User, capabilities: set[str]) -> str:
    """A token, made straight in the database: it may promise more than its person holds."""
    secret, now = new_secret(), clock.now()
    Token.objects.create(
        user=user,
        name="tried",
        start=secret[:8],
        digest=digest_of(secret),
        capabilities=sorted(capabilities),
        made_at=now,
        ends_at=now + timedelta(days=1),
    )
    return secret


def _parameters(site: SiteWithWork) -> dict[str, dict[str, Any]]:
    return {name: dict(example.make(site)) for name, example in EXAMPLES.items()}


def _unknown(named: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The same addresses with ids that nothing has."""
    return {
        name: {key: uuid4() if isinstance(value, UUID) else value for key, value in given.items()}
        for name, given in named.items()
    }


def _caller(who: str) -> _Caller:
    if who == NOBODY:
        return _Caller(Client(raise_request_exception=False), "")
    return _coming_in(_hired("somebody", *(role for role in Role if role == who)))


def _answer(caller: _Caller, method: str, route: Route, named: dict[str, dict[str, Any]]) -> HttpResponse:
    """The answer, with whatever the request changed taken back: in the database, and in the browser's cookies."""
    client, headers = caller.client, {"Authorization": f"Bearer {caller.token}"} if route.is_api else {}
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        answer = client.generic(method, reverse(route.name, kwargs=named.get(route.name, {})), headers=headers)
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


def _kind(answer: HttpResponse) -> str:
    to_login = answer.status_code == 302 and answer.headers["Location"].startswith(reverse("people:login"))
    kinds = {401: "login", 403: "refused", 404: "not found", 405: "wrong method", 500: "failed"}
    return "login" if to_login else kinds.get(answer.status_code, "answered")


def _expected(route: Route, who: str) -> set[str]:
    open_to = {"answered", "wrong method", "not found"}
    rule = route.access
    if rule.anyone:
        return open_to | {"login"}  # signing out leads to the login page
    if who == NOBODY:
        return {"login"}
    allowed = rule.capability is None or (who != ROLELESS and rule.capability in CAPABILITIES[Role(who)])
    return open_to if allowed else {"refused"}

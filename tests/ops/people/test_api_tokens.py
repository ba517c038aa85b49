"""Tokens for programs: made by their person, shown once, never worth more than the person, over in time."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from markupsafe import escape

from evenhand.ops.ledger.models import Event
from evenhand.ops.people import services
from evenhand.ops.people.models import Token, User
from evenhand.ops.people.roles import Role
from evenhand.ops.people.tokens import MARK, MOST_TOKENS
from evenhand.ops.spine import clock
from evenhand.ops.spine.errors import Conflict, Denied, Invalid
from hostile import cases, texts
from programs import Program, program_of

Browse = Callable[[User | None], Client]
READS = "quality.read"
GIVEN = {"name": "dashboard", "days": "30", "capabilities": [READS]}


def secret_in(page: str) -> str:
    start = page.index(MARK)
    return page[start : start + len(MARK) + 43]


def test_a_token_is_shown_once_and_only_its_digest_is_kept(ada: User, at: datetime, browse: Browse) -> None:
    client = browse(ada)
    answer = client.post(reverse("people:add_token"), GIVEN)
    secret = secret_in(answer.content.decode())
    kept = Token.objects.get(user=ada)
    assert "no-store" in answer.headers["Cache-Control"]
    assert kept.digest == hashlib.sha256(secret.encode()).hexdigest()
    assert secret not in str(vars(kept))
    assert Program(secret).read("people/me")["name"] == "Ada"
    account = client.get(reverse("people:account")).content.decode()
    assert kept.start in account
    assert secret not in account


def test_two_tokens_have_nothing_in_common(ada: User, at: datetime) -> None:
    made = [services.make_token(ada, name=n, days=1, capabilities=[READS], at=at).secret for n in ("a", "b")]
    assert len(set(made)) == 2
    assert all(len(secret) == len(MARK) + 43 for secret in made)  # 32 bytes


def test_a_token_says_whose_it_is_and_what_it_opens(chi: User, at: datetime) -> None:
    said = program_of(chi, READS, "policies.read", days=7).read("people/me")
    assert said == {
        "id": str(chi.uuid),
        "name": "Chi",
        "partner": "lisbon",
        "capabilities": ["policies.read", READS],
        "token": "dashboard",
        "token_ends_at": "2026-03-09T09:30:00Z",
    }


@pytest.mark.parametrize("beyond", ["people.manage", "quality.plan", "exchange.import", "nothing.known", "<b>"])
def test_a_token_cannot_be_given_what_its_person_lacks_or_no_operation_asks_for(
    beyond: str, ben: User, at: datetime
) -> None:
    with pytest.raises(Invalid) as refused:
        services.make_token(ben, name="x", days=1, capabilities=[READS, beyond], at=at)
    assert refused.value.field == "capabilities"
    assert beyond in str(refused.value)
    assert not Token.objects.exists()


def test_a_token_without_a_capability_is_not_made(ada: User, at: datetime) -> None:
    with pytest.raises(Invalid, match="opens nothing"):
        services.make_token(ada, name="x", days=1, capabilities=[], at=at)


def test_somebody_without_a_role_is_told_that_there_is_nothing_to_give(dee: User, browse: Browse) -> None:
    assert "no role that a program could use" in browse(dee).get(reverse("people:add_token")).content.decode()


def test_what_its_person_loses_a_token_loses(ada: User, eve: User, at: datetime) -> None:
    program = program_of(ada, READS)
    assert program.get("quality/samples").status_code == 200
    services.revoke(ada.grants.get(), by=eve, at=at)
    assert program.get("quality/samples").status_code == 403
    assert program.read("people/me")["capabilities"] == []


def test_what_its_person_gains_a_token_does_not(ben: User, eve: User, at: datetime) -> None:
    program = program_of(ben, READS)
    services.grant(ben, Role.POLICY_MANAGER, by=eve, at=at)
    assert program.read("people/me")["capabilities"] == [READS]
    assert program.get("policies").status_code == 403


def test_a_token_works_until_its_last_moment(ada: User, at: datetime) -> None:
    program = program_of(ada, READS, days=2)
    with clock.shifted(timedelta(days=2) - timedelta(seconds=1)):
        assert program.get("quality/samples").status_code == 200
    with clock.shifted(timedelta(days=2)):
        assert program.get("quality/samples").status_code == 401


def test_a_revoked_token_opens_nothing_and_may_be_revoked_again(ada: User, at: datetime, browse: Browse) -> None:
    program, client = program_of(ada, READS), browse(ada)
    for _ in range(2):
        token = Token.objects.get(user=ada)
        answer = client.post(reverse("people:revoke_own_token", kwargs={"token": token.uuid}))
        assert answer.status_code == 302
    assert program.get("people/me").status_code == 401
    assert Event.objects.filter(kind="people.token_revoked").count() == 1
    assert token.start not in client.get(reverse("people:account")).content.decode()


def test_nobody_revokes_a_token_of_another_but_an_administrator(
    ada: User, ben: User, eve: User, at: datetime, browse: Browse
) -> None:
    program = program_of(ada, READS)
    token = Token.objects.get(user=ada)
    own = reverse("people:revoke_own_token", kwargs={"token": token.uuid})
    assert browse(ben).post(own).status_code == 404
    with pytest.raises(Denied):
        services.revoke_token(token, by=ben, at=at)
    assert program.get("people/me").status_code == 200
    theirs = reverse("people:revoke_token", kwargs={"uuid": ada.uuid, "token": token.uuid})
    assert browse(eve).post(theirs).status_code == 302
    assert program.get("people/me").status_code == 401
    assert Event.objects.get(kind="people.token_revoked").actor == str(eve.uuid)


def test_a_token_is_revoked_on_the_page_of_its_own_person(ada: User, ben: User, eve: User, browse: Browse) -> None:
    program_of(ada, READS)
    wrong = {"uuid": ben.uuid, "token": Token.objects.get(user=ada).uuid}
    assert browse(eve).post(reverse("people:revoke_token", kwargs=wrong)).status_code == 404
    assert Token.objects.get(user=ada).revoked_at is None


def test_an_administrator_sees_the_tokens_of_anybody_and_others_do_not(
    ada: User, ben: User, eve: User, browse: Browse
) -> None:
    program_of(ben, READS, name="nightly run")
    page = reverse("people:person", kwargs={"uuid": ben.uuid})
    assert "nightly run" in browse(eve).get(page).content.decode()
    assert "nightly run" not in browse(ada).get(page).content.decode()


def test_whoever_leaves_leaves_no_token_behind_and_finds_none_on_return(ben: User, eve: User, at: datetime) -> None:
    program = program_of(ben, READS)
    services.deactivate(ben, by=eve, at=at)
    assert program.get("people/me").status_code == 401
    services.reactivate(ben, by=eve, at=at)
    assert program.get("people/me").status_code == 401


def test_a_password_that_is_reset_ends_the_tokens_too(ben: User, eve: User, at: datetime) -> None:
    program = program_of(ben, READS)
    services.reset_password(ben, by=eve, at=at)
    assert program.get("people/me").status_code == 401


def test_a_closed_partner_has_no_tokens(chi: User, eve: User, at: datetime) -> None:
    program = program_of(chi, READS)
    assert chi.partner is not None
    services.close_partner(chi.partner, by=eve, at=at)
    assert program.get("people/me").status_code == 401


def test_the_last_use_is_written_every_five_minutes_at_most(ada: User, at: datetime) -> None:
    program, seen = program_of(ada, READS), []
    for minutes in (0, 1, 4, 5, 6, 60):
        with clock.shifted(timedelta(minutes=minutes)):
            program.get("people/me")
        used = Token.objects.get().last_used_at
        assert used is not None
        seen.append((used - at) // timedelta(minutes=1))
    assert seen == [0, 0, 0, 5, 5, 60]


def test_the_ledger_tells_who_made_and_who_revoked_and_not_the_token(ada: User, at: datetime) -> None:
    made = services.make_token(ada, name="of Ada's own", days=1, capabilities=[READS], at=at)
    services.revoke_token(made.token, by=ada, at=at)
    events = list(Event.objects.filter(kind__startswith="people.token").order_by("id"))
    assert [event.kind for event in events] == ["people.token_made", "people.token_revoked"]
    told = " ".join(str(vars(event)) for event in events)
    assert str(made.token.uuid) in told
    assert made.secret not in told
    assert made.token.digest not in told
    assert "of Ada" not in told


def test_a_name_is_used_once_until_its_token_is_revoked(ada: User, at: datetime) -> None:
    made = services.make_token(ada, name="dashboard", days=1, capabilities=[READS], at=at).token
    with pytest.raises(Invalid) as refused:
        services.make_token(ada, name="dashboard", days=1, capabilities=[READS], at=at)
    assert refused.value.field == "name"
    services.revoke_token(made, by=ada, at=at)
    services.make_token(ada, name="dashboard", days=1, capabilities=[READS], at=at)


def test_the_database_keeps_a_name_once_by_itself(ada: User, ben: User, at: datetime) -> None:
    program_of(ada, READS)
    program_of(ben, READS)
    with pytest.raises(IntegrityError), transaction.atomic():
        Token.objects.create(
            user=ada, name="dashboard", digest="other", capabilities=[], made_at=at, ends_at=at + timedelta(days=1)
        )


def test_nobody_collects_tokens_without_end(ada: User, at: datetime) -> None:
    for number in range(MOST_TOKENS):
        program_of(ada, READS, name=f"program {number}", days=1)
    with pytest.raises(Conflict, match="20 tokens"):
        program_of(ada, READS, name="one more")
    later = at + timedelta(days=1)
    services.make_token(ada, name="one more", days=1, capabilities=[READS], at=later)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "required"),
        ({"name": "two\nlines"}, "cannot be used here"),
        ({"days": "0"}, "greater than or equal to 1"),
        ({"days": "367"}, "less than or equal to 366"),
        ({"days": "soon"}, "whole number"),
        ({"capabilities": []}, "required"),
        ({"capabilities": ["people.manage"]}, "not one of the available"),
    ],
)
def test_a_wrong_form_says_what_is_wrong_and_keeps_what_was_typed(
    wrong: dict[str, Any], said: str, ada: User, browse: Browse
) -> None:
    answer = browse(ada).post(reverse("people:add_token"), {**GIVEN, "name": "kept as typed", **wrong})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "name" in wrong or "kept as typed" in page
    assert not Token.objects.exists()


@pytest.mark.parametrize("text", cases(texts.MARKUP, texts.ATTRIBUTES, texts.TEMPLATES))
def test_the_name_of_a_token_is_text_wherever_it_stands(text: str, ada: User, eve: User, browse: Browse) -> None:
    name = " ".join(text[:100].split())
    made = services.make_token(ada, name=name, days=1, capabilities=[READS], at=clock.now()).token
    pages = [
        browse(ada).get(reverse("people:account")).content.decode(),
        browse(eve).get(reverse("people:person", kwargs={"uuid": ada.uuid})).content.decode(),
    ]
    for page in pages:
        assert str(escape(made.name)) in page
        assert made.name == str(escape(made.name)) or made.name not in page


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Basic YWRhOmFkYQ==",
        "Bearer evenhand_",
        "Bearer " + "x" * 5_000,
        "Bearer evenhand_' OR 1=1 --",
        "Bearer evenhand_éü",
        "Bearer null",
        "Token evenhand_abc",
    ],
)
def test_what_is_no_token_opens_nothing(header: str, db: None) -> None:
    answer = Client().get("/api/v1/people/me", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.json()["error"] == "unauthenticated"


def test_a_token_in_the_address_opens_nothing(ada: User, at: datetime) -> None:
    program = program_of(ada, READS)
    for name in ("token", "access_token", "Authorization"):
        assert Client().get("/api/v1/people/me", {name: program.token}).status_code == 401


def test_a_token_opens_no_page(ada: User, at: datetime) -> None:
    answer = Client().get("/people/account", headers={"Authorization": f"Bearer {program_of(ada, READS).token}"})
    assert answer.headers["Location"].startswith(reverse("people:login"))


def test_a_token_comes_in_as_its_own_person_beside_the_session_of_another(
    ada: User, chi: User, at: datetime, browse: Browse
) -> None:
    headers = {"Authorization": f"Bearer {program_of(chi, READS).token}"}
    assert browse(ada).get("/api/v1/people/me", headers=headers).json()["name"] == "Chi"

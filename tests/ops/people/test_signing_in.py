"""Signing in and out: what an attacker at the login page, with a stolen cookie or a link of their own, does not get."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import hashers
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evenhand.ops.ledger.models import Event
from evenhand.ops.people import services
from evenhand.ops.people.models import User
from evenhand.ops.spine import clock

Browse = Callable[[User | None], Client]
PHRASE = "a long enough phrase"
WRONG = "not the phrase at all"


def sign_in(client: Client, username: str, password: str = PHRASE, **more: str) -> HttpResponse:
    return client.post(reverse("people:login"), {"username": username, "password": password, **more})


def signed_in(client: Client) -> bool:
    return client.get(reverse("people:account")).status_code == 200


def test_the_right_password_leads_home(ada: User, browse: Browse) -> None:
    client = browse(None)
    assert sign_in(client, "ada").headers["Location"] == reverse("home")
    assert signed_in(client)


@pytest.mark.parametrize("typed", ["ADA", " ada ", "ａｄａ"])
def test_a_login_name_is_found_however_it_is_typed(typed: str, ada: User, browse: Browse) -> None:
    client = browse(None)
    sign_in(client, typed)
    assert signed_in(client)


def test_signing_in_and_out_is_in_the_ledger_by_id(ada: User, browse: Browse) -> None:
    client = browse(None)
    sign_in(client, "ada")
    client.post(reverse("people:sign_out"))
    assert list(Event.objects.order_by("id").values_list("kind", "actor")) == [
        ("people.signed_in", str(ada.uuid)),
        ("people.signed_out", str(ada.uuid)),
    ]
    assert not signed_in(client)


def test_signing_out_by_a_link_does_nothing(ada: User, browse: Browse) -> None:
    client = browse(ada)
    assert client.get(reverse("people:sign_out")).status_code == 405
    assert signed_in(client)


def test_a_session_that_was_planted_before_login_is_worth_nothing_after_it(ada: User, browse: Browse) -> None:
    client = browse(None)
    client.session["planted"] = True
    client.session.save()
    client.get(reverse("people:login"))
    before = client.session.session_key
    sign_in(client, "ada")
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_a_form_without_its_token_is_refused_even_before_login(ada: User) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = sign_in(client, "ada")
    assert answer.status_code == 403
    assert "open for too long" in answer.content.decode()


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
        "\t//evil.example",
    ],
)
def test_nobody_is_led_to_another_host(elsewhere: str, ada: User, browse: Browse) -> None:
    assert sign_in(browse(None), "ada", next=elsewhere).headers["Location"] == reverse("home")


def test_a_page_that_was_asked_for_is_where_login_leads(ada: User, browse: Browse) -> None:
    client = browse(None)
    asked = client.get("/people/?role=assessor")
    assert asked.headers["Location"] == f"{reverse('people:login')}?next=%2Fpeople%2F%3Frole%3Dassessor"
    page = client.get(asked.headers["Location"]).content.decode()
    assert 'name="next" value="/people/?role=assessor"' in page


def test_where_a_part_of_a_page_was_asked_the_whole_page_goes_to_login(db: None, browse: Browse) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/people/account"}
    answer = browse(None).get(reverse("people:account"), headers=headers)
    assert answer.headers["HX-Redirect"] == f"{reverse('people:login')}?next=%2Fpeople%2Faccount"


@pytest.fixture
def answers(ada: User, hire: Any, eve: User, browse: Browse, at: datetime) -> dict[str, str]:
    """What the login page says to each way of being wrong."""
    gone, late = hire("Gone"), hire("Late", must_change_password=True, password_changed_at=at - timedelta(days=8))
    services.deactivate(gone, by=eve, at=at)
    tried = {"unknown": "nobody", "wrong": "ada", "left": "gone", "too late": late.username}
    passwords = {"wrong": WRONG}
    return {
        case: sign_in(browse(None), name, passwords.get(case, PHRASE)).content.decode().replace(name, "…")
        for case, name in tried.items()
    }


def test_every_wrong_login_is_answered_with_the_same_words(answers: dict[str, str]) -> None:
    said = {text.split("<form", 1)[0].split("<main", 1)[1] for text in answers.values()}
    assert len(said) == 1
    assert "is wrong, or the login is closed" in said.pop()


@pytest.mark.parametrize("who", ["ada", "nobody", "gone"])
def test_every_wrong_login_costs_one_hash(
    who: str, ada: User, hire: Any, eve: User, browse: Browse, monkeypatch: Any
) -> None:
    services.deactivate(hire("Gone"), by=eve, at=clock.now())
    hashed: list[str] = []
    hasher = type(hashers.get_hasher())
    encode = hasher.encode

    def counted(self: Any, password: str, salt: str) -> str:
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(hasher, "encode", counted)
    sign_in(browse(None), who, WRONG)
    assert len(hashed) == 1


@pytest.mark.parametrize("username", ["ada", "nobody"])
def test_after_five_wrong_passwords_the_login_waits_and_says_until_when(
    username: str, ada: User, browse: Browse
) -> None:
    client = browse(None)
    statuses = [sign_in(client, username, WRONG).status_code for _ in range(5)]
    assert statuses == [422, 422, 422, 422, 429]
    answer = sign_in(client, username)
    assert answer.status_code == 429
    assert 840 < int(answer.headers["Retry-After"]) <= 900
    assert "You can try again in 15 minutes, at " in answer.content.decode()
    assert not signed_in(client)


def test_other_people_sign_in_from_the_same_place_meanwhile(ada: User, ben: User, browse: Browse) -> None:
    for _ in range(5):
        sign_in(browse(None), "ada", WRONG)
    client = browse(None)
    sign_in(client, "ben")
    assert signed_in(client)


def test_typing_the_name_in_another_way_does_not_give_more_tries(ada: User, browse: Browse) -> None:
    typed = ["ada", "Ada", "ADA", " ada", "ａｄａ"]
    assert [sign_in(browse(None), name, WRONG).status_code for name in typed][-1] == 429


def test_the_right_password_counts_from_zero_again(ada: User, browse: Browse) -> None:
    for _ in range(2):
        statuses = [sign_in(browse(None), "ada", WRONG).status_code for _ in range(4)]
        assert statuses == [422] * 4
        assert sign_in(browse(None), "ada").status_code == 302


def test_what_was_typed_into_the_form_is_kept_nowhere(ada: User, browse: Browse) -> None:
    sign_in(browse(None), "ada", WRONG)
    browse(ada).post(reverse("people:password"), {"present": WRONG, "new": "b" * 15, "again": "b" * 15})
    kept = " ".join(f"{attempt.post_data} {attempt.get_data}" for attempt in AccessAttempt.objects.all())
    assert WRONG not in kept
    assert "b" * 15 not in kept


def test_a_password_of_a_megabyte_is_not_hashed(ada: User, browse: Browse) -> None:
    assert sign_in(browse(None), "ada", "x" * 1_000_000).status_code == 422
    assert not AccessAttempt.objects.exists()


def test_the_session_of_somebody_who_left_dies_at_once_and_does_not_come_back(
    ada: User, eve: User, browse: Browse, at: datetime
) -> None:
    client = browse(ada)
    assert signed_in(client)
    services.deactivate(ada, by=eve, at=at)
    assert not signed_in(client)
    services.reactivate(ada, by=eve, at=at)
    assert not signed_in(client)


def test_a_session_ends_after_a_shift_however_busy_it_was(ada: User, browse: Browse) -> None:
    client = browse(None)
    sign_in(client, "ada")
    with clock.shifted(timedelta(seconds=settings.SESSION_COOKIE_AGE - 60)):
        assert signed_in(client)
    with clock.shifted(timedelta(seconds=settings.SESSION_COOKIE_AGE + 60)):
        assert not signed_in(client)
    assert not signed_in(client)


def test_a_clock_set_back_an_hour_signs_nobody_out(ada: User, browse: Browse) -> None:
    client = browse(None)
    sign_in(client, "ada")
    with clock.shifted(-timedelta(hours=1)):
        assert signed_in(client)


def test_a_session_from_a_clock_that_was_days_ahead_ends_when_it_is_set_right(ada: User, browse: Browse) -> None:
    client = browse(None)
    with clock.shifted(timedelta(days=2)):
        sign_in(client, "ada")
    assert not signed_in(client)


def test_failures_counted_by_a_clock_that_was_days_ahead_lock_nobody_when_it_is_set_right(
    ada: User, browse: Browse
) -> None:
    for _ in range(settings.AXES_FAILURE_LIMIT):
        sign_in(browse(None), "ada", password=WRONG)
    AccessAttempt.objects.update(attempt_time=timezone.now() + timedelta(days=1))
    assert sign_in(browse(None), "ada").status_code == 302


def test_the_cookies_are_out_of_reach_of_scripts_and_of_other_sites(ada: User, browse: Browse) -> None:
    cookie = sign_in(browse(None), "ada").cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert int(cookie["max-age"]) == settings.SESSION_COOKIE_AGE


def test_the_login_page_is_not_kept_by_the_browser(db: None, browse: Browse) -> None:
    assert "no-store" in browse(None).get(reverse("people:login")).headers["Cache-Control"]

"""What a person changes of themselves: password, language, time zone, theme, keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evenhand.ops.ledger.models import Event
from evenhand.ops.people import services
from evenhand.ops.people.keys import ACTIONS, keys_of
from evenhand.ops.people.models import User
from evenhand.ops.spine.errors import Invalid

Browse = Callable[[User | None], Client]
PHRASE, NEW = "a long enough phrase", "quite another long phrase"


def change(client: Client, *, present: str = PHRASE, new: str = NEW, again: str | None = None) -> Any:
    given = {"present": present, "new": new, "again": new if again is None else again}
    return client.post(reverse("people:password"), given)


def test_a_new_password_ends_all_other_sessions_and_rotates_this_one(ada: User, browse: Browse) -> None:
    here, elsewhere = browse(ada), browse(ada)
    before = here.session.session_key
    assert change(here).status_code == 302
    assert here.session.session_key != before
    assert here.get(reverse("people:account")).status_code == 200
    assert elsewhere.get(reverse("people:account")).status_code == 302
    assert Event.objects.filter(kind="people.password_changed", actor=str(ada.uuid)).count() == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"present": "something else"}, "This is not your present password."),
        ({"again": "quite another phrase"}, "This is not what you typed above."),
        ({"new": "short"}, "at least 12 characters"),
        ({"new": "qwertyuiop123"}, "too common"),
        ({"new": PHRASE}, "This is your present password."),
    ],
)
def test_a_password_that_will_not_do_is_refused_with_the_reason(
    given: dict[str, str], said: str, ada: User, browse: Browse
) -> None:
    answer = change(browse(ada), **given)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    ada.refresh_from_db()
    assert ada.check_password(PHRASE)


def test_a_password_like_the_login_name_is_refused(hire: Any, browse: Browse) -> None:
    answer = change(browse(hire("Bartholomeus")), new="bartholomeus")
    assert "too similar" in answer.content.decode()


def test_guessing_the_present_password_locks_as_guessing_at_login_does(ada: User, browse: Browse) -> None:
    client = browse(ada)
    assert [change(client, present="something else").status_code for _ in range(5)] == [422] * 4 + [429]


def test_a_one_time_password_leads_to_a_new_one_and_nowhere_else(hire: Any, browse: Browse) -> None:
    new = hire("New", must_change_password=True)
    client = browse(new)
    for name in ("home", "people:account", "search"):
        assert client.get(reverse(name)).headers["Location"] == reverse("people:password")
    assert "Choose a password of your own" in client.get(reverse("people:password")).content.decode()
    assert change(client).headers["Location"] == reverse("home")
    assert client.get(reverse("home")).status_code == 200


def test_a_person_chooses_language_time_zone_and_theme(ada: User, browse: Browse) -> None:
    client = browse(ada)
    given = {"language": "zh-hans", "time_zone": "Asia/Shanghai", "theme": "dark"}
    assert client.post(reverse("people:account"), given).status_code == 302
    page = client.get(reverse("people:account"))
    assert page.headers["Content-Language"] == "zh-hans"
    assert 'data-theme="dark"' in page.content.decode()
    ada.refresh_from_db()
    assert ada.time_zone == "Asia/Shanghai"


@pytest.mark.parametrize(
    "given",
    [
        {"language": "xx", "time_zone": "UTC", "theme": "auto"},
        {"language": "en", "time_zone": "../../etc/passwd", "theme": "auto"},
        {"language": "en", "time_zone": "UTC", "theme": "pink"},
    ],
)
def test_what_is_not_offered_is_not_kept(given: dict[str, str], ada: User, browse: Browse) -> None:
    assert browse(ada).post(reverse("people:account"), given).status_code == 422
    ada.refresh_from_db()
    assert (ada.language, ada.time_zone, ada.theme) == ("en", "UTC", "auto")


def test_keys_are_moved_taken_away_and_switched_off(ada: User, browse: Browse) -> None:
    client = browse(ada)
    assert client.post(reverse("people:keys"), {"search": "s", "home.first": ""}).status_code == 302
    ada.refresh_from_db()
    assert ada.keys == {"enabled": False, "remapped": {"search": "s", "home.first": ""}}
    page = client.get(reverse("people:account")).content.decode()
    assert 'data-keys="off"' in page
    assert '"search": "s"' in page


def test_a_key_that_was_moved_back_is_not_kept(ada: User) -> None:
    services.choose_keys(ada, {"search": "/", "home.first": "a"}, enabled=True)
    ada.refresh_from_db()
    assert ada.keys == {"enabled": True, "remapped": {}}


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"search": "?"}, "cannot be a key"),
        ({"search": "two words"}, "cannot be a key"),
        ({"search": "a"}, "is the key of"),
        ({"search": "x", "home.first": "X"}, "is the key of"),
    ],
)
def test_a_key_that_cannot_work_is_refused(keys: dict[str, str], said: str, ada: User) -> None:
    with pytest.raises(Invalid, match=said):
        services.choose_keys(ada, keys, enabled=True)


def test_the_usual_keys_do_not_get_in_each_others_way(ada: User) -> None:
    assert services.choose_keys(ada, keys_of({}), enabled=True) == {}
    assert len({action.name for action in ACTIONS}) == len(ACTIONS)


def test_preferences_leave_no_trace_in_the_ledger(ada: User, browse: Browse) -> None:
    browse(ada).post(reverse("people:account"), {"language": "en", "time_zone": "UTC", "theme": "dark"})
    assert not Event.objects.exists()


def test_the_own_password_is_changed_by_nobody_else(ada: User, eve: User, at: datetime) -> None:
    services.change_own_password(ada, NEW, at=at)
    eve.refresh_from_db()
    assert eve.check_password(PHRASE)

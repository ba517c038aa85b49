"""What a person changes of themselves: password, language, time zone, theme, keys."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

import evenhand
from evenhand.ops.ledger.models import Event
from evenhand.ops.people import services
from evenhand.ops.people.keys import key_places, keys_of
from evenhand.ops.people.models import User
from evenhand.ops.spine.errors import Invalid

Browse = Callable[[User | None], Client]
SOURCE = Path(evenhand.__file__).parent
TEMPLATES = [path for path in SOURCE.glob("**/templates/**/*.html") if path.parent.name != "gallery"]
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
    assert client.post(reverse("people:keys"), {"search": "h", "home.first": ""}).status_code == 302
    ada.refresh_from_db()
    assert ada.keys == {"enabled": False, "remapped": {"search": "h", "home.first": ""}}
    page = client.get(reverse("people:account")).content.decode()
    assert 'data-keys="off"' in page
    assert '"search": "h"' in page


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
        ({"search": "h", "home.first": "H"}, "is the key of"),
        ({"judge.reason": "K"}, "is the key of “Judging: Keep”"),
        ({"judge.reason": "x"}, "is the key of “Content of an item: Show the text”"),
        ({"content.text": "m"}, "is the key of “Judging: One more clause”"),
        ({"judge.reason": "7"}, "is the key of “Judging” already"),
        ({"content.text": "Q"}, "is the key of “Judging: Stop”"),
        ({"content.text": "o"}, "is the key of “Naming an error” already"),
        ({"search": "v"}, "is the key of “Content of an item: Translation”"),
    ],
)
def test_a_key_that_cannot_work_is_refused(keys: dict[str, str], said: str, ada: User) -> None:
    with pytest.raises(Invalid, match=said):
        services.choose_keys(ada, keys, enabled=True)


@pytest.mark.parametrize(
    "keys",
    [
        {"search": "b"},  # at the panel the search of the console has no key
        {"judge.search": "a"},
        {"judge.give": "ctrl+j"},
        {"judge.skip": "q", "judge.stop": "s"},
    ],
)
def test_what_never_stands_on_one_page_may_have_the_same_key(keys: dict[str, str], ada: User) -> None:
    assert services.choose_keys(ada, keys, enabled=True) == keys


def test_the_usual_keys_do_not_get_in_each_others_way(ada: User) -> None:
    assert services.choose_keys(ada, keys_of({}), enabled=True) == {}
    names = [key.name for place in key_places() for key in place.keys]
    assert len(set(names)) == len(names)


def test_a_key_that_was_not_sent_stays_as_it_was(ada: User, browse: Browse) -> None:
    services.choose_keys(ada, {"judge.skip": "y"}, enabled=True)
    ada.refresh_from_db()
    browse(ada).post(reverse("people:keys"), {"enabled": "on", "search": "h"})
    ada.refresh_from_db()
    assert ada.keys == {"enabled": True, "remapped": {"judge.skip": "y", "search": "h"}}


def test_the_account_names_the_keys_of_the_pages_that_one_gets_to(ben: User, dee: User, browse: Browse) -> None:
    pages = [browse(user).get(reverse("people:account")).content.decode() for user in (ben, dee)]
    assert ['name="search"' in page for page in pages] == [True, True]
    assert ['name="judge.give"' in page for page in pages] == [True, False]


def test_a_clash_is_said_beside_the_key_and_in_the_readers_language(ben: User, browse: Browse) -> None:
    User.objects.filter(pk=ben.pk).update(language="zh-hans")
    answer = browse(ben).post(reverse("people:keys"), {"enabled": "on", "judge.reason": "k"})
    assert answer.status_code == 422
    assert "“k”已是“判定页面：保留”的快捷键。" in answer.content.decode()
    assert 'id="id_judge.reason_error"' in answer.content.decode()


def test_a_control_has_the_key_that_its_desk_declares() -> None:
    declared = {key.name: key.key for place in key_places() for key in place.keys}
    shown = dict(named for template in TEMPLATES for named in _named_keys(template.read_text()))
    assert shown == {name: key for name, key in declared.items() if not name.startswith("judge.act.")}


def _named_keys(text: str) -> Iterator[tuple[str, str]]:
    for key, name in re.findall(r"""\b(?:data-)?key="([^"]+)",? (?:data-key-)?action="([\w.]+)\"""", text):
        yield name, key


def test_preferences_leave_no_trace_in_the_ledger(ada: User, browse: Browse) -> None:
    browse(ada).post(reverse("people:account"), {"language": "en", "time_zone": "UTC", "theme": "dark"})
    assert not Event.objects.exists()


def test_the_own_password_is_changed_by_nobody_else(ada: User, eve: User, at: datetime) -> None:
    services.change_own_password(ada, NEW, at=at)
    eve.refresh_from_db()
    assert eve.check_password(PHRASE)

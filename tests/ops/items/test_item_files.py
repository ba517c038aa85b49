"""Files of items: attached once, sent in parts and from memory, drawn small, and gone when nothing needs them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.db import connections, transaction
from django.test import Client
from django.urls import reverse
from items_cast import WEBM, fetched, kept, sent, with_file

from evenhand.facts.errors import RequestError
from evenhand.ops.items.models import Medium, Snapshot
from evenhand.ops.items.services import attach, erase_payload
from evenhand.ops.items.services.attaching import drop_leftovers, drop_unused, keep_file, take_into_use
from evenhand.ops.ledger.models import Event
from evenhand.ops.people.models import User
from evenhand.ops.spine.errors import Conflict, Denied, Invalid
from hostile.pictures import PAGES, SVGS, photo

pytestmark = pytest.mark.django_db
Browse = Callable[[User | None], Client]


@pytest.fixture
def desk(ada: User, browse: Browse, at: datetime) -> Client:
    return browse(ada)


def files(home: Path) -> list[str]:
    return sorted(path.name[:8] for path in (home / "media").rglob("*") if path.is_file())


def test_a_picture_is_measured_kept_and_recorded(ada: User, at: datetime) -> None:
    medium = attach(kept(1), sent(name="../../photo.jpg"), by=ada, at=at)
    assert (medium.kind, medium.mime, medium.name) == ("image", "image/jpeg", "photo.jpg")
    assert (medium.width, medium.height, medium.frames) == (640, 480, 1)
    event = Event.objects.get(kind="items.attached")
    assert medium.sha256.encode() in bytes(event.payload or b"")
    assert b"photo.jpg" not in bytes(event.payload or b"")


def test_the_same_file_twice_is_one(ada: User, at: datetime) -> None:
    snapshot = kept(1)
    assert attach(snapshot, sent(), by=ada, at=at) == attach(snapshot, sent(), by=ada, at=at)
    assert Medium.objects.count() == 1


def test_only_who_adds_items_attaches_files(ben: User, at: datetime, home: Path) -> None:
    with pytest.raises(Denied):
        attach(kept(1), sent(), by=ben, at=at)
    assert files(home) == []


def test_a_file_that_is_refused_leaves_nothing(ada: User, at: datetime, home: Path) -> None:
    with pytest.raises(RequestError):
        attach(kept(1), sent(photo()[:400]), by=ada, at=at)
    assert (files(home), Medium.objects.count()) == ([], 0)


def test_nothing_is_added_to_what_was_erased(ada: User, at: datetime, home: Path) -> None:
    snapshot = kept(1)
    erase_payload([snapshot.item_id], rule="GDPR-17", at=at)
    with pytest.raises(Conflict):
        attach(snapshot, sent(), by=ada, at=at)
    assert files(home) == []


def test_a_snapshot_takes_only_so_many_files(ada: User, at: datetime) -> None:
    snapshot = kept(1)
    for number in range(20):
        with_file(snapshot, ada, content=f"file {number}".encode(), name=f"{number}.txt")
    with pytest.raises(Invalid):
        attach(snapshot, sent(), by=ada, at=at)


def test_a_film_is_sent_whole_and_in_parts(desk: Client, ada: User) -> None:
    film = with_file(kept(1), ada, content=WEBM, name="film.webm")
    whole = fetched(desk, "medium", film)
    assert (whole.status, whole.content, whole.headers["Accept-Ranges"]) == (200, WEBM, "bytes")
    part = fetched(desk, "medium", film, range="bytes=100-199")
    assert (part.status, part.content) == (206, WEBM[100:200])
    assert part.headers["Content-Range"] == f"bytes 100-199/{len(WEBM)}"
    assert part.headers["Content-Length"] == "100"
    assert fetched(desk, "medium", film, range="bytes=-10").content == WEBM[-10:]


def test_a_part_beyond_the_end_is_answered_with_the_size(desk: Client, ada: User) -> None:
    film = with_file(kept(1), ada, content=WEBM, name="film.webm")
    answer = fetched(desk, "medium", film, range="bytes=999999-")
    assert (answer.status, answer.content) == (416, b"")
    assert answer.headers["Content-Range"] == f"bytes */{len(WEBM)}"


def test_a_part_of_what_the_browser_does_not_know_is_the_whole(desk: Client, ada: User) -> None:
    film = with_file(kept(1), ada, content=WEBM, name="film.webm")
    assert fetched(desk, "medium", film, range="bytes=0-9", if_range='"other"').status == 200
    assert fetched(desk, "medium", film, range="bytes=0-9", if_range=f'"{film.sha256}"').status == 206


@pytest.mark.parametrize("name", ["medium", "preview"])
def test_what_the_browser_has_is_not_sent_again_and_still_asked_for(name: str, desk: Client, ada: User) -> None:
    picture = with_file(kept(1), ada)
    first = fetched(desk, name, picture)
    again = fetched(desk, name, picture, if_none_match=f'W/"x", {first.headers["ETag"]}')
    assert (again.status, again.content) == (304, b"")
    assert first.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("content", [*SVGS.values(), *PAGES.values()], ids=[*SVGS, *PAGES])
def test_what_could_run_is_saved_as_text_and_never_shown(content: object, desk: Client, ada: User) -> None:
    made = content() if callable(content) else content
    file = with_file(kept(1), ada, content=made if isinstance(made, bytes) else str(made).encode(), name="page.html")
    answer = fetched(desk, "medium", file)
    assert answer.headers["Content-Type"].split(";")[0] in ("text/plain", "application/octet-stream")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_picture_as_it_came_is_saved_and_not_shown(desk: Client, ada: User) -> None:
    picture = with_file(kept(1), ada)
    assert fetched(desk, "medium", picture).headers["Content-Disposition"].startswith("attachment")
    assert fetched(desk, "preview", picture, "?side=160").headers["Content-Disposition"] == "inline"


def test_a_preview_is_grey_where_the_floor_says_so_whatever_is_asked(desk: Client, ada: User) -> None:
    hard, mild = (with_file(kept(number, tier=tier), ada) for number, tier in ((1, 3), (2, 1)))
    assert fetched(desk, "preview", hard).content == fetched(desk, "preview", mild, "?grey=1").content
    assert fetched(desk, "preview", hard).content != fetched(desk, "preview", mild).content


@pytest.mark.parametrize("query", ["?side=161", "?side=0", "?side=x", "?side=" + "9" * 300])
def test_there_are_previews_of_a_few_sizes_alone(query: str, desk: Client, ada: User) -> None:
    assert fetched(desk, "preview", with_file(kept(1), ada), query).status == 404


def test_a_film_has_no_preview(desk: Client, ada: User) -> None:
    assert fetched(desk, "preview", with_file(kept(1), ada, content=WEBM, name="film.webm")).status == 404


def test_a_file_that_is_gone_from_the_disk_is_not_found(desk: Client, ada: User, home: Path) -> None:
    medium = with_file(kept(1), ada)
    (home / "media" / "originals" / medium.sha256[:2] / medium.sha256).unlink()
    assert fetched(desk, "medium", medium).status == 404


def test_a_file_is_added_on_the_page_of_its_item(desk: Client) -> None:
    item = kept(1).item
    address = reverse("items:attach", kwargs={"uuid": item.uuid})
    assert desk.post(address, {"file": sent()}).status_code == 302
    refused = desk.post(address, {"file": sent(b"\xff\xd8\xff", name="broken.jpg")})
    assert refused.status_code == 422
    assert "cut short or damaged" in refused.content.decode()


@pytest.mark.django_db(transaction=True)
def test_erasing_takes_the_file_and_its_previews_unless_another_item_has_it(
    desk: Client, ada: User, at: datetime, home: Path
) -> None:
    first, second = (with_file(kept(number), ada) for number in (1, 2))
    fetched(desk, "preview", first)
    erase_payload([first.snapshot.item_id], rule="GDPR-17", at=at)
    assert fetched(desk, "medium", first).status == 404
    assert fetched(desk, "medium", second).status == 200
    erase_payload([second.snapshot.item_id], rule="GDPR-17", at=at)
    assert files(home) == []


@pytest.mark.django_db(transaction=True)
def test_a_file_that_is_attached_while_another_loses_it_stays(ada: User, at: datetime, home: Path) -> None:
    first, second = with_file(kept(1), ada), kept(2)
    Medium.objects.filter(pk=first.pk).update(erased_at=at, sha256="", name="")
    ready, done = threading.Event(), threading.Event()

    def drop() -> None:
        ready.wait(10)
        drop_unused([first.sha256])
        done.set()
        connections.close_all()

    dropping = threading.Thread(target=drop)
    dropping.start()
    with transaction.atomic():
        take_into_use(second, keep_file(BytesIO(photo()), name="photo.jpg"), by=ada, at=at)
        ready.set()
        assert not done.wait(0.3)
    dropping.join(20)
    assert files(home) == [first.sha256[:8]]


def test_what_a_crash_left_on_the_disk_is_taken_away_once_it_is_old(ada: User, home: Path) -> None:
    used = with_file(kept(1), ada)
    left = keep_file(BytesIO(b"left over"), name="x.txt")
    assert drop_leftovers(at=datetime.now().astimezone()) == 0
    assert drop_leftovers(at=datetime.now().astimezone() + timedelta(hours=2)) == 1
    assert files(home) == [used.sha256[:8]]
    assert not (home / "media" / left.path).exists()


def test_a_snapshot_with_files_is_as_the_database_says(ada: User, at: datetime) -> None:
    snapshot = kept(1)
    attach(snapshot, sent(), by=ada, at=at)
    assert Snapshot.objects.get(pk=snapshot.pk).digest == snapshot.digest

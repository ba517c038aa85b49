"""A file is read and shown first, stored when somebody says so, and dropped without a trace otherwise."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from evenhand.ops.exchange import tasks
from evenhand.ops.exchange.models import Import
from evenhand.ops.exchange.vocabulary import ImportState
from evenhand.ops.ledger.models import Event
from evenhand.ops.people.models import Grant, User
from evenhand.ops.spine import facts
from evenhand.ops.spine.scope import Scope

pytestmark = pytest.mark.django_db
ROWS = "id,content_id,moderator,label,decided_at\n1,a,r1,none,2026-02-01 10:00\n2,b,r2,HT.2,2026-02-01 11:00\n"
Browse = Callable[[User | None], Client]


@pytest.fixture
def desk(ada: User, browse: Browse, at: datetime) -> Client:
    return browse(ada)


def send(desk: Client, content: str = ROWS, *, name: str = "decisions.csv", **how: Any) -> Any:
    file = SimpleUploadedFile(name, content.encode())
    return desk.post(reverse("exchange:bring"), {"file": file, "into": "judgements", "source": "tool", **how})


def read() -> Import:
    """What the worker does next."""
    brought = Import.objects.latest("id")
    tasks.read_file.func(str(brought.uuid), brought.version)
    brought.refresh_from_db()
    return brought


def store(desk: Client) -> Import:
    brought = read()
    desk.post(reverse("exchange:store", kwargs={"uuid": brought.uuid}))
    tasks.store_file.func(str(brought.uuid))
    brought.refresh_from_db()
    return brought


def judgements() -> int:
    return int(facts.read("SELECT count(*) AS n FROM judgements", scope=Scope.everything())["n"][0].as_py())


def test_a_file_is_shown_before_anything_is_stored(desk: Client) -> None:
    answer = send(desk)
    brought = read()
    page = desk.get(answer.url).content.decode()
    assert brought.state == ImportState.READY
    assert "2 rows; 0 would be rejected." in page
    assert judgements() == 0


def test_what_was_shown_is_stored_when_somebody_says_so(desk: Client) -> None:
    send(desk)
    brought = store(desk)
    assert (brought.state, brought.outcome["accepted"], judgements()) == (ImportState.DONE, 2, 2)
    assert not tasks.files.path_of(brought).exists()
    assert Event.objects.filter(subject=f"import:{brought.uuid}").count() == 3


def test_storing_again_after_a_crash_doubles_nothing(desk: Client) -> None:
    send(desk)
    brought = read()
    Import.objects.update(state=ImportState.STORING)
    tasks.import_path(facts.whole(), tasks.request_of(brought))
    tasks.store_file.func(str(brought.uuid))
    assert judgements() == 2


def test_a_dropped_file_leaves_neither_rows_nor_bytes(
    desk: Client, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    send(desk)
    brought = read()
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(reverse("exchange:drop", kwargs={"uuid": brought.uuid}))
    brought.refresh_from_db()
    assert (brought.state, brought.preview, judgements()) == (ImportState.DROPPED, [], 0)
    assert not tasks.files.path_of(brought).exists()


def test_a_column_can_be_told_what_it_is(desk: Client) -> None:
    send(desk, ROWS.replace("content_id", "thing"))
    assert read().state == ImportState.REFUSED
    uuid = Import.objects.latest("id").uuid
    desk.post(
        reverse("exchange:import", kwargs={"uuid": uuid}),
        {"into": "judgements", "source": "tool", "column:thing": "item_id"},
    )
    assert read().state == ImportState.READY
    assert store(desk).outcome["accepted"] == 2


def test_a_file_that_cannot_be_read_is_refused_under_its_own_name(desk: Client, home: Path) -> None:
    send(desk, "no,columns,that,fit\n1,2,3,4\n")
    brought = read()
    assert brought.state == ImportState.REFUSED
    assert "decisions.csv" in brought.problem or "item_id" in brought.problem
    assert str(home) not in brought.problem


def test_what_is_wrong_with_a_file_is_said_in_the_language_of_whoever_looks(desk: Client, ada: User) -> None:
    address = send(desk, "item_id,label\n").url
    read()
    assert (
        "decisions.csv has a header and no rows. Export it again with its data." in desk.get(address).content.decode()
    )
    User.objects.filter(pk=ada.pk).update(language="zh-hans")
    assert "decisions.csv 只有表头，没有数据行。请连同数据重新导出。" in desk.get(address).content.decode()


def test_reasons_and_remarks_are_said_in_the_language_of_whoever_looks(desk: Client, ada: User) -> None:
    address = send(desk, "mood," + ROWS.replace("\n", "\nlow,", 2).replace("2026-02-01 11:00", "soon")).url
    read()
    User.objects.filter(pk=ada.pk).update(language="zh-hans")
    page = desk.get(address).content.decode()
    assert "另存到 attributes 的列：" in page
    assert "judged_at 必须是 1990 至 2100 年之间的时间，例如 2026-01-31 14:05:00" in page


def test_what_was_kept_out_can_be_downloaded(desk: Client) -> None:
    send(desk, ROWS + "3,c,r3,none,not a time\n")
    brought = store(desk)
    assert brought.outcome["rejected"] == 1
    file = desk.get(reverse("exchange:rejects", kwargs={"uuid": brought.uuid}))
    assert b"not a time" in file.getvalue()


@pytest.mark.parametrize("name", ["decisions.exe", "decisions", "archive.zip"])
def test_a_file_of_another_kind_is_refused_beside_its_field(desk: Client, name: str) -> None:
    answer = send(desk, name=name)
    assert answer.status_code == 422
    assert "cannot be imported" in answer.content.decode()


def test_a_zone_that_does_not_exist_is_named_and_what_was_typed_stays(desk: Client) -> None:
    answer = send(desk, time_zone="Mars/Base", encoding="utf-8")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Mars/Base" in page
    assert 'value="utf-8"' in page


def test_a_name_cannot_leave_its_folder_or_run(desk: Client, home: Path) -> None:
    send(desk, name="../../<img src=x onerror=alert(1)>.csv")
    page = desk.get(reverse("exchange:index")).content.decode()
    assert "<img" not in page
    assert [path.parent for path in home.rglob("*.csv")] == [home / "uploads"]


def test_rows_read_into_the_preview_are_shown_as_text(desk: Client) -> None:
    answer = send(desk, ROWS.replace("r1", "<script>alert(1)</script>"))
    read()
    assert "<script>alert(1)" not in desk.get(answer.url).content.decode()


def test_somebody_whose_role_is_limited_cannot_import(hire: Callable[..., User], browse: Browse, at: datetime) -> None:
    from evenhand.ops.people.roles import Role

    limited = hire("Lou", Role.OPERATIONS_MANAGER)
    Grant.objects.filter(user=limited).update(markets=["de"])
    assert send(browse(limited)).status_code == 403
    assert not Import.objects.exists()


def test_the_list_asks_the_same_of_the_database_for_one_import_and_for_many(
    desk: Client, ada: User, at: datetime, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            desk.get(reverse("exchange:index"))
        return len(seen)

    send(desk)
    few = asked()
    row = {"suffix": ".csv", "bytes": 1, "into": "judgements", "by": ada, "created_at": at}
    Import.objects.bulk_create(Import(name=f"file {n}", **row) for n in range(10_000))
    assert asked() <= few

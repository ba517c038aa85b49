"""The database is away, or the disk is full: told in words, with the status that fits, and over when it is over."""

from __future__ import annotations

import errno
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path
from psycopg import errors

from evenhand.facts.errors import DiskFull
from evenhand.ops.people.gate import open_to_all
from evenhand.ops.people.models import User

Browse = Callable[[User | None], Client]
AWAY, FULL = "The database does not answer.", "There is no room to save this."


def raised_by(beneath: Exception, *, named: str = "", kind: type[Exception] = OperationalError) -> Exception:
    """An error of the database as Django passes it on."""
    if named:
        beneath.sqlite_errorname = named  # type: ignore[attr-defined]
    error = kind(str(beneath))
    error.__cause__ = beneath
    return error


FAILURES = {
    "gone": (OperationalError("connection refused"), 503, AWAY),
    "closed": (raised_by(psycopg.InterfaceError("the connection is closed"), kind=InterfaceError), 503, AWAY),
    "ended": (raised_by(errors.AdminShutdown()), 503, AWAY),
    "starting": (raised_by(errors.CannotConnectNow()), 503, AWAY),
    "deadlock": (raised_by(errors.DeadlockDetected()), 503, AWAY),
    "busy": (raised_by(Exception("database is locked"), named="SQLITE_BUSY"), 503, AWAY),
    "full": (raised_by(errors.DiskFull()), 507, FULL),
    "full-file": (raised_by(Exception("database or disk is full"), named="SQLITE_FULL"), 507, FULL),
    "file": (raised_by(Exception("disk I/O error"), named="SQLITE_IOERR_WRITE"), 507, FULL),
    "upload": (OSError(errno.ENOSPC, "No space left on device"), 507, FULL),
    "facts": (DiskFull("The disk is full."), 507, FULL),
    "no-table": (raised_by(Exception("no such table"), named="SQLITE_ERROR"), 500, "Something failed on our side"),
    "ours": (raised_by(errors.UndefinedTable(), kind=ProgrammingError), 500, "Something failed on our side"),
    "forbidden": (OSError(errno.EACCES, "Permission denied"), 500, "Something failed on our side"),
}


def _failing(error: Exception) -> Any:
    @open_to_all("to try")
    def view(request: HttpRequest) -> HttpResponse:
        raise error

    return view


urlpatterns = [
    path("", include("evenhand.web.urls")),
    *(path(f"tried/{name}", _failing(error)) for name, (error, *_) in FAILURES.items()),
    *(path(f"api/tried/{name}", _failing(error)) for name, (error, *_) in FAILURES.items()),
]
handler400, handler403, handler404, handler500 = (
    f"evenhand.web.refusals.{name}" for name in ("bad_request", "not_allowed", "not_found", "failed")
)
tried = override_settings(ROOT_URLCONF=__name__)


@pytest.mark.parametrize("name", FAILURES)
def test_what_we_stand_on_is_told_apart_from_our_own_failures(db: None, browse: Browse, name: str) -> None:
    _, status, words = FAILURES[name]
    with tried:
        answer = browse(None).get(f"/tried/{name}")
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert ("Retry-After" in answer.headers) is (status != 500)


@pytest.mark.parametrize(("name", "kind"), [("gone", "unavailable"), ("full", "disk_full")])
def test_a_program_is_told_as_json(db: None, browse: Browse, name: str, kind: str) -> None:
    with tried:
        answer = browse(None).get(f"/api/tried/{name}")
    assert answer.json()["error"] == kind
    assert int(answer.headers["Retry-After"]) > 0


def test_a_page_of_an_outage_is_in_the_language_of_its_reader(hire: Any, browse: Browse) -> None:
    with tried:
        answer = browse(hire("Dee", language="zh-hans")).get("/tried/gone")
    assert "数据库没有响应" in answer.content.decode()


def test_a_database_that_is_away_from_the_start_of_a_request_is_told(
    ben: User, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browse(ben)

    def gone() -> None:
        raise OperationalError("connection refused")

    with monkeypatch.context() as broken:
        broken.setattr(connection, "cursor", gone)
        answer = client.get("/tasks/")
    assert answer.status_code == 503
    assert AWAY in answer.content.decode()
    assert client.get("/tasks/").status_code == 200

"""What the page of the background work shows, in words. It stands in ``evenhand.web.background``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evenhand.ops.spine import desks
from evenhand.ops.spine.models import DeadLetter, SetAsideRow
from evenhand.ops.spine.selectors import Due, Standing
from evenhand.ui import format as formats
from evenhand.ui.tables import code, simple_table
from evenhand.ui.types import Definition, TableView, Tone


@dataclass(frozen=True)
class Failed:
    """A task that was given up."""

    task: str
    error: str
    where: str | None
    arguments: str
    when: str
    attempts: str
    url: str


@dataclass(frozen=True)
class Aside:
    """A fact row that does not fit."""

    table: str
    why: str
    when: str
    url: str


def lead(now: Standing) -> tuple[str, Tone]:
    """The one thing to know, and how it looks."""
    if not now.is_alive:
        return _("No worker is alive. Nothing is published, sealed or scheduled until one runs."), "bad"
    failed = now.given_up + now.set_aside
    if failed:
        told = ngettext("%(count)s thing needs somebody.", "%(count)s things need somebody.", failed)
        return told % {"count": formats.number(failed)}, "warn"
    return _("All is well: work becomes facts, and nothing has failed."), "ok"


def now_rows(now: Standing, *, sealed_at: datetime | None, open_tail: int) -> tuple[Definition, ...]:
    """Where things stand."""
    since = _("never seen") if now.seen_at is None else _("seen %(when)s") % {"when": formats.moment(now.seen_at)}
    return (
        Definition(_("Worker"), _("alive") if now.is_alive else _("not alive"), since),
        Definition(
            _("Facts to"),
            formats.clock(now.horizon) if now.horizon else _("nothing yet"),
            _("oldest waiting row: %(span)s") % {"span": formats.duration(now.lag)} if now.waiting else None,
        ),
        Definition(_("Rows waiting"), formats.number(now.waiting)),
        Definition(
            _("Last seal"),
            formats.moment(sealed_at) if sealed_at else _("not yet"),
            _open_tail(open_tail),
        ),
        Definition(
            _("Tasks waiting"),
            formats.number(now.tasks_waiting),
            _("%(count)s to be tried again") % {"count": formats.number(now.tasks_retried)}
            if now.tasks_retried
            else None,
        ),
    )


def running_table(now: Standing, *, at: datetime) -> TableView:
    """The tasks under way."""
    rows = [
        [
            code(each.task.removeprefix(desks.PREFIX)),
            formats.duration(at - each.since) if each.since else None,
            each.attempt,
        ]
        for each in now.tasks_running
    ]
    return simple_table("running", _("Under way"), [_("Background task"), _("Running for"), _("Attempt")], rows)


def due_table(rows: Iterable[Due], *, at: datetime) -> TableView:
    """The periodic tasks."""
    shown = [[code(row.name), _next(row, at=at), formats.duration(row.every), _last(row)] for row in rows]
    return simple_table(
        "due", _("Schedule"), [_("Background task"), _("Next run"), _("How often"), _("Last handed over")], shown
    )


def failed_tasks(letters: Iterable[DeadLetter]) -> tuple[Failed, ...]:
    """The tasks that were given up."""
    return tuple(
        Failed(
            task=letter.task.removeprefix(desks.PREFIX),
            error=letter.error.rpartition(".")[2],
            where=letter.where[-1] if letter.where else None,
            arguments=_arguments(letter),
            when=formats.moment(letter.died_at),
            attempts=ngettext("%(count)s attempt", "%(count)s attempts", letter.attempts)
            % {"count": formats.number(letter.attempts)},
            url=reverse("background:replay", args=[letter.uuid]),
        )
        for letter in letters
    )


def rows_aside(rows: Iterable[SetAsideRow]) -> tuple[Aside, ...]:
    """The fact rows that do not fit: never with what they hold."""
    return tuple(
        Aside(
            table=row.table,
            why=_why(row),
            when=formats.moment(row.set_aside_at),
            url=reverse("background:again", args=[row.uuid]),
        )
        for row in rows
    )


def handed_over(letter: DeadLetter) -> str:
    """What is said after a replay."""
    return _("Handed over again: %(task)s.") % {"task": letter.task}


def waits_again() -> str:
    """What is said after a row was put back."""
    return _("The row waits to be published. If it still does not fit, it comes back here.")


def _open_tail(count: int) -> str | None:
    told = ngettext("%(count)s event not sealed yet", "%(count)s events not sealed yet", count)
    return told % {"count": formats.number(count)} if count else None


def _why(row: SetAsideRow) -> str:
    fault = row.get_fault_display()
    return _("%(fault)s: %(column)s") % {"fault": fault, "column": row.column} if row.column else fault


def _next(row: Due, *, at: datetime) -> str:
    if row.due_at is None or row.due_at <= at:
        return _("at once")
    return _("%(span)s from now") % {"span": formats.duration(row.due_at - at)}


def _last(row: Due) -> str | None:
    return formats.moment(row.last_at) if row.last_at else None


def _arguments(letter: DeadLetter) -> str:
    named = (f"{name}={value!r}" for name, value in letter.arguments["kwargs"].items())
    return ", ".join([*map(repr, letter.arguments["args"]), *named])

"""Fills an empty home from the first table to the last seal.

Not here: what happens on the demo's days (``day``).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from evenhand.demo.console import bringing, day
from evenhand.demo.console.calendar import Calendar
from evenhand.demo.console.history import bring
from evenhand.demo.console.policy import put_in_force
from evenhand.demo.console.staff import hire
from evenhand.demo.types import Filled
from evenhand.facts import disk
from evenhand.ops.ledger import sealing
from evenhand.ops.spine import clock, facts, publisher
from evenhand.simulate import Operation, operation
from evenhand.web.keeping.upgrading import upgrade

Tell = Callable[[str], None]


def live_through(home: Path, *, size: str, seed: int, tell: Tell) -> Filled:
    """Everything, with a word before each part of it."""
    tell(f"Simulating a {size} operation")
    simulated = operation("medium" if size == "medium" else "small", seed=seed)
    calendar = Calendar.of(simulated, now=clock.now())
    tell("Making the database and the ledger's key")
    _without_waiting_for_the_disk()
    upgrade(settings.EVENHAND)
    scene = _set_the_scene(simulated, calendar, seed=seed, tell=tell)
    tell("Assessing two weeks, and a third of this one")
    settle(day.the_week_before(scene, home))
    sample, over = day.last_week(scene)
    settle(over)
    settle(day.this_week(scene))
    on_a_sheet = day.a_sheet_to_fill_in(scene)
    bringing.bring_one(by=scene.person("priya"), at=calendar.day(-1, hour=15))
    tell("Sealing the ledger")
    settle(clock.now())
    _onto_the_disk(home)
    planted = tuple(trouble.sentence for trouble in simulated.planted)
    return Filled(sample.sample_id, on_a_sheet.sample_id, planted, scene.staff.logins)


def settle(at: datetime) -> None:
    """What was done so far becomes facts, and is sealed."""
    while publisher.publish_waiting(at=at).rows:
        pass
    sealing.seal_all(at)


def _set_the_scene(simulated: Operation, calendar: Calendar, *, seed: int, tell: Tell) -> day.Scene:
    tell("Giving people their roles")
    hired = calendar.begins - timedelta(days=1)
    with clock.frozen(hired):
        staff = hire(simulated, at=hired)
    moved = calendar.moved(simulated)
    first, second = ((name, since + moved) for name, since in simulated.versions)
    policy = put_in_force(first, second, by=staff.people["siyuan"])
    tell("Bringing the decisions in")
    bring(facts.whole(), simulated, moved=moved, until=calendar.today)
    settle(second[1])
    return day.Scene(simulated, calendar, staff, policy, seed)


def _without_waiting_for_the_disk() -> None:
    """A demo that a crash cut short is made anew, so no change needs to be durable before the last."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous = OFF")


def _onto_the_disk(home: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    disk.flush_file(home / "work.sqlite3")

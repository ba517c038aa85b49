"""Brings a file in that waits for its person's word: decisions of a help desk, two of them not as they should be.

Not here: reading and storing files (``ops.exchange``).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from evenhand.demo.console.samples import do_background_work
from evenhand.ops.exchange.models import Import
from evenhand.ops.exchange.services import bring
from evenhand.ops.exchange.types import HowToRead
from evenhand.ops.exchange.vocabulary import Into
from evenhand.ops.people.models import User
from evenhand.ops.spine import clock

NAME = "helpdesk-export.csv"
COLUMNS = ("decision_id", "case_id", "moderator", "verdict", "decided_at", "lang", "text")
VERDICTS = ("none", "FR.1", "none", "IN.1", "none", "HA.1")
SUBJECTS = ("a refund that never came", "a locked account", "a parcel sent twice", "an unknown login", "a wrong price")
ROWS = 180


def bring_one(*, by: User, at: datetime) -> Import:
    """Uploads the file and has it read; it is stored when the person says so."""
    file = SimpleUploadedFile(NAME, _written(at).encode())
    with clock.frozen(at):
        brought = bring(file, HowToRead(into=Into.JUDGEMENTS_ITEMS, source="helpdesk"), by=by, at=at)
        do_background_work()
    brought.refresh_from_db()
    return brought


def _written(at: datetime) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(_rows(at))
    return text.getvalue()


def _rows(at: datetime) -> Iterator[tuple[str, ...]]:
    begins = (at - timedelta(days=14)).replace(minute=0, second=0, microsecond=0)
    for number in range(1, ROWS + 1):
        verdict = "" if number == 57 else VERDICTS[number % len(VERDICTS)]  # as an agent forgets it
        decided = "last Tuesday" if number == 131 else (begins + timedelta(hours=number)).isoformat()
        subject = SUBJECTS[number % len(SUBJECTS)]
        agent = f"agent-{number % 7 + 1}"
        yield (f"h-{number:04}", f"t-{number:04}", agent, verdict, decided, "en", f"Sample ticket about {subject}.")

"""Visits the console of a demo as each of its people, in a process of its own, and prints what it met as JSON.

The logins come on stdin. Not here: what is expected of it (``test_the_demo_console``).
"""

from __future__ import annotations

import json
import logging
import sys
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402  once the desks are set up
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402

from evenhand.facts.store import Facts  # noqa: E402
from evenhand.facts.verification import verify  # noqa: E402
from evenhand.ops.judgements.models import Bar, Judgement, Task  # noqa: E402
from evenhand.ops.judgements.permissions import may_judge  # noqa: E402
from evenhand.ops.ledger.checking import check  # noqa: E402
from evenhand.ops.people.models import JudgeAlias, User  # noqa: E402
from evenhand.ops.quality.models import Finding, Sample, Unit  # noqa: E402
from evenhand.ops.spine import clock, desks  # noqa: E402
from evenhand.ops.spine.models import OutboxRow, SetAsideRow  # noqa: E402

logging.getLogger("evenhand").setLevel(logging.WARNING)


def sign_in(login: dict[str, str]) -> Client:
    """A browser of somebody who typed their name and password."""
    client = Client(SERVER_NAME="127.0.0.1")
    answer = client.post(reverse("people:login"), {"username": login["username"], "password": login["password"]})
    if answer.status_code != 302:
        raise SystemExit(f"{login['username']} cannot sign in: {answer.status_code}")
    return client


def look(client: Client, address: str) -> dict[str, Any]:
    """What a page answers, and how many statements it took."""
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address, follow=True)
    text = answer.content.decode() if answer.headers["Content-Type"].startswith("text/html") else ""
    return {
        "status": answer.status_code,
        "queries": len(asked),
        "language": answer.headers["Content-Language"],
        "text": text,
    }


def home_of(username: str, client: Client) -> dict[str, Any]:
    """The home of somebody, and how many things are theirs to do."""
    user = User.objects.get(username=username)
    rows = [row for desk in desks.all_desks() for work in desk.home for row in work(user, clock.now())]
    page = look(client, "/")
    due = [row.due_at for row in rows if row.due_at]
    return {**page, "text": "", "rows": len(rows), "late": sum(moment < clock.now() for moment in due)}


def pages(clients: dict[str, Client]) -> dict[str, Any]:
    """A page of each desk, as somebody whose work it is."""
    at_desk = Sample.objects.filter(mode="tasks")
    finished, waiting = at_desk.get(name="Weekly, all queues"), at_desk.get(name="This week, all queues")
    wanted = {
        "samples": ("amara", reverse("quality:samples")),
        "finished": ("amara", reverse("quality:sample", kwargs={"uuid": finished.uuid})),
        "waiting": ("amara", reverse("quality:sample", kwargs={"uuid": waiting.uuid})),
        "report": ("amara", reverse("quality:report", kwargs={"uuid": finished.uuid})),
        "findings": ("amara", reverse("quality:findings")),
        "partner's findings": ("aisyah", reverse("quality:findings")),
        "tasks": ("siobhan", reverse("judgements:mine")),
        "panel": ("siobhan", reverse("judgements:next")),
        "in Chinese": ("meilin", reverse("judgements:mine")),
        "imports": ("priya", reverse("exchange:index")),
        "people": ("ingrid", reverse("people:people")),
    }
    return {name: look(clients[who], address) for name, (who, address) in wanted.items()}


def kept() -> dict[str, Any]:
    """What the home holds, counted."""
    own = JudgeAlias.objects.get(user__username="siobhan").judge_id
    theirs = Unit.objects.filter(judge_id=own).values("decision_id")
    siobhan = User.objects.get(username="siobhan")
    return {
        "facts": verify(Facts.open(settings.EVENHAND.home)).ok,
        "ledger": check(with_facts=True).sentences,
        "ledger_ok": check(with_facts=True).ok,
        "waiting_rows": OutboxRow.objects.filter(batch=None).count(),
        "set_aside": SetAsideRow.objects.count(),
        "barred": Bar.objects.filter(user=siobhan, task__about_id__in=theirs).count(),
        "own_to_judge": may_judge(siobhan).filter(about_id__in=theirs).count(),
        "judged_own": Judgement.objects.filter(
            judge=siobhan, task__about_id__in=theirs, task__setting="assessment"
        ).count(),
        "open": Task.objects.filter(state="open").count(),
        "done": Task.objects.filter(state="done").count(),
        "findings": Finding.objects.filter(retracted=False).count(),
        "in_the_future": Unit.objects.filter(decided_at__gt=clock.now()).count(),
    }


def main() -> None:
    """Prints what was met."""
    kept_at_first = kept()
    clients = {login["username"]: sign_in(login) for login in json.load(sys.stdin)}
    homes = {username: home_of(username, client) for username, client in clients.items()}
    met = {"kept": kept_at_first, "homes": homes, "pages": pages(clients)}
    json.dump(met, sys.stdout)


main()

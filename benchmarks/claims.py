# ruff: noqa: E402  # Django is set up before its models are imported
"""Tasks claimed and judged per second by many threads at once, beside the limit: bare commits of one row each.

    python benchmarks/claims.py [--threads 16] [--tasks 800] [--waiting 10000]
    python tools/with_postgres.py python benchmarks/claims.py

A task takes two commits. Figures are ratios to the limit of the same database in the same run; absolute figures are
for this machine. Ends with 1 when a task is judged twice or not at all.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from statistics import median, quantiles
from typing import Any

os.environ["EVENHAND_DATA"] = tempfile.mkdtemp(prefix="evenhand-claims-")
os.environ["DJANGO_SETTINGS_MODULE"] = "evenhand.web.settings"

import django

django.setup()

from django.core.management import call_command
from django.db import connection

from evenhand.ops.items.models import Item, Snapshot
from evenhand.ops.judgements import services
from evenhand.ops.judgements.models import Judgement
from evenhand.ops.judgements.types import Given, NewTask
from evenhand.ops.judgements.vocabulary import Setting
from evenhand.ops.people.models import Grant, User
from evenhand.ops.people.roles import Role
from evenhand.ops.policies.models import Policy, PolicyVersion
from evenhand.ops.spine import clock, desks

COMMITS = 400


def main() -> int:
    given = arguments()
    call_command("migrate", verbosity=0)
    desks.all_desks()  # as a server has: the first judgement of a process would wait for them
    people = [User.objects.create(username=f"p{n}", name=f"P{n}") for n in range(given.threads)]
    Grant.objects.bulk_create(Grant(user=user, role=Role.ASSESSOR) for user in people)
    open_tasks(given.waiting, at=clock.now())
    limit = max(commits(1), commits(given.threads))
    each = given.tasks // given.threads
    started = time.perf_counter()
    with ThreadPoolExecutor(given.threads) as pool:
        spans = [span for own in pool.map(lambda user: work(user, each), people) for span in own]
    rate = len(spans) / (time.perf_counter() - started)
    print(f"{connection.vendor}, {given.waiting:,} tasks waiting, {given.threads} threads")
    print(f"limit: {limit:,.0f} bare commits a second")
    print(f"claimed and judged: {rate:,.0f} tasks a second, {rate / limit:.1%} of the limit")
    print(f"claim {shown([first for first, _ in spans])}; judge {shown([second for _, second in spans])}")
    judged = Judgement.objects.values_list("task_id", flat=True)
    return 0 if len(judged) == len(set(judged)) == each * given.threads else 1


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", type=int, default=16)
    parser.add_argument("--tasks", type=int, default=800)
    parser.add_argument("--waiting", type=int, default=10_000)
    return parser.parse_args()


def open_tasks(count: int, *, at: datetime) -> None:
    policy = Policy.objects.create(code="guidelines", title_en="Guidelines", title_zh="准则", created_at=at)
    version = PolicyVersion.objects.create(policy=policy, name="1", state="published", created_at=at, published_at=at)
    items = Item.objects.bulk_create(Item(source="coop", external_id=f"i-{n}", added_at=at) for n in range(count))
    snapshots = Snapshot.objects.bulk_create(
        Snapshot(item=item, digest=f"{n:064}", text="Words.", taken_at=at) for n, item in enumerate(items)
    )
    tasks = [
        NewTask(
            setting=Setting.ASSESSMENT,
            item_id=each.item_id,
            snapshot_id=each.pk,
            policy_version_id=version.pk,
            about_source="coop",
            about_id=f"decision on {each.pk}",
            context_kind="exercise",
            context_id="e-1",
        )
        for each in snapshots
    ]
    services.open_tasks(tasks, at=at)


def commits(threads: int) -> float:
    """One row a commit, without anything of ours: so many a second."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bare (body TEXT)")

    def insert(count: int) -> None:
        with connection.cursor() as cursor:
            for _ in range(count):
                cursor.execute("INSERT INTO bare (body) VALUES (%s)", ["x" * 300])
        connection.close()

    started = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(insert, [COMMITS // threads] * threads))
    return COMMITS / (time.perf_counter() - started)


def work(user: User, count: int) -> list[tuple[float, float]]:
    spans = []
    for _ in range(count):
        first, task = timed(services.claim, user, at=clock.now())
        given = Given(label="none", seconds=1.0)
        second, _ = timed(services.judge, task.uuid, user, given=given, version=task.version, at=clock.now())
        spans.append((first, second))
    connection.close()
    return spans


def timed(call: Callable[..., Any], *args: Any, **kwargs: Any) -> tuple[float, Any]:
    started = time.perf_counter()
    answer = call(*args, **kwargs)
    return time.perf_counter() - started, answer


def shown(spans: list[float]) -> str:
    return f"{median(spans) * 1000:.0f} ms, p95 {quantiles(spans, n=20)[-1] * 1000:.0f} ms"


if __name__ == "__main__":
    sys.exit(main())

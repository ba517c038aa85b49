# ruff: noqa: E402, T201  # Django is set up before its models are imported; the figures are printed
"""How many tasks a second are claimed and judged by 16 threads at once: a script, not a test.

PYTHONPATH=tests python tests/ops/judgements/measure_claims.py
PYTHONPATH=tests python tools/with_postgres.py python tests/ops/judgements/measure_claims.py
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from statistics import median, quantiles
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "desk_settings")

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from judging_cast import policy_version, tasks

from evenhand.ops.judgements import services
from evenhand.ops.judgements.models import Judgement
from evenhand.ops.judgements.types import Given
from evenhand.ops.people.models import Grant, User
from evenhand.ops.people.roles import Role
from evenhand.ops.spine import clock

THREADS, TASKS, WAITING = 16, 800, 10_000


def main() -> None:
    call_command("migrate", verbosity=0)
    people = [User.objects.create(username=f"p{n}", name=f"P{n}") for n in range(THREADS)]
    Grant.objects.bulk_create(Grant(user=user, role=Role.ASSESSOR) for user in people)
    at = clock.now()
    tasks(WAITING, policy_version(), at=at)
    started = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        spans = [span for own in pool.map(_work, people) for span in own]
    seconds = time.perf_counter() - started
    claims, judged = [first for first, _ in spans], [second for _, second in spans]
    done = Judgement.objects.count()
    print(f"{connection.vendor}: {done} tasks by {THREADS} threads, {WAITING} waiting: {done / seconds:.0f} a second")
    print(f"claim {_shown(claims)}; judge {_shown(judged)}")


def _work(user: User) -> list[tuple[float, float]]:
    spans = []
    for _ in range(TASKS // THREADS):
        first, task = _timed(services.claim, user, at=clock.now())
        given = Given(label="none", seconds=1.0)
        second, _ = _timed(services.judge, task.uuid, user, given=given, version=task.version, at=clock.now())
        spans.append((first, second))
    connection.close()
    return spans


def _timed(call: Callable[..., Any], *args: Any, **kwargs: Any) -> tuple[float, Any]:
    started = time.perf_counter()
    answer = call(*args, **kwargs)
    return time.perf_counter() - started, answer


def _shown(spans: list[float]) -> str:
    return f"{median(spans) * 1000:.0f} ms, p95 {quantiles(spans, n=20)[-1] * 1000:.0f} ms"


if __name__ == "__main__":
    main()

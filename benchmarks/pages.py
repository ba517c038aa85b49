"""Pages that read the facts, on a home of many decisions, each beside one GROUP BY over the same decisions.

    python benchmarks/pages.py [--rows 10000000] [--home FOLDER]

Each page is asked for by Django's test client in a process of its own: cold is the first time, after the program has
started and signed somebody in; then five times again, of which the median counts; then once after a batch was published
elsewhere. ``--home`` keeps the home for the next run. Ends with 1 when a page passes 2 seconds cold or 200 ms again;
both are meant for two quiet cores: the load is printed, and the processor seconds of the first time.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
import duckdb

from evenhand.demo.serving import serving_settings

COLD, AGAIN = 2.0, 0.2  # seconds
SETTINGS = {"EVENHAND_MEMORY": "1GB", "EVENHAND_THREADS": "2"}
DECISIONS = """(SELECT 'j' || i AS judgement_id, 'bench' AS source, 'item' || (hash(i) % {items}) AS item_id,
'r' || (hash(i * 7) % 500) AS judge_id, 'team' || (hash(i * 7) % 40) AS team,
CASE WHEN hash(i * 3) % 10 < 7 THEN 'none' ELSE 'HT.' || (hash(i * 3) % 12) END AS label,
TIMESTAMPTZ '2026-01-01' + INTERVAL (i * {step}) MILLISECOND AS judged_at,
['en', 'es', 'zh', 'ms', 'th'][1 + (hash(i * 5) % 5)::INT] AS language,
['eu', 'us', 'apac'][1 + (hash(i * 11) % 3)::INT] AS market, 'q' || (hash(i * 13) % 8) AS queue,
['', 'alder', 'birch'][1 + (hash(i * 7) % 3)::INT] AS partner, (hash(i * 17) % 300) / 10.0 AS seconds
FROM range({first}, {last}) t(i))"""
ITEMS = """(SELECT 'item' || i AS item_id, 'bench' AS source, 'content' AS kind, 'text' AS content_type,
'A post about ' || hash(i) AS text, TIMESTAMPTZ '2026-01-01' + INTERVAL (i * {step} * 5) MILLISECOND AS created_at
FROM range({items}) t(i))"""
HALF_A_YEAR = 181 * 86_400_000  # milliseconds
PAGES = (
    "home",
    "samples",
    "plan form",
    "preview",
    "sample",
    "report",
    "report by queue",
    "rows",
    "findings",
    "imports",
    "import look",
    "report of a part",
    "plan form of a part",
    "preview of a part",
)
PLAN = {
    "token": "0197f0c0-0000-7000-8000-000000000001",
    "name": "A week",
    "source": "bench",
    "since": "2026-06-01",
    "until": "2026-06-07",
    "how_much": "size",
    "size": "300",
    "strata": ["language", "queue"],
    "allocation": "proportional",
    "policy": "labels",
    "mode": "tasks",
    "minutes": "2",
}


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rows", type=int, default=10_000_000)
    options.add_argument("--home", type=Path)
    options.add_argument("--step", help=argparse.SUPPRESS)
    options.add_argument("--pages", nargs="+", default=PAGES)
    given = options.parse_args()
    if given.step:
        return step(given)
    with tempfile.TemporaryDirectory() as folder:
        home = given.home or Path(folder)
        if not (home / "facts").is_dir():
            child("make", home, rows=given.rows)
        (group,) = child("group", home)
        print(f"{given.rows:,} decisions, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        print(f"one GROUP BY: {group['cold']:.2f} s, {group['again'] * 1e3:.0f} ms again\n")
        print(
            f"{'page':20} {'cold':>8} {'ratio':>6} {'cpu':>8} {'again':>8} {'ratio':>6} "
            f"{'published':>10} {'queries':>8} {'MB':>6}"
        )
        return max([show(name, group, *child("page", home, pages=[name])) for name in given.pages])


def show(name: str, group: dict[str, float], page: dict[str, float]) -> int:
    """Prints a page's figures; 1 when it is too slow."""
    print(
        f"{name:20} {page['cold']:6.2f} s {page['cold'] / group['cold']:6.2f} {page['cpu']:6.2f} s "
        f"{page['again'] * 1e3:5.0f} ms {page['again'] / group['again']:6.2f} {page['published']:8.2f} s "
        f"{page['queries']:8.0f} {page['peak'] / 1e6:6.0f}"
    )
    return int(page["cold"] > COLD or page["again"] > AGAIN)


def child(name: str, home: Path, *, rows: int = 0, pages: list[str] | None = None) -> list[dict[str, float]]:
    """Runs a step in a process of its own, and returns the figures that it prints."""
    command = [sys.executable, __file__, "--step", name, "--home", str(home), "--rows", str(rows)]
    done = subprocess.run(
        [*command, "--pages", *(pages or ["-"])],
        env={**os.environ, **serving_settings(home), **SETTINGS},
        stdout=subprocess.PIPE,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def step(given: argparse.Namespace) -> int:
    """What a child does."""
    if given.step == "group":
        print(json.dumps(group(given.home)))
        return 0
    django.setup()
    if given.step == "make":
        make(given.rows)
    else:
        print(json.dumps(look(given.pages[0])))
    return 0


def group(home: Path) -> dict[str, float]:
    """The limit: the engine alone, with what it needs to open."""
    files = f"read_parquet('{home}/facts/judgements/*/*.parquet', union_by_name = true)"
    asked = f"SELECT language, market, count(*), count(DISTINCT judge_id) FROM {files} GROUP BY ALL"
    connection = duckdb.connect(config={"threads": 2, "memory_limit": "1GB"})
    times = [timed(lambda: connection.execute(asked).fetchall()) for _ in range(6)]
    return {"cold": times[0], "again": statistics.median(times[1:])}


def timed(work: Any) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def make(rows: int) -> None:
    """The home: decisions and their items, a sample of 600 assessed on a sheet, a file brought, people."""
    from datetime import UTC, date, datetime
    from uuid import uuid4

    from django.conf import settings

    from evenhand.assess import write_sheet
    from evenhand.demo.console import bringing, samples, story
    from evenhand.ops.people.models import Grant, User
    from evenhand.ops.people.roles import Role
    from evenhand.ops.quality import services
    from evenhand.ops.quality.services import sheets
    from evenhand.ops.quality.types import Asked
    from evenhand.ops.spine import facts
    from evenhand.web.keeping.upgrading import upgrade

    upgrade(settings.EVENHAND)
    items, milliseconds = max(rows // 5, 1), max(HALF_A_YEAR // rows, 1)
    with facts.whole().writing("benchmark") as batch:
        batch.add("judgements", DECISIONS.format(items=items, step=milliseconds, first=0, last=rows))
        batch.add("items", ITEMS.format(items=items, step=milliseconds))
    lead = User.objects.create(username="lead", name="Lead")
    Grant.objects.create(user=lead, role=Role.QUALITY_LEAD)
    Grant.objects.create(user=lead, role=Role.OPERATIONS_MANAGER)
    part = User.objects.create(username="part", name="Part")
    Grant.objects.create(user=part, role=Role.QUALITY_LEAD, partners=["alder"])
    at = datetime(2026, 7, 1, 9, tzinfo=UTC)
    asked = Asked(
        name="June",
        source="bench",
        size=600,
        strata=("language", "partner"),
        floor=5,
        since=date(2026, 6, 1),
        until=date(2026, 6, 30),
        target=0.95,
    )
    sample = services.plan_sample(asked, uuid=uuid4(), by=lead, at=at)
    samples.do_background_work()
    sample.refresh_from_db()
    sheet = settings.EVENHAND.home / "sheet.csv"
    write_sheet(facts.whole(), sample.sample_id, sheet)
    fill(sheet)
    sheets.load(sample, sheet, assessor=lead, by=lead, at=at)
    bringing.bring_one(by=lead, at=at)
    story.settle(at)


def fill(sheet: Path) -> None:
    """Every tenth decision is called a violation."""
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    with sheet.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(row | {"label": "none" if n % 10 else "HT.2"} for n, row in enumerate(rows))


def look(page: str) -> dict[str, float]:
    """One page: cold, again, after a publication; with queries and peak memory."""
    from django.db import connection
    from django.test import Client

    from evenhand.ops.people.models import User
    from evenhand.ops.spine import facts

    client = Client(headers={"host": "localhost"})
    user = User.objects.get(username="part" if page.endswith("of a part") else "lead")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    client.get(
        "/search", {"q": "June"}
    )  # templates, translations and addresses are loaded: what is left is the page's own
    ask = request(page, client)
    started = time.process_time()
    cold = timed(ask)
    cpu = time.process_time() - started
    again = statistics.median(timed(ask) for _ in range(5))
    queries: list[str] = []
    with connection.execute_wrapper(lambda run, *given: (queries.append(given[0]), run(*given))[1]):
        ask()
    with facts.whole().writing("benchmark") as batch:
        first = time.time_ns() // 1_000_000
        batch.add("judgements", DECISIONS.format(items=9, step=0, first=first, last=first + 3))
    published = timed(ask)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {"cold": cold, "cpu": cpu, "again": again, "published": published, "queries": len(queries), "peak": peak}


def request(page: str, client: Any) -> Callable[[], object]:
    """What asks for a page, and insists on getting it."""
    from django.urls import reverse

    from evenhand.ops.exchange.models import Import
    from evenhand.ops.quality.models import Sample

    sample, brought = {"uuid": Sample.objects.get().uuid}, {"uuid": Import.objects.get().uuid}
    addresses = {
        "home": reverse("home"),
        "samples": reverse("quality:samples"),
        "plan form": reverse("quality:new"),
        "preview": reverse("quality:preview"),
        "sample": reverse("quality:sample", kwargs=sample),
        "report": reverse("quality:report", kwargs=sample),
        "report by queue": reverse("quality:report", kwargs=sample, query={"by": "queue"}),
        "rows": reverse("quality:rows", kwargs=sample, query={"state": "differs"}),
        "findings": reverse("quality:findings"),
        "imports": reverse("exchange:index"),
        "import look": reverse("exchange:import", kwargs=brought),
    }
    address = addresses[page.removesuffix(" of a part")]

    def ask() -> None:
        answer = client.post(address, PLAN) if page.startswith("preview") else client.get(address)
        if answer.status_code != 200 or len(answer.content) < 500:
            raise RuntimeError(f"{address} answered {answer.status_code}")

    return ask


if __name__ == "__main__":
    sys.exit(main())

"""Big files through the main job, each step beside the engine's own work on the same file in the same run.

    python benchmarks/scale.py [--rows 1000000 10000000]

Import: CSV to facts against DuckDB's own read_csv to Parquet. Draw: a stratified sample of 2,000 against one GROUP BY
over the same rows. Report: the figures of that sample, assessed, against the same GROUP BY. Each step is a process of
its own, and its peak memory is the process's. Both sides start from compiled modules, as installed programs do, also
where the environment forbids bytecode; what starting alone takes is printed first, and the import's ratio without it.
Ends with 1 when a peak passes 1.5 GB; ratios are printed, and judged by the reader.
"""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

LIMIT = 1.5e9
SETTINGS = {"EVENHAND_MEMORY": "1GB", "EVENHAND_THREADS": "2"}
PLAN = """name = "Scale"
size = 2000
strata = ["language", "market"]
seed = 7
"""
PEER = """import duckdb, sys
connection = duckdb.connect()
connection.execute("SET threads = 2")
connection.execute("SET memory_limit = '1GB'")
connection.execute(sys.argv[1]).fetchall()
"""
ROWS = """COPY (SELECT 'j' || i AS judgement_id, 'item' || (hash(i) % 4000000) AS item_id,
'r' || (hash(i * 7) % 500) AS judge_id, CASE WHEN hash(i * 3) % 10 < 7 THEN 'none' ELSE 'HT.2' END AS label,
TIMESTAMP '2026-01-01' + INTERVAL (i * 2) SECOND AS judged_at,
['en', 'es', 'zh', 'ms', 'th'][1 + (hash(i * 5) % 5)::INT] AS language,
['eu', 'us', 'apac'][1 + (hash(i * 11) % 3)::INT] AS market, 'q' || (hash(i * 13) % 8) AS queue,
(hash(i * 17) % 300) / 10.0 AS seconds FROM range({rows}) t(i)) TO '{path}'"""


@dataclass(frozen=True)
class Step:
    """One finished process: wall and processor seconds, peak bytes."""

    name: str
    wall: float
    cpu: float
    peak: int

    def alone(self) -> str:
        """The step in one line."""
        return f"{self.name:34} {self.wall:8.1f} s wall {self.cpu:8.1f} s cpu {self.peak / 1e6:8.0f} MB"

    def beside(self, peer: Step) -> str:
        """The step, and its ratios to another."""
        return f"{self.alone()}   {self.wall / peer.wall:5.1f} x wall, {self.cpu / peer.cpu:5.1f} x cpu of {peer.name}"


def measured(name: str, command: Sequence[str]) -> Step:
    started = time.monotonic()
    child = subprocess.Popen(command, env=os.environ | SETTINGS, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if status:
        sys.exit(f"{name} failed")
    return Step(name, time.monotonic() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def peer(name: str, statement: str) -> Step:
    return measured(name, [sys.executable, "-c", PEER, statement])


def ours(name: str, *arguments: str) -> Step:
    return measured(name, [sys.executable, "-c", "from evenhand.cli import main; main()", *arguments])


def compile_modules(folder: Path) -> None:
    """Makes every process from here on keep and use bytecode in a folder of this run, and fills it."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(folder / "bytecode")
    modules = ", ".join(f"evenhand.cli.{name}" for name in ("importing", "sampling", "reporting"))
    measured("compiling", [sys.executable, "-c", f"import {modules}"])


def starts(folder: Path) -> tuple[Step, Step]:
    """What a query of nothing and an import of ten rows take, the second time round."""
    table = folder / "ten.csv"
    duckdb.connect().execute(ROWS.format(rows=10, path=table))
    for home in ("first", "second"):
        query = peer("a query of nothing", "SELECT 1")
        taken = ours("import of ten rows", "import", str(table), "--data", str(folder / home), "--json")
    print(query.alone())
    print(taken.beside(query))
    return query, taken


def assess(home: Path, sheet: Path) -> Path:
    """Exports the blind sheet and fills it: every tenth decision is called a violation."""
    ours("export", "sample", "export", "Scale", "--out", str(sheet), "--data", str(home))
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    with sheet.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(row | {"label": "none" if n % 10 else "HT.2"} for n, row in enumerate(rows))
    return sheet


def run(rows: int, folder: Path, started: tuple[Step, Step]) -> list[Step]:
    table, home, plan = folder / f"{rows}.csv", folder / f"home-{rows}", folder / "plan.toml"
    duckdb.connect().execute(ROWS.format(rows=rows, path=table))
    plan.write_text(PLAN)
    print(f"\n{rows:,} rows, {table.stat().st_size / 1e6:,.0f} MB of CSV")
    copy = peer("read_csv to Parquet", f"COPY (FROM read_csv('{table}')) TO '{folder / 'peer.parquet'}'")
    print(copy.alone())
    taken = ours("import", "import", str(table), "--data", str(home), "--json")
    print(taken.beside(copy))
    query, nothing = started
    wall = (taken.wall - nothing.wall) / (copy.wall - query.wall)
    cpu = (taken.cpu - nothing.cpu) / (copy.cpu - query.cpu)
    print(f"{'import, both without their start':72} {wall:5.1f} x wall, {cpu:5.1f} x cpu of {copy.name}")
    files = f"read_parquet('{home}/facts/judgements/*/*.parquet')"
    group = peer(
        "one GROUP BY", f"SELECT language, market, count(*), count(DISTINCT item_id) FROM {files} GROUP BY ALL"
    )
    print(group.alone())
    drawn = ours("draw 2,000 in 15 strata", "sample", "draw", "--plan", str(plan), "--data", str(home), "--json")
    print(drawn.beside(group))
    filled = assess(home, folder / "sheet.csv")
    ours("load", "sample", "load", "Scale", str(filled), "--data", str(home))
    report = ours("the report's figures", "report", "quality", "--sample", "Scale", "--data", str(home), "--json")
    print(report.beside(group))
    return [taken, drawn, report]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rows", type=int, nargs="+", default=[1_000_000, 10_000_000])
    steps: list[Step] = []
    with tempfile.TemporaryDirectory() as folder:
        asked = options.parse_args().rows
        compile_modules(Path(folder))
        started = starts(Path(folder))
        for rows in asked:
            steps += run(rows, Path(folder), started)
    heavy = [step for step in steps if step.peak > LIMIT]
    for step in heavy:
        print(f"{step.name}: {step.peak / 1e6:,.0f} MB is above {LIMIT / 1e6:,.0f} MB")
    return 1 if heavy else 0


if __name__ == "__main__":
    sys.exit(main())

"""Rows, files and looks at a store that several fact tests share."""

from __future__ import annotations

import csv
import hashlib
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from evenhand.facts.store import Facts

START = datetime(2026, 3, 1, 9, tzinfo=UTC)


def judgement(number: int, **fields: Any) -> dict[str, Any]:
    """A decision of March 2026, one an hour."""
    row = {
        "judgement_id": f"j{number}",
        "source": "console",
        "item_id": f"i{number}",
        "judge_id": f"ben{number % 3}",
        "label": ("none", "spam", "hate.slur")[number % 3],
        "judged_at": START + timedelta(hours=number),
    }
    return row | fields


def judgements(count: int, *, first: int = 0, **fields: Any) -> list[dict[str, Any]]:
    """So many decisions, numbered from ``first``."""
    return [judgement(number, **fields) for number in range(first, first + count)]


def rows_of(facts: Facts, table: str = "judgements", **at: int) -> list[dict[str, Any]]:
    """The rows as they stand, in key order, without the columns of the store."""
    found = facts.query(f"SELECT * EXCLUDE (batch) FROM {table} ORDER BY ALL", **at)
    return found.to_pylist()


def counted(facts: Facts, table: str = "judgements", **at: int) -> int:
    """How many rows a table has as it stands."""
    return int(facts.query(f"SELECT count(*) AS n FROM {table}", **at).to_pylist()[0]["n"])


def snapshot(folder: Path) -> dict[str, str]:
    """Every file below a folder with the digest of its bytes; the lock, which names its last holder, aside."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "lock")
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def write_csv(path: Path, rows: Iterable[Mapping[str, Any]], *, columns: Sequence[str] = (), **how: Any) -> Path:
    """A CSV file of these rows; the first one names the columns unless they are given."""
    rows = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(columns or rows[0]), **how)
        writer.writeheader()
        writer.writerows(rows)
    return path


def read_csv(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file as text."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def python(script: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Runs a script in a process of its own and waits for its end."""
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)

"""Proves that ``evenhand upgrade`` brings a deployment of the version before up to this one, and loses nothing.

The deployment is filled by the code of the newest tag ``v*``. While there is none it is filled by this version and led
back to the first migration of each app. Then it is upgraded, and every row that it held is looked for.

    python tools/upgrade_check.py

Ends with 1 and says what is missing. ``back`` and ``rows`` do one step in the deployment of the environment.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
AFTER = (("check",), ("ledger", "verify", "--facts"), ("facts", "--verify"), ("upgrade",))
GROWING = ("django_migrations", "sqlite_sequence")  # of the databases' and Django's own keeping

Rows = Mapping[str, Any]


def check() -> int:
    """The whole proof; the exit status."""
    with tempfile.TemporaryDirectory(prefix="evenhand-upgrade-") as folder:
        home = Path(folder) / "home"
        before = _of_the_tag(home, Path(folder)) or _of_the_beginning(home)
        _evenhand(home, "upgrade")
        faults = [*lost(before, rows_of(home)), *_amiss(home)]
    for fault in faults:
        print(f"  {fault}")
    held = sum(len(table["rows"]) for table in before.values())
    print(f"{held:,} rows in {len(before)} tables: {'something is lost' if faults else 'all are there'}.")
    return 1 if faults else 0


def lost(before: Rows, after: Rows) -> Iterator[str]:
    """What stood in a database and does not any more: tables, columns, rows by the columns that both have."""
    for table, held in before.items():
        if table in GROWING:
            continue
        if table not in after:
            yield f"{table} is gone, with {len(held['rows'])} rows."
            continue
        shared = [column for column in held["columns"] if column in after[table]["columns"]]
        gone = sorted(set(held["columns"]) - set(shared))
        if gone:
            yield f"{table} has lost {', '.join(gone)}."
        missing = _narrowed(held, shared) - _narrowed(after[table], shared)
        if missing:
            yield f"{table} has lost or changed {missing.total()} of {len(held['rows'])} rows."


def rows_of(home: Path) -> Rows:
    """All tables of a deployment."""
    rows: Rows = json.loads(_run(home, str(Path(__file__)), "rows"))
    return rows


def _narrowed(table: Mapping[str, Any], columns: list[str]) -> Counter[tuple[Any, ...]]:
    places = [table["columns"].index(column) for column in columns]
    return Counter(tuple(row[place] for place in places) for row in table["rows"])


def _of_the_tag(home: Path, folder: Path) -> Rows | None:
    """A deployment that the newest tagged version filled; None while there is no tag."""
    told = _git("tag", "--list", "v*", "--sort=-version:refname").decode().split()
    if not told:
        return None
    print(f"From {told[0]}:")
    subprocess.run(("tar", "-x", "-C", folder), input=_git("archive", told[0], "src"), check=True)
    _run(home, "-m", "evenhand.cli", "demo", "--no-serve", "--data", home, source=folder / "src")
    return rows_of(home)


def _of_the_beginning(home: Path) -> Rows:
    """A deployment of this version, led back to the first migration of each app."""
    print("There is no tag v* yet. From the first migration of each app:")
    _evenhand(home, "demo", "--no-serve", "--data", home)
    _run(home, str(Path(__file__)), "back")
    return rows_of(home)


def _amiss(home: Path) -> Iterator[str]:
    for command in AFTER:
        done = _started(home, "-m", "evenhand.cli", *command)
        if done.returncode:
            yield f"evenhand {' '.join(command)}: {done.stdout}{done.stderr}"


def _evenhand(home: Path, *arguments: object) -> str:
    return _run(home, "-m", "evenhand.cli", *arguments)


def _run(home: Path, *arguments: object, source: Path = ROOT / "src") -> str:
    done = _started(home, *arguments, source=source)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, arguments))} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def _started(home: Path, *arguments: object, source: Path = ROOT / "src") -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EVENHAND_")}
    environment = kept | {
        "EVENHAND_DATA": str(home),
        "PYTHONPATH": str(source),
        "DJANGO_SETTINGS_MODULE": "evenhand.web.settings",
    }
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(command, env=environment, cwd=home.parent, capture_output=True, text=True, check=False)


def _git(*arguments: str) -> bytes:
    return subprocess.run(("git", "-C", ROOT, *arguments), capture_output=True, check=True).stdout


def lead_back() -> None:
    """Takes the migrations after the first of each of our apps back, as far as no first one needs them."""
    from django.apps import apps
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    ours = [app.label for app in apps.get_app_configs() if app.name.startswith("evenhand.")]
    firsts = [node for label in ours for node in graph.root_nodes(label)]
    needed = {node for first in firsts for node in graph.forwards_plan(first)}
    executor.migrate([max(node for node in needed if node[0] == label) for label, _ in firsts])


def tables() -> Rows:
    """Every table with its columns and rows, as JSON can hold them."""
    from django.db import connection

    found: dict[str, Any] = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            columns = [column[0] for column in cursor.description]
            found[table] = {"columns": columns, "rows": [[_plain(value) for value in row] for row in cursor.fetchall()]}
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return value if isinstance(value, int | float | str | None) else str(value)


def main() -> int:
    parser = argparse.ArgumentParser(description="Proves that an upgrade loses nothing.")
    parser.add_argument("step", nargs="?", choices=("back", "rows"))
    step = parser.parse_args().step
    if step is None:
        return check()
    import django

    django.setup()
    if step == "back":
        lead_back()
    else:
        json.dump(tables(), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())

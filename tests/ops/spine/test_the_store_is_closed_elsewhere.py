"""Rules of the house that no type can hold: who may open the facts, leave rows for them, and know how tasks are kept.

Each exception stands here with its reason; one that is no longer needed fails, so that the list can only shrink.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import evenhand

SOURCE = Path(evenhand.__file__).parent
ROOMS = [*SOURCE.glob("ops/**/*.py"), *SOURCE.glob("web/**/*.py")]

MAY_OPEN_THE_STORE = {
    "ops/spine/facts.py": "it is the door",
    "ops/spine/fitting.py": "types the publisher's rows in the engine",
    "web/keeping/backup.py": "copies the files as of one moment",
    "web/keeping/restoring.py": "verifies the facts of a backup, which no deployment has opened yet",
}
MAY_HAVE_ALL_FACTS = {
    "ops/spine/facts.py": "it is the door",
    "ops/spine/publisher.py": "writes what services left in the outbox",
    "ops/spine/tasks.py": "merges small files",
    "ops/exchange/tasks.py": "imports files",
    "ops/ledger/checking.py": "proves that the facts are whole",
    "ops/ledger/erasure.py": "erases",
    "ops/quality/selectors/population.py": "counts what a plan may draw from, which is everything",
    "ops/quality/selectors/reports.py": "takes the head that a remembered report was made of, and reads within a scope",
    "ops/quality/services/drawing.py": "draws samples",
    "ops/quality/services/sheets.py": "loads answers given on a sheet",
    "web/keeping/backup.py": "copies the files as of one moment",
    "web/keeping/checking.py": "looks whether every file is there",
}
MAY_KNOW_THE_OUTBOX = {
    "ops/spine/outbox.py": "leaves rows",
    "ops/spine/publisher.py": "publishes them",
    "ops/spine/facts.py": "tells the horizon by the oldest that waits",
    "ops/spine/selectors.py": "counts those that wait",
    "web/keeping/checking.py": "compares the last batch with the facts",
}
MAY_KNOW_HOW_TASKS_ARE_KEPT = {
    "ops/spine/jobs.py": "takes and runs them",
    "ops/spine/deadletters.py": "puts a failed one back",
    "ops/spine/selectors.py": "counts them",
}
MAY_LEAVE_ROWS = {"ops/spine/outbox.py": "in the transaction of a change"}


def imported(path: Path) -> Iterator[str]:
    """The dotted names that a module imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def called(path: Path) -> Iterator[str]:
    """The names that a module calls, as written."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def importing(*names: str) -> set[str]:
    """The modules of desks and shell that import one of these, or something below it."""
    return {
        path.relative_to(SOURCE).as_posix()
        for path in ROOMS
        if any(name == each or name.startswith(f"{each}.") for name in imported(path) for each in names)
    }


def calling(*names: str) -> set[str]:
    """The modules of desks and shell that call one of these."""
    return {path.relative_to(SOURCE).as_posix() for path in ROOMS if set(names) & set(called(path))}


@pytest.mark.parametrize(
    ("found", "allowed"),
    [
        (importing("evenhand.facts.store", "duckdb"), MAY_OPEN_THE_STORE),
        (calling("whole", "facts.whole", "spine.facts.whole"), MAY_HAVE_ALL_FACTS),
        (importing("evenhand.ops.spine.models.OutboxRow"), MAY_KNOW_THE_OUTBOX),
        (importing("django_tasks_db"), MAY_KNOW_HOW_TASKS_ARE_KEPT),
        (calling("OutboxRow", "OutboxRow.objects.create", "OutboxRow.objects.bulk_create"), MAY_LEAVE_ROWS),
    ],
    ids=["the store", "all facts", "the outbox", "how tasks are kept", "rows for the facts"],
)
def test_only_these_may_and_each_for_its_reason(found: set[str], allowed: dict[str, str]) -> None:
    assert found == set(allowed)


def test_a_module_that_opens_the_store_would_be_found(tmp_path: Path) -> None:
    module = tmp_path / "views.py"
    module.write_text("from evenhand.facts.store import Facts\nfacts.whole().query('SELECT 1')\n")

    assert list(imported(module)) == ["evenhand.facts.store.Facts"]
    assert "facts.whole" in set(called(module))

"""The desks' way into the facts: only what a person's scope shows, with limits, remembered until something changes.

A page reads by ``read`` or hands ``within(scope)`` to ``evenhand.assess``. Only the publisher and the services that
draw samples or import files write, by ``whole()``. Not here: the store itself (``evenhand.facts``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from threading import Timer
from typing import Any

import duckdb
import pyarrow as pa
from django.conf import settings
from django.db.models import Min

from evenhand.facts.errors import RequestError
from evenhand.facts.store import Facts
from evenhand.ops.spine.models import Heartbeat, OutboxRow
from evenhand.ops.spine.scope import Scope

MOST_ROWS = 10_000
MOST_SECONDS = 20.0
REMEMBERED = 256  # results, each of at most MOST_ROWS rows
PUBLISHER = "publisher"

OF_A_JUDGEMENT = "(source, judgement_id) IN (SELECT source, judgement_id FROM judgements)"
OF_AN_ITEM = "(source, item_id) IN (SELECT source, item_id FROM judgements)"
OF_A_UNIT = "(unit_source, unit_id) IN (SELECT source, judgement_id FROM judgements)"
BY_JUDGEMENT = {
    "items": OF_AN_ITEM,
    "reports": OF_AN_ITEM,
    "actions": OF_A_JUDGEMENT,
    "appeals": OF_A_JUDGEMENT,
    "findings": OF_A_JUDGEMENT,
    "samples": OF_A_UNIT,
}
"""What a limited scope shows of the tables without partner and queue: what belongs to a judgement that it shows."""


def whole() -> Facts:
    """All facts, to write to and for the organisation's own work; never for what a person is shown."""
    return _store(str(settings.EVENHAND.home))


def within(scope: Scope) -> Facts:
    """The facts that a scope shows, as a store to read from."""
    facts = whole()
    if scope.is_everything:
        return facts
    shown = {table: f"(SELECT * FROM {{rows}} WHERE {BY_JUDGEMENT.get(table, 'false')})" for table in facts.tables}
    shown["judgements"] = _judgements_within(scope)
    return Facts(facts.home, facts.settings, facts.manifest, facts.tables, within=shown)


def read(
    statement: str,
    parameters: Mapping[str, Any] | None = None,
    *,
    scope: Scope,
    most: int = MOST_ROWS,
    seconds: float = MOST_SECONDS,
) -> pa.Table:
    """The result of one SELECT over the tables that a scope shows: at most ``most`` rows, within ``seconds``.

    ``$name`` marks a parameter; its value is hashable. The same question of the same facts
    in the same scope is answered from memory.

    Raises:
        RequestError: more rows or more time than allowed.

    """
    facts = whole()
    given = tuple(sorted((parameters or {}).items()))
    return _read(str(facts.home), facts.state().head, scope, statement, given, most=most, seconds=seconds)


def head() -> tuple[int, str]:
    """The number and hash of the newest entry of the manifest: what the ledger seals."""
    state = whole().state()
    return state.entries, state.head


def horizon() -> datetime | None:
    """The moment up to which work has become facts; None before the publisher has ever run."""
    waiting: datetime | None = OutboxRow.objects.filter(batch=None).aggregate(first=Min("written_at"))["first"]
    beat = Heartbeat.objects.filter(role=PUBLISHER).values_list("beat_at", flat=True).first()
    return min((moment for moment in (waiting, beat) if moment), default=None)


@contextmanager
def time_limit(connection: duckdb.DuckDBPyConnection, seconds: float) -> Iterator[None]:
    """Interrupts what the connection is doing when the time is up, and says so."""
    timer = Timer(seconds, connection.interrupt)
    timer.start()
    try:
        yield
    except duckdb.InterruptException as error:
        raise RequestError(
            f"Reading the facts took longer than {seconds:g} seconds.",
            hint="Choose a shorter period or fewer slices.",
        ) from error
    finally:
        timer.cancel()


def _judgements_within(scope: Scope) -> str:
    """SQL for the judgements of a scope and those about them.

    Put together, and from the few that are about another: a condition with OR makes the engine compare all with all.
    """
    condition = scope.condition().replace("{rows}", "{' || 'rows}")  # a partner of that name is no sign of ours
    own = f"(SELECT * FROM {{rows}} WHERE {condition})"
    about = f"(SELECT * FROM {{rows}} WHERE about_id IS NOT NULL AND NOT {condition})"
    theirs = (
        f"(SELECT o.source, o.judgement_id FROM {own} o SEMI JOIN {about} a "
        "ON a.about_source = o.source AND a.about_id = o.judgement_id)"
    )
    return (
        f"(SELECT * FROM {own} UNION ALL SELECT a.* FROM {about} a SEMI JOIN {theirs} t "
        "ON t.source = a.about_source AND t.judgement_id = a.about_id)"
    )


@lru_cache(maxsize=8)
def _store(home: str) -> Facts:
    return Facts.open(Path(home), create=True)


@lru_cache(maxsize=REMEMBERED)
def _read(
    home: str, head: str, scope: Scope, statement: str, given: tuple[tuple[str, Any], ...], *, most: int, seconds: float
) -> pa.Table:
    with within(scope).connection() as connection, time_limit(connection, seconds):
        limited = f"SELECT * FROM ({statement}) LIMIT {most + 1}"
        table: pa.Table = connection.sql(limited, params=dict(given)).to_arrow_table()
    if len(table) > most:
        raise RequestError(f"The answer has more than {most:,} rows.", hint="Filter it, or export the facts.")
    return table

"""Rows and facts that the tests of the spine share."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from evenhand.ops.spine.facts import whole

MOMENT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def judgement(number: int, **values: object) -> dict[str, Any]:
    """A judgement as a service leaves it in the outbox."""
    row = {"source": "console", "judgement_id": f"j{number}", "item_id": f"i{number}", "label": "none"}
    return row | {"judged_at": MOMENT} | values


def published() -> list[str]:
    """The ids of the judgements in the facts, each as often as it is there, every version counted."""
    facts = whole()
    files = [str(facts.folder / file.path) for file in facts.state().of_table("judgements")]
    if not files:
        return []
    with facts.connection() as connection:
        rows = connection.execute("SELECT judgement_id FROM read_parquet($1) ORDER BY 1", [files]).fetchall()
    return [name for (name,) in rows]

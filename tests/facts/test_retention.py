"""Rows past their retention period lose their text, and nothing else does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from evenhand.facts.erasure import expire
from evenhand.facts.errors import RequestError
from evenhand.facts.store import Facts
from evenhand.facts.verification import verify

OLD, CUT, NEW = (datetime(2026, month, 1, tzinfo=UTC) for month in (1, 2, 3))


@pytest.fixture
def kept(facts: Facts, add: Callable[..., int]) -> Facts:
    """An old item, a held old one, a new one and one without a time, each reported by somebody."""
    times = {"old": OLD, "held": OLD, "new": NEW, "undated": None}
    add(
        "items",
        *({"source": "s", "item_id": i, "kind": "content", "text": i, "created_at": t} for i, t in times.items()),
    )
    reports = ({"source": "s", "report_id": f"r-{i}", "item_id": i, "comment": i, "received_at": NEW} for i in times)
    add("reports", *reports)
    return facts


def texts(facts: Facts, table: str, column: str) -> set[str]:
    return set(facts.query(f"SELECT {column} AS text FROM {table} WHERE {column} IS NOT NULL")["text"].to_pylist())


def test_old_items_lose_their_text_with_all_that_is_kept_about_them(kept: Facts) -> None:
    done = expire(kept, "items", before=CUT, rule="policy 90 days", held={"held"})
    assert texts(kept, "items", "text") == {"held", "new", "undated"}
    assert texts(kept, "reports", "comment") == {"held", "new", "undated"}
    assert done.rows == 2
    assert verify(kept).ok


def test_reports_can_expire_alone(kept: Facts) -> None:
    expire(kept, "reports", before=datetime(2026, 4, 1, tzinfo=UTC), rule="policy", held={"new"})
    assert texts(kept, "reports", "comment") == {"new"}
    assert len(texts(kept, "items", "text")) == 4


def test_a_second_run_finds_nothing_left(kept: Facts) -> None:
    expire(kept, "items", before=CUT, rule="policy")
    entries = kept.state().entries
    assert expire(kept, "items", before=CUT, rule="policy").rows == 0
    assert kept.state().entries == entries


@pytest.mark.parametrize("table", ["activity", "no_such_table"])
def test_a_table_that_cannot_expire_is_named_with_those_that_can(kept: Facts, table: str) -> None:
    with pytest.raises(RequestError, match=r"do not expire.*items"):
        expire(kept, table, before=CUT, rule="policy")

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


@pytest.mark.parametrize("table", ["findings", "no_such_table"])
def test_a_table_that_cannot_expire_is_named_with_those_that_can(kept: Facts, table: str) -> None:
    with pytest.raises(RequestError, match=r"do not expire.*items"):
        expire(kept, table, before=CUT, rule="policy")


@pytest.fixture
def active(facts: Facts, add: Callable[..., int]) -> Facts:
    """What three accounts did: long ago, long ago under a legal hold, and lately."""
    did = (("old", OLD), ("held", OLD), ("new", NEW), ("undated", None))
    rows = ({"account_id": f"a-{name}", "event_id": name, "text": name, "at": at} for name, at in did)
    add("activity", *({"source": "s", "verb": "post", "attributes": "{}", **row} for row in rows))
    return facts


def stored(facts: Facts) -> set[tuple[str, str | None, str | None]]:
    """Account, text and attributes of every row in the files, withdrawn ones too."""
    files = [str(facts.folder / file.path) for file in facts.state().of_table("activity")]
    with facts.connection() as connection:
        return set(connection.execute("SELECT account_id, text, attributes FROM read_parquet($1)", [files]).fetchall())


def test_what_accounts_did_long_ago_loses_its_words_and_its_account(active: Facts) -> None:
    done = expire(active, "activity", before=CUT, rule="policy 90 days", held_accounts={"a-held"})
    assert texts(active, "activity", "text") == {"held", "new", "undated"}
    assert stored(active) == {
        ("expired", None, None),
        *((f"a-{name}", name, "{}") for name in ("held", "new", "undated")),
    }
    assert done.rows == 1
    assert verify(active).ok


def test_activity_that_has_expired_is_left_alone(active: Facts) -> None:
    expire(active, "activity", before=CUT, rule="policy")
    entries = active.state().entries
    assert expire(active, "activity", before=CUT, rule="policy").rows == 0
    assert active.state().entries == entries


def test_an_account_under_a_hold_keeps_its_items(facts: Facts, add: Callable[..., int]) -> None:
    rows = ({"item_id": f"i-{name}", "author_id": name, "text": name, "created_at": OLD} for name in ("held", "free"))
    add("items", *({"source": "s", "kind": "content", **row} for row in rows))
    expire(facts, "items", before=CUT, rule="policy", held_accounts={"held"})
    assert texts(facts, "items", "text") == {"held"}

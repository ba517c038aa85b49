"""A read of facts shows what the scope covers, in every table, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from evenhand.facts.errors import RequestError
from evenhand.ops.spine import facts
from evenhand.ops.spine.scope import Part, Scope

PARTNERS, MARKETS = ("lisbon", "kuala", None), ("de", "my", None)
CELLS = tuple(product(PARTNERS, MARKETS))
LISBON = Scope.of([Part(partner=frozenset({"lisbon"}))])
SCOPES = {
    "everything": Scope.everything(),
    "nothing": Scope.of([]),
    "a partner": LISBON,
    "a partner in a market": Scope.of([Part(partner=frozenset({"kuala"}), market=frozenset({"my"}))]),
    "two grants": Scope.of([Part(partner=frozenset({"lisbon"})), Part(market=frozenset({"my", "o'brien"}))]),
    "a partner named like a sign of ours": Scope.of([Part(partner=frozenset({"{rows}", "lisbon"}))]),
    "a queue that no row has": Scope.of([Part(queue=frozenset({"general"}))]),
}


def store(table: str, rows: list[dict[str, Any]]) -> None:
    with facts.whole().writing("test") as batch:
        batch.connection.register("given", pa.Table.from_pylist(rows))
        batch.add(table, "given")
        batch.connection.unregister("given")


@pytest.fixture
def decisions(home: Path) -> None:
    """A decision for each partner and market, with an item, an assessment that names neither, and a finding."""
    names = [f"{partner}-{market}" for partner, market in CELLS]
    judged_at = datetime(2026, 2, 1, tzinfo=UTC)
    live = [
        {"source": "s", "judgement_id": name, "item_id": f"i-{name}", "setting": "live", "label": "none"}
        | {"partner": partner, "market": market, "judged_at": judged_at, "judge_kind": "human", "about_id": None}
        for name, (partner, market) in zip(names, CELLS, strict=True)
    ]
    blind = [
        row
        | {"judgement_id": f"a-{row['judgement_id']}", "setting": "assessment", "about_id": row["judgement_id"]}
        | {"about_source": "s", "partner": None, "market": None}
        for row in live
    ]
    store("judgements", [row | {"about_source": None} for row in live])
    store("judgements", blind)
    store("items", [{"source": "s", "item_id": f"i-{name}", "kind": "content", "text": name} for name in names])
    store("findings", [{"source": "s", "finding_id": f"f-{name}", "judgement_id": name} for name in names])
    store("activity", [{"source": "s", "event_id": name, "account_id": "a", "verb": "post"} for name in names])


def seen(table: str, column: str, scope: Scope) -> set[str]:
    found = facts.read(f"SELECT {column} AS seen FROM {table}", scope=scope)
    return {name.removeprefix("i-").removeprefix("f-").removeprefix("a-") for name in found["seen"].to_pylist()}


@pytest.mark.django_db
@pytest.mark.parametrize("scope", SCOPES.values(), ids=SCOPES)
@pytest.mark.parametrize(
    ("table", "column"),
    [("judgements", "judgement_id"), ("judgements", "about_id"), ("items", "item_id"), ("findings", "finding_id")],
)
def test_a_read_shows_what_the_scope_covers(decisions: None, scope: Scope, table: str, column: str) -> None:
    expected = {f"{partner}-{market}" for partner, market in CELLS if scope.covers(partner=partner, market=market)}
    assert seen(table, f"coalesce({column}, judgement_id)" if column == "about_id" else column, scope) == expected


@pytest.mark.django_db
def test_a_judgement_about_another_is_shown_once_where_both_lie_within(decisions: None) -> None:
    both = {"source": "s", "label": "none", "setting": "assessment", "partner": "lisbon", "judge_kind": "human"}
    store("judgements", [both | {"judgement_id": "of lisbon", "about_source": "s", "about_id": "lisbon-de"}])
    found = facts.read("SELECT judgement_id FROM judgements WHERE setting = 'assessment'", scope=LISBON)
    assert found["judgement_id"].to_pylist().count("of lisbon") == 1
    assert len(found) == 4


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["judgements", "items", "findings"])
def test_a_limited_scope_does_not_compare_all_rows_with_all(decisions: None, table: str) -> None:
    with facts.within(LISBON).connection() as connection:
        steps = connection.execute(f"EXPLAIN SELECT count(*) FROM {table}").fetchall()
    assert "MARK" not in steps[0][1]


@pytest.mark.django_db
@pytest.mark.parametrize("scope", SCOPES.values(), ids=SCOPES)
def test_the_items_that_shown_judgements_name_are_those_that_a_scope_shows(decisions: None, scope: Scope) -> None:
    part = facts.within(scope)
    with part.connection() as connection:
        asked = "SELECT source, item_id FROM judgements"
        part.gather(connection, part.tables["items"], state=part.state(), among=asked, into="named")
        shown, named = (
            connection.execute(f"SELECT item_id FROM {table} ORDER BY item_id").fetchall()
            for table in ("items", "named")
        )
    assert named == shown


@pytest.mark.django_db
def test_a_limited_scope_shows_no_activity(decisions: None) -> None:
    assert seen("activity", "event_id", LISBON) == set()
    assert len(seen("activity", "event_id", Scope.everything())) == len(CELLS)


@pytest.mark.django_db
def test_the_store_of_a_limited_scope_cannot_be_written_to(decisions: None) -> None:
    with pytest.raises(RuntimeError, match="for reading"), facts.within(LISBON).writing("test"):
        pytest.fail("it opened")


@pytest.mark.django_db
def test_an_answer_is_remembered_until_the_facts_change_and_never_across_scopes(decisions: None) -> None:
    first = facts.read("SELECT count(*) AS n FROM items", scope=Scope.everything())
    assert facts.read("SELECT count(*) AS n FROM items", scope=Scope.everything()) is first
    assert facts.read("SELECT count(*) AS n FROM items", scope=LISBON)["n"].to_pylist() == [3]
    store("items", [{"source": "s", "item_id": "new", "kind": "content"}])
    assert facts.read("SELECT count(*) AS n FROM items", scope=Scope.everything())["n"].to_pylist() == [10]


@pytest.mark.django_db
def test_more_rows_than_allowed_are_refused_with_what_to_do(decisions: None) -> None:
    with pytest.raises(RequestError, match="more than 3 rows"):
        facts.read("SELECT item_id FROM items", scope=Scope.everything(), most=3)


@pytest.mark.django_db
def test_a_read_that_takes_too_long_is_stopped(decisions: None) -> None:
    endless = "SELECT sum(a.range * b.range) AS n FROM range(1000000) a, range(1000000) b"
    with pytest.raises(RequestError, match="took longer"):
        facts.read(endless, scope=Scope.everything(), seconds=0.2)

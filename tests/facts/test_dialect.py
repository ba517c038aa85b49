"""Queries of the one dialect in the words of other engines, and the same rows from the round trip."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pytest
from facts_cast import judgements

from evenhand.facts import RequestError, draw_queries
from evenhand.facts.dialect import transpiled
from evenhand.facts.draw_queries import Frame
from evenhand.facts.population import Population
from evenhand.facts.store import Facts

POPULATION = Population(
    source="console",
    since=datetime(2026, 3, 1, tzinfo=UTC),
    until=datetime(2026, 4, 1, tzinfo=UTC),
    where={"item.language": ("ms", "zh"), "label": ("spam", "none")},
)
FRAME = Frame(POPULATION, strata=("market", "item.language", "attributes.shift"), score="reach")
QUERIES = [
    pytest.param(draw_queries.counting(FRAME), id="counting"),
    pytest.param(draw_queries.smallest(FRAME, seed=5), id="smallest"),
    pytest.param(draw_queries.systematic(FRAME, seed=5), id="systematic"),
    pytest.param((draw_queries.below(FRAME)[0], FRAME.select()[1] | {"stratum": "MY", "certain": 9}), id="below"),
]
Query = tuple[str, dict[str, Any]]


@pytest.mark.parametrize("engine", ["spark", "databricks"])
@pytest.mark.parametrize("query", QUERIES)
def test_the_queries_of_a_draw_are_put_into_other_engines(query: Query, engine: str) -> None:
    written = transpiled(query[0], engine)
    assert "0x" not in written
    assert "INT128" not in written
    assert [name for name in query[1] if f":{name}" not in written] == []


@pytest.mark.parametrize("query", QUERIES)
def test_the_round_trip_gives_the_same_rows(facts: Facts, add: Callable[..., int], query: Query) -> None:
    add("judgements", *judgements(60, attributes='{"shift":"late"}', reach=3))
    add("items", *({"item_id": f"i{number}", "source": "console", "language": "ms"} for number in range(50)))
    strata = facts.query(draw_queries.counting(FRAME)[0], FRAME.select()[1])["stratum"].to_pylist()
    rule = {"take": 2, "total": 40, "cut": 2**52, "certain": 2**62, "base": 0.0, "slope": 1e-11, "start": 7}
    with facts.connection() as connection:
        connection.register("draw_sizes", pa.Table.from_pylist([rule | {"stratum": stratum} for stratum in strata]))
        plain, back = (
            connection.sql(statement, params=query[1]).fetchall()
            for statement in (query[0], transpiled(query[0], "duckdb"))
        )
    assert plain == back
    assert plain


def test_hexadecimal_digits_become_a_number_in_spark() -> None:
    assert transpiled("SELECT ('0x' || a)::BIGINT", "spark") == "SELECT CAST(CONV(a, 16, 10) AS BIGINT)"


def test_other_casts_stay_as_they_are() -> None:
    assert transpiled("SELECT ('1' || a)::BIGINT, b::DOUBLE", "spark") == (
        "SELECT CAST(('1' || a) AS BIGINT), CAST(b AS DOUBLE)"
    )


def test_an_unknown_engine_is_named_with_the_known_ones() -> None:
    with pytest.raises(RequestError, match=r"no engine 'oracle'.*duckdb, spark, databricks"):
        transpiled("SELECT 1", "oracle")


def test_a_statement_that_cannot_be_read_is_told_in_words() -> None:
    with pytest.raises(RequestError, match="cannot be put into spark"):
        transpiled("SELECT FROM WHERE (", "spark")

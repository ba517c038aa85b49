from collections.abc import Callable

import duckdb
import pytest

from evenhand.simulate import Operation, Scale, operation

Ask = Callable[[Operation, str], list[tuple]]


@pytest.fixture(scope="session")
def small() -> Operation:
    return operation("small", seed=0)


@pytest.fixture(scope="session")
def large() -> Operation:
    """Large enough for two batches, and for rates that stand still."""
    return operation(Scale(judgements=260_000, weeks=5, reviewers=60), seed=3)


@pytest.fixture
def ask() -> Ask:
    """Runs SQL over the tables; ``seen`` is each judgement beside its truth, whose columns begin with ``true_``."""

    def run(made: Operation, sql: str) -> list[tuple]:
        with duckdb.connect() as connection:
            connection.execute("set TimeZone = 'UTC'")
            tables = {
                **made.tables,
                "truth": made.truth.judgements,
                "true_items": made.truth.items,
                "skills": made.truth.skills,
            }
            for name, table in tables.items():
                connection.register(name, table)
            connection.execute(
                "create view seen as select j.*, t.label as true_label, t.violating as true_violating, t.correct, "
                "t.error_type, t.root_cause, t.correct_probability, t.trouble "
                "from judgements j join truth t using (judgement_id)"
            )
            return connection.execute(sql).fetchall()

    return run

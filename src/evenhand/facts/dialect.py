"""The one dialect, DuckDB's, put into the words of another engine: for facts too many for one machine.

Not here: running anything there.
"""

from __future__ import annotations

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from evenhand.facts.errors import RequestError

ENGINES = ("duckdb", "spark", "databricks")
HEX = "0x"


def transpiled(statement: str, engine: str) -> str:
    """The statement for an engine; parameters keep their names (``$name`` is ``:name`` in Spark).

    Raises RequestError for an unknown engine, and for a statement that the engine has no words for.
    """
    if engine not in ENGINES:
        raise RequestError(f"There is no engine {engine!r}.", hint=f"Engines: {', '.join(ENGINES)}.")
    try:
        tree = sqlglot.parse_one(statement, read="duckdb")
        if engine != "duckdb":
            tree = tree.transform(_as_spark)
        return tree.sql(dialect=engine, unsupported_level=sqlglot.ErrorLevel.RAISE)
    except SqlglotError as error:
        raise RequestError(f"The query cannot be put into {engine}: {error}.", hint="Run it with DuckDB.") from error


def _as_spark(node: exp.Expression) -> exp.Expression:
    """What sqlglot leaves as it is and Spark would refuse or read as null: hexadecimal texts and 128-bit integers."""
    if not isinstance(node, exp.Cast):
        return node
    if node.is_type(exp.DataType.Type.INT128):
        return exp.cast(node.this, "DECIMAL(38, 0)", dialect="spark")
    digits = _hexadecimal(node.this)
    return node if digits is None else exp.cast(exp.func("conv", digits, "16", "10"), "BIGINT", dialect="spark")


def _hexadecimal(node: exp.Expression) -> exp.Expression | None:
    """The digits in ``'0x' || digits``, or None for anything else."""
    joined = node.unnest()
    if isinstance(joined, exp.DPipe) and joined.this.is_string and joined.this.name == HEX:
        digits: exp.Expression = joined.expression
        return digits
    return None

"""Repeatable draws: which units a sample takes is a function of the frame, the sizes and the seed, and of nothing else.

Each unit has u = the first 52 bits of md5(seed, source, id). A stratum's sample is its smallest u; a
probability-proportional one is systematic in the order of u, in whole-number arithmetic throughout. So the same units
come out on any engine, thread count and file layout. Not here: how many to take (``measure.design``).
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import duckdb
import pyarrow as pa

from evenhand.facts import sql
from evenhand.facts.engine import one_row
from evenhand.facts.manifest import Digest
from evenhand.facts.population import Population, expression, needs_item

UNIT = chr(31)
BITS = 52
SCALE = 2**40
WEIGHT_SCALE = 2**30
NO_VALUE = "(none)"


@dataclass(frozen=True)
class Frame:
    """The units that can be drawn: a population of decisions, cut into strata; ``score`` names a size column."""

    population: Population
    strata: tuple[str, ...] = ()
    score: str | None = None
    power: float = 1.0

    def select(self) -> tuple[str, dict[str, Any]]:
        """SQL giving unit_source, unit_id, stratum (and size, not null, as a whole number), and its parameters."""
        condition, parameters = self.population.condition()
        columns = [expression(column, judgement="j", item="i") for column in self.strata]
        values = [f"replace(coalesce({column}::VARCHAR, '{NO_VALUE}'), ' / ', ' // ')" for column in columns] or [
            "'all'"
        ]
        size = "0"
        if self.score is not None:
            score = f"greatest(coalesce(j.{sql.name(self.score)}::DOUBLE, 0), 0)"
            size = f"round(pow({score}, {float(self.power)}) * {WEIGHT_SCALE})"
        joined = ""
        if self.population.needs_items or any(needs_item(column) for column in self.strata):
            joined = " LEFT JOIN items i ON i.source = j.source AND i.item_id = j.item_id"
        return (
            "(SELECT j.source AS unit_source, j.judgement_id AS unit_id, "
            f"concat_ws(' / ', {', '.join(values)}) AS stratum, {size}::BIGINT AS size "
            f"FROM judgements j{joined} WHERE {condition})",
            parameters,
        )


@dataclass(frozen=True)
class Counted:
    """A frame's strata with their number of units, in name order, and its order-free digest."""

    strata: Mapping[str, int]
    digest: str

    @property
    def units(self) -> int:
        """Units in the frame."""
        return sum(self.strata.values())


def count(frame: Frame, connection: duckdb.DuckDBPyConnection) -> Counted:
    """Counts a frame by stratum and digests it."""
    select, parameters = frame.select()
    hashed = f"md5(unit_source || '{UNIT}' || unit_id)"
    found = connection.execute(
        f"SELECT stratum, count(*), sum(('0x' || substr(hash, 1, 15))::BIGINT), sum(('0x' || substr(hash, 18, 15))::BIGINT) "
        f"FROM (SELECT stratum, {hashed} AS hash FROM {select}) GROUP BY stratum ORDER BY stratum",
        parameters,
    ).fetchall()
    digests = [Digest.of(rows, high, low) for _, rows, high, low in found]
    return Counted({name: rows for name, rows, _, _ in found}, sum(digests, Digest.of(0, 0, 0)).digest)


def smallest(
    frame: Frame, sizes: Mapping[str, int], counted: Counted, *, seed: int, connection: duckdb.DuckDBPyConnection
) -> pa.Table:
    """The ``sizes`` units of smallest u in each stratum: unit_source, unit_id, stratum, inclusion_probability.

    Each unit of a stratum of N has the chance n / N. Only units below a generous cut are ranked; a stratum whose cut
    was too low (one in millions) is ranked whole.
    """
    strata = [(name, n, counted.strata[name]) for name, n in sizes.items() if n]
    cuts = [_cut(n, total) for _, n, total in strata]
    drawn = _ranked(frame, strata, cuts, seed=seed, connection=connection)
    if drawn.num_rows < sum(n for _, n, _ in strata):
        drawn = _ranked(frame, strata, [2**BITS] * len(strata), seed=seed, connection=connection)
    return drawn


def _cut(n: int, total: int) -> int:
    generous = n + 6 * math.sqrt(n) + 20
    return int(2**BITS) if generous >= total else math.ceil(2**BITS * (generous / total))


def _u(seed: int) -> str:
    return f"('0x' || substr(md5('{int(seed)}{UNIT}' || unit_source || '{UNIT}' || unit_id), 1, 13))::BIGINT"


def _ranked(
    frame: Frame,
    strata: list[tuple[str, int, int]],
    cuts: list[int],
    *,
    seed: int,
    connection: duckdb.DuckDBPyConnection,
) -> pa.Table:
    select, parameters = frame.select()
    sizes = pa.table(
        {
            "stratum": pa.array([name for name, _, _ in strata], pa.string()),
            "take": pa.array([n for _, n, _ in strata], pa.int64()),
            "total": pa.array([total for _, _, total in strata], pa.int64()),
            "cut": pa.array(cuts, pa.int64()),
        }
    )
    return _taken(
        connection,
        f"WITH u AS (SELECT unit_source, unit_id, stratum, {_u(seed)} AS u FROM {select}), "
        "near AS (SELECT u.*, take, total FROM u JOIN draw_sizes USING (stratum) WHERE u < cut), "
        "ranked AS (SELECT *, row_number() OVER (PARTITION BY stratum ORDER BY u, unit_source, unit_id) AS rank FROM near) "
        "SELECT unit_source, unit_id, stratum, take / total AS inclusion_probability FROM ranked WHERE rank <= take "
        "ORDER BY stratum, u, unit_source, unit_id",
        parameters,
        sizes,
    )


def systematic(
    frame: Frame,
    sizes: Mapping[str, int],
    counted: Counted,
    *,
    uniform_floor: float,
    seed: int,
    connection: duckdb.DuckDBPyConnection,
) -> pa.Table:
    """Units with chances (1 - f) * size / sum(size) + f / N, systematic in the order of u within each stratum.

    ``uniform_floor`` f keeps every unit drawable. Units whose chance would pass 1 are taken for certain, and the rest
    share what remains. Columns as ``smallest``.
    """
    rules = [
        _chances(frame, name, n, counted.strata[name], Fraction(str(uniform_floor)), connection)
        for name, n in sizes.items()
        if n
    ]
    select, parameters = frame.select()
    table = pa.Table.from_pylist([rule | {"start": _start(seed, str(rule["stratum"]))} for rule in rules])
    chance = f"CASE WHEN size >= certain THEN 0 ELSE greatest(floor((base + slope * size) * {SCALE}), 1)::BIGINT END"
    return _taken(
        connection,
        f"WITH u AS (SELECT f.*, draw_sizes.* EXCLUDE (stratum), {_u(seed)} AS u FROM {select} f JOIN draw_sizes USING (stratum)), "
        f"chanced AS (SELECT *, {chance} AS chance FROM u), "
        "cumulated AS (SELECT *, sum(chance) OVER w AS upto, sum(chance) OVER (PARTITION BY stratum) AS whole FROM chanced "
        "WINDOW w AS (PARTITION BY stratum ORDER BY u, unit_source, unit_id ROWS UNBOUNDED PRECEDING)), "
        f"pointed AS (SELECT *, whole::HUGEINT * start // {SCALE} AS origin FROM cumulated), "
        "hit AS (SELECT *, (upto::HUGEINT * take - 1 - origin + whole) // whole "
        "- ((upto - chance)::HUGEINT * take - 1 - origin + whole) // whole AS hits FROM pointed) "
        "SELECT unit_source, unit_id, stratum, "
        "CASE WHEN size >= certain THEN 1.0 ELSE least(1.0, chance::DOUBLE * take / whole::DOUBLE) END AS inclusion_probability "
        "FROM hit WHERE size >= certain OR hits >= 1 ORDER BY stratum, u, unit_source, unit_id",
        parameters,
        table,
    )


def _start(seed: int, stratum: str) -> int:
    return int(hashlib.md5(f"{seed}{UNIT}start{UNIT}{stratum}".encode(), usedforsecurity=False).hexdigest()[:10], 16)


def _chances(
    frame: Frame, stratum: str, n: int, total: int, floor: Fraction, connection: duckdb.DuckDBPyConnection
) -> dict[str, object]:
    """The line ``base + slope * size`` that gives a stratum's chances per draw, and from which size on is certain."""
    select, parameters = frame.select()
    certain, take, left = 2**62, n, total
    while True:
        left, sizes = one_row(
            connection,
            f"SELECT count(*), coalesce(sum(size), 0)::HUGEINT FROM {select} WHERE stratum = $stratum AND size < $certain",
            parameters | {"stratum": stratum, "certain": certain},
        )
        take = n - (total - left)
        if take <= 0 or left == 0 or sizes == 0:
            break
        bound = max(math.ceil((Fraction(1, take) - floor / left) * sizes / (1 - floor)), 1) if floor < 1 else certain
        if bound >= certain:
            break
        certain = bound
    slope = float((1 - floor) / sizes) if sizes else 0.0
    base = float((floor if sizes else Fraction(1)) / left) if left else 0.0
    return {
        "stratum": stratum,
        "take": max(take, 0),
        "certain": certain,
        "base": base * max(take, 0),
        "slope": slope * max(take, 0),
    }


def _taken(
    connection: duckdb.DuckDBPyConnection, statement: str, parameters: dict[str, Any], sizes: pa.Table
) -> pa.Table:
    connection.register("draw_sizes", sizes)
    try:
        drawn: pa.Table = connection.sql(statement, params=parameters).to_arrow_table()
    finally:
        connection.unregister("draw_sizes")
    return drawn

"""Repeatable draws: which units a sample takes is a function of the frame, the sizes and the seed, and of nothing else.

Each unit has u = the first 52 bits of md5(seed, source, id). A stratum's sample is its smallest u; a
probability-proportional one is systematic in the order of u, in whole-number arithmetic throughout. So the same units
come out on any engine, thread count and file layout. Not here: how many to take (``measure.design``), the queries
themselves (``draw_queries``).
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

from evenhand.facts import draw_queries
from evenhand.facts.draw_queries import BITS, UNIT, Frame
from evenhand.facts.engine import one_row
from evenhand.facts.entries import NOTHING, Digest

__all__ = ["Counted", "Frame", "count", "smallest", "systematic"]

_RULE: dict[str, pa.DataType] = {
    "stratum": pa.string(),
    "take": pa.int64(),
    "certain": pa.int64(),
    "base": pa.float64(),
    "slope": pa.float64(),
    "start": pa.int64(),
}


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
    found = connection.execute(*draw_queries.counting(frame)).fetchall()
    digests = [Digest.of(rows, total) for _, rows, total in found]
    return Counted({name: rows for name, rows, _ in found}, sum(digests, NOTHING).digest)


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


def _ranked(
    frame: Frame,
    strata: list[tuple[str, int, int]],
    cuts: list[int],
    *,
    seed: int,
    connection: duckdb.DuckDBPyConnection,
) -> pa.Table:
    sizes = pa.table(
        {
            "stratum": pa.array([name for name, _, _ in strata], pa.string()),
            "take": pa.array([n for _, n, _ in strata], pa.int64()),
            "total": pa.array([total for _, _, total in strata], pa.int64()),
            "cut": pa.array(cuts, pa.int64()),
        }
    )
    return _taken(connection, *draw_queries.smallest(frame, seed=seed), sizes)


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
    floor = Fraction(str(uniform_floor))
    rules = [_chances(frame, name, n, counted.strata[name], floor, connection) for name, n in sizes.items() if n]
    table = pa.Table.from_pylist(
        [rule | {"start": _start(seed, str(rule["stratum"]))} for rule in rules], pa.schema(_RULE)
    )
    return _taken(connection, *draw_queries.systematic(frame, seed=seed), table)


def _start(seed: int, stratum: str) -> int:
    return int(hashlib.md5(f"{seed}{UNIT}start{UNIT}{stratum}".encode(), usedforsecurity=False).hexdigest()[:10], 16)


def _chances(
    frame: Frame, stratum: str, n: int, total: int, floor: Fraction, connection: duckdb.DuckDBPyConnection
) -> dict[str, object]:
    """The line ``base + slope * size`` that gives a stratum's chances per draw, and from which size on is certain."""
    query, parameters = draw_queries.below(frame)
    certain, take, left = 2**62, n, total
    while True:
        left, sizes = one_row(connection, query, parameters | {"stratum": stratum, "certain": certain})
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

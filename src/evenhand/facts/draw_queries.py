"""The queries of a draw, as text in the one dialect: the frame, its count, its smallest u, its systematic points.

Here and not in ``draw`` so that another engine can be given the same queries (``dialect``). The parameters are those
of ``Frame.select``; ``draw_sizes`` is a small table with a row for each stratum that something is drawn from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from evenhand.facts import sql
from evenhand.facts.population import Population, expression, needs_item, relation

UNIT = chr(31)
BITS = 52
SCALE = 2**40
WEIGHT_SCALE = 2**30
MOST_SIZE = 2**61  # where a size stops growing, so that it stays a whole number of 64 bits
NO_VALUE = "(none)"
SUM = "sum(('0x' || substr(hash, 1, 15))::BIGINT)"  # the first 60 bits of each MD5, in words that other engines have


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
            size = f"least(round(pow({score}, {float(self.power)}) * {WEIGHT_SCALE}), {MOST_SIZE})"
        items = self.population.needs_items or any(needs_item(column) for column in self.strata)
        return (
            "(SELECT j.source AS unit_source, j.judgement_id AS unit_id, "
            f"concat_ws(' / ', {', '.join(values)}) AS stratum, {size}::BIGINT AS size "
            f"FROM {relation(with_items=items)} WHERE {condition})",
            parameters,
        )


def counting(frame: Frame) -> tuple[str, dict[str, Any]]:
    """Each stratum with its units and the sum of its digest, in name order."""
    select, parameters = frame.select()
    hashed = f"md5(concat(unit_source, '{UNIT}', unit_id, '{UNIT}', stratum, '{UNIT}', size))"
    return (
        f"SELECT stratum, count(*), {SUM} FROM (SELECT stratum, {hashed} AS hash FROM {select}) AS hashed "
        "GROUP BY stratum ORDER BY stratum",
        parameters,
    )


def smallest(frame: Frame, *, seed: int) -> tuple[str, dict[str, Any]]:
    """The units of smallest u; ``draw_sizes`` has stratum, take, total and the cut below which units are ranked."""
    select, parameters = frame.select()
    return (
        f"WITH u AS (SELECT unit_source, unit_id, stratum, {_u(seed)} AS u FROM {select} AS frame), "
        "near AS (SELECT u.*, take, total FROM u JOIN draw_sizes USING (stratum) WHERE u.u < cut), "
        "ranked AS (SELECT *, row_number() OVER (PARTITION BY stratum ORDER BY u, unit_source, unit_id) AS place "
        "FROM near) "
        "SELECT unit_source, unit_id, stratum, take / total AS inclusion_probability FROM ranked WHERE place <= take "
        "ORDER BY stratum, u, unit_source, unit_id",
        parameters,
    )


def systematic(frame: Frame, *, seed: int) -> tuple[str, dict[str, Any]]:
    """The units hit by equally spaced points in the order of u, and those that are certain.

    ``draw_sizes`` has stratum, take, start, certain, base and slope (see ``draw``).
    """
    select, parameters = frame.select()
    chance = f"CASE WHEN size >= certain THEN 0 ELSE greatest(floor((base + slope * size) * {SCALE}), 1)::BIGINT END"
    return (
        f"WITH u AS (SELECT frame.*, take, certain, base, slope, start, {_u(seed)} AS u FROM {select} AS frame "
        "JOIN draw_sizes USING (stratum)), "
        f"chanced AS (SELECT *, {chance} AS chance FROM u), "
        "cumulated AS (SELECT *, sum(chance) OVER (PARTITION BY stratum ORDER BY u, unit_source, unit_id "
        "ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS upto, "
        "sum(chance) OVER (PARTITION BY stratum) AS whole FROM chanced), "
        f"pointed AS (SELECT *, whole::HUGEINT * start // {SCALE} AS origin FROM cumulated), "
        "hit AS (SELECT *, (upto::HUGEINT * take - 1 - origin + whole) // whole "
        "- ((upto - chance)::HUGEINT * take - 1 - origin + whole) // whole AS hits FROM pointed) "
        "SELECT unit_source, unit_id, stratum, CASE WHEN size >= certain THEN 1.0 "
        "ELSE least(1.0, chance::DOUBLE * take / whole::DOUBLE) END AS inclusion_probability "
        "FROM hit WHERE size >= certain OR hits >= 1 ORDER BY stratum, u, unit_source, unit_id",
        parameters,
    )


def below(frame: Frame) -> tuple[str, dict[str, Any]]:
    """Units of ``$stratum`` smaller than ``$certain``, and the sum of their sizes."""
    select, parameters = frame.select()
    return (
        f"SELECT count(*), coalesce(sum(size), 0)::HUGEINT FROM {select} AS frame "
        "WHERE stratum = $stratum AND size < $certain",
        parameters,
    )


def _u(seed: int) -> str:
    """The first 52 bits of the MD5 of seed, source and id, as a whole number."""
    hashed = f"md5(concat('{int(seed)}', '{UNIT}', unit_source, '{UNIT}', unit_id))"
    return f"('0x' || substr({hashed}, 1, 13))::BIGINT"

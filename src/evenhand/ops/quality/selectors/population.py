"""What there is to draw from: the values that a planner can choose among, and what a plan would give.

Remembered until the facts change, since the form asks again at every key. Not here: the form (``forms``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from evenhand import assess
from evenhand.assess.shown import population_of
from evenhand.facts import sql
from evenhand.facts.population import Population, relation
from evenhand.ops.spine import facts
from evenhand.ops.spine.scope import Scope

FILTERS = ("queue", "market", "language", "partner", "label", "judge_kind")
CUTS = (*FILTERS, "team", "policy_version", "judge_id")
MOST_VALUES = 200  # of a column that a form offers
PREVIEWS = 128
OFFERED = "setting = 'live' AND label <> 'unable'"  # what can be drawn from


@dataclass(frozen=True)
class Choices:
    """The commonest values by column with how many decisions have them, and the days that the decisions lie between."""

    values: Mapping[str, tuple[tuple[str, int], ...]]
    first: datetime | None
    last: datetime | None

    @property
    def decisions(self) -> int:
        """How many there are to draw from."""
        return sum(count for _source, count in self.values.get("source", ()))


@dataclass(frozen=True)
class Labels:
    """The labels of the decisions that a plan speaks about, commonest first, each with its count."""

    counts: tuple[tuple[str, int], ...]

    def outside(self, codes: frozenset[str]) -> tuple[tuple[str, int], ...]:
        """Labels that assessors could not give under these clauses."""
        return tuple(pair for pair in self.counts if pair[0] not in codes | {"none", "unable"})


def choices(scope: Scope) -> Choices:
    """What a planner of this scope can choose among; live decisions only."""
    columns = ("source", *CUTS)
    sets = ", ".join(f"({sql.name(column)})" for column in columns)
    named = ", ".join(sql.name(column) for column in columns)
    value = ", ".join(f"{sql.name(column)}::VARCHAR" for column in columns)
    grouped = (
        f"SELECT grouping_id({named}) AS cut, coalesce({value}) AS value, count(*) AS decisions FROM judgements "
        f"WHERE {OFFERED} GROUP BY GROUPING SETS ({sets}) HAVING value IS NOT NULL "
        f"QUALIFY row_number() OVER (PARTITION BY cut ORDER BY decisions DESC, value) <= {MOST_VALUES}"
    )
    # Apart from the values: in each of their groups the times would cost as much again.
    days = f"SELECT min(judged_at) AS first, max(judged_at) AS last FROM judgements WHERE {OFFERED}"
    *rows, times = facts.read(
        f"FROM ({grouped}) UNION ALL BY NAME ({days}) ORDER BY cut NULLS LAST", scope=scope
    ).to_pylist()
    everything = 2 ** len(columns) - 1
    bits = {everything ^ (1 << (len(columns) - 1 - place)): column for place, column in enumerate(columns)}
    values: dict[str, list[tuple[str, int]]] = {column: [] for column in columns}
    for row in rows:
        values[bits[row["cut"]]].append((row["value"], row["decisions"]))
    ordered = {name: tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0]))) for name, pairs in values.items()}
    return Choices(ordered, times["first"], times["last"])


def labels_of(population: Population) -> tuple[str, ...]:
    """The labels that the decisions of a population carry, commonest first."""
    return tuple(label for label, _count in _labels(population))


def labels_in(plan: assess.Plan) -> Labels:
    """The same with their counts, remembered while the facts stay as they are."""
    home = facts.whole()
    told = json.dumps({"population": plan.to_dict()["population"]}, sort_keys=True)
    return Labels(_remembered_labels(str(home.home), home.state().head, told))


def previewed(document: Mapping[str, Any]) -> assess.Preview:
    """What a plan would give, whatever its seed; RequestError where it gives nothing, or contradicts itself."""
    home = facts.whole()
    seedless = {key: value for key, value in document.items() if key != "seed"}
    return _previewed(str(home.home), home.state().head, json.dumps(seedless, sort_keys=True))


@lru_cache(maxsize=PREVIEWS)
def _previewed(home: str, head: str, document: str) -> assess.Preview:
    return assess.preview(facts.whole(), assess.read_plan(json.loads(document)))


@lru_cache(maxsize=PREVIEWS)
def _remembered_labels(home: str, head: str, plan: str) -> tuple[tuple[str, int], ...]:
    return tuple(_labels(population_of(json.loads(plan))))


def _labels(population: Population) -> Sequence[tuple[str, int]]:
    condition, parameters = population.condition()
    found = facts.whole().query(
        f"SELECT j.label AS label, count(*) AS decisions FROM {relation(with_items=population.needs_items)} "
        f"WHERE {condition} GROUP BY ALL ORDER BY decisions DESC, label",
        parameters,
    )
    return [(str(row["label"]), int(row["decisions"])) for row in found.to_pylist()]

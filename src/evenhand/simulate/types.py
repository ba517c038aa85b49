"""The values that come out of a simulated operation: its size, its tables, its truth and the troubles in it.

Not here: how any of them is drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import pyarrow as pa

from evenhand.facts.errors import RequestError

FEWEST_JUDGEMENTS = 100
FEWEST_REVIEWERS = 18


class Trouble(StrEnum):
    """What can be planted in an operation."""

    POLICY_CHANGE = "policy_change"
    KNOWLEDGE_GAP = "knowledge_gap"
    CLASSIFIER_BIAS = "classifier_bias"
    TEAM_DRIFT = "team_drift"
    VOLUME_BURST = "volume_burst"


@dataclass(frozen=True)
class Scale:
    """How large an operation is, and which troubles are planted in it.

    ``judgements`` live judgements fall in ``weeks`` weeks; ``reviewers`` people make those that no rule or classifier
    makes. An operation without troubles (an empty tuple) tells how often a method raises a false alarm.

    Raises:
        RequestError: a count is too small for an operation that has every team.

    """

    judgements: int
    weeks: int = 5
    reviewers: int = 48
    troubles: tuple[Trouble, ...] = tuple(Trouble)

    def __post_init__(self) -> None:
        _at_least("judgements", self.judgements, FEWEST_JUDGEMENTS)
        _at_least("weeks", self.weeks, 1)
        _at_least("reviewers", self.reviewers, FEWEST_REVIEWERS)


def _at_least(name: str, value: int, least: int) -> None:
    if value < least:
        raise RequestError(
            f"A simulated operation cannot have {name} = {value}.",
            hint=f"Give {name} a whole number of {least} or more.",
        )


@dataclass(frozen=True)
class Planted:
    """One trouble that was planted: what kind, where, from when until when, and how large.

    ``where`` names columns of the judgements and their values; ``true_label`` narrows it to items whose true label is
    this one. ``size`` is in the ``unit`` that stands beside it. ``error_type`` and ``root_cause`` are those of the
    errors it makes; both are None for a burst, which makes none.
    """

    kind: Trouble
    sentence: str
    where: Mapping[str, str]
    true_label: str | None
    begins: datetime
    ends: datetime
    size: float
    unit: str
    error_type: str | None
    root_cause: str | None


@dataclass(frozen=True)
class Truth:
    """What is really so, which nobody in the operation knows.

    ``items`` has item_id, label, violating, severity, difficulty (0..1) and resembles (the clause that it is most
    easily mistaken for). ``judgements`` has judgement_id, item_id, label (the true one), violating, severity, correct
    (null where the verdict was ``unable``), error_type and root_cause (null where correct), correct_probability and
    trouble (the planted trouble without which the error would not have happened, else null). ``skills`` has, for each
    judge and clause, sensitivity and specificity on an item of average difficulty, before any trouble.
    """

    items: pa.Table
    judgements: pa.Table
    skills: pa.Table


@dataclass(frozen=True)
class Operation:
    """A simulated operation: the fact tables that anybody may see, and the truth that nobody may.

    ``tables`` are keyed by the names of the fact contracts and have their own columns plus ``source``. ``people`` has
    judge_id, judge_kind, partner, site, team, languages, tenure_days and workload. ``versions`` are the policy versions
    with the time from which each is in force.
    """

    scale: Scale
    seed: int
    start: datetime
    end: datetime
    versions: tuple[tuple[str, datetime], ...]
    tables: Mapping[str, pa.Table]
    truth: Truth
    people: pa.Table
    planted: tuple[Planted, ...]

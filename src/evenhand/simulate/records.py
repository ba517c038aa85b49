"""The judgements as the fact table has them, and the truth about each.

Not here: how they came about (``decisions``).
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from evenhand.facts.tables import ERROR_TYPES, ROOT_CAUSES, UNABLE_REASONS
from evenhand.simulate.calendar import HOUR, SECOND
from evenhand.simulate.causes import OVER, TRUE_TO_PLAN, UNDER, WRONG_POLICY, cause_weights, sorts
from evenhand.simulate.chance import Stage, Whole, cumulative, pick, pick_one, stream
from evenhand.simulate.columns import Column, fact_table, moments, named, numbered, values
from evenhand.simulate.content import Content, Slot
from evenhand.simulate.decisions import Decisions, known_scores
from evenhand.simulate.people import HUMAN, JUDGE_KINDS, People
from evenhand.simulate.policy import (
    ACTION_OF,
    ACTIONS,
    CODES,
    LABELS,
    NONE,
    QUEUE_OF,
    QUEUES,
    SEVERITIES,
    UNABLE,
    VERSIONS,
)
from evenhand.simulate.types import Planted
from evenhand.simulate.world import LANGUAGES, MARKET_CODES, TEAMS

UNABLE_WEIGHTS = (0.35, 0.15, 0.2, 0.15, 0.1, 0.05)
AUTOMATIC = "automatic"
GROWTH_PER_HOUR = 0.02


def judgements_table(drawn: Content, made: Decisions, judges: People) -> pa.Table:
    """The live judgements as the fact table has them."""
    label, item = made.verdict.label, made.visit.item
    decided = label != UNABLE
    columns = {
        "judgement_id": numbered("j", made.number),
        "item_id": numbered("i", drawn.number[item]),
        "judge_id": named(judges.ids, made.visit.judge),
        "judge_kind": named(JUDGE_KINDS, made.visit.kind),
        "setting": pa.repeat(pa.scalar("live"), len(item)),
        "label": named(LABELS, label),
        "unable_reason": named(UNABLE_REASONS, _unable_reasons(made), ~decided),
        "violating": values(label != NONE, pa.bool_(), decided),
        "severity": values(SEVERITIES[label], pa.int8(), decided),
        "action": named(ACTIONS, ACTION_OF[label]),
        "policy_version": named(VERSIONS, made.version),
        "score": values(made.score, pa.float64(), known_scores(made)),
        "reach": values(_reach(drawn, made), pa.int64()),
        **_place(drawn, made, judges),
        **_times(made),
    }
    return fact_table("judgements", columns, len(item))


def _place(drawn: Content, made: Decisions, judges: People) -> dict[str, Column]:
    human = made.visit.kind == HUMAN
    team = judges.team[made.visit.judge]
    suspected = np.where(drawn.violating, drawn.truth, drawn.resembles)[made.visit.item]
    queue = np.where(human, QUEUE_OF[suspected], len(QUEUES))
    return {
        "queue": named((*QUEUES, AUTOMATIC), queue),
        "market": named(MARKET_CODES, drawn.market[made.visit.item]),
        "language": named(LANGUAGES, drawn.language[made.visit.item]),
        "partner": named([one.partner for one in TEAMS], team, human),
        "site": named([one.site for one in TEAMS], team, human),
        "team": named([one.name for one in TEAMS], team, human),
    }


def _times(made: Decisions) -> dict[str, Column]:
    human = made.visit.kind == HUMAN
    started = made.visit.judged_at - np.round(made.seconds * SECOND).astype(np.int64)
    return {
        "started_at": moments(started, human),
        "judged_at": moments(made.visit.judged_at),
        "seconds": values(made.seconds, pa.float64(), human),
    }


def _reach(drawn: Content, made: Decisions) -> Whole:
    hours = made.visit.waited / HOUR
    return (drawn.reach[made.visit.item] * (1 + GROWTH_PER_HOUR * hours)).astype(np.int64)


def _unable_reasons(made: Decisions) -> Whole:
    # A golden-ratio sequence spreads the reasons evenly without a stream of its own.
    return pick_one(UNABLE_WEIGHTS, np.modf(made.number * 0.6180339887498949)[0])


def judgement_truth(
    slot: Slot, drawn: Content, made: Decisions, planted: tuple[Planted, ...], *, seed: int
) -> pa.Table:
    """The truth about each judgement; the columns are those of ``Truth.judgements``."""
    item, label = made.visit.item, made.verdict.label
    truth = drawn.truth[item]
    decided = label != UNABLE
    wrong = decided & (label != truth)
    error = np.select([truth == NONE, label == NONE], [OVER, UNDER], WRONG_POLICY)
    kinds = [str(one.kind) for one in planted]
    return pa.table(
        {
            "judgement_id": numbered("j", made.number),
            "item_id": numbered("i", drawn.number[item]),
            "label": named(CODES, truth),
            "violating": values(truth != NONE, pa.bool_()),
            "severity": values(SEVERITIES[truth], pa.int8()),
            "correct": values(~wrong, pa.bool_(), decided),
            "error_type": named(ERROR_TYPES, error, wrong),
            "root_cause": named(ROOT_CAUSES, _root_causes(slot, drawn, made, planted, seed=seed), wrong),
            "correct_probability": values(made.verdict.correct_probability, pa.float64()),
            "trouble": named(kinds, made.verdict.trouble, made.verdict.trouble >= 0),
        }
    )


def _root_causes(slot: Slot, drawn: Content, made: Decisions, planted: tuple[Planted, ...], *, seed: int) -> Whole:
    rng = stream(seed, Stage.CAUSES, slot.number)
    count = len(made.number)
    sort = sorts(drawn.difficulty[made.visit.item], made.visit.kind != HUMAN)
    usual = pick(cumulative(cause_weights()), sort, rng.random(count))
    plan = np.array([ROOT_CAUSES.index(one.root_cause) if one.root_cause else -1 for one in planted] + [-1])
    own = plan[made.verdict.trouble]  # -1, no trouble, finds the last place
    return np.where((own >= 0) & (rng.random(count) < TRUE_TO_PLAN), own, usual)

"""What surrounds the decisions: the reports before them, the actions and appeals after them.

Not here: the decisions themselves.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from evenhand.simulate.calendar import HOUR, Period, microseconds
from evenhand.simulate.chance import Flag, Stage, Whole, cumulative, pick, pick_one, stream
from evenhand.simulate.columns import fact_table, moments, named, numbered, values
from evenhand.simulate.content import Content, Slot
from evenhand.simulate.decisions import Decisions
from evenhand.simulate.people import HUMAN
from evenhand.simulate.policy import ACTION_OF, ACTIONS, NONE, REASON_OF, REASONS, UNABLE
from evenhand.simulate.world import MARKET_CODES

REPORTER_KINDS = ("user", "trusted_flagger", "authority", "automated")
REPORTER_WEIGHTS = (0.93, 0.015, 0.005, 0.05)
REPORTS_PER_ITEM = (0.35, 0.5, 0.11, 0.04)
RIGHT_REASON = 0.8
REPORTERS = 200_000

APPEALED_RIGHT, APPEALED_WRONG = 0.05, 0.30
OUTCOMES = ("kept", "partly_changed", "reversed", "withdrawn")
REVERSED = OUTCOMES.index("reversed")
OUTCOME_WEIGHTS = (
    (0.90, 0.01, 0.03, 0.06),
    (0.45, 0.45, 0.05, 0.05),
    (0.12, 0.03, 0.82, 0.03),
)
"""Of a right decision, of one under the wrong clause, of one against an item that does not violate."""


def reports_table(slot: Slot, drawn: Content, *, seed: int) -> pa.Table:
    """The flags that brought items into review; an item may have none, then a machine found it."""
    rng = stream(seed, Stage.REPORTS, slot.number)
    each = pick_one(REPORTS_PER_ITEM, rng.random(len(drawn.number)))
    item = np.repeat(np.arange(len(each)), each)
    later = np.arange(len(item)) - np.repeat(np.cumsum(each) - each, each)
    suspected = np.where(drawn.violating, drawn.truth, drawn.resembles)[item]
    random_reason = rng.integers(0, len(REASONS), len(item))
    delay = later * (rng.exponential(4.0, len(item)) * HOUR).astype(np.int64)
    columns = {
        "report_id": numbered("p", drawn.number[item] * len(REPORTS_PER_ITEM) + later),
        "item_id": numbered("i", drawn.number[item]),
        "reporter_id": numbered("u", rng.integers(1, REPORTERS, len(item))),
        "reporter_kind": named(REPORTER_KINDS, pick_one(REPORTER_WEIGHTS, rng.random(len(item)))),
        "reason": named(REASONS, np.where(rng.random(len(item)) < RIGHT_REASON, REASON_OF[suspected], random_reason)),
        "received_at": moments(drawn.arrived[item] + delay),
        "market": named(MARKET_CODES, drawn.market[item]),
    }
    return fact_table("reports", columns, len(item))


def actions_and_appeals(
    slot: Slot, drawn: Content, made: Decisions, *, covered: Period, seed: int
) -> tuple[pa.Table, pa.Table]:
    """The action of each decision against an item, and the appeals against them, wrong ones more often."""
    rng = stream(seed, Stage.CONSEQUENCES, slot.number)
    label = made.verdict.label
    row = np.flatnonzero((label != NONE) & (label != UNABLE))
    truth = drawn.truth[made.visit.item[row]]
    sort = np.select([truth == label[row], truth != NONE], [0, 1], 2).astype(np.int64)
    appealed = rng.random(len(row)) < np.where(sort == 0, APPEALED_RIGHT, APPEALED_WRONG)
    outcome = pick(cumulative(OUTCOME_WEIGHTS), sort, rng.random(len(row)))
    opened = made.visit.judged_at[row] + (rng.exponential(30.0, len(row)) * HOUR).astype(np.int64)
    decided = opened + ((6 + rng.exponential(36.0, len(row))) * HOUR).astype(np.int64)
    closed = appealed & (decided < microseconds(covered.end))
    undone = closed & (outcome == REVERSED)
    known = appealed & (opened < microseconds(covered.end))
    appeals = {
        "appeal_id": numbered("ap", made.number[row][known]),
        "judgement_id": numbered("j", made.number[row][known]),
        "opened_at": moments(opened[known]),
        "decided_at": moments(decided[known], closed[known]),
        "outcome": named(OUTCOMES, outcome[known], closed[known]),
    }
    return _actions(drawn, made, row, undone, decided), fact_table("appeals", appeals, int(known.sum()))


def _actions(drawn: Content, made: Decisions, row: Whole, undone: Flag, decided: Whole) -> pa.Table:
    columns = {
        "action_id": numbered("x", made.number[row]),
        "judgement_id": numbered("j", made.number[row]),
        "item_id": numbered("i", drawn.number[made.visit.item[row]]),
        "action": named(ACTIONS, ACTION_OF[made.verdict.label[row]]),
        "scope": pa.repeat(pa.scalar("everywhere"), len(row)),
        "started_at": moments(made.visit.judged_at[row]),
        "ended_at": moments(decided, undone),
        "automated": values(made.visit.kind[row] != HUMAN, pa.bool_()),
        "reversed_by": numbered("ap", made.number[row], undone),
    }
    return fact_table("actions", columns, len(row))

"""The items: where and when each arrives, what it really is, how hard it is to judge, how many people saw it.

Not here: what anybody decides about it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from evenhand.simulate.calendar import BURST_MARKET, HOUR, Period, arrivals
from evenhand.simulate.chance import Flag, Real, Stage, Whole, cumulative, pick, pick_one, stream
from evenhand.simulate.columns import fact_table, moments, named, numbered, values
from evenhand.simulate.policy import CODES, NONE, SCAM, SEVERITIES, SPAM, code, mistakes
from evenhand.simulate.texts import FORMS, TOPICS, texts, ticket_topics
from evenhand.simulate.world import LANGUAGES, MARKET_CODES, MARKETS, clause_weights, language_weights

BURST_MIX = {"none": 0.5, SCAM: 0.4, SPAM: 0.1}
CONTENT_TYPES = ("text", "image", "video", "audio", "link", "profile", "listing")
TYPE_WEIGHTS = (0.46, 0.22, 0.16, 0.02, 0.05, 0.04, 0.05)
PROFILE = CONTENT_TYPES.index("profile")
ITEMS_PER_AUTHOR = 3
MOST_REACH = 50_000_000


@dataclass(frozen=True)
class Slot:
    """One consecutive part of the operation's work: its number, its share of all work, and where its ids begin."""

    number: int
    share: tuple[float, float]
    items: int
    judgements: int
    first_item: int
    first_judgement: int


@dataclass(frozen=True)
class Content:
    """The items of one slot, in order of arrival, as codes: one row each."""

    number: Whole
    arrived: Whole
    market: Whole
    burst: Flag
    language: Whole
    truth: Whole
    resembles: Whole
    difficulty: Real
    reach: Whole

    @property
    def violating(self) -> Flag:
        """Whether each item really violates."""
        return np.not_equal(self.truth, NONE)


def content(slot: Slot, covered: Period, rates: Real, *, seed: int) -> Content:
    """The items of this slot."""
    rng = stream(seed, Stage.CONTENT, slot.number)
    count = slot.items
    arrived, column = arrivals(covered, rates, count=count, share=slot.share, rng=rng)
    burst = column == len(MARKETS)
    market = np.where(burst, MARKET_CODES.index(BURST_MARKET), column)
    truth = pick(cumulative(_truth_weights()), column, rng.random(count))
    hard = rng.beta(2.0, 4.0, count)
    return Content(
        number=slot.first_item + np.arange(count),
        arrived=arrived,
        market=market,
        burst=burst,
        language=pick(cumulative(language_weights()), market, rng.random(count)),
        truth=truth,
        resembles=pick(cumulative(mistakes()), truth, rng.random(count)),
        difficulty=np.round(hard, 3),
        reach=np.minimum(np.exp(rng.normal(4.4, 2.0, count)), MOST_REACH).astype(np.int64),
    )


def _truth_weights() -> Real:
    burst = np.zeros(len(CODES))
    for label, weight in BURST_MIX.items():
        burst[code(label)] = weight
    return np.vstack([clause_weights(), burst])


def items_table(slot: Slot, drawn: Content, *, seed: int, authors: int) -> pa.Table:
    """The items as the fact table has them, with placeholder texts."""
    rng = stream(seed, Stage.TEXTS, slot.number)
    count = len(drawn.number)
    form = pick_one(TYPE_WEIGHTS, rng.random(count))
    topic = ticket_topics(rng.integers(0, TOPICS, count), drawn.burst)
    age = (np.exp(rng.normal(1.6, 1.1, count)) * HOUR).astype(np.int64)
    author = np.minimum(rng.random(count) ** 2 * authors, authors - 1).astype(np.int64)
    columns = {
        "item_id": numbered("i", drawn.number),
        "kind": named(("content", "account"), (form == PROFILE).astype(np.int64)),
        "content_type": named(CONTENT_TYPES, form),
        "text": texts(drawn.language, rng.integers(0, FORMS, count), topic, drawn.number),
        "author_id": numbered("a", author + 1),
        "created_at": moments(drawn.arrived - age),
        "language": named(LANGUAGES, drawn.language),
    }
    return fact_table("items", columns, count)


def item_truth(drawn: Content) -> pa.Table:
    """What each item really is: item_id, label, violating, severity, difficulty, resembles."""
    return pa.table(
        {
            "item_id": numbered("i", drawn.number),
            "label": named(CODES, drawn.truth),
            "violating": values(drawn.violating, pa.bool_()),
            "severity": values(SEVERITIES[drawn.truth], pa.int8()),
            "difficulty": values(drawn.difficulty, pa.float64()),
            "resembles": named(CODES, drawn.resembles),
        }
    )

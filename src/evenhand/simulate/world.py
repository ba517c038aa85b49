"""The world of the operation: its markets and languages, its partners, sites and teams.

Not here: the people in the teams (``people``), nor anything that happens. Partners and teams are invented.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from evenhand.simulate.chance import Real
from evenhand.simulate.policy import CLAUSES, CODES, DRUGS, FALSE_CURE, NONE, SCAM, SLUR, SPAM

LANGUAGES = ("en", "es", "ms", "zh", "pt", "th")
LANGUAGE_EASE = np.array([0.15, 0.0, -0.1, 0.0, 0.0, -0.2])
"""How much easier (logit) an item is to judge in this language: resources and reference material differ."""


@dataclass(frozen=True)
class Market:
    """A market: its share of the volume, violations among what is queued, UTC offset, languages and clause mix."""

    code: str
    share: float
    prevalence: float
    offset: int
    languages: Mapping[str, float]
    leaning: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Team:
    """A team of reviewers: where it sits, who employs it, and its part of the human work in each language.

    ``skill`` is the team's lead (logit) over an average team.
    """

    name: str
    site: str
    partner: str
    work: Mapping[str, float]
    skill: float


MARKETS = (
    Market("US", 0.22, 0.24, -5, {"en": 0.85, "es": 0.15}, {SLUR: 2.0}),
    Market("GB", 0.14, 0.23, 0, {"en": 0.97, "es": 0.03}, {SLUR: 2.0}),
    Market("MX", 0.13, 0.26, -6, {"es": 0.97, "en": 0.03}, {DRUGS: 1.5}),
    Market("BR", 0.14, 0.25, -3, {"pt": 0.98, "en": 0.02}, {FALSE_CURE: 1.5}),
    Market("MY", 0.16, 0.28, 8, {"ms": 0.65, "en": 0.20, "zh": 0.15}, {SCAM: 1.8}),
    Market("SG", 0.09, 0.20, 8, {"en": 0.50, "zh": 0.40, "ms": 0.10}, {SCAM: 1.4}),
    Market("TH", 0.12, 0.25, 7, {"th": 0.95, "en": 0.05}, {SPAM: 1.3}),
)
TEAMS = (
    Team("dublin-1", "dublin", "in-house", {"en": 0.45}, 0.35),
    Team("dublin-2", "dublin", "in-house", {"es": 0.30, "pt": 0.40}, 0.30),
    Team("singapore-1", "singapore", "in-house", {"ms": 0.40, "zh": 0.50, "th": 0.40}, 0.30),
    Team("kuala-lumpur-1", "kuala-lumpur", "alder", {"ms": 0.60, "en": 0.20}, 0.05),
    Team("kuala-lumpur-2", "kuala-lumpur", "alder", {"zh": 0.50}, 0.10),
    Team("bangkok-1", "bangkok", "alder", {"th": 0.60}, 0.0),
    Team("lisbon-1", "lisbon", "birch", {"en": 0.35}, -0.10),
    Team("lisbon-2", "lisbon", "birch", {"pt": 0.60, "es": 0.20}, -0.05),
    Team("bogota-1", "bogota", "birch", {"es": 0.50}, -0.05),
)
MARKET_CODES = tuple(market.code for market in MARKETS)
TEAM_NAMES = tuple(team.name for team in TEAMS)


def language_weights() -> Real:
    """Shares of the languages, market by market."""
    return np.array([[market.languages.get(language, 0.0) for language in LANGUAGES] for market in MARKETS])


def clause_weights() -> Real:
    """Shares of the true labels in the review queue, market by market; ``none`` first."""
    rows = np.zeros((len(MARKETS), len(CODES)))
    for row, market in enumerate(MARKETS):
        violations = np.array([clause.share * market.leaning.get(clause.code, 1.0) for clause in CLAUSES])
        rows[row] = market.prevalence * violations / violations.sum()
        rows[row, NONE] = 1.0 - market.prevalence
    return rows


def team_work() -> Real:
    """Each team's part of the human work, language by language: shape (languages, teams)."""
    return np.array([[team.work.get(language, 0.0) for team in TEAMS] for language in LANGUAGES])


def team_load() -> Real:
    """Each team's part of all human work; sums to 1."""
    shares = np.array([market.share for market in MARKETS]) @ language_weights()
    load = shares @ team_work()
    return np.asarray(load / load.sum(), dtype=np.float64)

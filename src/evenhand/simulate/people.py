"""The judges: reviewers with a team, tenure and latent skill per clause, then one rule and one classifier.

Not here: what they decide. A skill is on the logit scale, for an item of average difficulty.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from evenhand.simulate.chance import Real, Stage, Whole, cumulative, logistic, stream
from evenhand.simulate.columns import named, values
from evenhand.simulate.policy import CODES
from evenhand.simulate.world import TEAMS, team_load, team_work

HUMAN, RULE, CLASSIFIER = 0, 1, 2
JUDGE_KINDS = ("human", "rule", "classifier")
NO_TEAM = -1
ALWAYS = 25.0
"""A logit so large that the outcome is certain: a rule does the same each time."""

SENSITIVITY, SPECIFICITY, RIGHT_CLAUSE = 2.45, 3.5, 3.7
CLASSIFIER_SENSITIVITY, CLASSIFIER_SPECIFICITY, CLASSIFIER_RIGHT_CLAUSE = 2.3, 3.6, 3.2
BUSIEST = 4.0
"""How many times a usual reviewer's work the first reviewer of each team does."""


@dataclass(frozen=True)
class People:
    """All judges; the last two are the rule and the classifier.

    ``sensitivity`` and ``specificity`` have shape (judges, clauses): the latter by the clause an item resembles.
    ``work`` holds the cumulative chance that a reviewer gets an item, language by language.
    """

    ids: tuple[str, ...]
    kind: Whole
    team: Whole
    tenure_days: Whole
    workload: Real
    pace: Real
    sensitivity: Real
    specificity: Real
    right_clause: Real
    work: Real

    @property
    def rule(self) -> int:
        """The number of the rule."""
        return len(self.ids) - 2

    @property
    def classifier(self) -> int:
        """The number of the classifier."""
        return len(self.ids) - 1


def people(reviewers: int, *, seed: int) -> People:
    """So many reviewers, spread over the teams by their work, with the rule and the classifier."""
    rng = stream(seed, Stage.PEOPLE)
    team = np.repeat(np.arange(len(TEAMS)), team_sizes(reviewers))
    first = np.diff(team, prepend=NO_TEAM) > 0
    workload = np.where(first, BUSIEST, np.exp(rng.normal(0.0, 0.2, reviewers)))
    tenure = np.exp(rng.normal(5.6, 1.0, reviewers)).clip(5, 3_000).astype(np.int64)
    learned = 0.5 * (1 - np.exp(-tenure / 90)) - 0.4
    lead = np.array([one.skill for one in TEAMS])[team] + learned + rng.normal(0.0, 0.25, reviewers)
    shape = (reviewers, len(CODES))
    return People(
        ids=(*(f"r-{number:04d}" for number in range(1, reviewers + 1)), "rule-known-spam", "classifier-1"),
        kind=np.append(np.zeros(reviewers, dtype=np.int64), [RULE, CLASSIFIER]),
        team=np.append(team, [NO_TEAM, NO_TEAM]),
        tenure_days=tenure,
        workload=workload,
        pace=np.append(rng.normal(0.0, 0.2, reviewers) - 0.25 * learned, [0.0, 0.0]),
        sensitivity=_with_machines(lead, SENSITIVITY, rng.normal(0, 0.3, shape), ALWAYS, CLASSIFIER_SENSITIVITY),
        specificity=_with_machines(lead, SPECIFICITY, rng.normal(0, 0.3, shape), -ALWAYS, CLASSIFIER_SPECIFICITY),
        right_clause=np.append(RIGHT_CLAUSE + lead, [ALWAYS, CLASSIFIER_RIGHT_CLAUSE]),
        work=_work(team, workload),
    )


def team_sizes(reviewers: int) -> Whole:
    """How many reviewers each team has: two at least, the rest by its work."""
    sizes = 2 + np.floor(team_load() * (reviewers - 2 * len(TEAMS))).astype(np.int64)
    sizes[np.argmax(sizes)] += reviewers - sizes.sum()
    return sizes


def _with_machines(lead: Real, base: float, own: Real, rule: float, classifier: float) -> Real:
    machines = np.repeat([[rule], [classifier]], own.shape[1], axis=1)
    return np.concatenate([base + lead[:, None] + own, machines])


def _work(team: Whole, workload: Real) -> Real:
    per_team = np.bincount(team, weights=workload, minlength=len(TEAMS))
    return cumulative(team_work()[:, team] * workload / per_team[team])


def people_table(judges: People) -> pa.Table:
    """The judges as others see them: judge_id, judge_kind, partner, site, team, languages, tenure_days, workload."""
    human = judges.kind == HUMAN
    machines = [0] * int((~human).sum())
    spoken = pa.array([list(team.work) for team in TEAMS])
    return pa.table(
        {
            "judge_id": pa.array(judges.ids, pa.string()),
            "judge_kind": named(JUDGE_KINDS, judges.kind),
            "partner": named([team.partner for team in TEAMS], judges.team, human),
            "site": named([team.site for team in TEAMS], judges.team, human),
            "team": named([team.name for team in TEAMS], judges.team, human),
            "languages": spoken.take(pa.array(judges.team, pa.int64(), mask=~human)),
            "tenure_days": values(np.append(judges.tenure_days, machines), pa.int64(), human),
            "workload": values(np.append(judges.workload, machines), pa.float64(), human),
        }
    )


def skills_table(judges: People) -> pa.Table:
    """Sensitivity and specificity of each judge in each clause, as probabilities on an item of average difficulty."""
    clauses = len(CODES) - 1
    judge = np.repeat(np.arange(len(judges.ids)), clauses)
    clause = np.tile(np.arange(1, len(CODES)), len(judges.ids))
    return pa.table(
        {
            "judge_id": named(judges.ids, judge),
            "clause": named(CODES, clause),
            "sensitivity": values(logistic(judges.sensitivity[judge, clause]), pa.float64()),
            "specificity": values(logistic(judges.specificity[judge, clause]), pa.float64()),
        }
    )

"""The live judgements: who judges which item when, and with which verdict.

An item reaches a rule, the classifier or a reviewer of its language; some reach a reviewer a second time. A judge sees
a violation, or sees that there is none, with a probability that follows from skill, difficulty and trouble.
Not here: what follows from a decision (``consequences``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evenhand.simulate.calendar import HOUR, SECOND, Period, microseconds
from evenhand.simulate.chance import AVERAGE_DIFFICULTY, Flag, Real, Stage, Whole, logistic, pick, stream
from evenhand.simulate.content import Content, Slot
from evenhand.simulate.people import CLASSIFIER, HUMAN, RULE, People
from evenhand.simulate.policy import CODES, NONE, SEVERITIES, SPAM, UNABLE, VERSION_SWITCH, code
from evenhand.simulate.troubles import Named, shift
from evenhand.simulate.types import Planted
from evenhand.simulate.world import LANGUAGE_EASE, LANGUAGES, TEAMS

CLASSIFIER_SHARE = 0.12
RULE_CATCHES, RULE_MISFIRES = 0.5, 0.006
UNABLE_RATE = 0.005
VERDICT_SLOPE, CLAUSE_SLOPE = 2.4, 1.5
"""Logits of skill lost between the easiest and the hardest item."""


@dataclass(frozen=True)
class Visit:
    """Which item lies before which judge at which time, in order of time: one row per judgement."""

    item: Whole
    judge: Whole
    kind: Whole
    judged_at: Whole
    waited: Whole


@dataclass(frozen=True)
class Verdict:
    """What was decided, as codes, and what nobody knows: the chance that it is right, the trouble behind an error.

    ``trouble`` is the place of the planted trouble without which the verdict would have been right, or -1.
    """

    label: Whole
    correct_probability: Real
    trouble: Whole


@dataclass(frozen=True)
class Decisions:
    """The judgements of one slot: the visits, the verdicts, and what a work tool records beside them."""

    number: Whole
    visit: Visit
    verdict: Verdict
    score: Real
    seconds: Real
    version: Whole


def decisions(
    slot: Slot, drawn: Content, judges: People, planted: tuple[Planted, ...], *, covered: Period, seed: int
) -> Decisions:
    """The judgements of this slot."""
    rng = stream(seed, Stage.DECISIONS, slot.number)
    visit = _visits(slot, drawn, judges, rng)
    verdict = _verdicts(visit, drawn, judges, planted, rng)
    difficulty = drawn.difficulty[visit.item]
    return Decisions(
        number=slot.first_judgement + np.arange(slot.judgements),
        visit=visit,
        verdict=verdict,
        score=_scores(visit, verdict, difficulty, rng),
        seconds=_seconds(judges.pace[visit.judge], difficulty, rng),
        version=(visit.judged_at >= microseconds(covered.at(VERSION_SWITCH))).astype(np.int64),
    )


def _visits(slot: Slot, drawn: Content, judges: People, rng: np.random.Generator) -> Visit:
    again = slot.judgements - slot.items
    item = np.append(np.arange(slot.items), rng.integers(0, slot.items, again))
    kind = _kinds(drawn, item, rng)
    kind[slot.items :] = HUMAN
    waited = _waits(drawn, item, kind, rng)
    waited[slot.items :] += (rng.uniform(24, 120, again) * HOUR).astype(np.int64)
    judged_at = drawn.arrived[item] + waited
    order = np.argsort(judged_at, kind="stable")
    item, kind = item[order], kind[order]
    reviewer = pick(judges.work, drawn.language[item], rng.random(len(item)))
    judge = np.select([kind == RULE, kind == CLASSIFIER], [judges.rule, judges.classifier], reviewer)
    return Visit(item, judge, kind, judged_at[order], waited[order])


def _kinds(drawn: Content, item: Whole, rng: np.random.Generator) -> Whole:
    """The rule takes what it knows, and now and then what only looks like it; the classifier a share of the rest."""
    spam = code(SPAM)
    truth, resembles, chance = drawn.truth[item], drawn.resembles[item], rng.random(len(item))
    ruled = ((truth == spam) & (chance < RULE_CATCHES)) | (
        (truth == NONE) & (resembles == spam) & (chance < RULE_MISFIRES)
    )
    classified = rng.random(len(item)) < CLASSIFIER_SHARE
    return np.select([ruled, classified], [RULE, CLASSIFIER], HUMAN).astype(np.int64)


def _waits(drawn: Content, item: Whole, kind: Whole, rng: np.random.Generator) -> Whole:
    suspected = np.maximum(drawn.truth, drawn.resembles * ~drawn.violating)[item]
    usual = np.where(SEVERITIES[suspected] == 4, 20.0, 90.0) * 60 * SECOND
    spread = rng.normal(0.0, 0.9, len(item))
    return (np.where(kind == HUMAN, usual * np.exp(spread), 2 * SECOND * np.exp(spread))).astype(np.int64)


def _verdicts(
    visit: Visit, drawn: Content, judges: People, planted: tuple[Planted, ...], rng: np.random.Generator
) -> Verdict:
    truth, resembles = drawn.truth[visit.item], drawn.resembles[visit.item]
    beyond = drawn.difficulty[visit.item] - AVERAGE_DIFFICULTY
    skill = _skill(visit, drawn, judges) - VERDICT_SLOPE * beyond
    right_clause = logistic(judges.right_clause[visit.judge] - CLAUSE_SLOPE * beyond)
    lost, trouble = _losses(visit, drawn, judges, planted)
    seen_before, seen = logistic(skill), logistic(skill + lost)
    luck, exact = rng.random(len(truth)), rng.random(len(truth)) < right_clause
    violating = truth != NONE
    missed = luck >= seen
    label = np.where(missed, np.where(violating, NONE, resembles), np.where(violating & ~exact, resembles, truth))
    unable = (visit.kind == HUMAN) & (rng.random(len(truth)) < UNABLE_RATE)
    caused = missed & (luck < seen_before) & ~unable
    return Verdict(
        label=np.where(unable, UNABLE, label),
        correct_probability=np.where(violating, seen * right_clause, seen),
        trouble=np.where(caused, trouble, -1),
    )


def _skill(visit: Visit, drawn: Content, judges: People) -> Real:
    truth, resembles = drawn.truth[visit.item], drawn.resembles[visit.item]
    sensitivity = judges.sensitivity[visit.judge, truth]
    specificity = judges.specificity[visit.judge, resembles]
    ease = LANGUAGE_EASE[drawn.language[visit.item]]
    return np.asarray(np.where(truth != NONE, sensitivity, specificity) + ease, dtype=np.float64)


def _losses(visit: Visit, drawn: Content, judges: People, planted: tuple[Planted, ...]) -> tuple[Real, Whole]:
    """Skill lost to all troubles together, and the trouble that takes most."""
    columns = _columns(visit, drawn, judges)
    total, most = np.zeros(len(visit.item)), np.zeros(len(visit.item))
    worst = np.full(len(visit.item), -1, dtype=np.int64)
    for place, trouble in enumerate(planted):
        lost = shift(trouble, columns, visit.judged_at)
        worst = np.where(lost < most, place, worst)
        most = np.minimum(most, lost)
        total += lost
    return total, worst


def _columns(visit: Visit, drawn: Content, judges: People) -> dict[str, Named]:
    team = judges.team[visit.judge]  # machines have team -1: the last name of each list, which is nobody's
    return {
        "judge_id": (judges.ids, visit.judge),
        "team": ((*(team.name for team in TEAMS), None), team),
        "partner": ((*(team.partner for team in TEAMS), None), team),
        "language": (LANGUAGES, drawn.language[visit.item]),
        "true_label": (CODES, drawn.truth[visit.item]),
    }


def _scores(visit: Visit, verdict: Verdict, difficulty: Real, rng: np.random.Generator) -> Real:
    """A person's confidence in the verdict, or the classifier's score for a violation; a rule has none."""
    confidence = logistic(2.2 - 3 * (difficulty - AVERAGE_DIFFICULTY) + rng.normal(0, 0.7, len(difficulty)))
    strength = 0.5 + 0.5 * np.sqrt(rng.random(len(difficulty))) * (1 - 0.5 * difficulty)
    score = np.where(verdict.label == NONE, 1 - strength, strength)
    return np.where(visit.kind == CLASSIFIER, np.round(score, 4), np.round(confidence, 2))


def _seconds(pace: Real, difficulty: Real, rng: np.random.Generator) -> Real:
    usual = np.log(38) + 0.9 * (difficulty - AVERAGE_DIFFICULTY)
    seconds = np.exp(usual + pace + rng.normal(0, 0.5, len(pace)))
    return np.asarray(np.round(seconds, 1).clip(1.0), dtype=np.float64)


def known_scores(made: Decisions) -> Flag:
    """Where a score exists: everywhere but at the rule."""
    return np.not_equal(made.visit.kind, RULE)

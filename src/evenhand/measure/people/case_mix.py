"""What each person was given: the errors that others make on such cases, and what the person's audits are worth.

Formula and source: docs/methods/people.md. Not here: what the errors say about the person (``posterior``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from evenhand.measure.people.inputs import Audits
from evenhand.measure.units import Codes, Floats, summed

MOST_SHRUNK = 1e9  # audits that a group's prior may be worth: then it follows the level above
FEW_OTHERS = 1.0  # audits' worth by others below which a kind of case counts as nobody else's


@dataclass(frozen=True, eq=False)
class CaseMix:
    """Per person: what the cases ask for, by the errors of all others.

    ``expected`` is the number of errors that others make on such cases, ``difficulty`` how many times more that is than
    on the average case, ``standard`` the rate of others on the average case. ``n`` is what the audits are worth as
    audits of average cases, ``events`` the errors among them, so that events / n is the rate adjusted for the cases.
    ``alone`` is the share of the expected errors on cases that nobody else had.
    """

    expected: Floats
    difficulty: Floats
    standard: Floats
    n: Floats
    events: Floats
    alone: Floats


def case_mix(audits: Audits) -> CaseMix:
    """The case mix of every person; a person's own errors never set their own expectation.

    Sources: indirect standardisation and Marshall, Applied Statistics 40 (1991) 283-294, for how far groups shrink.
    """
    shrunk = list(_priors(audits))
    whole = _rates(audits, shrunk, own=False)
    others = _rates(audits, shrunk, own=True)
    standard, unsure = _average_case(audits, whole, others)
    n, events = audits.by_judge(audits.n), audits.by_judge(audits.events)
    expected = audits.by_judge(audits.n * others.rate)
    given = np.where(n > 0, expected, standard) / np.maximum(n, 1e-300)
    difficulty = np.where(n > 0, given / standard, 1.0)
    chance = audits.by_judge(audits.n * others.rate * (1 - others.rate))
    relative = np.divide(chance, expected**2, out=np.ones_like(n), where=expected > 0) + unsure
    worth = np.where(n > 0, (1 - standard) / (standard * relative), 0.0)
    rate = np.minimum(np.divide(events, n * difficulty, out=np.zeros_like(n), where=n > 0), 1.0)
    nobody = np.where(others.beside < FEW_OTHERS, audits.n * others.rate, 0.0)
    return CaseMix(
        expected=expected,
        difficulty=difficulty,
        standard=standard,
        n=worth,
        events=rate * worth,
        alone=np.divide(audits.by_judge(nobody), expected, out=np.zeros_like(n), where=expected > 0),
    )


@dataclass(frozen=True, eq=False)
class _Rates:
    """The rate of each pair's kind of case, its variance, and the audits that it rests on."""

    rate: Floats
    variance: Floats
    beside: Floats


def _priors(audits: Audits) -> Iterator[float]:
    """Per level below the first, how many audits at the rate of the level above a group begins with.

    By moments: the excess of (o - e)^2 over chance, beside e^2, is the squared spread of the groups' relative rates.
    """
    above = audits.events.sum() / audits.n.sum()
    overall = above = np.clip(above, 1e-9, 1 - 1e-9)
    for level, parent in zip(audits.levels[1:], audits.levels, strict=False):
        groups = int(level.max()) + 1
        seen = summed(level[audits.cell], audits.n, groups)
        wrong = summed(level[audits.cell], audits.events, groups)
        up = np.zeros(groups, dtype=np.int64)
        up[level] = parent
        rate = np.broadcast_to(above, int(parent.max()) + 1)[up]
        hoped = seen * rate
        squared = ((wrong - hoped) ** 2 - hoped * (1 - rate)).sum() / np.maximum((hoped**2).sum(), 1e-300)
        held = (1 - overall) / (overall * squared) - 1 if squared > 0 else MOST_SHRUNK
        prior = float(np.clip(held, 1.0, MOST_SHRUNK))
        above = (wrong + prior * rate) / (seen + prior)
        yield prior


def _rates(audits: Audits, priors: list[float], *, own: bool) -> _Rates:
    """The shrunk rate of each pair's cell, level by level; with ``own``, without the pair's person."""
    cell = audits.cell
    rate = variance = np.zeros(cell.size)
    n = np.zeros(cell.size)
    for place, level in enumerate(audits.levels):
        n, events = _beside(audits, level, own=own)
        if place == 0:
            rate = (events + 0.5) / (n + 1)
            continue
        prior = priors[place - 1]
        variance = rate * (1 - rate) / (n + prior + 1) + (prior / (n + prior)) ** 2 * variance
        rate = (events + prior * rate) / (n + prior)
    return _Rates(rate, variance, n)


def _beside(audits: Audits, level: Codes, *, own: bool) -> tuple[Floats, Floats]:
    """Audits and errors in each pair's group; with ``own``, those of the person left out."""
    group = level[audits.cell]
    groups = int(level.max()) + 1
    n, events = (summed(group, part, groups)[group] for part in (audits.n, audits.events))
    if own:
        keys, key = np.unique(audits.judge * groups + group, return_inverse=True)
        n = n - summed(key, audits.n, keys.size)[key]
        events = events - summed(key, audits.events, keys.size)[key]
    return np.maximum(n, 0.0), np.clip(events, 0.0, np.maximum(n, 0.0))


def _average_case(audits: Audits, whole: _Rates, others: _Rates) -> tuple[Floats, Floats]:
    """Per person: the rate of others on the mix of all cases, and the relative variance of the difficulty.

    The rates of cells that a person never had are those of everybody, which are the others'.
    """
    total = audits.n.sum()
    cells = audits.levels[0].size
    size = summed(audits.cell, audits.n, cells)
    share = size[audits.cell] / total
    rate, variance = np.zeros(cells), np.zeros(cells)
    rate[audits.cell], variance[audits.cell] = whole.rate, whole.variance
    standard = (size * rate).sum() / total + audits.by_judge(share * (others.rate - whole.rate))
    n = audits.by_judge(audits.n)
    expected = audits.by_judge(audits.n * others.rate)
    weight = audits.n / np.where(n > 0, expected, 1.0)[audits.judge] - share / standard[audits.judge]
    elsewhere = (size**2 * variance).sum() / total**2 - audits.by_judge(share**2 * whole.variance)
    unsure = audits.by_judge(weight**2 * others.variance) + np.maximum(elsewhere, 0.0) / standard**2
    return standard, np.where(n > 0, unsure, 0.0)

"""Whom to audit next: where an audit is likely to change what is decided, with a floor for everybody.

Each audit falls to each person with a known chance, so that the weights make figures about everybody right again.
Formula and source: docs/methods/people.md. Not here: which of a person's decisions are audited (any, by chance).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from evenhand.facts.errors import RequestError
from evenhand.facts.reading.matching import did_you_mean, listed
from evenhand.measure.chart import Bar
from evenhand.measure.people.further import Standing, worth_of_an_audit
from evenhand.measure.people.types import Ranking
from evenhand.measure.result import Note, Result, json_ready
from evenhand.measure.units import Codes, Floats

FLOOR = 0.2
STEPS = 5  # in which a round is shared out, each as if the ones before had confirmed what is known


@dataclass(frozen=True)
class PersonAudits:
    """The next audits of one person.

    ``audits`` is the number drawn, ``expected`` its mean over all draws; ``chance`` is that of one audit to fall to
    this person. ``weight`` is to be multiplied on each of the audits in figures about everybody; it is 1 on average,
    and None for a person without decisions. ``inclusion`` is the chance of each of the person's decisions to be
    audited, None where ``volume`` was not given.
    """

    judge: str
    audits: int
    expected: float
    chance: float
    weight: float | None
    inclusion: float | None


@dataclass(frozen=True)
class NextAudits(Result):
    """How a round of audits is shared out among people, by the order of their names.

    ``floor`` is the share of the audits that is spread evenly; no weight exceeds 1 / ``floor``, which is ``bound`` for
    ``betting_interval``. ``seed`` decides how fractions of audits are rounded.
    """

    people: tuple[PersonAudits, ...]
    audits: int
    floor: float
    seed: int
    warnings: tuple[Note, ...] = ()
    method: str = "knowledge gradient with an even floor"

    @property
    def bound(self) -> float:
        """The largest weight that an audit can have."""
        return 1 / self.floor

    def person(self, judge: str) -> PersonAudits:
        """The person of this name; KeyError for nobody."""
        return {person.judge: person for person in self.people}[judge]

    def rows(self) -> Sequence[Mapping[str, object]]:
        """One row per person."""
        return [json_ready(person) for person in self.people]

    def bars(self) -> Sequence[Bar]:
        """The chance of an audit to fall to each person, by name."""
        return [Bar(one.judge, one.chance, None, None, note=f"{one.audits:,} audits") for one in self.people]

    def __str__(self) -> str:
        """The round in a sentence."""
        most = max(one.audits for one in self.people)
        least = min(one.audits for one in self.people)
        return (
            f"{self.audits:,} audits of {len(self.people):,} people, from {least:,} to {most:,} each; "
            f"{self.floor:.0%} are spread evenly."
        )


def next_audits(
    found: Ranking,
    audits: int,
    *,
    volume: Mapping[str, int] | None = None,
    floor: float = FLOOR,
    seed: int = 1,
) -> NextAudits:
    """Shares out a round of ``audits`` among the people of a comparison, most where they may decide something.

    ``volume`` gives for each person the number of decisions that the audits are drawn from; the floor is then spread in
    proportion, nobody is given more, and figures about everybody speak of all decisions. Without it they speak of the
    mean over people. ``floor`` is the share spread evenly, above 0. Draw each person's audits by chance among the
    person's decisions, then call ``ranking`` with all audits so far. Raises RequestError for a round that cannot be.
    """
    size = _volumes(found, volume)
    if not (isinstance(audits, int) and audits >= 1):
        raise RequestError(f"audits is {audits}.", hint="Give the number of audits in the round, 1 or more.")
    if not 0 < floor <= 1:
        raise RequestError(f"floor is {floor}.", hint="Give the share spread evenly, above 0 and at most 1, as 0.2.")
    if volume is not None and audits > size.sum():
        raise RequestError(
            f"audits is {audits:,}, and the people have {size.sum():,.0f} decisions.", hint="Ask for fewer audits."
        )
    expected = _expected(found, audits, floor, size, room=size if volume is not None else np.full(size.size, np.inf))
    drawn = _rounded(expected, seed)
    chance = expected / audits
    weight = (size / size.sum() / np.where(expected > 0, chance, 1.0)).tolist()
    inclusion = expected / np.maximum(size, 1)
    return NextAudits(
        people=tuple(
            PersonAudits(
                judge=person.judge,
                audits=int(drawn[k]),
                expected=float(expected[k]),
                chance=float(chance[k]),
                weight=weight[k] if expected[k] > 0 else None,
                inclusion=float(inclusion[k]) if volume is not None else None,
            )
            for k, person in enumerate(found.people)
        ),
        audits=audits,
        floor=floor,
        seed=seed,
        warnings=(Note("people_next_weights"), *(() if found.line is not None else (Note("people_next_even"),))),
    )


def _volumes(found: Ranking, volume: Mapping[str, int] | None) -> Floats:
    """The decisions of each person; 1 for everybody where they are not given."""
    names = [person.judge for person in found.people]
    if volume is None:
        return np.ones(len(names))
    given = {str(judge): number for judge, number in volume.items()}
    missing = next((judge for judge in names if judge not in given), None)
    if missing is not None:
        raise RequestError(
            f"volume lacks {missing!r}.", hint=f"{did_you_mean(missing, list(given))}Give a number for each person."
        )
    strange = next((judge for judge in given if judge not in names), None)
    if strange is not None:
        raise RequestError(
            f"volume names {strange!r}, who is not in the comparison.",
            hint=f"{did_you_mean(strange, names)}Give new people to ranking with n = 0. It has {listed(names)}.",
        )
    size = np.array([given[judge] for judge in names], dtype=np.float64)
    wrong = ~(np.isfinite(size) & (size >= 0) & (size == np.floor(size)))
    if wrong.any() or not size.sum() > 0:
        place = int(wrong.argmax())
        raise RequestError(f"volume is {size[place]:g} for {names[place]!r}.", hint="Give whole numbers of decisions.")
    return size


def _expected(found: Ranking, audits: int, floor: float, size: Floats, room: Floats) -> Floats:
    """The mean number of audits of each person: the floor, then by worth, in steps."""
    expected = audits * floor * size / size.sum()
    standing = _standing(found)
    for _ in range(STEPS):
        gain = np.zeros(size.size) if standing is None else worth_of_an_audit(_as_if(standing, expected), found.wrong)
        expected = expected + _poured(audits * (1 - floor) / STEPS, gain, size, room - expected)
    return np.asarray(expected)


def _standing(found: Ranking) -> Standing | None:
    """Where people stand now; None where the question has no answer."""
    if found.line is None or found.line_low is None or found.line_high is None:
        return None
    low, high = np.arcsin(np.sqrt([found.line_low, found.line_high]))
    return Standing(
        chance=np.array([found.chance(person) for person in found.people], dtype=np.float64),
        size=np.array([person.certainty for person in found.people]),
        line_sd=float(high - low) / 2,
    )


def _as_if(standing: Standing, further: Floats) -> Standing:
    """Where people would stand if further audits confirmed their rates."""
    size = standing.size + further
    total = np.sqrt(1 / (4 * size) + standing.line_sd**2)
    return Standing(np.asarray(ndtr(standing.distance / total)), size, standing.line_sd)


def _poured(amount: float, gain: Floats, size: Floats, room: Floats) -> Floats:
    """The amount shared out by gain, or by size where no gain is left; nobody gets more than there is room for."""
    given = np.zeros(size.size)
    for _ in range(size.size + 1):
        left = amount - given.sum()
        open_ = room - given > 1e-9
        if left <= 1e-9 or not open_.any():
            break
        share = np.where(open_, gain, 0.0)
        share = share if share.sum() > 0 else np.where(open_, size, 0.0)
        given = np.minimum(given + left * share / share.sum(), room)
    return given


def _rounded(expected: Floats, seed: int) -> Codes:
    """Whole numbers with these means, whose sum is that of the means: one systematic draw."""
    reached = np.concatenate([[0.0], np.cumsum(expected)])
    reached[-1] = round(float(reached[-1]))
    whole = np.floor(reached + np.random.default_rng(seed).random()).astype(np.int64)
    return np.diff(whole)

"""People compared fairly: case mix, rates with intervals, chances, flags, and what is still needed.

Formulas, sources and what is assumed: docs/methods/people.md. Not here: whom to audit next (``next_audits``).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evenhand.facts.errors import RequestError
from evenhand.measure.intervals import near_exact, normal_quantile
from evenhand.measure.people.case_mix import case_mix
from evenhand.measure.people.further import Standing, audits_until_decided
from evenhand.measure.people.inputs import Asked, Audits, read_audits
from evenhand.measure.people.naming import Named, name
from evenhand.measure.people.posterior import person_posterior
from evenhand.measure.people.remarks import remarks
from evenhand.measure.people.spread import Spread, people_spread
from evenhand.measure.people.types import PeopleSpread, Person, Question, Ranking
from evenhand.measure.people.worst import among_worst
from evenhand.measure.result import Note
from evenhand.measure.tables import TableLike
from evenhand.measure.units import Flags, Floats

FLAT = 0.05  # of the mean: people who differ by less may as well be alike


def ranking(
    table: TableLike,
    *,
    judge: str | None = None,
    error: str | None = None,
    events: str | None = None,
    n: str | None = None,
    mix: Sequence[str] = (),
    score: str | None = None,
    bins: int = 5,
    weight: str | None = None,
    target: float | None = None,
    worst: float = 0.1,
    wrong: float = 0.1,
    level: float = 0.95,
) -> Ranking:
    """Compares people by the errors that audits found in their decisions, and flags whom the audits can single out.

    ``table`` has a row per audit with ``judge`` and ``error`` (1 for an error, 0 for none), or a row per person, or per
    person and kind of case, with the counts ``events`` of ``n``. ``mix`` names columns that tell what people were given
    (policy, language, queue; the coarsest first), ``score`` one with a score that is cut into ``bins``. ``weight`` is 1
    / the chance of the audited decision among the person's own; weights of ``next_audits`` have no place here. With a
    ``target``, a share in 0..1, a flag says that a person is above it; without, that the person is among the ``worst``
    share of people. ``wrong`` is the share of flags that may be wrong. ``level`` is that of all intervals. Raises
    RequestError, with column, value and fix, for what cannot be compared.
    """
    _check(target, worst, wrong, level)
    audits = read_audits(table, Asked(judge, error, events, n, tuple(mix), score, bins, weight))
    return _Compared(audits, target, worst, wrong, level).ranking()


def _check(target: float | None, worst: float, wrong: float, level: float) -> None:
    normal_quantile(level)
    if target is not None and not 0 < target < 1:
        raise RequestError(f"target is {target}.", hint="Give a share between 0 and 1: write 5 % as 0.05.")
    if not 0 < worst <= 0.5:
        raise RequestError(f"worst is {worst}.", hint="Give a share up to 0.5, as 0.1 for the worst tenth.")
    if not 0 < wrong <= 0.5:
        raise RequestError(f"wrong is {wrong}.", hint="Give the share of flags that may be wrong, as 0.1; at most 0.5.")


class _Compared:
    """Everything that is known of the people, computed together and handed out one by one."""

    def __init__(self, audits: Audits, target: float | None, worst: float, wrong: float, level: float) -> None:
        self.audits, self.target, self.worst, self.wrong, self.level = audits, target, worst, wrong, level
        self.given = case_mix(audits)
        spread = people_spread(self.given.events, self.given.n)
        self.spread = _told(spread, level)
        self.posterior = person_posterior(self.given.events, self.given.n, spread)
        people = len(audits.judges)
        self.place = among_worst(self.posterior, round(worst * people)) if worst * people >= 1 else None
        self.above = self.posterior.above(target) if target is not None else None
        self.chance = self.above if self.above is not None else self.place.chance if self.place is not None else None
        self.named = name(self.chance, wrong) if self.chance is not None else Named(np.zeros(people, np.bool_), None)

    def ranking(self) -> Ranking:
        """The result."""
        line = (self.target,) * 3 if self.target is not None else self._dividing()
        return Ranking(
            people=self._people(),
            question=Question.AMONG_WORST if self.target is None else Question.ABOVE_TARGET,
            target=self.target,
            worst=self.worst,
            wrong=self.wrong,
            level=self.level,
            line=line[0],
            line_low=line[1],
            line_high=line[2],
            spread=self.spread,
            wrong_flags=self.named.wrong,
            audits=int(self.audits.audits.sum()),
            errors=int(self.audits.errors.sum()),
            compared_on=self.audits.columns,
            warnings=self._warnings(),
        )

    def _dividing(self) -> tuple[float | None, float | None, float | None]:
        """The rate that divides the worst from the rest, with its ends; nothing among too few people."""
        return (None,) * 3 if self.place is None else (self.place.line, self.place.line_low, self.place.line_high)

    def _people(self) -> tuple[Person, ...]:
        given, tail = self.given, (1 - self.level) / 2
        audited = given.n > 0
        observed = given.events / np.where(audited, given.n, 1.0)
        low, high = near_exact(observed, np.where(audited, given.n, 1.0), self.level)
        columns: dict[str, Sequence[object]] = {
            "judge": self.audits.judges,
            "audits": self.audits.audits.tolist(),
            "errors": self.audits.errors.tolist(),
            "n_effective": given.n.tolist(),
            "expected": given.expected.tolist(),
            "ratio": _known(observed / given.standard, audited),
            "ratio_low": _known(low / given.standard, audited),
            "ratio_high": _known(high / given.standard, audited),
            "difficulty": given.difficulty.tolist(),
            "observed": _known(observed, audited),
            "rate": self.posterior.mean.tolist(),
            "low": self.posterior.quantile(tail).tolist(),
            "high": self.posterior.quantile(1 - tail).tolist(),
            "certainty": self.posterior.size.tolist(),
            "above_target": _chances(self.above, audited.size),
            "among_worst": _chances(self.place.chance if self.place else None, audited.size),
            "flagged": self.named.flagged.tolist(),
            "further": self._further(),
        }
        return tuple(Person(**dict(zip(columns, row, strict=True))) for row in zip(*columns.values(), strict=True))

    def _further(self) -> list[int | None]:
        if self.chance is None:
            return [None] * len(self.audits.judges)
        standing = Standing(self.chance, self.posterior.size, 0.0)
        found = audits_until_decided(standing, self.wrong).tolist()
        return [None if number < 0 else number for number in found]

    def _warnings(self) -> tuple[Note, ...]:
        spread = self.spread
        nobody = "people_nobody_target" if self.target is not None else "people_nobody_worst"
        return remarks(
            audits=self.audits,
            alone=self.given.alone,
            flat=spread.sd_low < FLAT * spread.mean,
            sd_high=spread.sd_high,
            largest=None if self.chance is None else float(self.chance.max()),
            nobody=None if self.named.wrong is not None else nobody,
            wrong=self.wrong,
            worst=self.worst,
        )


def _told(spread: Spread, level: float) -> PeopleSpread:
    tail = (1 - level) / 2
    return PeopleSpread(
        mean=spread.overall,
        mean_low=spread.mean_quantile(tail),
        mean_high=spread.mean_quantile(1 - tail),
        sd=spread.sd_quantile(0.5),
        sd_low=spread.sd_quantile(tail),
        sd_high=spread.sd_quantile(1 - tail),
    )


def _known(values: Floats, known: Flags) -> list[float | None]:
    return [float(value) if held else None for value, held in zip(values, known, strict=True)]


def _chances(values: Floats | None, people: int) -> Sequence[float | None]:
    return [None] * people if values is None else values.tolist()

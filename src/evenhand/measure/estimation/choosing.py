"""The estimators in the order in which what is known of a sample asks for them.

Not here: any formula. What is chosen when: docs/methods/estimates.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from evenhand.facts.errors import RequestError
from evenhand.facts.reading.matching import did_you_mean, listed
from evenhand.measure.estimation.asked import Floats, units_of
from evenhand.measure.estimation.assisted import LEAST, too_few, tuned_share
from evenhand.measure.estimation.drawn import Drawn
from evenhand.measure.estimation.reach import share_of_views
from evenhand.measure.estimation.reading import Told
from evenhand.measure.estimation.two_phase import two_phase_share
from evenhand.measure.estimation.types import Estimator
from evenhand.measure.estimation.unequal import hansen_hurwitz, horvitz_thompson
from evenhand.measure.result import Estimate, Note
from evenhand.measure.share import share

ENDLESS = 1e9  # how many units each one stands for where nobody says how many there are


@dataclass(frozen=True)
class Known:
    """What is known of the population, beside the sample."""

    population: float | Mapping[str, float] | None
    first_phase: Mapping[str, float] | None
    score: ArrayLike | float | None
    reach: float | None
    metric: str
    level: float

    @property
    def units(self) -> float | None:
        """The number of units, all strata together."""
        if isinstance(self.population, Mapping):
            return float(sum(self.population.values()))
        return self.population


Made = tuple[Estimate, Estimator, tuple[Note, ...]]


@dataclass(frozen=True)
class Choice:
    """The estimators, in the order in which what is known asks for them."""

    told: Told
    known: Known

    def made(self) -> Made:
        """The figure, the estimator, and why it is that one."""
        told = self.told
        if told.reach is not None:
            return self._reach()
        if self.known.first_phase is not None:
            return self._two_phase()
        only_weights = told.weight is not None and chance_of(told) is None
        by_stratum = len(told.strata) > 1 or isinstance(self.known.population, Mapping)
        if by_stratum or told.denominator is not None or only_weights:
            return self._stratified()
        if told.probability is not None or (
            told.inclusion_probability is not None and _uneven(told.inclusion_probability)
        ):
            return self._unequal()
        return self._equal()

    def _reach(self) -> Made:
        told, known = self.told, self.known
        if len(told.strata) > 1 or told.denominator is not None:
            raise RequestError(
                "Views are asked for together with strata or a denominator.",
                hint="Give one of them: the share of views of one stratum after the other.",
            )
        once = told.inclusion_probability if told.probability is None else None
        figure = share_of_views(
            value=told.value,
            reach=told.reach if told.reach is not None else (),
            probability=told.probability,
            inclusion_probability=once,
            weight=told.weight if told.probability is None and once is None else None,
            population_reach=known.reach,
            metric=known.metric,
            level=known.level,
        )
        return figure, Estimator.REACH, (Note("estimate_why_reach"),)

    def _two_phase(self) -> Made:
        told, known = self.told, self.known
        counts = self._by_stratum("first_phase", known.first_phase or {})
        figure = two_phase_share(
            value=told.value,
            stratum=told.stratum,
            first_phase=counts,
            population=known.units,
            metric=known.metric,
            level=known.level,
        )
        return figure, Estimator.TWO_PHASE, (Note("estimate_why_two_phase"),)

    def _stratified(self) -> Made:
        told, known = self.told, self.known
        weight, within = self._weights()
        counts = None
        if isinstance(known.population, Mapping):
            counts = self._by_stratum("population", known.population)
        elif known.population is not None and len(told.strata) > 1:
            raise RequestError(
                f"population is one number, {known.population:g}, and there are {len(told.strata)} strata.",
                hint="Give one number per stratum, by its name.",
            )
        elif known.population is not None:
            counts = self._whole()
        elif len(told.strata) > 1 and told.weight is None and chance_of(told) is None:
            raise RequestError(
                f"Nothing says how much each of the {len(told.strata)} strata counts.",
                hint="Give population, a number of units per stratum, or a column of weights or chances.",
            )
        figure = share(
            metric=known.metric,
            numerator=told.value if told.denominator is None else told.value * told.denominator,
            denominator=np.ones(told.size) if told.denominator is None else told.denominator,
            stratum=told.stratum,
            weight=weight,
            population_by_stratum=counts,
            with_replacement=within or told.probability is not None,
            level=known.level,
        )
        why = (Note("estimate_why_stratified"), *self._unused_score())
        return self._of_known_size(figure), Estimator.STRATIFIED, why

    def _unequal(self) -> Made:
        told, known = self.told, self.known
        again = told.probability is not None
        chance = {"probability": told.probability} if again else {"inclusion_probability": told.inclusion_probability}
        short = self._short()
        if told.score is not None and known.score is not None and short is None:
            return self._tuned(chance)
        estimator = hansen_hurwitz if again else horvitz_thompson
        figure = estimator(
            value=told.value,
            **chance,  # type: ignore[arg-type]
            population=known.units,
            score=told.score,
            metric=known.metric,
            level=known.level,
        )
        why = (Note("estimate_why_again" if again else "estimate_why_once"),)
        name = Estimator.HANSEN_HURWITZ if again else Estimator.HORVITZ_THOMPSON
        asked_for = told.score is not None and known.score is not None
        return figure, name, (*why, *((short,) if asked_for and short is not None else ()))

    def _equal(self) -> Made:
        told, known = self.told, self.known
        short = self._short()
        if told.score is not None and known.score is not None and short is None:
            return self._tuned({})
        weight, _ = self._weights()
        figure = share(
            metric=known.metric,
            numerator=told.value,
            denominator=np.ones(told.size),
            stratum=np.zeros(told.size, np.int64),
            weight=weight,
            population_by_stratum=self._whole(),
            level=known.level,
            design="sample with equal chances",
        )
        figure = self._of_known_size(figure)
        unused = (short,) if told.score is not None and known.score is not None and short is not None else ()
        return figure, Estimator.STRATIFIED, (Note("estimate_why_simple"), *unused, *self._unused_score())

    def _tuned(self, chance: Mapping[str, Floats | None]) -> Made:
        told, known = self.told, self.known
        figure = tuned_share(
            value=told.value,
            score=told.score if told.score is not None else (),
            population_score=known.score if known.score is not None else 0.0,
            **chance,  # type: ignore[arg-type]
            population=known.units,
            metric=known.metric,
            level=known.level,
        )
        return figure, Estimator.TUNED, (Note("estimate_why_tuned", {"least": LEAST}),)

    def _weights(self) -> tuple[Floats, bool]:
        """Each unit's weight, and whether weights differ within a stratum."""
        told = self.told
        if self._relative:
            weight = ENDLESS * (np.ones(told.size) if told.weight is None else told.weight)
        elif told.weight is not None:
            weight = told.weight
        elif told.inclusion_probability is not None:
            weight = 1 / told.inclusion_probability
        else:
            weight = 1 / (told.size * (told.probability if told.probability is not None else np.ones(told.size)))
        first = np.zeros(int(told.stratum.max()) + 1)
        first[told.stratum] = weight
        return weight, bool((np.abs(weight - first[told.stratum]) > 1e-9 * weight).any())

    @property
    def _relative(self) -> bool:
        """Whether weights say only how units compare, not how many units there are: none, or some below 1."""
        told = self.told
        if told.weight is None:
            return told.inclusion_probability is None and told.probability is None
        return bool((told.weight < 1).any())

    def _of_known_size(self, figure: Estimate) -> Estimate:
        """The figure, without the size of a population that nobody told."""
        return replace(figure, population=None) if self._relative and self.known.population is None else figure

    def _whole(self) -> list[float] | None:
        """The population as a single stratum."""
        units = units_of("population", self.known.units, self.told.size)
        return None if units is None else [units]

    def _short(self) -> Note | None:
        told = self.told
        same = np.ones(told.size)
        return too_few(Drawn(told.value, same, same, None))

    def _unused_score(self) -> tuple[Note, ...]:
        """A remark where a score was named that could not help."""
        if self.told.score is None or self.known.score is not None:
            return ()
        return (Note("estimate_score_unused"),)

    def _by_stratum(self, name: str, counts: Mapping[str, float]) -> list[float]:
        """The counts in the order of the strata's codes; strata without a unit come last."""
        by_name = {str(one): float(count) for one, count in counts.items()}
        strata = self.told.strata
        if not strata:
            raise RequestError(f"{name} is given by stratum, and the table has no strata.", hint="Name their column.")
        strange = next((one for one in strata if one not in by_name), None)
        if strange is not None:
            raise RequestError(
                f"{name} has no number for the stratum {strange!r}.",
                hint=f"{did_you_mean(strange, by_name)}It has {listed(list(by_name)) or 'none'}.",
            )
        return [by_name[one] for one in strata] + [count for one, count in by_name.items() if one not in strata]


def chance_of(told: Told) -> Floats | None:
    """The chances that the table holds, of either kind."""
    return told.probability if told.probability is not None else told.inclusion_probability


def _uneven(chance: Floats) -> bool:
    return bool(chance.max() - chance.min() > 1e-9 * chance.max())

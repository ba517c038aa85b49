"""All coefficients of one table of counts, with the kind of interval asked for.

Not here: the coefficients themselves, one file each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from evenhand.facts.errors import RequestError
from evenhand.measure.agreement.bootstrap import Figure, percentiles, replicates
from evenhand.measure.agreement.counts import Counts
from evenhand.measure.agreement.fleiss import fleiss, fleiss_of
from evenhand.measure.agreement.gwet import gwet, gwet_of
from evenhand.measure.agreement.interval import linearised
from evenhand.measure.agreement.krippendorff import Distance, alpha, alpha_of
from evenhand.measure.agreement.linear import Linear, centred, undefined
from evenhand.measure.agreement.raw import raw, raw_of
from evenhand.measure.agreement.types import Coefficient
from evenhand.measure.agreement.weights import Scale, Weights, weights_for
from evenhand.measure.intervals import normal_quantile
from evenhand.measure.labels import Floats
from evenhand.measure.result import Method, Note

UNCORRECTED = ("agreement", "specific", "disputed", "confusion")
INTERVALS = (Method.LINEARISED, Method.BOOTSTRAP)


@dataclass(frozen=True, eq=False)
class Wanted:
    """What is asked of each table of counts: scale, weights, kind and level of the interval."""

    scale: Scale
    values: Floats | None
    weights: Weights | None
    level: float
    interval: Method
    times: int
    seed: int

    @classmethod
    def checked(
        cls,
        scale: Scale,
        values: Floats | None,
        weights: Weights | None,
        *,
        level: float,
        interval: Method | str,
        times: int,
        seed: int,
    ) -> Wanted:
        """The wishes, or a RequestError that says which cannot be met."""
        normal_quantile(level)
        if interval not in INTERVALS:
            raise RequestError(f"interval is {interval!r}.", hint="Give 'linearised' or 'bootstrap'.")
        return cls(scale, values, weights, level, Method(interval), times, seed)

    def of_one_label(self) -> Wanted:
        """The same for one label against all others, which is nominal."""
        return replace(self, scale=Scale.NOMINAL, values=None, weights=None)

    def weighted(self, classes: int) -> Weights:
        """The weights of the classes."""
        return self.weights if self.weights is not None else weights_for(self.scale, classes, self.values)


@dataclass(frozen=True, eq=False)
class _Method:
    name: str
    point: Callable[[Counts], Linear]
    of: Figure


def _methods(counts: Counts, wanted: Wanted) -> list[_Method]:
    weights = wanted.weighted(counts.classes)
    distance = Distance(wanted.scale, weights, wanted.values)
    gwets = "ac1" if weights.matrix is None else "ac2"
    return [
        _Method("agreement", partial(raw, weights=weights), partial(raw_of, counts=counts, weights=weights)),
        _Method("alpha", partial(alpha, distance=distance), partial(alpha_of, counts=counts, distance=distance)),
        _Method(gwets, partial(gwet, weights=weights), partial(gwet_of, counts=counts, weights=weights)),
        _Method("fleiss", partial(fleiss, weights=weights), partial(fleiss_of, counts=counts, weights=weights)),
    ]


@dataclass(frozen=True, eq=False)
class Named:
    """A coefficient without its interval: its name, and its values in the draws of a bootstrap."""

    name: str
    point: Linear
    drawn: Floats | None = None


def coefficients(counts: Counts, wanted: Wanted) -> tuple[Coefficient, ...]:
    """Raw agreement, alpha, AC1 (AC2 with weights) and Fleiss' kappa."""
    return coefficients_of([named(counts, wanted)], wanted)[0]


def coefficients_of(tables: Sequence[Sequence[Named]], wanted: Wanted) -> list[tuple[Coefficient, ...]]:
    """The coefficients of many tables with their intervals, which cost much less when computed together."""
    ends = iter(linearised([one.point for table in tables for one in table if one.drawn is None], wanted.level))
    return [tuple(_finished(one, wanted, ends) for one in table) for table in tables]


def named(counts: Counts, wanted: Wanted) -> list[Named]:
    """Raw agreement, alpha, AC1 (AC2 with weights) and Fleiss' kappa, without intervals."""
    methods = _methods(counts, wanted)
    seen = counts.with_unseen()
    points = {one.name: one.point(seen) for one in methods}
    if wanted.interval is not Method.BOOTSTRAP:
        return [Named(name, point) for name, point in points.items()]
    figures = {one.name: one.of for one in methods if points[one.name].value is not None}
    drawn = replicates(counts, figures, times=wanted.times, seed=wanted.seed) if figures else {}
    return [Named(name, point, drawn.get(name)) for name, point in points.items()]


def linears(counts: Counts, wanted: Wanted) -> dict[str, Linear]:
    """The coefficients with their influences, by name."""
    return {one.name: one.point(counts.with_unseen()) for one in _methods(counts, wanted)}


def specific(counts: Counts) -> Named:
    """The chance that another judge gives the second class too, where one gives it; by pairs of labels.

    Source: Fleiss, Statistical Methods for Rates and Proportions, 2nd ed. (1981), 13.1 (proportion of specific
    agreement).
    """
    return Named("specific", _specific(counts))


def _specific(counts: Counts) -> Linear:
    given = np.asarray(counts.table[:, [1]].todense(), dtype=np.float64).ravel()
    below = given * np.maximum(counts.rated - 1, 0)
    total = float(counts.times @ below)
    if not total:
        return undefined(counts, "label_unseen")
    value = float(counts.times @ (given * np.maximum(given - 1, 0))) / total
    used = below > 0
    influence = (given * np.maximum(given - 1, 0) - value * below) * float(counts.times[used].sum()) / total
    return Linear(value, 0.0, centred(influence, used, counts.times), used, counts.times)


def _finished(one: Named, wanted: Wanted, ends: Iterator[tuple[float, float] | None]) -> Coefficient:
    """The coefficient with its interval: from its draws where it has some, the next of ``ends`` otherwise."""
    found = one.point
    limits = next(ends) if one.drawn is None else percentiles(one.drawn, wanted.level)
    method = Method.BOOTSTRAP if one.drawn is not None else Method.LINEARISED
    return Coefficient(
        name=one.name,
        estimate=found.value,
        low=limits[0] if limits else None,
        high=limits[1] if limits else None,
        level=wanted.level,
        method=method if limits is not None else Method.NONE,
        se=found.standard_error,
        chance=found.chance if found.value is not None and one.name not in UNCORRECTED else None,
        n=found.items,
        undefined=found.undefined,
        warnings=_remarks(found, limits, drawn=one.drawn is not None),
    )


def _remarks(found: Linear, limits: tuple[float, float] | None, *, drawn: bool) -> tuple[Note, ...]:
    if found.value is None:
        return ()
    if limits is None:
        return (Note("single_item"),) if found.items < 2 else (Note("bootstrap_undefined"),)
    return (Note("bootstrap_flat"),) if drawn and limits[0] == limits[1] else ()

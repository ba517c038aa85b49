"""A stratified design: how many units of each stratum, for one share or several at once, and what to expect of it.

Formulas and sources: docs/methods/designs.md. Not here: which sizes are best (``allocation``, ``joint``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from evenhand.facts.errors import RequestError
from evenhand.facts.reading.matching import listed
from evenhand.measure.chart import Bar
from evenhand.measure.design.aims import Aim, Figures, around, checked_aims
from evenhand.measure.design.allocation import Counts, Floats, apportion, checked_counts
from evenhand.measure.design.drawing import DrawnUnits, coded_strata, within_strata
from evenhand.measure.design.hours import Work
from evenhand.measure.design.joint import alone, joint_shares
from evenhand.measure.design.searching import smallest_size
from evenhand.measure.intervals import normal_quantile
from evenhand.measure.result import Note, Result

FLOOR = 8  # units of a stratum at least: fewer say little of its own spread, and a wrong rate may have starved it
_ROUNDS = 6  # of size and shares; each comes from the other, and they settle in two or three


class Sharing(StrEnum):
    """How a stratified design shares its units: like the population, evenly, or best for its metrics together."""

    OPTIMUM = "optimum"
    PROPORTIONAL = "proportional"
    EQUAL = "equal"


@dataclass(frozen=True)
class Planned:
    """One metric of a design: what it is expected to be, and the half-width of its interval.

    ``target`` is the half-width asked for, None where none was. ``alone`` is what the metric would have if all units
    were shared for it alone, ``random`` in a simple random sample of the same size. ``by_stratum`` has the half-width
    in each stratum, None where the metric speaks of nothing there. All in shares.
    """

    name: str
    expected: float
    half_width: float
    target: float | None
    alone: float
    random: float
    by_stratum: tuple[float | None, ...]


@dataclass(frozen=True, eq=False)
class StratifiedDesign(Result):
    """So many units of each stratum, drawn at random without replacement; ``metrics`` say what to expect of them."""

    strata: tuple[str, ...]
    population: Counts
    sizes: Counts
    sharing: Sharing
    metrics: tuple[Planned, ...]
    floor: int
    hours: float
    level: float
    method: str = "stratified sample"
    notes: tuple[Note, ...] = ()

    @property
    def n(self) -> int:
        """The units to draw."""
        return int(self.sizes.sum())

    def metric(self, name: str) -> Planned:
        """The metric of that name, or RequestError."""
        found = next((one for one in self.metrics if one.name == name), None)
        if found is None:
            names = listed([one.name for one in self.metrics])
            raise RequestError(f"The design has no metric {name!r}.", hint=f"Its metrics are {names}.")
        return found

    def draw(self, stratum: ArrayLike, *, seed: int, item: ArrayLike | None = None) -> DrawnUnits:
        """Draws the units; ``stratum`` names the stratum of each unit of the population.

        With ``item``, the units' ids, the order of the rows does not matter. A stratum that holds fewer units than
        planned is drawn whole. Raises RequestError for strata that are not the design's.
        """
        codes = coded_strata(stratum, self.strata)
        ids = None if item is None else checked_items(item, codes.size)
        held = np.bincount(codes, minlength=len(self.strata))
        index, chance = within_strata(codes, np.minimum(self.sizes, held), seed=seed, order=id_order(ids))
        drawn = DrawnUnits(
            index=index,
            probability=chance,
            weight=1 / chance,
            stratum=codes[index],
            population=codes.size,
            with_replacement=False,
            seed=seed,
            design=self.method,
        )
        return drawn if ids is None else drawn.named(ids)

    def to_dict(self) -> dict[str, object]:
        """The design as JSON-ready values, its size among them."""
        return {"n": self.n, **super().to_dict()}

    def rows(self) -> Sequence[Mapping[str, object]]:
        """One row per stratum: population, size, the weight of a unit, and each metric's half-width there."""
        columns = zip(self.strata, self.population.tolist(), self.sizes.tolist(), strict=True)
        return [
            {"stratum": name, "population": population, "size": size, "weight": population / size if size else None}
            | {f"{one.name}_half_width": one.by_stratum[place] for one in self.metrics}
            for place, (name, population, size) in enumerate(columns)
        ]

    def bars(self) -> Sequence[Bar]:
        """The interval to expect of each metric overall."""
        return [
            Bar(one.name, one.expected, *around(one.expected, one.half_width), f"n {self.n:,}") for one in self.metrics
        ]

    def __str__(self) -> str:
        """The design in a sentence."""
        told = ", ".join(f"{one.name} {one.expected:.1%} ±{one.half_width:.2%}" for one in self.metrics)
        return (
            f"Draw {self.n:,} of {int(self.population.sum()):,} from {len(self.strata):,} strata ({self.sharing}): "
            f"{told}; {self.hours:,.1f} hours."
        )


def stratified_design(
    population: ArrayLike,
    metrics: Sequence[Aim],
    *,
    size: int | None = None,
    strata: Sequence[str] | None = None,
    sharing: Sharing | str = Sharing.OPTIMUM,
    floor: int = FLOOR,
    work: Work | None = None,
    level: float = 0.95,
) -> StratifiedDesign:
    """Sizes of strata for several metrics at once: the smallest that reach every half-width, or the best of ``size``.

    ``population`` counts the units of each stratum, ``metrics`` are the ``Aim``s. Without ``size``, every aim needs a
    half-width, and the fewest units are sought with which each of them is expected. With ``size``, the largest ratio of
    half-width to target is made as small as can be; where no aim has a target, the target of each is what it would
    reach alone. Each stratum gets ``floor`` units, or all it has. ``work`` is what an assessment costs (default: 2
    minutes). Raises RequestError for counts, aims or names that do not fit.
    """
    counts = checked_counts(population)
    names = _names(strata, counts)
    kind = _sharing(sharing)
    normal_quantile(level)
    if floor < 1:
        raise RequestError(f"floor is {floor}.", hint="Give 1 or more: a stratum without a unit is outside the figure.")
    kept = counts > 0
    figures = Figures(counts[kept], [_cut(aim, kept) for aim in checked_aims(metrics)])
    targets = _targets(figures, size, floor, level)
    if size is None:
        size, shares = _smallest(figures, targets, kind, floor, level)
    else:
        shares = _shares(figures, kind, _drawable(size), targets, floor, level)
    found, notes = apportion(figures.population, shares, size, floor)
    sizes = np.zeros(counts.size, dtype=np.int64)
    sizes[kept] = found
    planned = _planned(figures, found, kept, floor, level)
    return StratifiedDesign(
        strata=names,
        population=counts,
        sizes=sizes,
        sharing=kind,
        metrics=planned,
        floor=floor,
        hours=(work or Work()).hours(int(sizes.sum())),
        level=level,
        notes=notes + _missed(planned) + _too_sure(figures),
    )


def checked_items(item: ArrayLike, units: int) -> Any:
    """The ids as text, one per unit and none twice; RequestError otherwise."""
    ids = np.asarray(item).astype(str)
    if ids.shape != (units,):
        raise RequestError(f"item has {ids.size} ids for {units} units.", hint="Give one id per unit.")
    names, count = np.unique(ids, return_counts=True)
    if bool((count > 1).any()):
        raise RequestError(
            f"item holds {str(names[count > 1][0])!r} more than once.", hint="Give each unit one row in the frame."
        )
    return ids


def id_order(ids: Any) -> Any:
    """The rows in the order of their ids, None where there are none."""
    return None if ids is None else np.argsort(ids, kind="stable")


def _targets(figures: Figures, size: int | None, floor: int, level: float) -> Floats:
    """What each aim's half-width is held against."""
    asked = [aim.half_width for aim in figures.aims]
    if all(one is not None for one in asked):
        return np.array(asked, dtype=np.float64)
    without = next(aim.name for aim in figures.aims if aim.half_width is None)
    if size is None or any(one is not None for one in asked):
        raise RequestError(
            f"The metric {without!r} has no half_width.",
            hint="Give one to every metric; or give a size, and none of them.",
        )
    return np.maximum(alone(figures, size, floor=floor, level=level), 1e-9)


def _drawable(size: int) -> int:
    if size < 1:
        raise RequestError(f"size is {size}.", hint="Give the number of units to draw, 1 or more.")
    return size


def _shares(figures: Figures, kind: Sharing, size: int, targets: Floats, floor: int, level: float) -> Floats:
    if kind is Sharing.OPTIMUM:
        return joint_shares(figures, size, targets=targets, floor=floor, level=level)
    return figures.population.astype(np.float64) if kind is Sharing.PROPORTIONAL else np.ones(figures.population.size)


def _smallest(figures: Figures, targets: Floats, kind: Sharing, floor: int, level: float) -> tuple[int, Floats]:
    """The size that reaches all targets, and the shares of its strata; both settle on each other."""
    least, most = int(np.minimum(figures.population, floor).sum()), int(figures.population.sum())
    size = most // 2
    for _ in range(_ROUNDS):
        shares = _shares(figures, kind, size, targets, floor, level)
        found = smallest_size(least, most, _reaches(figures, shares, targets, floor, level))
        if abs(found - size) <= 1:
            break
        size = found
    return found, shares


def _reaches(figures: Figures, shares: Floats, targets: Floats, floor: int, level: float) -> Callable[[int], bool]:
    def reaches(size: int) -> bool:
        sizes, _ = apportion(figures.population, shares, size, floor)
        return bool((figures.half_widths(sizes, level) <= targets).all())

    return reaches


def _planned(figures: Figures, sizes: Counts, kept: Any, floor: int, level: float) -> tuple[Planned, ...]:
    n, population = int(sizes.sum()), figures.population.sum()
    overall = [Aim(aim.name, float(p)) for aim, p in zip(figures.aims, figures.share, strict=True)]
    parts = (figures.population / population * figures.of).sum(axis=1)
    random = Figures(
        population.reshape(1), [Aim(aim.name, aim.rate, float(of)) for aim, of in zip(overall, parts, strict=True)]
    ).half_widths(sizes.sum().reshape(1), level)
    widths, own = figures.half_widths(sizes, level), alone(figures, n, floor=floor, level=level)
    by_stratum = np.full((len(figures.aims), kept.size), np.nan)
    by_stratum[:, kept] = figures.half_widths_by_stratum(sizes, level)
    return tuple(
        Planned(
            name=aim.name,
            expected=float(figures.share[row]),
            half_width=float(widths[row]),
            target=aim.half_width,
            alone=float(own[row]),
            random=float(random[row]),
            by_stratum=tuple(None if np.isnan(one) else float(one) for one in by_stratum[row]),
        )
        for row, aim in enumerate(figures.aims)
    )


def _missed(planned: Sequence[Planned]) -> tuple[Note, ...]:
    return tuple(
        Note(
            "design_target_missed",
            {"metric": one.name, "target": f"{one.target:.2%}", "half_width": f"{one.half_width:.2%}"},
        )
        for one in planned
        if one.target is not None and one.half_width > one.target
    )


def _too_sure(figures: Figures) -> tuple[Note, ...]:
    """Rates of exactly 0 or 1, which let a stratum look as if it needed no units."""
    count = int(np.count_nonzero((figures.rate <= 0) | (figures.rate >= 1)))
    return (Note("design_sure_rates", {"count": count}),) if count else ()


def _cut(aim: Aim, kept: Any) -> Aim:
    """The aim without the strata that hold nothing."""

    def cut(what: str, value: float | Sequence[float]) -> float | Sequence[float]:
        found = np.asarray(value, dtype=float)
        if found.ndim == 0:
            return float(found)
        if found.shape != kept.shape:
            raise RequestError(
                f"The {what} of {aim.name!r} has {found.size} entries for {kept.size} strata.",
                hint="Give one per stratum, or one for all.",
            )
        return [float(one) for one in found[kept]]

    return Aim(aim.name, cut("rate", aim.rate), cut("'of'", aim.of), aim.half_width)


def _names(strata: Sequence[str] | None, counts: Counts) -> tuple[str, ...]:
    if not counts.sum():
        raise RequestError("population has no units.", hint="Widen the period or the filter of the population.")
    names = tuple(map(str, strata)) if strata is not None else tuple(str(one) for one in range(counts.size))
    if len(names) != counts.size or len(set(names)) < len(names):
        raise RequestError(
            f"strata names {len(set(names))} for {counts.size} counts.", hint="Give each stratum one name of its own."
        )
    return names


def _sharing(value: Sharing | str) -> Sharing:
    try:
        return Sharing(value)
    except ValueError:
        raise RequestError(f"sharing is {value!r}.", hint=f"Give one of {listed(list(Sharing))}.") from None

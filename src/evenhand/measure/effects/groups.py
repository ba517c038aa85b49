"""The shares behind an effect: each group before and after, and over the periods of a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evenhand.measure.effects.cells import Cells, Side
from evenhand.measure.effects.contrasts import LEAST, Contrast, Part
from evenhand.measure.effects.types import EffectGroup
from evenhand.measure.intervals import near_exact
from evenhand.measure.labels import Floats
from evenhand.measure.result import Estimate, Method, Note
from evenhand.measure.share import FEW


@dataclass(frozen=True, eq=False)
class _Part:
    """Clusters with their weights in a share, their own shares, and the columns that these are from."""

    who: NDArray[np.intp]
    weight: Floats
    shares: Floats
    columns: list[int]


@dataclass(frozen=True)
class Said:
    """What every share of a result says of itself."""

    metric: str
    level: float
    design: str


def groups(cells: Cells, found: Contrast, names: tuple[str, str], said: Said) -> tuple[EffectGroup, EffectGroup | None]:
    """The treated and the others (None without), by the weights of the effect, so that the shares add up to it."""
    treated = [(one, one.treated) for one in found.parts]
    control = [(one, one.control) for one in found.parts if one.control is not None]
    return _group(cells, found, names[0], treated, said), _group(
        cells, found, names[1], control, said
    ) if control else None


def _group(cells: Cells, found: Contrast, name: str, sides: Sequence[tuple[Part, Side]], said: Said) -> EffectGroup:
    before = [_Part(one.who, part.weight * one.part, one.before, [*range(part.cohort)]) for part, one in sides]
    after = [_Part(one.who, part.weight * one.part, one.after, [part.stretch]) for part, one in sides]
    clusters = np.unique(np.concatenate([one.who for _, one in sides])).size
    return EffectGroup(name, clusters, _share(cells, found, before, said), _share(cells, found, after, said))


def _share(cells: Cells, found: Contrast, parts: Sequence[_Part], said: Said) -> Estimate:
    place, deviation = np.zeros_like(cells.count), np.zeros(cells.count.shape[0])
    for one in parts:
        part = one.weight / one.weight.sum()
        away = one.shares - float(part @ one.shares)
        deviation[one.who] += one.weight * away / np.sqrt(np.maximum(1 - part, 1e-9))
        rows = cells.weight[one.who][:, one.columns]
        place[np.ix_(one.who, np.array(one.columns))] += one.weight[:, None] * rows / rows.sum(axis=1, keepdims=True)
    used = place > 0
    between = float((deviation**2).sum()) if np.count_nonzero(used.any(axis=1)) >= LEAST else 0.0
    return _clustered(
        said,
        share=float((place * cells.share).sum()),
        variance=max(float((place**2 * found.row_variance).sum()), between),
        size=1 / float((place[used] ** 2 / cells.size[used]).sum()),
        n=int(cells.count[used].sum()),
        events=float(cells.value[used].sum()),
    )


def pooled(cells: Cells, said: Said) -> list[Estimate | None]:
    """The share of all rows in each column, its variance between clusters; None where there is no row."""
    found: list[Estimate | None] = []
    for column in range(cells.count.shape[1]):
        one = cells.over([column])
        rows = one.count[:, 0] > 0
        found.append(_pooled(one.of(rows), said) if rows.any() else None)
    return found


def _pooled(cells: Cells, said: Said) -> Estimate:
    total = float(cells.weight.sum())
    share = float(cells.value.sum()) / total
    moved = (cells.value - share * cells.weight)[:, 0] / total
    clusters = moved.size
    between = float((moved**2).sum()) * clusters / (clusters - 1) if clusters >= LEAST else 0.0
    size = total**2 / float(cells.square.sum())
    return _clustered(
        said,
        share=share,
        variance=max(between, float(cells.spread()[0]) / size),
        size=size,
        n=int(cells.count.sum()),
        events=float(cells.value.sum()),
    )


def _clustered(said: Said, *, share: float, variance: float, size: float, n: int, events: float) -> Estimate:
    """A share with its variance: its interval at the size of which that is the variance; ``size`` at 0 and 1."""
    point = min(max(share, 0.0), 1.0)
    known = variance > 0 and 1e-12 < point < 1 - 1e-12
    effective = min(point * (1 - point) / variance, size) if known else size
    low, high = near_exact(point, effective, said.level, n=n)
    return Estimate(
        metric=said.metric,
        estimate=point,
        low=float(low),
        high=float(high),
        level=said.level,
        method=Method.LINEARISED,
        n=n,
        events=round(events),
        population=None,
        n_effective=effective,
        design=said.design,
        warnings=(Note("few", {"n": n}),) if n < FEW else (),
    )

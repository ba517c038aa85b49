"""Choosing a model: which foretells labels best that it has not seen, and what items of known truth say against it.

About half the items give one label away; the models are fitted to the rest. Which label is given away follows from the
names of item and judge alone, so that the order of the rows does not matter and no seed is needed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

from evenhand.measure.truth.fitting import TINY, Fit
from evenhand.measure.truth.votes import Flags, Votes
from evenhand.measure.units import Floats

AT_MOST = 50_000  # labels looked at: beyond, a part of the items decides
SOME_SWEEPS = 30  # enough to see which model foretells better
CLEARLY = 2.0  # standard errors by which another model must foretell better than the preferred one
WORTH = 1e-3  # and by how much at least, per label
TOO_FEW = 20  # labels held out below which nothing is clear
SIGNIFICANT = 0.05


class Model(Protocol):
    """A model of the judges."""

    def __call__(self, votes: Votes, *, sweeps: int = ...) -> Fit:
        """The model fitted to the votes in at most so many sweeps."""
        ...


@dataclass(frozen=True)
class Foretold:
    """How well a model foretold the labels held out.

    ``log_chance`` is the mean logarithm of the chance that it gave them, ``behind`` how much larger the best model's
    is, with the standard error ``se`` of that difference over the ``n`` labels.
    """

    method: str
    log_chance: float
    behind: float
    se: float
    n: int


def foretold(votes: Votes, models: Mapping[str, Model], rank: NDArray[np.int64]) -> tuple[Foretold, ...]:
    """Each model on the same labels held out; empty where no label can be spared.

    ``rank`` is the place of each item's name among all, which makes the choice of labels independent of their order.
    """
    some, kept_rank = _part(votes, rank)
    held = spared(some, kept_rank)
    if not held.any():
        return ()
    rest = some.only(~held)
    judge, item, label = some.judge[held], some.item[held], some.label[held]
    chances = {}
    for name, model in models.items():
        fit = model(rest, sweeps=SOME_SWEEPS)
        chance = (fit.posterior[:, item] * fit.confusion[:, judge, label]).sum(axis=0)
        chances[name] = np.log(np.maximum(chance, TINY))
    return _compared(chances)


def preferred(found: tuple[Foretold, ...], *, first: str) -> str:
    """The model to use: ``first``, unless on 20 labels or more another foretells better by over two standard errors."""
    by_name = {one.method: one for one in found}
    usual = by_name.get(first)
    if usual is None or usual.n < TOO_FEW or usual.behind <= max(CLEARLY * usual.se, WORTH):
        return first
    return max(found, key=lambda one: one.log_chance).method


def better_on_gold(right: Mapping[str, Flags], *, chosen: str) -> str:
    """``chosen``, unless another model is right on significantly more items of known truth (exact McNemar test)."""
    best = max(right, key=lambda name: (int(right[name].sum()), name == chosen))
    gained = int((right[best] & ~right[chosen]).sum())
    lost = int((right[chosen] & ~right[best]).sum())
    significant = gained > lost and binomtest(gained, gained + lost).pvalue < SIGNIFICANT / max(len(right) - 1, 1)
    return best if significant else chosen


def spared(votes: Votes, rank: NDArray[np.int64]) -> Flags:
    """The labels to hold out: one of about every second item that has two judges or more, by scrambled names."""
    draw = scrambled(rank[votes.item].astype(np.uint64) << np.uint64(32) | votes.judge.astype(np.uint64))
    filled = np.flatnonzero(np.diff(votes.starts) > 0)
    most = np.zeros(votes.items, dtype=np.uint64)
    least = np.zeros(votes.items, dtype=np.uint64)
    most[filled] = np.maximum.reduceat(draw, votes.starts[:-1][filled])
    least[filled] = np.minimum.reduceat(draw, votes.starts[:-1][filled])
    taking = (most > least) & (scrambled(rank.astype(np.uint64)) % np.uint64(2) == 0)
    return np.asarray(taking[votes.item] & (draw == most[votes.item]))


def _part(votes: Votes, rank: NDArray[np.int64]) -> tuple[Votes, NDArray[np.int64]]:
    """All labels, or those of so many items that about ``AT_MOST`` are left; items are numbered anew then."""
    if votes.size <= AT_MOST:
        return votes, rank
    share = scrambled(rank.astype(np.uint64) + np.uint64(1 << 40)).astype(np.float64) / 2.0**64
    chosen = share < AT_MOST / votes.size
    number = np.cumsum(chosen) - 1
    fewer = votes.only(chosen[votes.item])
    evidence = None if votes.evidence is None else votes.evidence[:, chosen]
    fewer = replace(
        fewer,
        item=number[fewer.item].astype(np.int32),
        items=int(chosen.sum()),
        known=votes.known[chosen],
        evidence=evidence,
    )
    return fewer, rank[chosen]


def _compared(chances: Mapping[str, Floats]) -> tuple[Foretold, ...]:
    best = chances[max(chances, key=lambda name: float(chances[name].mean()))]
    found = []
    for name, values in chances.items():
        apart = best - values
        se = float(apart.std()) / max(float(np.sqrt(values.size)), 1.0)
        found.append(Foretold(name, float(values.mean()), float(apart.mean()), se, values.size))
    return tuple(found)


def scrambled(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Whole numbers scattered over all 64 bits, the same on every machine (the finaliser of SplitMix64)."""
    mixed = (values + np.uint64(0x9E3779B97F4A7C15)).astype(np.uint64)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(mixed ^ (mixed >> np.uint64(31)))

"""Agreement within groups of judges and between them: teams, sites, languages.

Between groups: raw agreement of a judge of one with a judge of the other, and kappa across groups, which is 0 where
they agree as often as their shares of the labels make them by chance. Source: Wong, Paritosh and Aroyo,
Cross-replication Reliability, Annual Meeting of the Association for Computational Linguistics (2021).

Not here: which group is right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from scipy.sparse import csr_array

from evenhand.facts.errors import RequestError
from evenhand.measure.agreement.coefficients import Named, Wanted, coefficients_of
from evenhand.measure.agreement.counts import UNSEEN
from evenhand.measure.agreement.linear import Linear, centred
from evenhand.measure.agreement.overall import parts_of
from evenhand.measure.agreement.types import Coefficient, Part
from evenhand.measure.agreement.weights import Scale
from evenhand.measure.chart import Bar
from evenhand.measure.labels import Floats, Labels, need_classes
from evenhand.measure.result import Method, Note, Result

MOST = 60
DESIGN = "items drawn at random that both groups labelled; each item counts alike"


@dataclass(frozen=True)
class Between(Result):
    """Two groups of judges: how far a judge of one agrees with one of the other, on ``items`` that both labelled."""

    first: str
    second: str
    items: int
    agreement: Coefficient
    kappa: Coefficient

    def bars(self) -> Sequence[Bar]:
        """Kappa across the two groups."""
        one = self.kappa
        return (Bar(f"{self.first} · {self.second}", one.estimate, one.low, one.high, f"n {self.items:,}"),)


@dataclass(frozen=True)
class Groups(Result):
    """Agreement within each group and between each two."""

    by: str
    within: tuple[Part, ...]
    between: tuple[Between, ...]

    def rows(self) -> Sequence[Mapping[str, object]]:
        """One row per coefficient; within a group, first and second are the same."""
        inside = [
            {"first": part.value, "second": part.value, **one.to_dict()}
            for part in self.within
            for one in part.coefficients
        ]
        across = [
            {"first": two.first, "second": two.second, **one.to_dict()}
            for two in self.between
            for one in (two.agreement, two.kappa)
        ]
        return [*inside, *across]

    def bars(self) -> Sequence[Bar]:
        """Alpha within each group, then kappa across each two."""
        inside = [(part.value, part.figure("alpha")) for part in self.within]
        bars = [Bar(name or "(none)", one.estimate, one.low, one.high, f"n {one.n:,}") for name, one in inside]
        return [*bars, *(bar for two in self.between for bar in two.bars())]

    def __repr__(self) -> str:
        lines = [f"  {bar.name}: {'undefined' if bar.point is None else f'{bar.point:.3f}'}" for bar in self.bars()]
        return "\n".join([f"Agreement within and between groups, by {self.by} (alpha, kappa across)", *lines])


def judge_groups(labels: Labels, by: str, *, level: float = 0.95) -> Groups:
    """Agreement within and between groups of judges; ``labels`` were read with ``by=[…]`` naming the column.

    Raises RequestError when the column was not read, names a single group, or more than 60.
    """
    if by not in labels.by:
        raise RequestError(f"The column {by!r} was not read.", hint=f"Read the labels with by=[{by!r}].")
    need_classes(labels)
    column = labels.by[by]
    if not 2 <= len(column.names) <= MOST:
        raise RequestError(f"The column {by!r} names {len(column.names)} groups.", hint=f"Give 2 to {MOST} groups.")
    wanted = Wanted.checked(Scale.NOMINAL, None, None, level=level, interval="linearised", times=100, seed=1)
    inside = parts_of(labels, column, by, wanted)
    shares = [_shares(labels, column.codes == code) for code in range(len(column.names))]
    across = [
        _between(column.names[a], column.names[b], shares[a], shares[b], wanted)
        for a, b in combinations(range(len(shares)), 2)
    ]
    return Groups(by, inside, tuple(across))


@dataclass(frozen=True, eq=False)
class _Shares:
    """The labels' shares within one group: items x classes, and which items it labelled."""

    table: csr_array
    labelled: np.ndarray


def _shares(labels: Labels, rows: np.ndarray) -> _Shares:
    item, label = labels.item[rows], labels.label[rows]
    total = np.bincount(item, minlength=len(labels.items))
    shape = (len(labels.items), len(labels.classes))
    return _Shares(csr_array((1 / total[item], (item, label)), shape=shape), total > 0)


def _between(first: str, second: str, one: _Shares, other: _Shares, wanted: Wanted) -> Between:
    common = np.flatnonzero(one.labelled & other.labelled)
    if not common.size:
        nothing = [_nothing(name, wanted) for name in ("agreement", "cross_kappa")]
        return Between(first, second, 0, *nothing)
    mine, theirs = one.table[common], other.table[common]
    agreed = np.asarray(mine.multiply(theirs).sum(axis=1), dtype=np.float64).ravel()
    raw = _linear(float(agreed.mean()), 0.0, agreed)
    kappa = _kappa(mine, theirs, agreed)
    told = [Named("agreement", raw), Named("cross_kappa", kappa)]
    found = [replace(one, design=DESIGN) for one in coefficients_of([told], wanted)[0]]
    return Between(first, second, int(common.size), *found)


def _kappa(mine: csr_array, theirs: csr_array, agreed: Floats) -> Linear:
    my_mean, their_mean = np.asarray(mine.mean(axis=0)).ravel(), np.asarray(theirs.mean(axis=0)).ravel()
    chance = float(my_mean @ their_mean)
    if chance > 1 - 1e-12:
        return replace(_linear(0.0, 0.0, agreed), value=None, undefined=Note("one_class"))
    value = (float(agreed.mean()) - chance) / (1 - chance)
    either = my_mean + their_mean
    expected = np.append(mine @ their_mean + theirs @ my_mean, either[either > 0])
    agreed_or_missed = np.append(agreed, np.ones(np.count_nonzero(either)))
    influence = (agreed_or_missed - (1 - value) * expected) / (1 - chance)
    return _linear(value, chance, influence, missed=int(np.count_nonzero(either)))


def _linear(value: float, chance: float, influence: Floats, missed: int = 0) -> Linear:
    """The figure with its influences, the last of which are those of items that nobody saw (``Counts.with_unseen``)."""
    everything = np.ones(influence.size, dtype=np.bool_)
    times = np.where(np.arange(influence.size) < influence.size - missed, 1.0, 0.0)
    return Linear(value, chance, centred(influence, everything, times), everything, times, unseen=UNSEEN * (1 - times))


def _nothing(name: str, wanted: Wanted) -> Coefficient:
    return Coefficient(
        name=name,
        estimate=None,
        low=None,
        high=None,
        level=wanted.level,
        method=Method.NONE,
        se=None,
        chance=None,
        n=0,
        design=DESIGN,
        undefined=Note("no_common_items"),
    )

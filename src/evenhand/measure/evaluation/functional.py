"""A functional test suite: what a model can do, functionality by functionality, each beside a required rate.

After HateCheck: short cases that each test one thing (a slur, a negation, a quotation), with the right label known.
Not here: how good a model is on real content, which such cases do not say.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.stats import binom

from evenhand.facts.errors import RequestError
from evenhand.facts.reading.matching import listed
from evenhand.measure.chart import Bar
from evenhand.measure.evaluation.figures import counted
from evenhand.measure.evaluation.holm import holm
from evenhand.measure.evaluation.joining import Columns, Joined, join
from evenhand.measure.intervals import normal_quantile
from evenhand.measure.labels import UNABLE, Codes
from evenhand.measure.result import Estimate, Note, Result
from evenhand.measure.tables import TableLike, arrow_table, find_column

FUNCTIONALITY = ("functionality", "functional_test", "function", "capability", "test_name", "test")
HARMLESS = ("none", "non-hateful", "not hateful", "no violation", "benign", "ok")
REQUIRED = 0.9


class FunctionalVerdict(StrEnum):
    """What the cases show of one functionality, after Holm over all of them."""

    KEPT = "kept"  # the rate is above the required one
    BELOW = "below"  # it is under it
    OPEN = "open"  # too few cases to tell


@dataclass(frozen=True)
class FunctionalFailure(Result):
    """Cases with the label ``gold`` that were called ``called``.

    ``direction`` is "missed" where a violation was called harmless, "wrongly flagged" where a harmless case was called
    a violation, "confused" where one violation was called another, and empty where no label is known to be harmless.
    """

    gold: str
    called: str
    cases: int
    direction: str


@dataclass(frozen=True)
class FunctionalTest(Result):
    """One functionality: ``rate`` is the share of its cases that the model got right.

    ``p_below`` is the chance of so few right ones if the rate were the required one, ``p_above`` that of so many, both
    adjusted by Holm over all functionalities. ``failures`` are its wrong cases, the most frequent first.
    """

    name: str
    n: int
    rate: Estimate
    p_below: float
    p_above: float
    verdict: FunctionalVerdict
    failures: tuple[FunctionalFailure, ...]

    def rows(self) -> Sequence[Mapping[str, object]]:
        """One row."""
        first = self.failures[0] if self.failures else None
        return [
            {
                "functionality": self.name,
                "n": self.n,
                "rate": self.rate.estimate,
                "low": self.rate.low,
                "high": self.rate.high,
                "p_below": self.p_below,
                "p_above": self.p_above,
                "verdict": str(self.verdict),
                "called": None if first is None else first.called,
                "direction": None if first is None else first.direction,
            }
        ]

    def bars(self) -> Sequence[Bar]:
        """The rate on a line from 0 to 1."""
        one = self.rate
        return (Bar(self.name, one.estimate, one.low, one.high, note=f"n {self.n:,} {self.verdict}"),)


@dataclass(frozen=True)
class FunctionalSuite(Result):
    """All functionalities of a suite, from the lowest rate up, each beside the ``required`` one."""

    required: float
    level: float
    n: int
    tests: tuple[FunctionalTest, ...]
    warnings: tuple[Note, ...]

    def test(self, name: str) -> FunctionalTest:
        """One functionality by its name; KeyError for an unknown one."""
        return {one.name: one for one in self.tests}[name]

    @property
    def below(self) -> tuple[FunctionalTest, ...]:
        """Those that are shown to be under the required rate."""
        return tuple(one for one in self.tests if one.verdict is FunctionalVerdict.BELOW)

    def rows(self) -> Sequence[Mapping[str, object]]:
        """One row per functionality."""
        return [row for one in self.tests for row in one.rows()]

    def bars(self) -> Sequence[Bar]:
        """One line per functionality."""
        return [bar for one in self.tests for bar in one.bars()]

    def __str__(self) -> str:
        """All of it in a line."""
        kept = sum(one.verdict is FunctionalVerdict.KEPT for one in self.tests)
        return (
            f"{len(self.tests)} functionalities, {self.n:,} cases, required {self.required:.0%}: "
            f"{kept} kept, {len(self.below)} below, {len(self.tests) - kept - len(self.below)} open"
        )

    def __repr__(self) -> str:
        return f"<{self}>"


def functional_tests(
    predictions: TableLike,
    suite: TableLike,
    *,
    functionality: str | None = None,
    required: float = REQUIRED,
    harmless: str | None = None,
    item: str | None = None,
    label: str | None = None,
    missing: Collection[str] = (UNABLE,),
    level: float = 0.95,
) -> FunctionalSuite:
    """A model's labels of the cases of a suite, functionality by functionality.

    ``suite`` has one row per case: its id, its right label and the ``functionality`` it tests, found by their usual
    names (HateCheck's file as it is). ``predictions`` have the model's label of each case. ``required`` is the rate,
    in 0..1, that each functionality is held against, exactly (binomial) and by Holm over all. ``harmless`` is the label
    that means no violation, to tell which way failures go; a usual one is found by itself. Other arguments and errors
    are those of ``evaluate``; RequestError also for a required rate not between 0 and 1.
    Source of the form: Rottger, Vidgen, Nguyen, Waseem, Margetts and Pierrehumbert, *HateCheck*, ACL 2021, 41-58.
    """
    normal_quantile(level)
    if not 0 < required < 1:
        raise RequestError(f"required is {required}.", hint="Give a rate between 0 and 1, as 0.9.")
    column = _functionality(suite, functionality)
    joined = join([predictions], suite, Columns(item=item, label=label, by=(column,), missing=tuple(missing)))
    if harmless is not None:
        joined.place(harmless)
    safe = harmless if harmless is not None else _harmless(joined.classes)
    tests = _tests(joined, column, required, level, safe)
    unnamed = int(np.count_nonzero(joined.by[column].codes < 0))
    notes = (Note("functional_unnamed", {"count": unnamed}),) if unnamed else ()
    tests = sorted(tests, key=lambda one: (one.rate.estimate, one.name))
    return FunctionalSuite(required, level, joined.size - unnamed, tuple(tests), (*joined.warnings, *notes))


def _functionality(suite: TableLike, named: str | None) -> str:
    """The suite's own name of the column."""
    found: list[str] = []

    def choose(names: Sequence[str]) -> Sequence[str]:
        column = find_column(names, named, FUNCTIONALITY)
        if column is None:
            raise RequestError(
                "The suite has no column that is known for the functionality.",
                hint=f"Call it 'functionality'. Its columns are {listed(names) or 'none'}.",
            )
        found.append(column)
        return found[-1:]

    arrow_table(suite, choose)
    return found[-1]


def _harmless(classes: Sequence[str]) -> str | None:
    return next((one for one in classes if one.casefold() in HARMLESS), None)


def _tests(joined: Joined, by: str, required: float, level: float, harmless: str | None) -> list[FunctionalTest]:
    column, said = joined.by[by], joined.predicted[0]
    inside = [column.codes == k for k in range(len(column.names))]
    n = np.array([np.count_nonzero(rows) for rows in inside])
    right = np.array([np.count_nonzero((joined.gold == said)[rows]) for rows in inside])
    rates = counted("pass rate", right, n, level, "no_common_items")
    below = holm(np.asarray(binom.cdf(right, n, required)).tolist())
    above = holm(np.asarray(binom.sf(right - 1, n, required)).tolist())
    return [
        FunctionalTest(
            name=name,
            n=int(n[k]),
            rate=rates[k],
            p_below=below[k] or 0.0,
            p_above=above[k] or 0.0,
            verdict=_verdict(below[k] or 0.0, above[k] or 0.0, level),
            failures=_failures(joined.classes, joined.gold[inside[k]], said[inside[k]], harmless),
        )
        for k, name in enumerate(column.names)
        if n[k]
    ]


def _verdict(below: float, above: float, level: float) -> FunctionalVerdict:
    if below <= 1 - level:
        return FunctionalVerdict.BELOW
    return FunctionalVerdict.KEPT if above <= 1 - level else FunctionalVerdict.OPEN


def _failures(classes: Sequence[str], gold: Codes, said: Codes, harmless: str | None) -> tuple[FunctionalFailure, ...]:
    wrong = gold != said
    pairs, cases = np.unique(np.stack([gold[wrong], said[wrong]]), axis=1, return_counts=True)
    named = [(classes[known], classes[called]) for known, called in pairs.T]
    found = [
        FunctionalFailure(known, called, int(count), _direction(known, called, harmless))
        for (known, called), count in zip(named, cases, strict=True)
    ]
    return tuple(sorted(found, key=lambda one: -one.cases))


def _direction(gold: str, called: str, harmless: str | None) -> str:
    if harmless is None:
        return ""
    if called == harmless:
        return "missed"
    return "wrongly flagged" if gold == harmless else "confused"

"""What a comparison of people looks like: per person a rate with its interval, chances, and what is still needed.

People stand in the order of their names, never in that of their rates: the order of two whom the audits cannot tell
apart would say what nobody knows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum

from evenhand.measure.chart import Bar
from evenhand.measure.people.funnel import Funnel, funnel_chart
from evenhand.measure.result import Note, Result, json_ready


class Question(StrEnum):
    """What a flag says about a person, if it is right."""

    ABOVE_TARGET = "above the target"
    AMONG_WORST = "among the worst"


@dataclass(frozen=True)
class Person:
    """What the audits of one person show; rates and chances are shares in 0..1.

    ``errors`` of ``audits`` are the plain counts; ``expected`` the errors that others make on such cases, ``ratio``
    errors / expected with its interval, None without an audit; ``difficulty`` says how many times more errors than the
    average case such cases bring others. ``n_effective`` is what the audits are worth as audits of average cases, and
    ``observed`` the rate among them. ``rate``, ``low`` and ``high`` are the posterior mean and interval: what is known
    of the person's rate on average cases, from the own audits and from how people differ at all. ``certainty`` is the
    number of audits that this is worth. ``above_target`` and ``among_worst`` are chances, None where not asked for.
    ``flagged`` asks for a conversation and further audits, and for nothing else. ``further`` is the number of further
    audits after which a decision is as likely as not: 0 when it is reached, None when not within a million.
    """

    judge: str
    audits: int
    errors: int
    n_effective: float
    expected: float
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    difficulty: float
    observed: float | None
    rate: float
    low: float
    high: float
    certainty: float
    above_target: float | None
    among_worst: float | None
    flagged: bool
    further: int | None

    def __repr__(self) -> str:
        said = "flagged for a conversation and further audits; " if self.flagged else ""
        return (
            f"<{self.judge}: {self.rate:.1%}, interval {self.low:.1%} to {self.high:.1%}; {said}"
            f"{self.errors:,} errors in {self.audits:,} audits, {self.expected:.1f} expected>"
        )


@dataclass(frozen=True)
class PeopleSpread:
    """How people's rates are distributed: mean and standard deviation, each with its interval."""

    mean: float
    mean_low: float
    mean_high: float
    sd: float
    sd_low: float
    sd_high: float


@dataclass(frozen=True)
class Ranking(Result):
    """People compared fairly, by the order of their names.

    ``question`` is what a flag says, ``target`` or ``worst`` its measure, ``wrong`` the share of wrong flags allowed.
    ``line`` is the rate that divides people by the question, with its ends where it is itself estimated.
    ``wrong_flags`` is the share of the present flags expected to be wrong, None when nobody is flagged. ``compared_on``
    names the columns that tell what people were given.
    """

    people: tuple[Person, ...]
    question: Question
    target: float | None
    worst: float
    wrong: float
    level: float
    line: float | None
    line_low: float | None
    line_high: float | None
    spread: PeopleSpread
    wrong_flags: float | None
    audits: int
    errors: int
    compared_on: tuple[str, ...]
    warnings: tuple[Note, ...] = ()
    method: str = "beta-binomial, empirical Bayes"
    design: str = "audits drawn by chance among each person's decisions"

    @property
    def flagged(self) -> tuple[Person, ...]:
        """The people who are flagged for a conversation and further audits."""
        return tuple(person for person in self.people if person.flagged)

    @property
    def said(self) -> str:
        """What a flag says about a person, in words."""
        if self.target is not None:
            return f"above {self.target:.1%}"
        return f"among the worst {self.worst:.0%}"

    def chance(self, person: Person) -> float | None:
        """The chance that a flag of this person would be right; None where the question has no answer."""
        return person.above_target if self.question is Question.ABOVE_TARGET else person.among_worst

    def person(self, judge: str) -> Person:
        """The person of this name; KeyError for nobody."""
        return {person.judge: person for person in self.people}[judge]

    def rows(self) -> Sequence[Mapping[str, object]]:
        """One row per person."""
        return [{one.name: json_ready(getattr(each, one.name)) for one in fields(each)} for each in self.people]

    def bars(self) -> Sequence[Bar]:
        """The people with their intervals, by name."""
        return [Bar(each.judge, each.rate, each.low, each.high, note=f"n {each.audits:,}") for each in self.people]

    def funnel(self) -> Funnel:
        """The data of the picture: who lies where, and how far chance alone carries people from the mean."""
        return Funnel.of(
            judge=[each.judge for each in self.people if each.observed is not None],
            n=[each.n_effective for each in self.people if each.observed is not None],
            rate=[each.observed for each in self.people if each.observed is not None],
            named=[each.flagged for each in self.people if each.observed is not None],
            mean=self.spread.mean,
            target=self.target,
        )

    def chart(self) -> str:
        """The funnel as one SVG picture; it names only who is flagged."""
        return funnel_chart(self.funnel())

    def __str__(self) -> str:
        """The comparison in a few sentences."""
        spread = self.spread
        whole = (
            f"{len(self.people):,} people, {self.audits:,} audits, {self.errors:,} errors. Rates lie around "
            f"{spread.mean:.1%} and differ by {spread.sd:.1%} (standard deviation, {self.level:.0%} interval "
            f"{spread.sd_low:.1%} to {spread.sd_high:.1%})."
        )
        if self.wrong_flags is None:
            return f"{whole} Nobody is flagged."
        count = len(self.flagged)
        flagged = "1 person is" if count == 1 else f"{count:,} people are"
        return (
            f"{whole} {flagged} flagged for a conversation and further audits as {self.said}; "
            f"{self.wrong_flags:.0%} of these flags are expected to be wrong."
        )

    def __repr__(self) -> str:
        return f"<{self}>"

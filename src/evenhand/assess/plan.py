"""A sample plan: which decisions, cut how, how many, by which rule, and the seed that makes the draw repeatable.

Not here: counting the population or drawing from it (``drawing``).
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from evenhand.facts.errors import RequestError
from evenhand.facts.population import Population, require_column
from evenhand.facts.tables import SETTINGS

LARGEST_SAMPLE = 1_000_000


class Allocation(StrEnum):
    """How a sample is shared among strata."""

    PROPORTIONAL = "proportional"
    EQUAL = "equal"
    NEYMAN = "neyman"
    SCORE = "score"


@dataclass(frozen=True)
class Plan:
    """A probability sample to be drawn. Give ``size`` or ``half_width`` (of overall accuracy, in shares).

    ``floor`` is the least number per stratum; ``person_floor`` the least per judge, which makes each judge a stratum.
    ``score`` names the column that the chance of a unit grows with (allocation ``score``); ``uniform_floor`` is the share of
    the sample drawn without regard to it. ``expected`` is the accuracy assumed where there is no earlier assessment;
    ``minutes`` what one assessment takes.
    """

    population: Population
    name: str = "Sample"
    size: int | None = None
    half_width: float | None = None
    strata: tuple[str, ...] = ()
    allocation: Allocation = Allocation.PROPORTIONAL
    floor: int = 0
    person_floor: int = 0
    score: str | None = None
    uniform_floor: float = 0.3
    seed: int = 0
    expected: float = 0.95
    minutes: float = 2.0
    target: float | None = None
    level: float = 0.95
    timezone: str = "UTC"

    @property
    def cells(self) -> tuple[str, ...]:
        """The columns that cut the population into strata, the judge included where each has a floor."""
        extra = ("judge_id",) if self.person_floor and "judge_id" not in self.strata else ()
        return (*self.strata, *extra)

    def to_dict(self) -> dict[str, Any]:
        """The plan as JSON-ready values; the same plan gives the same values."""
        population = self.population
        return {
            "name": self.name,
            "population": {
                "setting": population.setting,
                "source": population.source,
                "since": population.since.astimezone(UTC).isoformat() if population.since else None,
                "until": population.until.astimezone(UTC).isoformat() if population.until else None,
                "where": {column: list(values) for column, values in sorted(population.where.items())},
            },
            "size": self.size,
            "half_width": self.half_width,
            "strata": list(self.strata),
            "allocation": str(self.allocation),
            "floor": self.floor,
            "person_floor": self.person_floor,
            "score": self.score,
            "uniform_floor": self.uniform_floor,
            "expected": self.expected,
            "minutes": self.minutes,
            "target": self.target,
            "level": self.level,
            "timezone": self.timezone,
        }


def load_plan(path: Path, *, seed: int | None = None) -> Plan:
    """The plan in a TOML file; RequestError that names the field, its value and what is allowed."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise RequestError(f"The plan {path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RequestError(f"The plan {path} is not valid TOML: {error}.") from error
    plan = read_plan(document)
    return plan if seed is None else replace(plan, seed=seed)


def read_plan(document: Mapping[str, Any]) -> Plan:
    """The plan in a document as TOML or a form gives it."""
    reader = _Reader(document)
    reader.only({"population", *Plan.__dataclass_fields__})
    zone = reader.text("timezone", "UTC") or "UTC"
    plan = Plan(
        population=_population(reader.table("population"), _zone(zone)),
        name=reader.text("name", "Sample") or "Sample",
        size=reader.whole("size", low=1, high=LARGEST_SAMPLE),
        half_width=reader.share("half_width"),
        strata=tuple(require_column(c, field="strata") for c in reader.texts("strata")),
        allocation=reader.choice("allocation", Allocation, Allocation.PROPORTIONAL),
        floor=reader.whole("floor", low=0, high=LARGEST_SAMPLE) or 0,
        person_floor=reader.whole("person_floor", low=0, high=LARGEST_SAMPLE) or 0,
        score=reader.text("score", None),
        uniform_floor=reader.share("uniform_floor", 0.3) or 0.0,
        seed=reader.whole("seed", low=-(2**63), high=2**63 - 1) or 0,
        expected=reader.share("expected", 0.95) or 0.95,
        minutes=reader.number("minutes", 2.0),
        target=reader.share("target"),
        level=reader.share("level", 0.95) or 0.95,
        timezone=zone,
    )
    _agree(plan)
    return plan


def _agree(plan: Plan) -> None:
    """Refuses a plan whose fields contradict each other."""
    if (plan.size is None) == (plan.half_width is None):
        raise RequestError("The plan must give either size or half_width.", hint="For example: size = 400.")
    if plan.floor and plan.person_floor:
        raise RequestError(
            "The plan gives both floor and person_floor.", hint="Keep the one that the contract asks for."
        )
    if (plan.allocation is Allocation.SCORE) != (plan.score is not None):
        raise RequestError(
            'allocation = "score" and score go together.', hint='For example: allocation = "score", score = "score".'
        )
    if plan.allocation is Allocation.SCORE and plan.size is None:
        raise RequestError("A sample by score needs a size.", hint="Give size instead of half_width.")
    if plan.score is not None and plan.score not in ("score", "reach", "severity", "seconds"):
        raise RequestError(
            f"score names {plan.score!r}.", hint="Columns that can be a score: score, reach, severity, seconds."
        )


def _population(document: Mapping[str, Any], zone: ZoneInfo) -> Population:
    reader = _Reader(document, within="population.")
    reader.only({"setting", "source", "from", "to", "where"})
    setting = reader.text("setting", "live") or "live"
    if setting not in SETTINGS:
        raise RequestError(f"population.setting is {setting!r}.", hint=f"Allowed: {', '.join(SETTINGS)}.")
    where = {}
    for column, values in reader.table("where").items():
        require_column(column, field="population.where")
        listed = values if isinstance(values, list) else [values]
        where[column] = tuple(str(value).lower() if isinstance(value, bool) else str(value) for value in listed)
    since, until = reader.moment("from", zone), reader.moment("to", zone, whole_day=True)
    if since and until and since >= until:
        raise RequestError(f"population.from ({since:%Y-%m-%d}) is not before population.to ({until:%Y-%m-%d}).")
    return Population(setting=setting, source=reader.text("source", None), since=since, until=until, where=where)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise RequestError(f"timezone is {name!r}.", hint="Give an IANA name such as Asia/Kuala_Lumpur.") from error


@dataclass(frozen=True)
class _Reader:
    """Takes values out of a document, each with the type it must have."""

    document: Mapping[str, Any]
    within: str = field(default="")

    def only(self, allowed: set[str]) -> None:
        for key in self.document:
            if key not in allowed:
                near = difflib.get_close_matches(key, allowed, n=1)
                hint = f"Did you mean {near[0]}?" if near else f"Allowed: {', '.join(sorted(allowed))}."
                raise RequestError(f"The plan has {self.within}{key}, which means nothing here.", hint=hint)

    def table(self, key: str) -> Mapping[str, Any]:
        value = self.document.get(key, {})
        if not isinstance(value, Mapping):
            raise self._wrong(key, "a table")
        return value

    def text(self, key: str, default: str | None) -> str | None:
        value = self.document.get(key, default)
        if value is not None and not isinstance(value, str):
            raise self._wrong(key, "a text")
        return value or default

    def texts(self, key: str) -> list[str]:
        value = self.document.get(key, [])
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list) or not all(isinstance(entry, str) for entry in listed):
            raise self._wrong(key, "a list of texts")
        return listed

    def whole(self, key: str, *, low: int, high: int) -> int | None:
        value = self.document.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self._wrong(key, f"a whole number from {low} to {high}")
        return value

    def number(self, key: str, default: float) -> float:
        value = self.document.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 1440:
            raise self._wrong(key, "a number above 0")
        return float(value)

    def share(self, key: str, default: float | None = None) -> float | None:
        value = self.document.get(key, default)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1:
            raise self._wrong(key, "a share between 0 and 1, such as 0.95")
        return float(value)

    def choice(self, key: str, choices: type[Allocation], default: Allocation) -> Allocation:
        value = self.document.get(key, default)
        if value not in list(choices):
            raise self._wrong(key, f"one of {', '.join(choices)}")
        return choices(value)

    def moment(self, key: str, zone: ZoneInfo, *, whole_day: bool = False) -> datetime | None:
        value = self.document.get(key)
        if isinstance(value, str):
            value = _parsed(value)
        if isinstance(value, datetime):
            return value if value.tzinfo else value.replace(tzinfo=zone)
        if isinstance(value, date):
            return datetime.combine(value + timedelta(days=whole_day), time(), tzinfo=zone)
        if value is None:
            return None
        raise self._wrong(key, "a date such as 2026-11-01")

    def _wrong(self, key: str, expected: str) -> RequestError:
        return RequestError(f"{self.within}{key} is {self.document.get(key)!r}.", hint=f"It must be {expected}.")


def _parsed(value: str) -> date | datetime | str:
    try:
        return date.fromisoformat(value)
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return value

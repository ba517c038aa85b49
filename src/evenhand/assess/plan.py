"""A sample plan: which decisions, cut how, how many, by which rule, and the seed that makes the draw repeatable.

Not here: counting the population or drawing from it (``drawing``).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from enum import StrEnum
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from evenhand.assess.fields import Fields
from evenhand.facts.errors import RequestError
from evenhand.facts.population import Population, require_column
from evenhand.facts.tables import SETTINGS

LARGEST_SAMPLE = 1_000_000
LARGEST_SEED = 2**63 - 1
LONGEST_ASSESSMENT = 1440.0  # minutes
SCORES = ("score", "reach", "severity", "seconds")


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
    ``score`` names the column that the chance of a unit grows with (allocation ``score``); ``uniform_floor`` is the
    share of the sample drawn without regard to it. ``expected`` is the accuracy assumed where there is no earlier
    assessment; ``minutes`` what one assessment takes.
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
    """The plan in a TOML file, with another seed where one is given.

    RequestError that names the field, its value and what is allowed.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise RequestError(f"The plan {path} cannot be read: {error.strerror}.", hint="Check its name.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise RequestError(f"The plan {path} is not valid TOML: {error}.", hint="Mend it there.") from error
    return read_plan(document if seed is None else document | {"seed": seed})


def read_plan(document: Mapping[str, Any]) -> Plan:
    """The plan in a document as TOML or a form gives it; RequestError as for ``load_plan``."""
    fields = Fields(document)
    fields.only({"population", *Plan.__dataclass_fields__})
    zone = fields.zone("timezone")
    plan = Plan(
        population=_population(fields.table("population"), zone),
        name=fields.text("name") or Plan.name,
        size=fields.whole("size", low=1, high=LARGEST_SAMPLE),
        half_width=fields.share("half_width"),
        strata=tuple(require_column(column, field="strata") for column in fields.texts("strata")),
        allocation=fields.choice("allocation", Plan.allocation),
        floor=fields.whole("floor", low=0, high=LARGEST_SAMPLE) or 0,
        person_floor=fields.whole("person_floor", low=0, high=LARGEST_SAMPLE) or 0,
        score=fields.text("score"),
        uniform_floor=fields.share("uniform_floor") or Plan.uniform_floor,
        seed=fields.whole("seed", low=-LARGEST_SEED, high=LARGEST_SEED) or 0,
        expected=fields.share("expected") or Plan.expected,
        minutes=fields.number("minutes", high=LONGEST_ASSESSMENT) or Plan.minutes,
        target=fields.share("target"),
        level=fields.share("level") or Plan.level,
        timezone=zone.key,
    )
    _agree(plan)
    return plan


def _agree(plan: Plan) -> None:
    """Refuses a plan whose fields contradict each other."""
    if (plan.size is None) == (plan.half_width is None):
        given = "neither size nor half_width" if plan.size is None else "both size and half_width"
        raise RequestError(f"The plan gives {given}.", hint="Give one of them, for example: size = 400.")
    if plan.floor and plan.person_floor:
        raise RequestError(
            f"The plan gives both floor ({plan.floor}) and person_floor ({plan.person_floor}).",
            hint="Keep the one that is asked for.",
        )
    by_score = plan.allocation is Allocation.SCORE
    if by_score != (plan.score is not None):
        raise RequestError(
            f'allocation is "{plan.allocation}" and score is {plan.score!r}, but they go together.',
            hint='For example: allocation = "score" with score = "reach".',
        )
    if plan.score is not None and plan.score not in SCORES:
        raise RequestError(f"score is {plan.score!r}.", hint=f"Columns that can be a score: {', '.join(SCORES)}.")
    if by_score and plan.size is None:
        raise RequestError(
            f"half_width is {plan.half_width}, but a sample by score needs a size.", hint="Give size instead."
        )


def _population(document: Mapping[str, Any], zone: ZoneInfo) -> Population:
    fields = Fields(document, within="population.")
    fields.only({"setting", "source", "from", "to", "where"})
    setting = fields.text("setting") or "live"
    if setting not in SETTINGS:
        raise RequestError(f"population.setting is {setting!r}.", hint=f"Allowed: {', '.join(SETTINGS)}.")
    since, until = fields.moment("from", zone), fields.moment("to", zone, whole_day=True)
    if since and until and since >= until:
        raise RequestError(
            f"population.from is {document['from']}, which is not before population.to, {document['to']}.",
            hint="Swap them, or correct one.",
        )
    where = _where(Fields(fields.table("where"), within="population.where."))
    return Population(setting=setting, source=fields.text("source"), since=since, until=until, where=where)


def _where(fields: Fields) -> dict[str, tuple[str, ...]]:
    """The values that each column of a filter may have, as texts."""
    found = {}
    for column, given in fields.document.items():
        require_column(column, field="population.where")
        values = given if isinstance(given, list | tuple) else [given]
        if not values or not all(isinstance(value, str | int | float) for value in values):
            raise fields.wrong(column, "a value, or a list of values")
        found[column] = tuple(str(value).lower() if isinstance(value, bool) else str(value) for value in values)
    return found

"""A whole operation from a size and a seed, at once or in batches that keep memory small.

Not here: how its parts are drawn, nor any writing of files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import pyarrow as pa

from evenhand.facts.errors import RequestError
from evenhand.simulate.calendar import Period, intensity, period
from evenhand.simulate.chance import Real
from evenhand.simulate.consequences import actions_and_appeals, reports_table
from evenhand.simulate.content import ITEMS_PER_AUTHOR, Content, Slot, content, item_truth, items_table
from evenhand.simulate.decisions import Decisions, decisions
from evenhand.simulate.people import People, people, people_table, skills_table
from evenhand.simulate.policy import VERSION_SWITCH, VERSIONS
from evenhand.simulate.records import judgement_truth, judgements_table
from evenhand.simulate.troubles import plant
from evenhand.simulate.types import Operation, Planted, Scale, Truth

SCALES: Mapping[str, Scale] = {
    "small": Scale(judgements=12_000, weeks=5, reviewers=48),
    "medium": Scale(judgements=1_000_000, weeks=13, reviewers=300),
}
BATCH = 250_000
JUDGED_AGAIN = 0.03


@dataclass(frozen=True)
class Setting:
    """What all batches of an operation share."""

    scale: Scale
    seed: int
    covered: Period
    judges: People
    planted: tuple[Planted, ...]
    rates: Real


def operation(size: Literal["small", "medium"] | Scale, *, seed: int = 0, start: datetime | None = None) -> Operation:
    """A simulated operation whose truth is known: the same arguments give the same tables.

    ``small`` has about 12,000 judgements in five weeks, ``medium`` a million in thirteen. ``start`` is the first moment
    of the period, with a time zone; without it the period begins on 5 January 2026. Some judgements fall a few hours,
    a second one a few days, after the end of the period, as their items arrived late in it.

    Raises:
        RequestError: an unknown size, a negative seed, or a start without a time zone.

    """
    setting = _setting(size, seed, start)
    parts = [_tables(setting, slot) for slot in _slots(setting.scale)]
    tables = {name: pa.concat_tables([part[name] for part in parts]) for name in parts[0]}
    skills = skills_table(setting.judges)
    return Operation(
        scale=setting.scale,
        seed=seed,
        start=setting.covered.start,
        end=setting.covered.end,
        versions=((VERSIONS[0], setting.covered.start), (VERSIONS[1], setting.covered.at(VERSION_SWITCH))),
        truth=Truth(items=tables.pop("true_items"), judgements=tables.pop("true_judgements"), skills=skills),
        tables=tables,
        people=people_table(setting.judges),
        planted=setting.planted,
    )


def judgement_batches(
    size: Literal["small", "medium"] | Scale, *, seed: int = 0, start: datetime | None = None
) -> Iterator[pa.Table]:
    """The judgements of ``operation`` with the same arguments, a quarter of a million or fewer at a time.

    Batches follow each other in time, but for the days that a second look takes.

    Raises:
        RequestError: as ``operation``.

    """
    setting = _setting(size, seed, start)
    return (judgements_table(*_drawn(setting, slot), setting.judges) for slot in _slots(setting.scale))


def _setting(size: Literal["small", "medium"] | Scale, seed: int, start: datetime | None) -> Setting:
    scale = size if isinstance(size, Scale) else SCALES.get(size)
    if scale is None:
        raise RequestError(
            f"There is no simulated operation of size {size!r}.",
            hint=f"Choose one of {', '.join(SCALES)}, or give a Scale with your own counts.",
        )
    if seed < 0:
        raise RequestError(f"The seed {seed} is negative.", hint="Give seed a whole number from 0 on.")
    covered = period(start, scale.weeks)
    judges = people(scale.reviewers, seed=seed)
    planted = plant(scale.troubles, covered=covered, judges=judges)
    return Setting(scale, seed, covered, judges, planted, intensity(covered, planted))


def _slots(scale: Scale) -> Iterator[Slot]:
    count = -(-scale.judgements // BATCH)
    first_item = first_judgement = 1
    for number in range(count):
        judgements = scale.judgements * (number + 1) // count - scale.judgements * number // count
        items = judgements - int(judgements * JUDGED_AGAIN)
        yield Slot(number, (number / count, (number + 1) / count), items, judgements, first_item, first_judgement)
        first_item += items
        first_judgement += judgements


def _drawn(setting: Setting, slot: Slot) -> tuple[Content, Decisions]:
    drawn = content(slot, setting.covered, setting.rates, seed=setting.seed)
    made = decisions(slot, drawn, setting.judges, setting.planted, covered=setting.covered, seed=setting.seed)
    return drawn, made


def _tables(setting: Setting, slot: Slot) -> dict[str, pa.Table]:
    drawn, made = _drawn(setting, slot)
    actions, appeals = actions_and_appeals(slot, drawn, made, covered=setting.covered, seed=setting.seed)
    authors = -(-setting.scale.judgements // ITEMS_PER_AUTHOR)
    return {
        "judgements": judgements_table(drawn, made, setting.judges),
        "items": items_table(slot, drawn, seed=setting.seed, authors=authors),
        "reports": reports_table(slot, drawn, seed=setting.seed),
        "actions": actions,
        "appeals": appeals,
        "true_items": item_truth(drawn),
        "true_judgements": judgement_truth(slot, drawn, made, setting.planted, seed=setting.seed),
    }

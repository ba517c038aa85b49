"""The results of truth: what each item likely is, how good each judge is, and what is not known.

Not here: any computation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from evenhand.facts.errors import RequestError
from evenhand.facts.reading.matching import did_you_mean, listed
from evenhand.measure.chart import Bar
from evenhand.measure.result import Estimate, Note, Result, json_ready
from evenhand.measure.truth.drift import JudgeDrift
from evenhand.measure.truth.held_out import Foretold
from evenhand.measure.truth.models import TruthMethod
from evenhand.measure.truth.votes import Codes, Flags
from evenhand.measure.units import Floats

SHOWN = 5
DRAWN = 40


@dataclass(frozen=True)
class JudgeSkill(Result):
    """How often a judge is right, on items like those that they judged.

    ``estimate``, ``low`` and ``high`` are shares, or None where undefined, and then ``undefined`` says why. ``n``
    counts the judge's labels; ``n_effective`` is the number of labels on items of known truth that would be as sure.
    ``confusion[k][l]`` is the chance that the judge gives class l to an item of class k, in the order of the classes.
    """

    judge: str
    estimate: float | None
    low: float | None
    high: float | None
    level: float
    n: int
    n_effective: float | None
    confusion: tuple[tuple[float, ...], ...] | None
    undefined: Note | None = None

    def bars(self) -> Sequence[Bar]:
        """The skill on a line."""
        return (Bar(self.judge, self.estimate, self.low, self.high, note=f"n {self.n:,}"),)

    def __repr__(self) -> str:
        if self.estimate is None or self.low is None or self.high is None:
            return f"<{self.judge}: undefined ({self.undefined.text if self.undefined else 'no data'})>"
        return (
            f"<{self.judge}: right {self.estimate:.1%}, {self.level:.0%} interval {self.low:.1%} to {self.high:.1%}; "
            f"{self.n:,} labels, worth {self.n_effective:,.0f} of known truth>"
        )


@dataclass(frozen=True)
class ItemTruth(Result):
    """What one item likely is: its ``label`` with its ``probability``, and the chance of every class.

    ``label`` is None where nobody labelled the item and its truth is not known. ``tied`` says that another class is as
    likely. ``difficulty`` is 1 for an item as hard as any, 2 for one that draws twice the errors.
    """

    item: str
    label: str | None
    probability: float | None
    tied: bool
    difficulty: float | None
    n: int
    chances: Mapping[str, float]


@dataclass(frozen=True, eq=False, repr=False)
class Skill:
    """The skills of all judges as arrays: NaN where undefined, and then ``undefined`` of the judge's place says why."""

    judges: tuple[str, ...]
    estimate: Floats
    low: Floats
    high: Floats
    level: float
    n: Codes
    n_effective: Floats
    undefined: Mapping[int, Note]


@dataclass(frozen=True, eq=False, repr=False)
class Truth(Result):
    """What the items likely are, and how good their judges are, from the labels of several judges.

    ``posterior`` (classes x items) holds the chance of each class; by ``majority`` it is the share of the votes.
    ``label`` has the class of each item, -1 where nothing is known of it; ``tied`` where another class is as likely;
    ``difficulty`` is NaN without labels; ``n`` counts an item's labels. ``confusion`` is truth x judges x label;
    ``prior`` the share of each class. ``accuracy`` is the share of items of known truth that the labels alone would
    have got right. ``foretold`` compares the models by labels they had not seen. ``classifier`` is how far the scores
    were believed: 0 not at all, 1 as they stand. ``power`` is what the chances were raised to so that they are no surer
    than known truth allows; 1 as they were.
    """

    method: TruthMethod
    classes: tuple[str, ...]
    item_names: pa.StringArray
    posterior: Floats
    label: Codes
    tied: Flags
    difficulty: Floats
    n: Codes
    skill: Skill
    confusion: Floats
    prior: Floats
    log_likelihood: float
    sweeps: int
    accuracy: Estimate | None
    foretold: tuple[Foretold, ...]
    classifier: float | None
    power: float
    drift: tuple[JudgeDrift, ...]
    columns: Mapping[str, str]
    warnings: tuple[Note, ...]

    @cached_property
    def judges(self) -> tuple[JudgeSkill, ...]:
        """The skill of every judge, in the order of their names."""
        matrices = self.confusion.transpose(1, 0, 2)
        return tuple(self._judge(place, matrices[place]) for place in range(len(self.skill.judges)))

    def judge(self, name: str) -> JudgeSkill:
        """The skill of one judge; RequestError for a name that is not there."""
        if name not in self.skill.judges:
            hint = f"{did_you_mean(name, self.skill.judges)}There are {listed(self.skill.judges[:SHOWN])} …"
            raise RequestError(f"There is no judge {name!r}.", hint=hint)
        place = self.skill.judges.index(name)
        return self._judge(place, self.confusion[:, place, :])

    def _judge(self, place: int, matrix: Floats) -> JudgeSkill:
        skill, why = self.skill, self.skill.undefined.get(place)
        known = why is None
        return JudgeSkill(
            judge=skill.judges[place],
            estimate=float(skill.estimate[place]) if known else None,
            low=float(skill.low[place]) if known else None,
            high=float(skill.high[place]) if known else None,
            level=skill.level,
            n=int(skill.n[place]),
            n_effective=float(skill.n_effective[place]) if known else None,
            confusion=tuple(tuple(row) for row in matrix.tolist()) if known else None,
            undefined=why,
        )

    def item(self, name: str) -> ItemTruth:
        """What one item likely is; RequestError for a name that is not there."""
        place = pa.compute.index(self.item_names, name).as_py()
        if place < 0:
            raise RequestError(f"There is no item {name!r}.", hint="Items are named as in the table of labels.")
        known = int(self.label[place]) >= 0
        chances = dict(zip(self.classes, self.posterior[:, place].tolist(), strict=True))
        hard = float(self.difficulty[place])
        return ItemTruth(
            item=name,
            label=self.classes[self.label[place]] if known else None,
            probability=float(self.posterior[self.label[place], place]) if known else None,
            tied=bool(self.tied[place]),
            difficulty=None if np.isnan(hard) else hard,
            n=int(self.n[place]),
            chances=chances,
        )

    def to_frame(self) -> pa.Table:
        """One row per item: label, probability, tie, difficulty, labels, and the chance of each class."""
        known = self.label >= 0
        names = pa.array(list(self.classes), pa.string())
        place: Any = pa.array(self.label, mask=~known)
        sure = np.where(known, self.posterior.max(axis=0), np.nan)
        columns = {
            "item": self.item_names,
            "label": pa.DictionaryArray.from_arrays(place, names).dictionary_decode(),
            "probability": pa.array(sure, mask=~known),
            "tied": pa.array(self.tied),
            "difficulty": pa.array(self.difficulty, mask=np.isnan(self.difficulty)),
            "labels": pa.array(self.n),
        }
        columns |= {f"chance of {name}": pa.array(self.posterior[k]) for k, name in enumerate(self.classes)}
        return pa.table(columns)

    def judges_frame(self) -> pa.Table:
        """One row per judge: the skill with its interval, labels, effective number."""
        rows = [{k: v for k, v in one.to_dict().items() if k != "confusion"} for one in self.judges]
        return pa.Table.from_pylist(rows)

    def rows(self) -> Sequence[Mapping[str, object]]:
        """One row per item."""
        return list(self.to_frame().to_pylist())

    def bars(self) -> Sequence[Bar]:
        """The judges' skills, best first; those with most labels where there are many."""
        most = sorted(self.judges, key=lambda one: -one.n)[:DRAWN]
        return [bar for one in sorted(most, key=lambda one: -(one.estimate or 0.0)) for bar in one.bars()]

    def to_dict(self) -> dict[str, object]:
        """The result as JSON-ready values: items and judges as lists, notes in English."""
        return {
            "method": str(self.method),
            "classes": list(self.classes),
            "items": self.rows(),
            "judges": [one.to_dict() for one in self.judges],
            "prior": dict(zip(self.classes, self.prior.tolist(), strict=True)),
            "log_likelihood": self.log_likelihood,
            "sweeps": self.sweeps,
            "accuracy": json_ready(self.accuracy),
            "foretold": json_ready(self.foretold),
            "classifier": self.classifier,
            "power": self.power,
            "drift": json_ready(self.drift),
            "columns": dict(self.columns),
            "warnings": [note.text for note in self.warnings],
        }

    def __repr__(self) -> str:
        known = self.label >= 0
        sure = float(self.posterior.max(axis=0)[known].mean()) if known.any() else float("nan")
        unit = "share of the votes" if self.method is TruthMethod.MAJORITY else "probability"
        lines = [
            f"Truth by {self.method}: {int(self.n.sum()):,} labels by {len(self.skill.judges):,} judges, "
            f"{int(known.sum()):,} items, mean {unit} {sure:.1%}"
        ]
        lines += [f"  {self.accuracy!r}"] if self.accuracy is not None else []
        lines += [f"  {one!r}" for one in self.judges[:SHOWN]]
        hidden = len(self.skill.judges) - SHOWN
        lines += [f"  … and {hidden:,} more judges"] if hidden > 0 else []
        return "\n".join([*lines, *(f"  {note.text}" for note in self.warnings)])

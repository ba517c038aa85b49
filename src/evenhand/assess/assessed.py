"""An assessed sample as arrays: one entry per drawn unit, with its decision, its assessment and its chance.

Not here: any figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from evenhand.assess.samples import show_units
from evenhand.assess.shown import as_shown
from evenhand.assess.types import Sample
from evenhand.assess.verdicts import verdicts
from evenhand.facts import sql
from evenhand.facts.engine import one_row
from evenhand.facts.population import expression
from evenhand.facts.store import Facts
from evenhand.facts.tables import FINDINGS, ITEMS

Marks = NDArray[np.bool_]


@dataclass(frozen=True)
class Assessed:
    """The units of a sample in task order. ``rows`` is the Arrow table behind the arrays."""

    sample: Sample
    rows: pa.Table
    by: tuple[str, ...]
    violation: Mapping[str, bool | None]
    period: tuple[datetime, datetime] | None
    undated: int

    @cached_property
    def planned(self) -> int:
        """Units drawn."""
        return self.sample.size

    @cached_property
    def decided(self) -> list[str]:
        """Label of each decision."""
        return [str(label) for label in self.texts("decided")]

    @cached_property
    def answer(self) -> list[str | None]:
        """Label of each assessment; None where nobody has answered."""
        return self.texts("assessed")

    @cached_property
    def unable(self) -> Marks:
        """Units that the assessor could not judge."""
        return np.array([label == "unable" for label in self.answer], dtype=bool)

    @cached_property
    def judged(self) -> Marks:
        """Units with a verdict."""
        return np.array([label is not None for label in self.answer], dtype=bool) & ~self.unable

    @cached_property
    def open_units(self) -> int:
        """Units without any answer."""
        return self.planned - int(self.judged.sum()) - int(self.unable.sum())

    @cached_property
    def agrees(self) -> Marks:
        """Units whose decision and assessment carry the same primary label."""
        return np.array([d == a for d, a in zip(self.decided, self.answer, strict=True)], dtype=bool)

    @cached_property
    def reviewed(self) -> Marks:
        """Units with a second review that could judge."""
        reviews = self.texts("reviewed")
        return np.array([label not in (None, "unable") for label in reviews], dtype=bool) & self.judged

    @cached_property
    def review_agrees(self) -> Marks:
        """Units whose second review gives the assessment's label."""
        pairs = zip(self.answer, self.texts("reviewed"), strict=True)
        return np.array([a == r for a, r in pairs], dtype=bool)

    @cached_property
    def verdicts_known(self) -> bool:
        """Whether every label in use is known to be a violation or not."""
        labels = {*self.decided, *(label for label in self.answer if label not in (None, "unable"))}
        return all(self.violation.get(str(label)) is not None for label in labels)

    @cached_property
    def removal(self) -> Marks:
        """Units decided to be a violation."""
        return np.array([bool(self.violation.get(label)) for label in self.decided], dtype=bool)

    @cached_property
    def harmful(self) -> Marks:
        """Units assessed to be a violation."""
        return np.array([bool(self.violation.get(str(label))) for label in self.answer], dtype=bool)

    @cached_property
    def stratum(self) -> NDArray[np.int64]:
        """Stratum of each unit, as its place in ``sample.strata``."""
        places = {stratum.name: place for place, stratum in enumerate(self.sample.strata)}
        return np.array([places[str(name)] for name in self.texts("stratum")], dtype=np.int64)

    @cached_property
    def weight(self) -> NDArray[np.float64]:
        """Units of the population that each stands for."""
        return np.asarray(self.rows["weight"].to_numpy(), dtype=np.float64)

    @cached_property
    def stands_for(self) -> NDArray[np.float64]:
        """Units of the population that each judged unit speaks for, those of its stratum without a verdict shared in.

        It is the weight that the figures use; 0 for units without a verdict.
        """
        judged = np.where(self.judged, self.weight, 0.0)
        total = np.bincount(self.stratum, weights=judged, minlength=self.population.size)
        scale = self.population / np.where(total > 0, total, 1.0)
        return np.asarray(judged * scale[self.stratum], dtype=np.float64)

    @cached_property
    def population(self) -> NDArray[np.float64]:
        """Units per stratum."""
        return np.array([stratum.population for stratum in self.sample.strata], dtype=np.float64)

    @property
    def unequal(self) -> bool:
        """Whether units of a stratum were drawn with unequal chances."""
        return self.sample.allocation == "score"

    @cached_property
    def unable_reasons(self) -> tuple[tuple[str, int], ...]:
        """Why units could not be judged, commonest first."""
        reasons = [
            reason or "other" for reason, unable in zip(self.texts("unable_reason"), self.unable, strict=True) if unable
        ]
        return tuple(sorted(((r, reasons.count(r)) for r in set(reasons)), key=lambda pair: (-pair[1], pair[0])))

    @property
    def findings(self) -> int:
        """Units with a finding."""
        return sum(code is not None for code in self.texts("error_type"))

    @property
    def disputes_open(self) -> int:
        """Findings under an open dispute."""
        return self.texts("dispute").count("open")

    def texts(self, column: str) -> list[str | None]:
        """A column as Python values."""
        values: list[str | None] = self.rows[column].to_pylist()
        return values

    def values(self, column: str) -> int:
        """How many different values a slice column has."""
        return len(set(self.texts(f"by_{column}")))


def read_assessed(facts: Facts, sample: Sample, by: Sequence[str]) -> Assessed:
    """Reads a sample's units with the decision as it was drawn and the answers as they stand.

    A store that shows a part of the facts gives that part of the sample, with its own population.
    """
    with facts.connection() as connection:
        show_units(facts, sample, connection)
        wanted = "SELECT DISTINCT source, item_id FROM units"
        state = facts.state()
        facts.gather(connection, ITEMS, state=state, among=wanted, into="unit_items")
        of_units = "SELECT source, judgement_id FROM units"
        facts.gather(connection, FINDINGS, state=state, among=of_units, by=("judgement_id",), into="unit_findings")
        rows = connection.sql(_statement(by), params={"sample": sample.sample_id}).to_arrow_table()
        first, last, undated = one_row(
            connection, "SELECT min(judged_at), max(judged_at), count(*) - count(judged_at) FROM units"
        )
        violation = verdicts(connection, sample.source)
    period = None if first is None else (first, last)
    return Assessed(as_shown(facts, sample, rows), rows, tuple(by), violation, period, int(undated))


def _statement(by: Sequence[str]) -> str:
    slices = "".join(
        f", {expression(column, judgement='u', item='i')}::VARCHAR AS {sql.name('by_' + column)}" for column in by
    )
    return (
        "WITH answers AS (SELECT * FROM judgements WHERE context_kind = 'sample' AND context_id = $sample), "
        "first AS (SELECT * FROM answers WHERE setting = 'assessment'), "
        "second AS (SELECT source, about_id, any_value(label ORDER BY judged_at) AS label FROM answers "
        "WHERE setting = 'second_review' GROUP BY ALL) "
        "SELECT u.task, u.stratum, u.weight, u.source, u.judgement_id, u.item_id, u.label AS decided, u.judged_at, "
        "u.reach, u.language, u.market, i.text, a.label AS assessed, a.judged_at AS assessed_at, a.unable_reason, "
        "a.attributes ->> 'note' AS note, a.judgement_id AS assessment_id, a.judge_id AS assessor, "
        "r.label AS reviewed, f.error_type, f.root_cause, f.clause, f.version AS finding_version, "
        f"f.dispute{slices} FROM units u "
        "LEFT JOIN first a ON a.about_source = u.source AND a.about_id = u.judgement_id "
        "LEFT JOIN second r ON r.source = a.source AND r.about_id = a.judgement_id "
        "LEFT JOIN unit_findings f ON f.source = a.source AND f.assessment_id = a.judgement_id "
        "LEFT JOIN unit_items i ON i.source = u.source AND i.item_id = u.item_id ORDER BY u.task"
    )

"""The quality figures of a sample in somebody's scope, remembered until the facts change; and the rows behind a number.

Not here: how they are computed (``evenhand.assess``) or shown (``presenters``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from evenhand import assess
from evenhand.assess.assessed import Assessed, read_assessed
from evenhand.assess.figures import METRICS, events
from evenhand.assess.quality import MOST_CASES, report_of, usual_slices
from evenhand.assess.tallies import cases_of
from evenhand.facts.population import require_column
from evenhand.ops.people.models import User
from evenhand.ops.people.permissions import scope_of
from evenhand.ops.quality.models import Sample
from evenhand.ops.quality.permissions import blind_units
from evenhand.ops.quality.vocabulary import READ
from evenhand.ops.spine import facts
from evenhand.ops.spine.errors import NotFound
from evenhand.ops.spine.scope import Scope

REMEMBERED = 32
Columns = tuple[str, ...]


@dataclass(frozen=True)
class Behind:
    """Which units a number is made of; None does not limit. ``metric`` keeps those that it speaks about."""

    by: str | None = None
    value: str | None = None
    decided: str | None = None
    assessed: str | None = None
    error_type: str | None = None
    root_cause: str | None = None
    metric: str | None = None
    only_events: bool = False
    state: str | None = None


@dataclass(frozen=True)
class Found:
    """The rows behind a number, and how many more the reader must not see yet."""

    rows: pa.Table
    hidden: int


def report(user: User, sample: Sample, by: Sequence[str] = ()) -> assess.QualityReport:
    """The figures of a sample as this person may see them; NotFound while it has not been drawn."""
    made, assessed = _read(user, sample, tuple(by))
    hidden = hidden_from(user, sample)
    if not hidden:
        return made
    return replace(made, cases=cases_of(assessed, most=MOST_CASES, without=hidden))


def rows_behind(user: User, sample: Sample, behind: Behind) -> Found:
    """The units that a number is made of, without those whose verdicts this person must not see yet."""
    by = (behind.by,) if behind.by else ()
    _made, assessed = _read(user, sample, by)
    chosen = assessed.rows.filter(pa.array(_marks(assessed, behind)))
    hidden = hidden_from(user, sample)
    if not hidden:
        return Found(chosen, 0)
    shown = chosen.filter(pc.invert(pc.is_in(chosen["task"], pa.array(sorted(hidden), pa.string()))))
    return Found(shown, len(chosen) - len(shown))


def hidden_from(user: User, sample: Sample) -> frozenset[str]:
    """The tasks of a sample whose items this person may still have to judge blind."""
    return frozenset(blind_units(user, sample).values_list("task_key", flat=True))


def _read(user: User, sample: Sample, by: Columns) -> tuple[assess.QualityReport, Assessed]:
    if not sample.sample_id:
        raise NotFound(_("This sample has not been drawn yet."), hint=_("Its page shows how far it is."))
    home = facts.whole()
    head, scope = home.state().head, scope_of(user, READ)
    return _remembered(str(home.home), head, scope, sample.sample_id, tuple(dict.fromkeys(by)))


@lru_cache(maxsize=REMEMBERED)
def _remembered(
    home: str, head: str, scope: Scope, sample_id: str, by: Columns
) -> tuple[assess.QualityReport, Assessed]:
    store = facts.within(scope)
    drawn = assess.find_sample(store, sample_id)
    columns = tuple(require_column(column, field="by") for column in by)
    assessed = read_assessed(store, drawn, columns or usual_slices(drawn))
    return report_of(store, assessed, by=columns), assessed


def _marks(assessed: Assessed, behind: Behind) -> NDArray[np.bool_]:
    """Which units are chosen."""
    marks = np.ones(len(assessed.rows), dtype=bool)
    wanted: Mapping[str, str | None] = {
        "decided": behind.decided,
        "assessed": behind.assessed,
        "error_type": behind.error_type,
    }
    for column, value in wanted.items():
        if value is not None:
            marks &= _equal(assessed.texts(column), value)
    if behind.root_cause is not None:
        named = [None if error is None else cause or "not_named" for error, cause in _causes(assessed)]
        marks &= _equal(named, behind.root_cause)
    if behind.by is not None:
        values = ["" if value is None else value for value in assessed.texts(f"by_{behind.by}")]
        marks &= _equal(values, behind.value or "")
    return marks & _of_metric(assessed, behind) & _of_state(assessed, behind.state)


def _of_metric(assessed: Assessed, behind: Behind) -> NDArray[np.bool_]:
    if behind.metric not in METRICS:
        return np.ones(len(assessed.rows), dtype=bool)
    numerator, denominator = events(assessed, behind.metric)
    used = assessed.judged & denominator
    return used & numerator if behind.only_events else used


def _of_state(assessed: Assessed, state: str | None) -> NDArray[np.bool_]:
    match state:
        case "assessed":
            return assessed.judged
        case "unable":
            return assessed.unable
        case "open":
            return ~(assessed.judged | assessed.unable)
        case "differs":
            return assessed.judged & ~assessed.agrees
    return np.ones(len(assessed.rows), dtype=bool)


def _causes(assessed: Assessed) -> Collection[tuple[str | None, str | None]]:
    return list(zip(assessed.texts("error_type"), assessed.texts("root_cause"), strict=True))


def _equal(values: Sequence[str | None], wanted: Any) -> NDArray[np.bool_]:
    return np.array([value == wanted for value in values], dtype=bool)

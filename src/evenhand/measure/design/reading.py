"""The table a design starts from: one row per stratum with its population and rates, or one per unit with its score.

Not here: what is made of it (``overall``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from evenhand.facts.errors import RequestError
from evenhand.facts.reading.matching import listed
from evenhand.facts.reading.synonyms import accepted_names
from evenhand.measure.columns import coded, numbers
from evenhand.measure.design.aims import Aim
from evenhand.measure.design.allocation import Counts, Floats
from evenhand.measure.evaluation.joining import SCORE
from evenhand.measure.labels import KNOWN
from evenhand.measure.tables import TableLike, arrow_table, find_column

STRATUM = ("stratum", "strata", "group", "cheap_label", "slice")
POPULATION = ("population", "units", "decisions", "total", "count")
RATE = ("rate", "expected", "expected_rate", "prevalence", "accuracy", "share")
ASSESSED = ("assessed",)
REACH = accepted_names("judgements", "reach")
_SAID_IN = {"rate": "metrics"}  # the argument that names a column, where it is called otherwise
Metrics: TypeAlias = Mapping[str, str | tuple[str, str]]


@dataclass(frozen=True, eq=False)
class Strata:
    """Strata with what is known of them: ``aims`` have a rate for each, without a half-width."""

    names: tuple[str, ...]
    population: Counts
    aims: tuple[Aim, ...]


@dataclass(frozen=True, eq=False)
class Units:
    """Units with their scores; ``reach`` and ``item`` are None where the table has no such column."""

    score: Floats
    reach: Floats | None
    item: NDArray[np.str_] | None


def names_of(table: TableLike) -> tuple[str, ...]:
    """The names of the table's columns."""
    seen: list[str] = []

    def choose(names: Sequence[str]) -> Sequence[str]:
        seen.extend(names)
        return names[:1]

    arrow_table(table, choose)
    return tuple(seen)


def read_strata(
    table: TableLike,
    *,
    metrics: Metrics | None = None,
    stratum: str | None = None,
    population: str | None = None,
    assessed: str | None = None,
) -> Strata:
    """One row per stratum: its name, its number of units, and the share expected of each metric.

    ``metrics`` names the column of each metric's share, or two columns: the share and the part of the units it speaks
    about. Left out, there is one metric in the column with a usual name. ``assessed`` is how many units the shares come
    from; where it is there, they are smoothed to (share x assessed + 1/2) / (assessed + 1). Raises RequestError for
    missing columns, no rows, a stratum twice, and values that are no counts or shares.
    """
    wanted = {"stratum": (stratum, STRATUM), "population": (population, POPULATION)}
    pairs = {name: (one,) if isinstance(one, str) else tuple(one) for name, one in (metrics or {}).items()}
    found: dict[str, str] = {}
    of_metric: dict[str, list[str]] = {}

    def choose(names: Sequence[str]) -> Sequence[str]:
        found.update({ours: _needed(names, ours, *one) for ours, one in wanted.items()})
        sizes = find_column(names, assessed, ASSESSED)
        found.update({} if sizes is None else {"assessed": sizes})
        columns = pairs or {(rate := _needed(names, "rate", None, RATE)): (rate,)}
        of_metric.update({metric: [_needed(names, "rate", one) for one in two] for metric, two in columns.items()})
        return list(dict.fromkeys([*found.values(), *(one for two in of_metric.values() for one in two)]))

    held = arrow_table(table, choose)
    _some_rows(held, "stratum")
    known = _column(held, found["assessed"], "Give the number assessed, 0 or more.") if "assessed" in found else None
    aims = tuple(
        Aim(metric, _rates(held, two[0], known), _rates(held, two[1], None) if len(two) > 1 else 1.0)
        for metric, two in of_metric.items()
    )
    return Strata(_names(held, found["stratum"]), _whole(held, found["population"]), aims)


def read_scores(
    table: TableLike, *, score: str | None = None, reach: str | None = None, item: str | None = None
) -> Units:
    """One row per unit: its score, and where there are such columns its reach and its id.

    Raises RequestError for a missing score column, no rows, and values that are no numbers.
    """
    found: dict[str, str] = {}

    def choose(names: Sequence[str]) -> Sequence[str]:
        found["score"] = _needed(names, "score", score, SCORE)
        others = {"reach": find_column(names, reach, REACH), "item": find_column(names, item, KNOWN["item"])}
        found.update({ours: column for ours, column in others.items() if column is not None})
        return list(dict.fromkeys(found.values()))

    held = arrow_table(table, choose)
    _some_rows(held, "unit")
    return Units(
        score=_column(held, found["score"], "Give chances from 0 to 1; 80 % is 0.8.", most=1.0),
        reach=_column(held, found["reach"], "Give each unit's views, 0 or more.") if "reach" in found else None,
        item=_ids(held, found["item"]) if "item" in found else None,
    )


def has_scores(names: Sequence[str]) -> bool:
    """Whether a column has a usual name of a score, and none that of a stratum's population."""
    return find_column(names, None, SCORE) is not None and find_column(names, None, POPULATION) is None


def _needed(names: Sequence[str], ours: str, named: str | None, known: Sequence[str] = ()) -> str:
    column = find_column(names, named, known)
    if column is None:
        raise RequestError(
            f"The table has no column that is known for the {ours}.",
            hint=f"Say which one it is in {_SAID_IN.get(ours, ours)}. Its columns are {listed(names) or 'none'}.",
        )
    return column


def _some_rows(held: pa.Table, what: str) -> None:
    if not held.num_rows:
        raise RequestError("The table has no rows.", hint=f"Give one row per {what}.")


def _names(held: pa.Table, column: str) -> tuple[str, ...]:
    codes, seen = coded(held, column)
    if bool((codes < 0).any()):
        raise RequestError(f"The column {column!r} has an empty cell.", hint="Give each stratum a name.")
    if len(seen) < codes.size:
        twice = seen[int(np.bincount(codes).argmax())].as_py()
        raise RequestError(f"The column {column!r} holds {twice!r} more than once.", hint="Give one row per stratum.")
    return tuple(str(one) for one in seen.to_pylist())


def _ids(held: pa.Table, column: str) -> NDArray[np.str_]:
    codes, seen = coded(held, column)
    if bool((codes < 0).any()):
        row = int((codes < 0).argmax()) + 1
        raise RequestError(f"The column {column!r} is empty in row {row:,}.", hint="Give each unit its id.")
    return np.asarray(seen.to_pylist(), dtype=str)[codes]


def _column(held: pa.Table, column: str, hint: str, *, most: float = np.inf) -> Floats:
    found = numbers(held, column)
    wrong = ~(np.isfinite(found) & (found >= 0) & (found <= most))
    if bool(wrong.any()):
        row = int(wrong.argmax())
        value = "empty" if np.isnan(found[row]) else f"{found[row]:g}"
        raise RequestError(f"The column {column!r} is {value} in row {row + 1:,}.", hint=hint)
    return found


def _whole(held: pa.Table, column: str) -> Counts:
    hint = "Give the number of units of each stratum, a whole number of 0 or more."
    found = _column(held, column, hint)
    odd = found != np.floor(found)
    if bool(odd.any()):
        raise RequestError(f"The column {column!r} is {found[odd][0]:g} in row {int(odd.argmax()) + 1:,}.", hint=hint)
    return found.astype(np.int64)


def _rates(held: pa.Table, column: str, assessed: Floats | None) -> list[float]:
    found = _column(held, column, "Give shares from 0 to 1; 5 % is 0.05.", most=1.0)
    if assessed is None:
        return [float(one) for one in found]
    return [float(one) for one in (found * assessed + 0.5) / (assessed + 1)]

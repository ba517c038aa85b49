"""The columns of a table of assessed units as checked arrays.

Not here: which estimator they lead to (``overall``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from evenhand.facts.errors import RequestError
from evenhand.facts.reading.matching import did_you_mean, listed
from evenhand.facts.reading.synonyms import accepted_names
from evenhand.measure.columns import coded, numbers
from evenhand.measure.estimation.asked import (
    Floats,
    chances_per_unit,
    numbers_per_unit,
    shares_per_unit,
    sizes_per_unit,
)
from evenhand.measure.labels import KNOWN as OF_LABELS
from evenhand.measure.labels import UNABLE
from evenhand.measure.result import Note
from evenhand.measure.tables import TableLike, arrow_table, find_column

Check: TypeAlias = Callable[[str, Any, int], Floats]
YES = {"1": 1.0, "true": 1.0, "yes": 1.0, "0": 0.0, "false": 0.0, "no": 0.0}
KNOWN: Mapping[str, Sequence[str]] = {
    "value": ("value", "event", "wrong", *accepted_names("judgements", "violating")),
    "denominator": ("denominator",),
    "stratum": ("stratum",),
    "weight": ("weight",),
    "probability": ("draw_probability",),
    "inclusion_probability": ("inclusion_probability",),
    "score": ("score",),
    "reach": (),
}
UNCLEAR = ("probability", "chance")  # of a draw, or of being in the sample: the weights would differ
CHECKS: Mapping[str, Check] = {
    "denominator": shares_per_unit,
    "weight": sizes_per_unit,
    "probability": chances_per_unit,
    "inclusion_probability": chances_per_unit,
    "score": shares_per_unit,
    "reach": numbers_per_unit,
}


@dataclass(frozen=True, eq=False)
class Told:
    """What a table tells of its assessed units; ``None`` for a column that it does not have.

    ``value`` is in 0..1. ``stratum`` codes ``strata``, whose names are in the order of their first row. ``columns``
    says which column was read as what, ``notes`` what was left out.
    """

    value: Floats
    stratum: NDArray[np.int64]
    strata: tuple[str, ...]
    denominator: Floats | None
    weight: Floats | None
    probability: Floats | None
    inclusion_probability: Floats | None
    score: Floats | None
    reach: Floats | None
    columns: Mapping[str, str]
    notes: tuple[Note, ...]

    @property
    def size(self) -> int:
        """How many units were assessed."""
        return int(self.value.size)


def read_units(table: TableLike, named: Mapping[str, str | None], positive: str | None) -> Told:
    """The table's units that have an answer; ``named`` are the columns asked for, the others are found by ``KNOWN``.

    Views are read only from a column that is named. With ``positive`` the value's column holds labels, and the value is
    1 where the label is that. Raises RequestError that names the column, the value and the fix.
    """
    found: dict[str, str] = {}
    held = arrow_table(table, lambda names: _chosen(names, named, found, labelled=positive is not None))
    if not held.num_rows:
        raise RequestError("The table has no rows.", hint="Give one row per assessed unit.")
    value, strange = _values(held, found["value"], positive)
    keep = ~np.isnan(value)
    if not keep.any():
        raise RequestError(
            f"The column {found['value']!r} is empty in all of {held.num_rows:,} rows.", hint="Is it the right column?"
        )
    value = value[keep]
    stratum, strata = _strata(held, found.get("stratum"), keep)
    columns = {name: _column(held, name, found, keep) for name in CHECKS}
    return Told(value, stratum, strata, **columns, columns=found, notes=(*_left_out(keep), *strange))


def _chosen(
    names: Sequence[str], named: Mapping[str, str | None], found: dict[str, str], *, labelled: bool
) -> list[str]:
    """Fills ``found``, our name to the table's, and lists the table's."""
    for ours, known in KNOWN.items():
        usual = OF_LABELS["label"] if ours == "value" and labelled else known
        column = find_column(names, named.get(ours), usual)
        if column is not None:
            found[ours] = column
    if "value" not in found:
        raise RequestError(
            f"The table has no column that is known for the {'label' if labelled else 'value'}.",
            hint=f"Say which one it is. Its columns are {listed(names) or 'none'}.",
        )
    _need_clear_chances(names, found)
    return list(dict.fromkeys(found.values()))


def _need_clear_chances(names: Sequence[str], found: Mapping[str, str]) -> None:
    """RequestError for a column of chances that nobody named: to leave it out would make the units count alike."""
    unclear = find_column(names, None, UNCLEAR)
    if (
        unclear is None
        or unclear in found.values()
        or found.keys() & {"probability", "inclusion_probability", "weight"}
    ):
        return
    raise RequestError(
        f"The column {unclear!r} may be the chance of one draw, or that of being in the sample.",
        hint="Name it as probability for draws with replacement, as inclusion_probability for a sample without.",
    )


def _values(held: pa.Table, name: str, positive: str | None) -> tuple[Floats, tuple[Note, ...]]:
    if positive is None and pa.types.is_floating(held.column(name).type):
        return _in_range(name, numbers(held, name)), ()
    codes, names = coded(held, name)
    seen = [str(one) for one in names.to_pylist()]
    if positive is not None:
        of_name = [np.nan if one == UNABLE else float(one == positive) for one in seen]
        strange = () if positive in seen else (Note("estimate_label_unseen", {"label": positive}),)
        return np.array([*of_name, np.nan])[codes], strange
    return np.array([*(_number(name, one) for one in seen), np.nan])[codes], ()


def _number(column: str, text: str) -> float:
    """A value from 0 to 1 out of a text; NaN for one that could not be judged."""
    if text == UNABLE:
        return float("nan")
    try:
        value = YES[text.casefold()] if text.casefold() in YES else float(text)
    except ValueError:
        raise RequestError(
            f"The column {column!r} holds {text!r}, which is no value.",
            hint=f"{did_you_mean(text, YES)}Give 1 or 0, or say which label counts as 1 with positive.",
        ) from None
    return float(_in_range(column, np.array([value]))[0])


def _in_range(name: str, values: Floats) -> Floats:
    wrong = np.flatnonzero((values < 0) | (values > 1))
    if wrong.size:
        raise RequestError(
            f"The column {name!r} holds {values[wrong[0]]:g}.", hint="Give 1 for an event and 0 for none; 2 % is 0.02."
        )
    return values


def _strata(held: pa.Table, name: str | None, keep: NDArray[np.bool_]) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    if name is None:
        return np.zeros(int(np.count_nonzero(keep)), np.int64), ()
    codes, names = coded(held, name)
    kept = codes[keep]
    if (kept < 0).any():
        raise RequestError(
            f"The column {name!r} is empty in {np.count_nonzero(kept < 0):,} rows.", hint="Give every unit its stratum."
        )
    return kept.astype(np.int64), tuple(str(one) for one in names.to_pylist())


def _column(held: pa.Table, name: str, found: Mapping[str, str], keep: NDArray[np.bool_]) -> Floats | None:
    if name not in found:
        return None
    kept = numbers(held, found[name])[keep]
    return CHECKS[name](f"The column {found[name]!r}", kept, kept.size)


def _left_out(keep: NDArray[np.bool_]) -> tuple[Note, ...]:
    count = int(np.count_nonzero(~keep))
    return (Note("open_units", {"count": count, "n": keep.size}),) if count else ()

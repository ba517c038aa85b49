"""The cells of one column of audits: verdicts, counts, weights, kinds of cases. Row by row, NaN where there is none.

Not here: which column is which (``inputs``).
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from evenhand.facts.errors import RequestError
from evenhand.measure.columns import coded, numbers
from evenhand.measure.units import Codes, Flags, Floats

RIGHT = ("0", "false", "no", "right", "correct", "否", "对", "正确")
WRONG = ("1", "true", "yes", "wrong", "error", "是", "错", "错误")


def wrong_or_right(held: pa.Table, name: str) -> Floats:
    """1 for an error, 0 for none, NaN for no verdict."""
    codes, names = coded(held, name)
    known = dict.fromkeys(RIGHT, 0.0) | dict.fromkeys(WRONG, 1.0)
    seen = [str(one) for one in names.to_pylist()]
    strange = next((one for one in seen if one.casefold() not in known), None)
    if strange is not None:
        raise RequestError(
            f"The column {name!r} holds {strange!r}, which is no verdict.",
            hint="Write 1 for an error and 0 for none; for counts, name the columns events and n.",
        )
    return np.array([*(known[one.casefold()] for one in seen), np.nan])[codes]


def counts(held: pa.Table, events: str, n: str) -> tuple[Floats, Floats]:
    """Errors and audits per row, both NaN where one of them is empty."""
    wrong, audits = numbers(held, events), numbers(held, n)
    for name, found in ((events, wrong), (n, audits)):
        given = np.where(np.isnan(found), 0.0, found)
        whole = (given >= 0) & (given < 2**53) & (given == np.floor(given))
        _refuse(name, found, ~whole, "Give whole counts from 0.")
    _refuse(events, wrong, wrong > audits, f"There cannot be more errors than audits in {n!r}.")
    empty = np.isnan(wrong) | np.isnan(audits)
    return np.where(empty, np.nan, wrong), np.where(empty, np.nan, audits)


def weights(held: pa.Table, name: str, keep: Flags) -> Floats:
    """The weights of the rows that are kept."""
    found = numbers(held, name)[keep]
    _refuse(name, found, ~(np.isfinite(found) & (found > 0)), "Give weights above 0, 1 / the chance of being drawn.")
    return found


def kinds(held: pa.Table, name: str) -> Codes:
    """The values of a column as codes; an empty cell is a kind of its own."""
    codes, names = coded(held, name)
    return np.where(codes < 0, len(names), codes).astype(np.int64)


def score_bins(held: pa.Table, name: str, keep: Flags, bins: int) -> Codes:
    """The bin of each kept row's score, about as many rows in each; rows without a score are a bin of their own."""
    score = numbers(held, name)[keep]
    _refuse(name, score, np.isinf(score), "Give finite scores.")
    known = score[~np.isnan(score)]
    edges = np.unique(np.quantile(known, np.arange(1, bins) / bins)) if known.size else known
    return np.where(np.isnan(score), edges.size + 1, np.searchsorted(edges, score, side="right")).astype(np.int64)


def _refuse(name: str, found: Floats, wrong: Flags, hint: str) -> None:
    if bool(wrong.any()):
        place = int(wrong.argmax())
        raise RequestError(f"The column {name!r} holds {found[place]:g} in row {place + 1:,}.", hint=hint)

"""A table with one row per day, and per series where there are several, as sorted arrays.

Not here: what is computed from it. Rows of the same day of a series are added up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from evenhand.facts.errors import RequestError
from evenhand.facts.reading.matching import listed
from evenhand.measure.columns import coded, numbers, times
from evenhand.measure.drift.family import ChartKind
from evenhand.measure.tables import TableLike, arrow_table, find_column
from evenhand.measure.units import Codes, Flags, Floats

A_DAY = 86_400_000_000  # microseconds
KNOWN = {
    "day": ("day", "date", "at", "judged_at", "decided_at", "timestamp", "created_at", "time"),
    "events": ("events", "errors", "wrong", "violations", "violating", "hits", "overturned", "defects"),
    "n": ("n", "total", "assessed", "audited", "decisions", "reviewed", "sampled", "views", "exposure"),
    "series": ("series",),
}
NEEDED = ("events", "n")


@dataclass(frozen=True, eq=False)
class Daily:
    """Events and n by series and day, sorted; one entry each.

    ``series`` are places in ``names``. ``day`` counts days since 1970 where ``dated``, otherwise it is the whole number
    given, or the number of the row. ``columns`` says which column was read as what; ``added`` counts rows added to
    others of their day, ``unfilled`` rows left out for want of events or n.
    """

    series: Codes
    day: NDArray[np.int64]
    events: Floats
    n: Floats
    names: tuple[str, ...]
    dated: bool
    columns: Mapping[str, str]
    added: int
    unfilled: int

    def label(self, day: int) -> str:
        """A day as text: 2026-01-31, or its number."""
        return str(np.datetime64(day, "D")) if self.dated else str(day)


def read_daily(
    table: TableLike,
    *,
    day: str | None = None,
    events: str | None = None,
    n: str | None = None,
    series: str | None = None,
    kind: ChartKind = ChartKind.SHARE,
) -> Daily:
    """The table in order of series and day.

    ``table`` is anything with columns, or the path of a file. Unnamed columns are found by their usual names; without a
    day column rows count as days in their order, without a series column there is one series. Times are cut to days in
    UTC. A day may be missing, and n may be 0. Raises RequestError, with column, value and a way out: no such column, no
    rows, events that are no whole numbers or more than n (of a share), a negative or infinite number, no n at all.
    """
    named = {"day": day, "events": events, "n": n, "series": series}
    found: dict[str, str] = {}
    held = arrow_table(table, lambda names: _found_in(names, named, found))
    if not held.num_rows:
        raise RequestError("The table has no rows.", hint="Give one row per day, with events and n.")
    seen, size = _counts(held, found, kind)
    filled = np.isfinite(seen) & np.isfinite(size)
    if not bool((size[filled] > 0).any()):
        raise RequestError(f"The column {found['n']!r} is nowhere above 0.", hint="Give how many were looked at.")
    codes, names = _series(held, found.get("series"))
    days, dated = _days(held, found.get("day"), codes)
    return _sorted(codes, days, seen, size, filled, names=names, dated=dated, columns=found)


def _found_in(names: Sequence[str], named: Mapping[str, str | None], found: dict[str, str]) -> list[str]:
    """Fills ``found``, our name to the table's, and lists the table's."""
    for ours, theirs in named.items():
        column = find_column([name for name in names if name not in found.values()], theirs, KNOWN[ours])
        if column is None and ours in NEEDED:
            raise RequestError(
                f"The table has no column that is known for {ours}.",
                hint=f"Say which one it is. Its columns are {listed(names) or 'none'}.",
            )
        found |= {} if column is None else {ours: column}
    return list(dict.fromkeys(found.values()))


def _counts(held: pa.Table, found: Mapping[str, str], kind: ChartKind) -> tuple[Floats, Floats]:
    """Events and n, NaN where missing."""
    seen, size = numbers(held, found["events"]), numbers(held, found["n"])
    for name, values in ((found["events"], seen), (found["n"], size)):
        _refuse(name, values, np.isinf(values) | (values < 0), "Give numbers from 0.")
    _refuse(found["events"], seen, seen != np.floor(seen), "Give how many events there were, not their share.")
    if kind is ChartKind.SHARE:
        hint = "Give how many were looked at; for events per unit of something, say kind='rate' and give its amount."
        _refuse(found["n"], size, size != np.floor(size), hint)
    more = (seen > size) if kind is ChartKind.SHARE else (seen > 0) & (size == 0)
    if bool(more.any()):
        row = int(more.argmax())
        raise RequestError(
            f"{found['events']} is {seen[row]:g} in row {row + 1}, where {found['n']} is {size[row]:g}.",
            hint="Events are some of n. For events per unit of something, say kind='rate'; its amount is above 0.",
        )
    return seen, size


def _refuse(name: str, values: Floats, wrong: Flags, hint: str) -> None:
    wrong = wrong & ~np.isnan(values)
    if bool(wrong.any()):
        row = int(wrong.argmax())
        raise RequestError(f"The column {name!r} holds {values[row]:g} in row {row + 1}.", hint=hint)


def _series(held: pa.Table, name: str | None) -> tuple[Codes, tuple[str, ...]]:
    if name is None:
        return np.zeros(held.num_rows, dtype=np.int64), ("",)
    codes, seen = coded(held, name)
    if bool((codes < 0).any()):
        row = int((codes < 0).argmax())
        raise RequestError(f"The column {name!r} is empty in row {row + 1}.", hint="Name the series of each row.")
    texts = [str(one) for one in seen.to_pylist()]
    order = np.argsort(np.array(texts), kind="stable")
    place = np.empty(order.size, dtype=np.int64)
    place[order] = np.arange(order.size)
    return place[codes], tuple(texts[k] for k in order)


def _days(held: pa.Table, name: str | None, series: Codes) -> tuple[NDArray[np.int64], bool]:
    """Days as whole numbers, and whether they are dates; without a column, the rows of each series from 1."""
    if name is None:
        order = np.argsort(series, kind="stable")
        starts = np.flatnonzero(np.r_[True, np.diff(series[order]) > 0])
        number = np.empty(series.size, dtype=np.int64)
        number[order] = np.arange(series.size) - np.repeat(starts, np.diff(np.r_[starts, series.size])) + 1
        return number, False
    whole = _whole_numbers(held, name)
    return (whole, False) if whole is not None else (times(held, name) // A_DAY, True)


def _whole_numbers(held: pa.Table, name: str) -> NDArray[np.int64] | None:
    """The column as whole numbers, also where a file gave them as text; None where it holds times."""
    column = held.column(name)
    if pa.types.is_temporal(column.type) or column.null_count:
        return None
    try:
        return np.asarray(column.cast(pa.int64()).to_numpy(), dtype=np.int64)
    except pa.ArrowException:
        return None


def _sorted(
    series: Codes,
    day: NDArray[np.int64],
    events: Floats,
    n: Floats,
    filled: Flags,
    *,
    names: tuple[str, ...],
    dated: bool,
    columns: Mapping[str, str],
) -> Daily:
    series, day, events, n = series[filled], day[filled], events[filled], n[filled]
    order = np.lexsort((day, series))
    series, day = series[order], day[order]
    first = np.flatnonzero(np.r_[True, (np.diff(series) != 0) | (np.diff(day) != 0)])
    return Daily(
        series=series[first],
        day=day[first],
        events=np.add.reduceat(events[order], first),
        n=np.add.reduceat(n[order], first),
        names=names,
        dated=dated,
        columns=dict(columns),
        added=int(series.size - first.size),
        unfilled=int(np.count_nonzero(~filled)),
    )

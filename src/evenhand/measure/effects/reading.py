"""A table of assessed decisions, one row each, in coded form: right or wrong, when, by whom, and who was treated when.

Not here: any estimate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from evenhand.facts.errors import RequestError
from evenhand.facts.reading.matching import listed
from evenhand.facts.reading.synonyms import accepted_names
from evenhand.measure.columns import coded, numbers, times
from evenhand.measure.effects.cells import NEVER, Times
from evenhand.measure.labels import KNOWN, Coded, Codes, Flags, Floats
from evenhand.measure.tables import TableLike, arrow_table, find_column

Moment: TypeAlias = "str | date | datetime | int"
OUTCOME = ("outcome", "wrong", "error", "is_error", "is_wrong", "right", "correct", "is_correct", "is_right")
TIME = ("day", "date", *accepted_names("judgements", "judged_at"))
CLUSTER = ("person", *KNOWN["judge"], "team")
TREATED = ("treated", "is_treated")
YES = ("1", "true", "yes", "y", "treated")
DAY = 86_400 * 1_000_000  # microseconds
NO = ("0", "false", "no", "n", "control")


@dataclass(frozen=True)
class Named:
    """The columns by name; None for one that is found by its usual names, or is not there."""

    outcome: str | None = None
    time: str | None = None
    cluster: str | None = None
    treated: str | None = None
    started: str | None = None
    weight: str | None = None
    by: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Rows:
    """Assessed decisions: ``value`` in 0..1, ``weight`` above 0, ``time``, and the code of the cluster.

    ``time`` is microseconds since 1970 UTC where ``dated``, else the whole numbers given. ``clusters`` are the names of
    the clusters, or empty where the table has none, and then each group counts as one. ``treated`` says of each cluster
    whether it was treated; ``start`` when (NEVER for the others), where the table says so. ``columns`` says which
    column was read as what, ``missing`` how many rows were left out.
    """

    value: Floats
    weight: Floats
    time: Times
    cluster: Codes
    clusters: tuple[str, ...]
    treated: Flags | None
    start: Times | None
    dated: bool
    by: Mapping[str, Coded] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    missing: int = 0

    @property
    def groups(self) -> int:
        """The number of cluster codes."""
        return int(self.cluster.max(initial=0)) + 1 if not self.clusters else len(self.clusters)

    @property
    def day(self) -> int:
        """The length of a day on the scale of ``time``: whole numbers count days."""
        return DAY if self.dated else 1

    def only(self, keep: Flags) -> Rows:
        """These rows alone; clusters keep their codes."""
        return replace(
            self, value=self.value[keep], weight=self.weight[keep], time=self.time[keep], cluster=self.cluster[keep]
        )

    def moment(self, at: Moment, name: str = "start") -> int:
        """A moment on the scale of ``time``; RequestError for one that does not fit it."""
        if not self.dated:
            return _whole_number(at, name)
        if isinstance(at, bool) or not isinstance(at, str | date):
            raise RequestError(f"{name} is {at!r}.", hint="Give a date, as 2026-03-01.")
        return int(times(pa.table({name: [at]}), name)[0])

    def told(self, at: int) -> str:
        """A moment as text: a date, with the time of day where it is not midnight."""
        if not self.dated:
            return str(at)
        found = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)
        return f"{found:%Y-%m-%d}" if found.time() == datetime.min.time() else f"{found:%Y-%m-%dT%H:%M:%SZ}"


def read_rows(table: TableLike, named: Named) -> Rows:
    """The rows of a table that have a value and a cluster.

    Raises RequestError, with column, value and a way out, for a missing column, no row, a value outside 0..1, a weight
    not above 0, a time that is none, a word that is neither yes nor no, and a cluster treated in some rows only.
    """
    found: dict[str, str] = {}
    held = arrow_table(table, lambda names: _chosen(names, named, found))
    if not held.num_rows:
        raise RequestError("The table has no rows.", hint="Give one row per assessed decision.")
    value = _values(held, found["outcome"])
    time, dated = _times(held, found["time"])
    keep = ~np.isnan(value)
    cluster, clusters = _clusters(held, found)
    keep &= cluster >= 0
    if not keep.any():
        raise RequestError(
            f"No row has a value in the column {found['outcome']!r}.", hint="Is it the column that says right or wrong?"
        )
    flags = _flags(held, found["treated"]) if "treated" in found else None
    starts = _starts(held, found["started"], dated=dated) if "started" in found else None
    if not clusters and (flags is not None or starts is not None):
        cluster = _grouped(flags, starts)
    rows = Rows(
        value=_in_range(found["outcome"], value[keep]),
        weight=_weights(held, found["weight"], keep) if "weight" in found else np.ones(int(keep.sum())),
        time=time[keep],
        cluster=cluster[keep],
        clusters=clusters,
        treated=None,
        start=None,
        dated=dated,
        by={name: _slices(held, found[name], keep) for name in named.by},
        columns=found,
        missing=int(np.count_nonzero(~keep)),
    )
    return replace(
        rows,
        treated=None if flags is None else _once(rows, flags[keep], "treated").astype(np.bool_),
        start=None if starts is None else _once(rows, starts[keep], "started"),
    )


def _chosen(names: Sequence[str], named: Named, found: dict[str, str]) -> list[str]:
    """Fills ``found``, our name to the table's, and lists the table's."""
    usual = {"outcome": OUTCOME, "time": TIME, "cluster": CLUSTER}
    for ours, known in usual.items():
        column = find_column(names, getattr(named, ours), known)
        if column is None and ours != "cluster":
            raise RequestError(
                f"The table has no column that is known for the {ours}.",
                hint=f"Say which one it is. Its columns are {listed(names) or 'none'}.",
            )
        found |= {} if column is None else {ours: column}
    for ours in ("treated", "started", "weight"):
        asked = getattr(named, ours)
        known = TREATED if ours == "treated" and named.started is None else ()
        column = find_column(names, asked, known)
        found |= {} if column is None else {ours: column}
    for name in named.by:
        found[name] = find_column(names, name) or name
    return list(dict.fromkeys(found.values()))


def _values(held: pa.Table, name: str) -> Floats:
    kind = held.schema.field(name).type
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)):
        return numbers(held, name)
    codes, seen = coded(held, name)
    return np.array([*(_number(name, str(one)) for one in seen.to_pylist()), np.nan])[codes]


def _number(name: str, text: str) -> float:
    if text.casefold() in YES + NO:
        return float(text.casefold() in YES)
    try:
        return float(text)
    except ValueError:
        raise RequestError(
            f"The column {name!r} holds {text!r}, which is neither yes nor no nor a number.",
            hint="Write 1 or yes for each decision that counts, 0 or no for the others.",
        ) from None


def _in_range(name: str, value: Floats) -> Floats:
    wrong = np.flatnonzero(~((value >= 0) & (value <= 1)))
    if wrong.size:
        raise RequestError(
            f"The column {name!r} holds {value[wrong[0]]:g}.", hint="Give 0 or 1, or a share from 0 to 1: 5 % is 0.05."
        )
    return value


def _times(held: pa.Table, name: str) -> tuple[Times, bool]:
    return times(held, name), not pa.types.is_integer(held.schema.field(name).type)


def _clusters(held: pa.Table, found: Mapping[str, str]) -> tuple[Codes, tuple[str, ...]]:
    if "cluster" not in found:
        return np.zeros(held.num_rows, dtype=np.int32), ()
    codes, names = coded(held, found["cluster"])
    if not len(names):
        raise RequestError(f"The column {found['cluster']!r} is empty.", hint="Is it the column that says who judged?")
    return codes, tuple(str(name) for name in names.to_pylist())


def _flags(held: pa.Table, name: str) -> Times:
    codes, names = coded(held, name)
    if (codes < 0).any():
        raise RequestError(
            f"The column {name!r} is empty in {np.count_nonzero(codes < 0):,} rows.",
            hint="Write yes for those who were treated and no for the others.",
        )
    words = [str(one) for one in names.to_pylist()]
    strange = next((one for one in words if one.casefold() not in YES + NO), None)
    if strange is not None:
        raise RequestError(
            f"The column {name!r} holds {strange!r}, which is neither yes nor no.",
            hint="Write yes for those who were treated and no for the others.",
        )
    return np.array([one.casefold() in YES for one in words], dtype=np.int64)[codes]


def _starts(held: pa.Table, name: str, *, dated: bool) -> Times:
    """The start in each row, NEVER where the cell is empty."""
    column = held.column(name)
    kind = column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        codes, names = coded(held, name)
        moments = times(pa.table({name: names}), name) if len(names) else np.zeros(0, np.int64)
        return np.append(moments, NEVER)[codes]
    found = np.full(held.num_rows, NEVER, dtype=np.int64)
    known = np.asarray(pc.is_valid(column).to_numpy(zero_copy_only=False), dtype=np.bool_)
    if pa.types.is_integer(kind) and dated:
        raise RequestError(f"The column {name!r} holds whole numbers, the times are dates.", hint="Give dates in both.")
    if known.any():
        found[known] = times(pa.table({name: column.drop_null()}), name)
    return found


def _grouped(flags: Times | None, starts: Times | None) -> Codes:
    """Without clusters, all rows with the same treatment are one."""
    given: Times = np.zeros(0, np.int64) if flags is None else flags
    return np.asarray(np.unique(given if starts is None else starts, return_inverse=True)[1], dtype=np.int32)


def _once(rows: Rows, given: Times, what: str) -> Times:
    """The one value of each cluster; RequestError for a cluster with two."""
    value = np.full(rows.groups, NEVER if what == "started" else 0, dtype=np.int64)
    value[rows.cluster] = given
    wrong = np.flatnonzero(value[rows.cluster] != given)
    if wrong.size:
        name = rows.clusters[rows.cluster[wrong[0]]]
        raise RequestError(
            f"The column {rows.columns[what]!r} says two things of {rows.columns['cluster']} {name!r}.",
            hint="Each is treated or not, from one start on: write the same in all rows, before and after.",
        )
    return value


def _weights(held: pa.Table, name: str, keep: Flags) -> Floats:
    found = numbers(held, name)[keep]
    wrong = np.flatnonzero(~(np.isfinite(found) & (found > 0)))
    if wrong.size:
        raise RequestError(f"The column {name!r} holds the weight {found[wrong[0]]:g}.", hint="Give weights above 0.")
    return np.asarray(found / found.mean())


def _slices(held: pa.Table, name: str, keep: Flags) -> Coded:
    codes, seen = coded(held, name)
    names = [str(one) for one in seen.to_pylist()]
    order = sorted(names)
    place = np.array([*(order.index(one) for one in names), -1], dtype=np.int32)
    return Coded(place[codes[keep]], tuple(order))


def _whole_number(at: Moment, name: str) -> int:
    if isinstance(at, str) and at.removeprefix("-").isdecimal():
        return int(at)
    if isinstance(at, bool) or not isinstance(at, int):
        raise RequestError(f"{name} is {at!r}, and the times are whole numbers.", hint="Give a whole number as well.")
    return at

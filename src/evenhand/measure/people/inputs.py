"""Audits by person and kind of case, counted from a table with a row per audit, or per person and kind of case.

Memory grows with the rows; what goes on from here grows with the pairs of a person and a kind of case that occur. Not
here: the cells of a column (``outcomes``), the errors to expect of such cases (``case_mix``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from evenhand.facts.errors import RequestError
from evenhand.facts.reading.matching import listed
from evenhand.measure.columns import coded
from evenhand.measure.labels import KNOWN
from evenhand.measure.people.outcomes import counts, kinds, score_bins, weights, wrong_or_right
from evenhand.measure.tables import TableLike, arrow_table, find_column
from evenhand.measure.units import Codes, Floats, summed

NAMES = {
    "judge": KNOWN["judge"],
    "error": ("error", "is_error", "wrong", "is_wrong", "mistake", "has_error"),
    "events": ("events", "errors", "mistakes"),
    "n": ("n", "audits", "audited", "assessed"),
}
LEAST = 2


@dataclass(frozen=True)
class Asked:
    """The columns to read, by the table's names; None for one that is found by itself, or is not there."""

    judge: str | None = None
    error: str | None = None
    events: str | None = None
    n: str | None = None
    mix: tuple[str, ...] = ()
    score: str | None = None
    bins: int = 5
    weight: str | None = None


@dataclass(frozen=True, eq=False)
class Audits:
    """Audits as counts: one entry per person and kind of case that occur together.

    ``judge[p]`` is the place of pair p's person in ``judges``, ``cell[p]`` its kind of case. ``n`` and ``events`` are
    what the audits and the errors of the pair are worth: counts, where all weights are alike. ``levels[0]`` holds for
    each cell the one group that all are in, ``levels[-1]`` the cell itself; each level splits the one before by one
    more column. ``audits`` and ``errors`` are the plain counts per person. ``columns`` names what was compared on,
    ``missing`` counts the rows without a person or an outcome.
    """

    judges: tuple[str, ...]
    judge: Codes
    cell: Codes
    n: Floats
    events: Floats
    levels: tuple[Codes, ...]
    audits: Codes
    errors: Codes
    columns: tuple[str, ...]
    missing: int

    def by_judge(self, values: Floats) -> Floats:
        """Sums of a pair's values per person."""
        return summed(self.judge, values, len(self.judges))


def read_audits(table: TableLike, asked: Asked) -> Audits:
    """The audits of a table. RequestError, with column, value and fix, for what cannot be counted."""
    if not asked.bins >= 2:
        raise RequestError(f"bins is {asked.bins}.", hint="Cut the scores into 2 bins or more.")
    found = _Found()
    held = arrow_table(table, lambda names: found.fill(names, asked))
    if not held.num_rows:
        raise RequestError("The table has no rows.", hint="Give a row per audit, or per person with events and n.")
    return _counted(held, found, asked.bins)


@dataclass
class _Found:
    """The table's own names of the columns."""

    single: dict[str, str] = field(default_factory=dict)
    mix: list[str] = field(default_factory=list)

    def fill(self, names: Sequence[str], asked: Asked) -> list[str]:
        """Finds all columns, and lists them."""
        for ours in ("judge", *_outcome(names, asked)):
            column = find_column(names, getattr(asked, ours), NAMES[ours])
            if column is None:
                raise _unknown(ours, names)
            self.single[ours] = column
        for ours in ("score", "weight"):
            column = find_column(names, getattr(asked, ours))
            self.single |= {} if column is None else {ours: column}
        self.mix += [column for name in asked.mix if (column := find_column(names, name))]
        return list(dict.fromkeys([*self.single.values(), *self.mix]))


def _outcome(names: Sequence[str], asked: Asked) -> tuple[str, ...]:
    """The columns that say what was found: one with a verdict per row, or two with counts."""
    counted = asked.events is not None or asked.n is not None
    if counted and asked.error is not None:
        raise RequestError(
            f"error is {asked.error!r} beside events or n.", hint="Name the verdict per row, or both counts."
        )
    both = all(find_column(names, None, NAMES[ours]) for ours in ("events", "n"))
    single = asked.error or find_column(names, None, NAMES["error"])
    return ("events", "n") if counted or (both and not single) else ("error",)


def _unknown(ours: str, names: Sequence[str]) -> RequestError:
    told = {"judge": "person who judged", "error": "verdict of the audit", "events": "errors", "n": "audits"}[ours]
    also = ", or the counts as events and n" if ours == "error" else ""
    return RequestError(
        f"The table has no column that is known for the {told}.",
        hint=f"Name it as {ours}{also}. Its columns are {listed(names) or 'none'}.",
    )


def _counted(held: pa.Table, found: _Found, bins: int) -> Audits:
    column = found.single
    codes, names = coded(held, column["judge"])
    if "error" in column:
        events = wrong_or_right(held, column["error"])
        n = np.where(np.isfinite(events), 1.0, np.nan)
    else:
        events, n = counts(held, column["events"], column["n"])
    keep = (codes >= 0) & np.isfinite(n)
    weight = weights(held, column["weight"], keep) if "weight" in column else np.ones(np.count_nonzero(keep))
    judge, judges = _people(codes[keep].astype(np.int64), [str(name) for name in names.to_pylist()], column, n[keep])
    splits = [kinds(held, name)[keep] for name in found.mix]
    splits += [score_bins(held, column["score"], keep, bins)] if "score" in column else []
    levels = _levels(splits, judge.size)
    worth = weight * _worth(weight, n[keep], judge, len(judges))[judge]
    cells = int(levels[-1].max()) + 1
    pairs, pair = np.unique(judge * cells + levels[-1], return_inverse=True)
    one_row = np.zeros(cells, dtype=np.int64)
    one_row[levels[-1]] = np.arange(judge.size)
    return Audits(
        judges=judges,
        judge=pairs // cells,
        cell=pairs % cells,
        n=summed(pair, worth * n[keep], pairs.size),
        events=summed(pair, worth * events[keep], pairs.size),
        levels=tuple(level[one_row] for level in levels),
        audits=summed(judge, n[keep], len(judges)).astype(np.int64),
        errors=summed(judge, events[keep], len(judges)).astype(np.int64),
        columns=(*found.mix, *((column["score"],) if "score" in column else ())),
        missing=int(keep.size - np.count_nonzero(keep)),
    )


def _people(codes: Codes, names: Sequence[str], column: dict[str, str], n: Floats) -> tuple[Codes, tuple[str, ...]]:
    """The people by alphabet, or by number; RequestError for fewer than two, or without a single audit."""
    if not n.sum() > 0:
        outcome = column.get("error", column.get("n"))
        raise RequestError(
            f"No row has both a person in {column['judge']!r} and an audit in {outcome!r}.",
            hint="Are these the right columns? Empty cells count as no answer.",
        )
    used = np.unique(codes)
    numbered = all(names[code].isdecimal() for code in used)
    order = np.array(sorted(used, key=lambda code: int(names[code]) if numbered else names[code]))
    if order.size < LEAST:
        raise RequestError(
            f"The column {column['judge']!r} names only one person, {names[order[0]]!r}.",
            hint=f"A comparison needs {LEAST} people or more. Is it the column that says who judged?",
        )
    place = np.zeros(len(names), dtype=np.int64)
    place[order] = np.arange(order.size)
    return place[codes], tuple(names[code] for code in order)


def _worth(weight: Floats, n: Floats, judge: Codes, people: int) -> Floats:
    """Per person what turns weights into audits' worth: sum w / sum w^2, so that they add up to Kish's size."""
    return summed(judge, weight * n, people) / np.maximum(summed(judge, weight**2 * n, people), 1e-300)


def _levels(splits: Sequence[Codes], rows: int) -> list[Codes]:
    """The groups of the rows: all in one, then split by one more column each."""
    levels = [np.zeros(rows, dtype=np.int64)]
    for split in splits:
        _, group = np.unique(levels[-1] * (split.max() + 1) + split, return_inverse=True)
        levels.append(group.astype(np.int64))
    return levels

"""What went wrong, counted: the confusion of labels, error types and root causes, and the cases worth discussing.

Raw counts and the population they stand for stand side by side, and are never mixed. What has no verdict yet is taken
to resemble the rest of its stratum, as in the figures: the diagonal of the confusion is the accuracy.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

import pyarrow as pa

from evenhand.assess.assessed import Assessed
from evenhand.assess.types import Case, Confusion, Tally

NOT_NAMED = "not_named"


def confusion_of(assessed: Assessed) -> Confusion:
    """Decision label against assessed label, over judged units; the labels most often decided first."""
    counts: dict[tuple[str, str], int] = defaultdict(int)
    weighted: dict[tuple[str, str], float] = defaultdict(float)
    pairs = zip(assessed.decided, assessed.answer, assessed.judged, assessed.stands_for, strict=True)
    for decided, answer, judged, weight in pairs:
        if judged:
            counts[decided, str(answer)] += 1
            weighted[decided, str(answer)] += float(weight)
    stands_for: dict[str, float] = defaultdict(float)
    for (decided, answer), weight in weighted.items():
        stands_for[decided] += weight
        stands_for[answer] += 0.0
    labels = tuple(sorted(stands_for, key=lambda label: (-stands_for[label], label)))
    return Confusion(
        labels=labels,
        counts=tuple(tuple(counts[row, column] for column in labels) for row in labels),
        weighted=tuple(tuple(weighted[row, column] for column in labels) for row in labels),
    )


def tally(assessed: Assessed, column: str) -> tuple[Tally, ...]:
    """Findings by error type or root cause, commonest first; a finding without a root cause counts as not named."""
    counts: dict[str, int] = defaultdict(int)
    weighted: dict[str, float] = defaultdict(float)
    findings = zip(assessed.texts("error_type"), assessed.texts(column), assessed.stands_for, strict=True)
    for error, code, weight in findings:
        if error is not None:
            counts[code or NOT_NAMED] += 1
            weighted[code or NOT_NAMED] += float(weight)
    ordered = sorted(counts, key=lambda code: (code == NOT_NAMED, -counts[code], code))
    return tuple(Tally(code, counts[code], weighted[code]) for code in ordered)


def cases_of(assessed: Assessed, *, most: int, without: Collection[str] = ()) -> tuple[Case, ...]:
    """Disagreements worth discussing: those seen by most people first, then those that stand for most decisions.

    ``without`` names tasks that the reader must not see the verdicts of.
    """
    rows = assessed.rows.append_column("stands_for", pa.array(assessed.stands_for)).to_pylist()
    rows = [row for row in rows if row["error_type"] is not None and row["task"] not in without]
    rows.sort(key=lambda row: (-(row["reach"] or 0), -row["stands_for"], row["task"]))
    return tuple(
        Case(
            task=row["task"],
            item_id=row["item_id"],
            text=row["text"],
            slice_values={column: row[f"by_{column}"] for column in assessed.by},
            decided=row["decided"],
            assessed=row["assessed"],
            error_type=row["error_type"],
            root_cause=row["root_cause"],
            note=row["note"],
            stands_for=row["stands_for"],
            reach=row["reach"],
        )
        for row in rows[:most]
    )

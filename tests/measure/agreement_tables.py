"""Published tables of labels, in the shapes that tests need."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from evenhand.measure import Labels, read_labels

# Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section C: four observers, twelve units; also Gwet's
# data set cac.raw4raters.
OBSERVERS = [
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
]

# Fleiss, Psychological Bulletin 76 (1971) 378-382: thirty patients, six psychiatrists each, five diagnoses.
PSYCHIATRISTS = (  # noqa: SIM905  a line of text can be compared with the paper
    "00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031 "
    "00501 30012 51000 02040 10203 00006 01050 02013 20040 10041 05010 40002 02040 10500 00006"
).split()

# Gwet's data set cont3x3abstractors: two abstractors, a hundred pregnancies.
ABSTRACTORS = {"EE": 13, "AA": 20, "AN": 7, "NA": 4, "NN": 56}


def observers() -> dict[str, list[Any]]:
    """One row per label of the four observers; a dot is no label."""
    rows = [
        (unit, f"observer {judge}", label)
        for judge, line in enumerate(OBSERVERS)
        for unit, label in enumerate(line.split())
    ]
    item, judge, label = zip(*rows, strict=True)
    return {"item": list(item), "judge": list(judge), "label": [None if one == "." else one for one in label]}


def of_counts(rows: Sequence[Sequence[int]]) -> dict[str, list[Any]]:
    """One row per label from counts: items x classes; the k-th label of an item is by judge k."""
    labels = [[k for k, times in enumerate(row) for _ in range(times)] for row in rows]
    return {
        "item": [item for item, given in enumerate(labels) for _ in given],
        "judge": [judge for given in labels for judge in range(len(given))],
        "label": [label for given in labels for label in given],
    }


def psychiatrists(patients: int = 30) -> dict[str, list[Any]]:
    """One row per diagnosis of the first patients."""
    return of_counts([[int(times) for times in row] for row in PSYCHIATRISTS[:patients]])


def of_pairs(table: dict[str, int]) -> dict[str, list[Any]]:
    """One row per label from a table of two judges: their two labels, and how often."""
    pairs = [pair for pair, times in table.items() for _ in range(times)]
    return {
        "item": [item for item in range(len(pairs)) for _ in range(2)],
        "judge": ["first", "second"] * len(pairs),
        "label": [label for pair in pairs for label in pair],
    }


def simulated(
    random: np.random.Generator, items: int, judges: int, prevalence: Sequence[float], error: float
) -> Labels:
    """Labels of items whose truth has the prevalences; a judge errs with the chance ``error``, evenly."""
    truth = random.choice(len(prevalence), size=(items, 1), p=prevalence)
    wrong = (truth + random.integers(1, len(prevalence), size=(items, judges))) % len(prevalence)
    given = np.where(random.random((items, judges)) < error, wrong, truth)
    return read_labels(
        {
            "item": np.repeat(np.arange(items), judges),
            "judge": np.tile(np.arange(judges), items),
            "label": given.ravel(),
        },
        classes=[str(k) for k in range(len(prevalence))],
    )

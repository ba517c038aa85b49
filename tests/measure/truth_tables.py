"""Label sets whose truth is known: simulated ones, and the anaesthetists of Dawid and Skene."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

# Dawid and Skene, Applied Statistics 28 (1979) 20-28, Table 1: per patient three looks by observer 1, then one each.
ANAESTHETISTS = """
111 1 1 1 1|333 4 3 3 4|112 2 1 2 2|222 3 1 2 1|222 3 2 2 2|222 3 3 2 2|122 2 1 1 1|333 3 4 3 3|222 2 2 2 3|
232 2 2 2 3|444 4 4 4 4|222 3 3 4 3|111 1 1 1 1|222 3 2 1 2|121 1 1 1 1|111 2 1 1 1|111 1 1 1 1|111 1 1 1 1|
222 2 2 2 1|222 1 3 2 2|222 2 2 2 2|222 2 2 2 1|222 3 2 2 2|221 2 2 2 2|111 1 1 1 1|111 1 1 1 1|232 2 2 2 2|
111 1 1 1 1|111 1 1 1 1|112 1 1 2 1|111 1 1 1 1|333 3 2 3 3|111 1 1 1 1|222 2 2 2 2|222 3 2 3 2|433 4 3 4 3|
221 2 2 3 2|232 3 2 3 3|333 3 4 3 2|111 1 1 1 1|111 1 1 1 1|121 2 1 1 1|232 2 2 2 2|121 1 1 1 1|222 2 2 2 2
"""

# The same paper, Table 2: shares of the classes, and each observer's error rates (a row per true class).
SHARES = (0.40, 0.42, 0.11, 0.07)
ERROR_RATES = {
    "1": ((0.89, 0.11, 0, 0), (0.07, 0.88, 0.05, 0), (0, 0.34, 0.66, 0), (0, 0, 0.56, 0.44)),
    "2": ((0.83, 0.17, 0, 0), (0.05, 0.63, 0.31, 0), (0, 0, 1.00, 0), (0, 0, 0, 1.00)),
    "3": ((1.00, 0, 0, 0), (0.11, 0.79, 0.11, 0), (0, 0.40, 0.20, 0.40), (0, 0, 0.67, 0.33)),
    "4": ((0.94, 0.06, 0, 0), (0.05, 0.84, 0.10, 0), (0, 0, 0.80, 0.20), (0, 0, 0.33, 0.67)),
    "5": ((1.00, 0, 0, 0), (0.16, 0.73, 0.11, 0), (0, 0.21, 0.79, 0), (0, 0, 0.33, 0.67)),
}


def anaesthetists() -> dict[str, list[int]]:
    """One row per look: item, judge, label."""
    patients = ANAESTHETISTS.replace("\n", "").split("|")
    rows = [
        (number, observer, int(look))
        for number, patient in enumerate(patients, 1)
        for observer, looks in enumerate(patient.split(), 1)
        for look in looks
    ]
    return {name: [row[place] for row in rows] for place, name in enumerate(("item", "judge", "label"))}


@dataclass(frozen=True)
class Simulated:
    """Labels with their truth: ``truth`` per item, ``right`` the chance that a label is right, ``skill`` per judge."""

    item: NDArray[np.int64]
    judge: NDArray[np.int64]
    label: NDArray[np.int64]
    truth: NDArray[np.int64]
    confusion: NDArray[np.float64]
    names: tuple[str, ...] = field(default=("a", "b", "c", "d", "e", "f"))

    @property
    def skill(self) -> NDArray[np.float64]:
        """The chance that a judge is right, over the items that they judged."""
        right = self.confusion[self.judge, self.truth[self.item], self.truth[self.item]]
        given = np.bincount(self.judge, minlength=len(self.confusion))
        return np.bincount(self.judge, weights=right, minlength=len(self.confusion)) / np.maximum(given, 1)

    def table(self, order: NDArray[np.int64] | None = None) -> pa.Table:
        """The labels as a table, in another order when one is given."""
        rows = np.arange(self.item.size) if order is None else order
        names = np.array(self.names)
        return pa.table(
            {
                "item": [f"i{number:05}" for number in self.item[rows]],
                "judge": [f"j{number:03}" for number in self.judge[rows]],
                "label": names[self.label[rows]].tolist(),
            }
        )

    def gold(self, count: int) -> dict[str, str]:
        """The truth of the first items."""
        return {f"i{number:05}": self.names[self.truth[number]] for number in range(count)}

    def accuracy(self, labels: list[str | None], items: list[str]) -> float:
        """The share of items whose label is the truth."""
        return float(np.mean([self.names[self.truth[int(i[1:])]] == one for i, one in zip(items, labels, strict=True)]))


def simulated(
    seed: int,
    *,
    items: int = 300,
    judges: int = 20,
    per_item: int = 4,
    shares: tuple[float, ...] = (0.6, 0.4),
    skill: tuple[float, float] = (8, 2),
    spammers: float = 0.0,
) -> Simulated:
    """Judges with beta distributed skills, a little different by class; errors spread unevenly."""
    rng = np.random.default_rng(seed)
    classes = len(shares)
    truth = rng.choice(classes, items, p=shares)
    confusion = np.array([_matrix(rng, classes, skill, spammers) for _ in range(judges)])
    judge = np.argsort(rng.random((items, judges)), axis=1)[:, :per_item].ravel()
    item = np.repeat(np.arange(items), per_item)
    steps = confusion[judge, truth[item]].cumsum(axis=1)
    label = (steps < rng.random(item.size)[:, None]).sum(axis=1).clip(max=classes - 1)
    return Simulated(item, judge, label, truth, confusion)


def _matrix(rng: np.random.Generator, classes: int, skill: tuple[float, float], spammers: float) -> NDArray[np.float64]:
    if rng.random() < spammers:
        return np.full((classes, classes), 1 / classes)
    right = np.clip(rng.beta(*skill) + rng.normal(0, 0.04, classes), 0.3, 0.995)
    errors = rng.dirichlet(np.full(classes - 1, 2.0), classes)
    return np.array([np.insert(errors[k] * (1 - right[k]), k, right[k]) for k in range(classes)])

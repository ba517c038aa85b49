"""A coefficient as every method hands it over: its value, what chance alone would give, and each item's influence.

Influences carry the variance (the delta method, item by item). Not here: any method, any interval.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evenhand.measure.agreement.counts import Counts
from evenhand.measure.labels import Flags, Floats
from evenhand.measure.result import Note


@dataclass(frozen=True, eq=False)
class Linear:
    """A coefficient linearised: ``influence`` is 0 on average over the ``used`` rows, each counted ``times``.

    ``value`` is (a - ``chance``) / (1 - ``chance``) for the observed agreement a; ``undefined`` says why there is none.
    ``compared`` is the number of items that a rests on, where items with a single label are used for chance alone.
    ``unseen`` is the weight of rows that nobody saw and intervals allow for.
    """

    value: float | None
    chance: float
    influence: Floats
    used: Flags
    times: Floats
    undefined: Note | None = None
    compared: int | None = None
    unseen: Floats | None = None

    @property
    def items(self) -> int:
        """How many items its observed agreement rests on."""
        return self.compared if self.compared is not None else self._all_items

    @property
    def _all_items(self) -> int:
        return round(float(self.times[self.used].sum()))

    @property
    def standard_error(self) -> float | None:
        """sqrt(sum x^2 / (n (n - 1))), or None where there is no value or a single item."""
        return self._error(self.times)

    @property
    def cautious_error(self) -> float | None:
        """The standard error that an interval is made of: it allows for the rows that nobody saw."""
        return self._error(self.times if self.unseen is None else self.times + self.unseen)

    def _error(self, times: Floats) -> float | None:
        n = self._all_items
        if self.value is None or self.items < 2:
            return None
        squares = float((times * self.influence**2)[self.used].sum())
        return float(np.sqrt(squares / (n * (n - 1))))


def undefined(counts: Counts, code: str, **values: str | int | float) -> Linear:
    """A coefficient that has no value, with the reason."""
    nothing = np.zeros(counts.times.size)
    return Linear(None, 0.0, nothing, counts.pairable, counts.times, Note(code, values))


def centred(influence: Floats, used: Flags, times: Floats) -> Floats:
    """Influences with the mean of the used rows taken away; 0 elsewhere."""
    weight = np.where(used, times, 0.0)
    return np.where(used, influence - float(weight @ influence) / float(weight.sum()), 0.0)


def ratio(above: NDArray[np.float64], below: NDArray[np.float64]) -> NDArray[np.float64]:
    """Above / below, NaN where below is 0: only for replicates, which leave such draws out."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.abs(below) > 1e-12, above / below, np.nan)

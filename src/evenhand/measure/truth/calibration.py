"""How far the chances can be believed, by items of known truth: judges who share their errors make any model too sure.

Not here: the accuracy itself (``overall``).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.stats import binom

from evenhand.measure.truth.fitting import TINY, Fit, softmax
from evenhand.measure.truth.held_out import Model, scrambled
from evenhand.measure.truth.votes import Votes
from evenhand.measure.units import Floats

ENOUGH = 30  # items of known truth below which chances are left as they are
WEAKEST, STRONGEST = 0.02, 1.0
SIGNIFICANT = 0.05


def believable(votes: Votes, model: Model, rank: NDArray[np.int64]) -> float:
    """The power to raise the chances of a model to that knows some truths, at most 1.

    Half of the items of known truth are hidden from a fit that sees the others, and the other way round. At that power
    the likeliest class of the hidden items has a mean chance that equals the share of them on which it is right. 1
    where there are fewer than ``ENOUGH``, or where so few right ones may be chance. ``rank`` is the place of each
    item's name, so that the halves do not depend on the order of rows.
    """
    told = (votes.known >= 0) & (np.diff(votes.starts) > 0)
    if int(told.sum()) < ENOUGH:
        return STRONGEST
    half = scrambled(rank.astype(np.uint64)) % np.uint64(2) == 0
    parts = [_hidden(votes, model, told & mine) for mine in (half, ~half) if bool((told & mine).any())]
    logs = np.concatenate([part[0] for part in parts], axis=1)
    right = np.concatenate([part[1] for part in parts])
    return _power(logs, int(right.sum()))


def softened(fit: Fit, votes: Votes, power: float) -> Fit:
    """The fit with its chances raised to a power and brought back to a sum of 1; the likeliest class stays."""
    if power >= STRONGEST:
        return fit
    posterior: Floats = softmax(power * np.log(np.maximum(fit.posterior, TINY)))
    return replace(fit, posterior=votes.clamped(posterior), power=power)


def _hidden(votes: Votes, model: Model, hidden: NDArray[np.bool_]) -> tuple[Floats, NDArray[np.bool_]]:
    """The logarithms of the chances of the hidden items, and whether the likeliest class is right."""
    fit = model(replace(votes, known=np.where(hidden, np.int32(-1), votes.known)))
    chances = fit.posterior[:, hidden]
    return np.log(np.maximum(chances, TINY)), chances.argmax(axis=0) == votes.known[hidden]


def _power(logs: Floats, right: int) -> float:
    n = logs.shape[1]

    def promised(power: float) -> float:
        return float(softmax(power * logs).max(axis=0).mean())

    if binom.cdf(right, n, promised(STRONGEST)) >= SIGNIFICANT or right >= n:
        return STRONGEST
    if promised(WEAKEST) >= right / n:
        return WEAKEST
    return float(brentq(lambda power: promised(power) - right / n, WEAKEST, STRONGEST, xtol=1e-4))

"""The chance that fewer than k of many independent things happen, with each of them left out in turn.

Exact for the number of people that most comparisons have; beyond, the sum of so many chances is close to normal.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from evenhand.measure.units import Floats

CLEAR = 1e-7  # chances beyond which something is certain
EXACT = 20_000  # people x k x halvings up to which everything is counted
AT_ONCE = 1_000_000  # people times columns held at a time


def fewer_than(k: int, chances: Floats) -> Floats:
    """Per column the chance that fewer than ``k`` of its rows happen, close to normal."""
    return _refined(k, *(moment.sum(axis=0) for moment in _moments(chances)))


def fewer_others_than(k: int, chances: Floats) -> Floats:
    """For each row the chance that fewer than ``k`` of the other rows happen, column by column.

    Columns in which it is clear for all, and rows that are certain in the other columns, need no counting.
    """
    whole = fewer_than(k, chances)
    found = np.tile(np.round(whole), (chances.shape[0], 1))
    columns = np.flatnonzero((whole > CLEAR) & (whole < 1 - CLEAR))
    open_ = chances[:, columns]
    found[:, columns] = whole[columns]
    certain = (open_ > 1 - CLEAR).all(axis=1)
    rows = np.flatnonzero(~certain & (open_ > CLEAR).any(axis=1))
    left = k - int(np.count_nonzero(certain))
    if rows.size * left * np.log2(max(rows.size, 2)) <= EXACT:
        found[np.ix_(rows, columns)] = _counted(left, open_[rows])
    else:
        found[:, columns] = _close_to_normal(k, open_)
    return found


def _close_to_normal(k: int, chances: Floats) -> Floats:
    whole = [moment.sum(axis=0) for moment in _moments(chances)]
    step = max(1, AT_ONCE // chances.shape[1])
    parts = [
        _refined(k, *(each - own for each, own in zip(whole, _moments(chances[at : at + step]), strict=True)))
        for at in range(0, chances.shape[0], step)
    ]
    return np.concatenate(parts)


def _counted(k: int, chances: Floats) -> Floats:
    """Exact: the distribution of the number, up to k - 1, of all rows but those of an ever smaller group."""
    found = np.ones_like(chances)
    if k < 1 or not chances.size:
        return found * (k >= 1)
    start = np.zeros((k, chances.shape[1]))
    start[0] = 1.0
    groups = [(0, chances.shape[0], start)]
    while groups:
        first, last, others = groups.pop()
        if last - first == 1:
            found[first] = others.sum(axis=0)
            continue
        middle = (first + last) // 2
        groups.append((first, middle, _with(others, chances[middle:last])))
        groups.append((middle, last, _with(others, chances[first:middle])))
    return found


def _with(number: Floats, chances: Floats) -> Floats:
    """The distribution of the number after some more rows."""
    for chance in chances:
        more = number * (1 - chance)
        more[1:] += number[:-1] * chance
        number = more
    return number


def _moments(chances: Floats) -> tuple[Floats, Floats, Floats]:
    """Mean, variance and third central moment of each chance."""
    variance = chances * (1 - chances)
    return chances, variance, variance * (1 - 2 * chances)


def _refined(k: int, mean: Floats, variance: Floats, third: Floats) -> Floats:
    """The normal approximation corrected for skewness: Volkova, Theory Probab. Appl. 40 (1996) 791-794."""
    sd = np.sqrt(np.maximum(variance, 1e-6))
    z = (k - 0.5 - mean) / sd
    bent = third / sd**3 * (1 - z**2) * np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi) / 6
    return np.clip(ndtr(z) + np.where(variance > 1e-4, bent, 0.0), 0.0, 1.0)

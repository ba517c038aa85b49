"""Krippendorff's alpha: 1 - observed / expected disagreement, for nominal, ordinal and interval labels.

Source: Krippendorff, Content Analysis, 2nd ed. (2004), ch. 11. Labels of items with a single one are left out. The
ordinal distance of two classes is the difference of their mid-ranks, squared, so that it is the interval distance of
scores that follow from the labels themselves. Formula and variance: docs/methods/agreement.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from evenhand.measure.agreement.counts import Counts
from evenhand.measure.agreement.linear import Linear, centred, ratio, undefined
from evenhand.measure.agreement.weights import Scale, Weights
from evenhand.measure.labels import Floats

Draws: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Distance:
    """What differs how much: ``weights`` (distance 1 - w), or on a scale of numbers ``values``, or by rank if None."""

    scale: Scale
    weights: Weights
    values: Floats | None


def alpha(counts: Counts, distance: Distance) -> Linear:
    """Alpha with its influences."""
    if not counts.pairable_items:
        return undefined(counts, "no_pairs")
    totals = counts.totals(counts.pairable)
    if np.count_nonzero(totals) < 2:
        return undefined(counts, "one_class")
    pieces = _pieces(counts, distance, totals)
    number = float(totals.sum())
    expected = float(pieces.across @ (counts.times * counts.pairable)) / (number - 1)
    if expected <= 1e-12:
        return undefined(counts, "one_class")
    value = 1 - float(pieces.within @ counts.times) / expected
    of_expected = (2 * pieces.across - expected * counts.rated) / (number - 1)
    raw = -(pieces.within - (1 - value) * of_expected) / expected + pieces.of_scale / expected
    influence = centred(raw * counts.pairable_items, counts.pairable, counts.times)
    chance = 1 - expected / number / pieces.largest
    return Linear(value, chance, influence, counts.pairable, counts.times, unseen=counts.unseen)


def alpha_of(draws: Draws, counts: Counts, distance: Distance) -> Floats:
    """Alpha of each draw; a draw (draws x rows) says how many items have each row."""
    kept = draws * counts.pairable
    totals = np.asarray(kept @ counts.table)
    number = totals.sum(axis=1)
    if distance.scale is Scale.NOMINAL:
        observed = kept @ _within(counts, distance.weights)
        expected = number**2 - (totals * distance.weights.times(totals)).sum(axis=1)
    else:
        scores = _scores(totals, distance)
        observed = _spread_of_draws(kept, counts, scores)
        expected = 2 * (number * (totals * scores**2).sum(axis=1) - (totals * scores).sum(axis=1) ** 2)
    return 1 - ratio(observed * (number - 1), expected)


@dataclass(frozen=True, eq=False)
class _Pieces:
    """Per row: disagreement within it (n'Dn / (r - 1)), with all labels (n'Dc), and through the scores' own change."""

    within: Floats
    across: Floats
    of_scale: Floats
    largest: float


def _pieces(counts: Counts, distance: Distance, totals: Floats) -> _Pieces:
    if distance.scale is Scale.NOMINAL:
        alike = counts.table @ distance.weights.times(totals)
        within, across = _within(counts, distance.weights), counts.rated * totals.sum() - alike
        return _Pieces(within, across, np.zeros(counts.times.size), 1.0)
    scores = _scores(totals[None, :], distance)[0]
    first, second = counts.table @ scores, counts.table @ scores**2
    sums = (float(totals.sum()), float(totals @ scores), float(totals @ scores**2))
    across = counts.rated * sums[2] + sums[0] * second - 2 * sums[1] * first
    within = np.where(counts.pairable, 2 * (counts.rated * second - first**2) / _others(counts), 0.0)
    largest = float(np.ptp(scores[totals > 0]) ** 2)
    moved = _of_scores(counts, totals, scores, within, across) if distance.scale is Scale.ORDINAL else 0.0
    return _Pieces(within, across, np.zeros(counts.times.size) + moved, largest)


def _of_scores(counts: Counts, totals: Floats, scores: Floats, within: Floats, across: Floats) -> Floats:
    """How alpha changes as an item's labels move the mid-ranks, times the expected disagreement."""
    kept = np.where(counts.pairable, counts.times, 0.0)
    number, mean = float(totals.sum()), float(totals @ scores)
    first = counts.table @ scores
    weight = kept / _others(counts)
    own = np.asarray((weight * counts.rated) @ counts.table) * scores
    of_observed = 4 * (own - np.asarray((weight * first) @ counts.table))
    of_expected = 4 * (number * totals * scores - mean * totals) / (number - 1)
    share = float(within @ kept) / (float(across @ kept) / (number - 1))
    by_score = -(of_observed - share * of_expected)
    after = by_score.sum() - np.cumsum(by_score)
    return np.asarray(counts.table @ (after + by_score / 2), dtype=np.float64)


def _within(counts: Counts, weights: Weights) -> Floats:
    return np.where(counts.pairable, (counts.rated**2 - weights.within(counts)) / _others(counts), 0.0)


def _others(counts: Counts) -> Floats:
    return np.maximum(counts.rated - 1, 1.0)


def _scores(totals: Draws, distance: Distance) -> Draws:
    """The scores of the classes in each draw: the numbers given, or mid-ranks."""
    if distance.scale is Scale.INTERVAL and distance.values is not None:
        return np.broadcast_to(distance.values, totals.shape)
    return np.cumsum(totals, axis=1) - totals / 2


def _spread_of_draws(kept: Draws, counts: Counts, scores: Draws) -> Floats:
    first = np.asarray(counts.table @ scores.T)
    second = np.asarray(counts.table @ (scores**2).T)
    spread = 2 * (counts.rated[:, None] * second - first**2) / _others(counts)[:, None]
    return np.asarray((kept.T * spread).sum(axis=0), dtype=np.float64)

"""Estimates from probability samples of any design: shares, totals, ratios, and shares corrected for assessors' errors.

Not here: how the sample is drawn (``measure.design``), the plain stratified share (``measure.share``).
"""

from __future__ import annotations

from evenhand.measure.estimation.assisted import difference_share, tuned_share
from evenhand.measure.estimation.corrected import Corrected, corrected_share
from evenhand.measure.estimation.overall import estimate
from evenhand.measure.estimation.ratios import Quotient, ratio_of_totals, ratio_of_two_totals
from evenhand.measure.estimation.reach import share_of_views
from evenhand.measure.estimation.totals import Total, estimated_total, total_of_share
from evenhand.measure.estimation.two_phase import two_phase_share
from evenhand.measure.estimation.types import Estimation, Estimator
from evenhand.measure.estimation.unequal import hansen_hurwitz, horvitz_thompson

__all__ = [
    "Corrected",
    "Estimation",
    "Estimator",
    "Quotient",
    "Total",
    "corrected_share",
    "difference_share",
    "estimate",
    "estimated_total",
    "hansen_hurwitz",
    "horvitz_thompson",
    "ratio_of_totals",
    "ratio_of_two_totals",
    "share_of_views",
    "total_of_share",
    "tuned_share",
    "two_phase_share",
]

"""What raw agreement, alpha and AC1 say together, in words: above all where one label prevails.

Source of the paradox: Feinstein and Cicchetti, Journal of Clinical Epidemiology 43 (1990) 543-549. Not here: any
coefficient.
"""

from __future__ import annotations

from collections.abc import Sequence

from evenhand.measure.agreement.types import Coefficient, Part
from evenhand.measure.result import Note

APART = 0.2  # alpha and AC1 this far apart ask for an explanation
PREVAILS = 0.7


def explained(overall: Sequence[Coefficient], labels: Sequence[Part]) -> tuple[Note, ...]:
    """Nothing, or a note: the coefficients part, because most labels are the same."""
    by_name = {one.name: one.estimate for one in overall}
    raw, alpha, ac1 = by_name["agreement"], by_name["alpha"], by_name.get("ac1")
    common = max(labels, key=lambda part: part.share)
    if raw is None or ac1 is None or common.share < PREVAILS:
        return ()
    shares = {"raw": f"{raw:.1%}", "share": f"{common.share:.1%}", "label": common.value, "ac1": f"{ac1:.2f}"}
    if alpha is None:
        return (Note("only_one_label", shares),)
    if ac1 - alpha < APART:
        return ()
    chance = next(one.chance for one in overall if one.name == "alpha") or 0.0
    return (
        Note("prevalence_paradox", {**shares, "alpha": f"{alpha:.2f}", "chance": f"{chance:.1%}", **_rare(labels)}),
    )


def _rare(labels: Sequence[Part]) -> dict[str, str]:
    """The commonest of the rarer labels, and how often a second judge gives it too."""
    rarer = sorted(labels, key=lambda part: -part.share)[1]
    agreed = rarer.figure("specific").estimate
    return {"rare": rarer.value, "second": "–" if agreed is None else f"{agreed:.1%}"}

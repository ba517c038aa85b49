"""Who is flagged: as many as can be while few of the flags, and no single one, are likely to be wrong.

Formula and source: docs/methods/people.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evenhand.measure.units import Flags, Floats

ALONE = 3.0  # times the share of wrong flags that a single person's flag may be likely to be wrong


@dataclass(frozen=True, eq=False)
class Named:
    """``flagged`` per person; ``wrong`` is the share of the flags expected to be wrong, None without any."""

    flagged: Flags
    wrong: float | None


def chance_needed(wrong: float) -> float:
    """The chance that a person needs at least to be flagged."""
    return 1 - min(ALONE * wrong, 0.5)


def name(chance: Floats, wrong: float) -> Named:
    """Flags the largest group whose mean chance of a wrong flag is at most ``wrong``.

    ``chance`` is each person's chance of being what a flag says. Nobody is carried along by the others: a person whose
    own flag would be wrong with more than three times that chance is not flagged. People with the same chance are
    flagged together or not at all. Source: Newton, Noueiry, Sarkar and Ahlquist, Biostatistics 5 (2004) 155-176.
    """
    order = np.argsort(-chance, kind="stable")
    falling = chance[order]
    mean_wrong = np.cumsum(1 - falling) / np.arange(1, falling.size + 1)
    last_of_tie = np.append(falling[1:] < falling[:-1], True)
    allowed = (mean_wrong <= wrong) & (falling >= chance_needed(wrong)) & last_of_tie
    count = int(np.flatnonzero(allowed)[-1]) + 1 if allowed.any() else 0
    flagged = np.zeros(chance.size, dtype=np.bool_)
    flagged[order[:count]] = True
    return Named(flagged, float(mean_wrong[count - 1]) if count else None)

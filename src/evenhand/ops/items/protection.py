"""How softly an item is shown: a floor for each exposure tier, which a person may raise and never lower.

Not here: whether softening helps. The evidence is mixed, so pages offer it as a setting and promise nothing; limits on
time, breaks and consent belong to ``wellbeing``.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from evenhand.facts.errors import RequestError

WORST_TIER = 4
TIER_WHEN_UNKNOWN = 3  # until somebody has judged an item, it is shown as if it were graphic


@dataclass(frozen=True, kw_only=True)
class Protection:
    """Which protections are on; every field that is True softens, so that stronger means more of them.

    ``text_first``: words before media, which wait to be asked for. ``text_covered``: words too wait to be asked for.
    """

    text_first: bool = False
    text_covered: bool = False
    blur: bool = False
    grey: bool = False
    mute: bool = False
    small: bool = False

    def covers(self, other: Protection) -> bool:
        """Whether this is at least as strong as another in every respect."""
        return all(getattr(self, field.name) >= getattr(other, field.name) for field in fields(self))


_GRAPHIC = Protection(text_first=True, blur=True, grey=True, mute=True, small=True)
_FLOORS = (
    Protection(),
    Protection(mute=True),
    Protection(blur=True, mute=True),
    _GRAPHIC,
    Protection(text_first=True, text_covered=True, blur=True, grey=True, mute=True, small=True),
)


def floor(tier: int | None) -> Protection:
    """The least protection of an exposure tier: 0 none, 1 ordinary, 2 upsetting, 3 graphic, 4 extreme; None unknown."""
    known = TIER_WHEN_UNKNOWN if tier is None else tier
    if not 0 <= known <= WORST_TIER:
        raise RequestError(f"There is no exposure tier {tier}.", hint=f"Use 0 to {WORST_TIER}.")
    return _FLOORS[known]


def strengthened(floor: Protection, wishes: Protection) -> Protection:
    """The floor together with what a person wishes for; no wish can take anything away."""
    return Protection(
        **{field.name: getattr(floor, field.name) or getattr(wishes, field.name) for field in fields(Protection)}
    )

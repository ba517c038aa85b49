"""How numbers and times are written, in each language: shares as percent with one decimal, whole counts, local times.

Not here: which numbers a document shows (``quality.presenter``).
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from evenhand.documents.words import Words
from evenhand.facts.errors import RequestError
from evenhand.measure.result import Estimate, Method


def bare(share: float) -> str:
    """A share in percent without the sign; 0.0 and 100.0 only where that is exact."""
    text = f"{share * 100:.1f}"
    if text == "0.0" and share > 0:
        return "<0.1"
    if text == "100.0" and share < 1:
        return ">99.9"
    return text


def percent(words: Words, share: float) -> str:
    """A share as "94.2 %" or "94.2%"."""
    return words("numbers.percent", value=bare(share))


def level(words: Words, share: float) -> str:
    """A level or target, with only the decimals that it has: "95 %", "97.5 %"."""
    return words("numbers.percent", value=f"{share * 100:.6g}")


def interval(words: Words, estimate: Estimate) -> str:
    """The interval as "92.6 to 95.5"; "exact" for a census; empty when there is none."""
    if estimate.low is None or estimate.high is None:
        return ""
    if estimate.method is Method.CENSUS:
        return words("verdict.exact_short")
    return words("numbers.range", low=bare(estimate.low), high=bare(estimate.high))


def whole(number: float) -> str:
    """A count with thousands separators; "<1" for a small part of one."""
    return "<1" if 0 < number < 0.5 else f"{number:,.0f}"


def rough(number: float) -> str:
    """An expected count: one decimal below ten, "<0.1" where it would vanish."""
    if 0 < number < 0.05:
        return "<0.1"
    return f"{number:.1f}" if number < 10 else f"{number:,.0f}"


def chance(words: Words, low: float, high: float) -> str:
    """A chance of being drawn, or the range of several, with three significant digits."""
    first, last = (words("numbers.percent", value=_digits(share * 100)) for share in (low, high))
    return first if first == last else words("numbers.range", low=_digits(low * 100), high=last)


def moment(words: Words, at: datetime, zone: ZoneInfo) -> str:
    """A date with its time of day, in the reporting time zone."""
    local = at.astimezone(zone)
    return words("numbers.moment", time=f"{local:%H:%M}", **_date(words, local))


def day(words: Words, at: datetime, zone: ZoneInfo) -> str:
    """A date, in the reporting time zone."""
    return words("numbers.day", **_date(words, at.astimezone(zone)))


def zone_named(name: str) -> ZoneInfo:
    """The time zone of this name; RequestError when there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise RequestError(
            f"timezone {name!r} is not a known time zone.", hint="Name one as Europe/London or UTC."
        ) from error


def _date(words: Words, local: datetime) -> dict[str, str]:
    return {"day": str(local.day), "month": words(f"months.{local.month}"), "year": str(local.year)}


def _digits(value: float) -> str:
    """Three significant digits, never in scientific notation."""
    if value >= 100:
        return f"{value:.0f}"
    decimals = 1 if value >= 10 else 2 if value >= 1 else 3
    return f"{value:.{decimals}f}"

"""How values are written on a page, in the language that is active: numbers, shares, spans, times, sizes.

Shares are written as documents write them. A time always says its zone. Not here: which value a page shows.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo
from typing import cast
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from evenhand.documents import figures
from evenhand.documents.words import Words, words_for
from evenhand.measure.result import Estimate, Method
from evenhand.ui.types import Share, Tone

MINUTE, HOUR, DAY = 60, 3600, 86_400
SOON = timedelta(hours=1)
SIZES = ("B", "kB", "MB", "GB", "TB")


def current_language() -> str:
    """The active language as HTML names it: "en" or "zh-Hans"."""
    return "zh-Hans" if (get_language() or "en").startswith("zh") else "en"


def document_words() -> Words:
    """The words of the documents in the active language."""
    return words_for("zh" if current_language() == "zh-Hans" else "en")


def listed(parts: Iterable[str]) -> str:
    """Words one after the other, with the marks of the active language between them."""
    return document_words().texts["numbers.comma"].join(parts)


def number(value: float) -> str:
    """A count with thousands separators, or a measure with one decimal."""
    if value < 0:
        return f"−{number(-value)}"
    return figures.whole(value) if float(value).is_integer() else f"{value:,.1f}"


def percent(value: float | Estimate) -> str:
    """A share as "91.2 %"; an estimate as "91.2 % (88.4 to 93.4)", or why it is undefined."""
    words = document_words()
    if not isinstance(value, Estimate):
        return figures.percent(words, value)
    if value.estimate is None:
        return share(value).why or words("numbers.unknown")
    main, aside = figures.percent(words, value.estimate), figures.interval(words, value)
    return words("numbers.beside", main=main, aside=aside) if aside else main


def share(value: Estimate) -> Share:
    """An estimate as the parts that ``stat`` shows."""
    words = document_words()
    exact = value.method is Method.CENSUS and value.estimate is not None
    return Share(
        value=None if value.estimate is None else figures.percent(words, value.estimate),
        interval=words("verdict.exact") if exact else figures.interval(words, value),
        n=number(value.n),
        level="" if exact or value.estimate is None else figures.level(words, value.level),
        why=words.note(value.undefined) if value.undefined else None,
    )


def duration(value: float | timedelta) -> str:
    """A span of time in its two largest units: "1 h 20 min", "45 s"."""
    seconds = round(value.total_seconds() if isinstance(value, timedelta) else value)
    if seconds < MINUTE:
        return _("%(count)s s") % {"count": seconds}
    if seconds < HOUR:
        return _two(_("%(count)s min"), seconds // MINUTE, _("%(count)s s"), seconds % MINUTE if seconds < 600 else 0)
    if seconds < DAY:
        return _two(_("%(count)s h"), seconds // HOUR, _("%(count)s min"), seconds % HOUR // MINUTE)
    days = seconds // DAY
    return _two(ngettext("%(count)s day", "%(count)s days", days), days, _("%(count)s h"), seconds % DAY // HOUR)


def moment(at: datetime, zone: tzinfo | None = None) -> str:
    """A date with its time of day and zone: "22 Nov 2026, 17:40 UTC+8"."""
    local = _local(at, zone)
    text = figures.moment(document_words(), local, _zone(local))
    return f"{text} {zone_name(local)}"


def day(at: datetime, zone: tzinfo | None = None) -> str:
    """The date in the zone: "22 Nov 2026"."""
    local = _local(at, zone)
    return figures.day(document_words(), local, _zone(local))


def clock(at: datetime, zone: tzinfo | None = None) -> str:
    """The time of day with its zone: "17:40 UTC+8"."""
    local = _local(at, zone)
    return f"{local:%H:%M} {zone_name(local)}"


def iso(at: datetime) -> str:
    """The time in UTC as HTML's ``time`` element and a tooltip take it."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def due(at: datetime, now: datetime) -> str:
    """How far off a deadline is: "in 38 min", "2 h late", "due now"."""
    seconds = (at - now).total_seconds()
    if abs(seconds) < MINUTE:
        return _("due now")
    span = _rough(abs(seconds))
    return _("in %(span)s") % {"span": span} if seconds > 0 else _("%(span)s late") % {"span": span}


def due_tone(at: datetime, now: datetime) -> Tone:
    """How a deadline looks: bad when it has passed, warn within the hour, neutral before."""
    if at <= now:
        return "bad"
    return "warn" if at - now <= SOON else "neutral"


def bytes_size(value: int) -> str:
    """A file's size in decimal units: "1.2 MB"."""
    size, unit = float(value), 0
    while size >= 999.5 and unit < len(SIZES) - 1:
        size, unit = size / 1000, unit + 1
    return f"{size:.1f} {SIZES[unit]}" if unit and size < 9.95 else f"{size:,.0f} {SIZES[unit]}"


def zone_name(local: datetime) -> str:
    """The zone as its distance from UTC, which no two zones share a name for: "UTC", "UTC+8", "UTC+5:30"."""
    minutes = round((local.utcoffset() or timedelta()).total_seconds() / MINUTE)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '−'}{hours}{f':{rest:02}' if rest else ''}"


def _local(at: datetime, zone: tzinfo | None) -> datetime:
    return at.astimezone(zone or timezone.get_current_timezone())


def _zone(local: datetime) -> ZoneInfo:
    """The zone of a local time; documents are typed for named zones, and a fixed one serves them as well."""
    return cast("ZoneInfo", local.tzinfo)


def _rough(seconds: float) -> str:
    """A span in one unit, rounded down so that nobody is promised more time than there is."""
    if seconds < HOUR:
        return _("%(count)s min") % {"count": int(seconds // MINUTE)}
    if seconds < 2 * DAY:
        return _("%(count)s h") % {"count": int(seconds // HOUR)}
    days = int(seconds // DAY)
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}


def _two(first: str, large: int, second: str, small: int) -> str:
    text = first % {"count": large}
    return f"{text} {second % {'count': small}}" if small else text

"""The SQL that turns one text into one typed value, and the condition under which the value is refused.

The cheap test stands first in each, since most rows of a file look alike. Not here: which column gets which.
"""

from __future__ import annotations

from evenhand.facts import sql
from evenhand.facts.contracts import Column, Kind

YES = ("true", "yes", "1", "t", "y", "是")
NO = ("false", "no", "0", "f", "n", "否")
# 1990-01-01 and 2100-01-01 in seconds: outside them a number is no plausible time.
EARLIEST, LATEST = 631_152_000, 4_102_444_800
WITHOUT_ZONE = r"\d{4}[-/]\d{1,2}[-/]\d{1,2}([ T][\d:.]+)?"


def among(values: tuple[str, ...]) -> str:
    """A parenthesised list of texts for IN; one that matches nothing when empty."""
    return "(" + (", ".join(sql.text(value) for value in values) or "NULL") + ")"


def cast(column: Column, value: str, *, zone: str, time_format: str | None) -> str:
    """The typed value of a text expression; NULL when the text is not of the column's kind."""
    if column.kind is Kind.TEXT:
        return _closed(value, column.allowed) if column.allowed else value
    if column.kind is Kind.TIME:
        return formatted_time(value, zone, time_format) if time_format else time(value, zone)
    if column.kind is Kind.TRUTH:
        return f"CASE WHEN lower({value}) IN {among(YES)} THEN true WHEN lower({value}) IN {among(NO)} THEN false END"
    if column.kind is Kind.REAL:
        return f"TRY_CAST({value} AS DOUBLE)"
    if column.kind is Kind.TEXTS:
        return texts(value)
    return _whole(value, column.kind)


def refused(column: Column, typed: str) -> str:
    """The condition that a value is outside what the column allows, given that the text was not empty."""
    outside = [f"{typed} IS NULL"]
    if column.kind is Kind.TIME:
        outside.append(f"{typed} NOT BETWEEN make_timestamptz({EARLIEST}000000) AND make_timestamptz({LATEST}000000)")
    if column.kind is Kind.REAL:
        outside.append(f"NOT isfinite({typed})")
    outside += [f"{typed} < {column.low}"] if column.low is not None else []
    outside += [f"{typed} > {column.high}"] if column.high is not None else []
    return "(" + " OR ".join(outside) + ")"


def reason(column: Column, *, time_format: str | None) -> str:
    """What is allowed in the column, as a sentence."""
    if column.kind is Kind.TIME and time_format:
        return f"{column.name} must be a time written as {time_format}, between 1990 and 2100."
    said = {
        Kind.TEXT: f"one of {', '.join(column.allowed)}",
        Kind.TIME: "a time between 1990 and 2100 such as 2026-01-31 14:05:00 or 2026-01-31T14:05:00+08:00; "
        "a map file can state another form",
        Kind.TRUTH: "yes or no (also true, false, 1, 0, 是, 否)",
        Kind.REAL: f"a number{_bounds(column)}",
        Kind.WHOLE: f"a whole number{_bounds(column)}",
        Kind.SMALL: f"a whole number{_bounds(column)}",
        Kind.TEXTS: "a JSON array of texts, or texts with ; between them",
    }
    return f"{column.name} must be {said[column.kind]}."


def _bounds(column: Column) -> str:
    if column.low is not None and column.high is not None:
        return f" from {column.low:g} to {column.high:g}"
    return f" from {column.low:g}" if column.low is not None else ""


def _closed(value: str, allowed: tuple[str, ...]) -> str:
    tidy = f"replace(replace(lower({value}), ' ', '_'), '-', '_')"
    return f"CASE WHEN {value} IN {among(allowed)} THEN {value} WHEN {tidy} IN {among(allowed)} THEN {tidy} END"


def _whole(value: str, kind: Kind) -> str:
    """A whole number; the engine would round 3.7 to 4, so anything with a point or exponent must be whole first."""
    exact = f"TRY_CAST({value} AS DOUBLE) = trunc(TRY_CAST({value} AS DOUBLE))"
    pointed = f"contains({value}, '.') OR contains(lower({value}), 'e')"
    return (
        f"CASE WHEN NOT ({pointed}) THEN TRY_CAST({value} AS {kind}) "
        f"WHEN {exact} THEN TRY_CAST(TRY_CAST({value} AS DOUBLE) AS {kind}) END"
    )


def texts(value: str) -> str:
    """A list of texts from a JSON array or from texts with semicolons."""
    parts = f"list_filter(list_transform(string_split({value}, ';'), lambda part: trim(part)), lambda part: part <> '')"
    return f"CASE WHEN starts_with({value}, '[') THEN TRY_CAST(TRY_CAST({value} AS JSON) AS VARCHAR[]) ELSE {parts} END"


def naive(value: str) -> str:
    """Whether a text is a date or time without a zone."""
    return f"regexp_full_match({value}, '{WITHOUT_ZONE}')"


def time(value: str, zone: str) -> str:
    """A moment: text without a zone is read in ``zone``, text with one as it says, a number as an epoch.

    Seconds, milliseconds and microseconds are told apart by size. Independent of the connection's own time zone.
    """
    number = f"TRY_CAST({value} AS DOUBLE)"
    epochs = " ".join(
        f"WHEN {number} BETWEEN {EARLIEST * scale} AND {LATEST * scale} "
        f"THEN make_timestamptz(CAST(round({number} * {1_000_000 // scale}) AS BIGINT))"
        for scale in (1, 1_000, 1_000_000)
    )
    plain = placed(f"TRY_CAST({value} AS TIMESTAMP)", zone)
    usual = f"strlen({value}) = 19 AND {value}[17] = ':'"  # 2026-01-31 14:05:00, by far the commonest form
    return (
        f"CASE WHEN {usual} THEN {plain} WHEN {naive(value)} THEN {plain} {epochs} "
        f"ELSE TRY_CAST({value} AS TIMESTAMPTZ) END"
    )


def formatted_time(value: str, zone: str, time_format: str) -> str:
    """A moment written in a stated form."""
    parsed = f"try_strptime({value}, {sql.text(time_format)})"
    return parsed if zoned(time_format) else placed(parsed, zone)


def zoned(time_format: str) -> bool:
    """Whether a format carries the zone or offset itself."""
    return "%z" in time_format or "%Z" in time_format


def placed(timestamp: str, zone: str) -> str:
    """A local time in its zone; UTC needs no calendar."""
    return f"make_timestamptz(epoch_us({timestamp}))" if zone == "UTC" else f"timezone({sql.text(zone)}, {timestamp})"

"""Reads a map file: what an analyst states about a file's columns, values, times and labels.

Every key and target is checked here, so that a slip of the pen is told at once and not found in the facts later.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path
from zoneinfo import available_timezones

import duckdb

from evenhand.facts.errors import RequestError
from evenhand.facts.reading.matching import ASIDE, did_you_mean
from evenhand.facts.reading.synonyms import GOLD, SOURCE
from evenhand.facts.reading.types import MEBI, Mapping
from evenhand.facts.tables import TABLES

SECTIONS = ("columns", "values", "constants", "violating", "time")
OWN = tuple(dict.fromkeys(column.name for contract in TABLES.values() for column in contract.columns))


def load_mapping(path: Path) -> Mapping:
    """The map file as a Mapping.

    Raises RequestError naming the key, its value and what is allowed, when the file is no TOML or says what is unknown.
    """
    try:
        if path.stat().st_size > MEBI:
            raise RequestError(
                f"The map file {path.name} is larger than 1 MiB.", hint="It states columns and values, nothing else."
            )
        said = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise RequestError(f"The map file {path} cannot be read: {error.strerror}.", hint="Check its name.") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise RequestError(f"The map file {path.name} is not valid TOML: {error}.", hint="Mend it there.") from error
    return read_mapping(said, name=path.name)


def read_mapping(said: dict[str, object], *, name: str) -> Mapping:
    """A Mapping from the content of a map file; RequestError as for ``load_mapping``."""
    _known(said, SECTIONS, f"{name}: the section")
    violating = _table(said, "violating", name)
    _known(violating, ("yes", "no"), f"{name}, [violating]: the key")
    time = _table(said, "time", name)
    _known(time, ("format", "timezone"), f"{name}, [time]: the key")
    return Mapping(
        columns=_columns(_table(said, "columns", name), name),
        values=_values(_table(said, "values", name), name),
        constants=_constants(_table(said, "constants", name), name),
        violating=_labels(violating, "yes", name),
        not_violating=_labels(violating, "no", name),
        time_format=_format(time.get("format"), name),
        timezone=zone(time["timezone"], said_in=f"{name}, [time] timezone") if "timezone" in time else None,
    )


def zone(given: object, *, said_in: str) -> str:
    """A time zone's IANA name, checked; RequestError with the nearest one otherwise."""
    zones = available_timezones()
    if not isinstance(given, str) or given not in zones:
        near = did_you_mean(str(given), zones)
        raise RequestError(
            f"{said_in} is {given!r}, which is no time zone.",
            hint=f"{near}Use a name such as Asia/Kuala_Lumpur or UTC.",
        )
    return given


def _known(table: dict[str, object], allowed: tuple[str, ...], what: str) -> None:
    for key in table:
        if key not in allowed:
            raise RequestError(
                f"{what} {key!r} is not known.", hint=f"{did_you_mean(key, allowed)}Allowed are {', '.join(allowed)}."
            )


def _table(said: dict[str, object], key: str, name: str) -> dict[str, object]:
    value = said.get(key, {})
    if not isinstance(value, dict):
        raise RequestError(f"{name}: {key} is {value!r}.", hint=f"Make it a section, [{key}].")
    return value


def _target(given: object, allowed: Iterable[str], what: str) -> str:
    names = tuple(allowed)
    if not isinstance(given, str) or given not in names:
        near = did_you_mean(str(given), names)
        raise RequestError(
            f"{what} {given!r} is no column of ours.", hint=f"{near}Allowed are {', '.join(repr(n) for n in names)}."
        )
    return given


def _columns(table: dict[str, object], name: str) -> dict[str, str]:
    allowed = (*OWN, GOLD, SOURCE, ASIDE, "")
    return {
        theirs: _target(ours, allowed, f"{name}, [columns] {theirs!r}: the target") for theirs, ours in table.items()
    }


def _values(table: dict[str, object], name: str) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for target, pairs in table.items():
        _target(target, (*OWN, GOLD), f"{name}, [values]: the target")
        if not isinstance(pairs, dict):
            raise RequestError(
                f"{name}, [values] {target} is {pairs!r}.", hint=f'Write [values.{target}] and lines "theirs" = "ours".'
            )
        found[target] = {
            theirs: _plain(ours, f"{name}, [values.{target}] {theirs!r}") for theirs, ours in pairs.items()
        }
    return found


def _constants(table: dict[str, object], name: str) -> dict[str, str]:
    allowed = (*OWN, SOURCE)
    return {
        _target(key, allowed, f"{name}, [constants]: the column"): _plain(value, f"{name}, [constants] {key}")
        for key, value in table.items()
    }


def _plain(value: object, what: str) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float) and "\0" not in str(value):
        return str(value)
    raise RequestError(f"{what} is {value!r}.", hint="Give a text, a number, true or false.")


def _labels(table: dict[str, object], key: str, name: str) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list):
        raise RequestError(
            f"{name}, [violating] {key} is {value!r}.", hint=f'Give a list of labels: {key} = ["hate", "spam"].'
        )
    return tuple(_plain(label, f"{name}, [violating] {key}") for label in value)


def _format(given: object, name: str) -> str | None:
    if given is None:
        return None
    try:
        if isinstance(given, str) and "%" in given and "\0" not in given:
            with duckdb.connect() as connection:
                connection.execute("SELECT strftime(TIMESTAMP '2026-01-31 14:05:00', $1)", [given])
                connection.execute("SELECT try_strptime('', $1)", [given])
            return given
    except duckdb.Error as error:
        raise _no_format(given, name) from error
    raise _no_format(given, name)


def _no_format(given: object, name: str) -> RequestError:
    return RequestError(
        f"{name}, [time] format is {given!r}.", hint="Write it with %Y %m %d %H %M %S, such as %d/%m/%Y %H:%M."
    )

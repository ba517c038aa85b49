"""The values that cross the edge of reading: limits, a readable file, a match of columns, a mapping, a typed relation.

Not here: any reading. Relations are SQL texts: ten million rows pass through the engine and never through Python.
"""

from __future__ import annotations

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from pathlib import Path

MEBI = 2**20


@dataclass(frozen=True)
class Limits:
    """What a hostile or damaged file may cost, in bytes unless said otherwise.

    ``record`` bounds one record or line, ``value`` one cell, ``unpacked`` a workbook once unzipped, ``ratio`` the
    compression of its big parts, ``columns`` the number of columns, ``depth`` the nesting of a JSON document.
    """

    record: int = 32 * MEBI
    value: int = MEBI
    unpacked: int = 2048 * MEBI
    ratio: int = 200
    columns: int = 4096
    depth: int = 64


@dataclass(frozen=True)
class RawTable:
    """A file as a relation of raw text.

    ``relation`` is a SELECT that yields BIGINT ``_row`` (from 1, in file order, over the records that could be read)
    and every column as VARCHAR under its name; an empty cell is NULL. ``rejected`` is a SELECT of ``_line``,
    ``_value`` and ``_reason`` of the records whose structure is broken, or None. ``lines`` is a SELECT of ``_row`` and
    ``_line`` where lines are known, ``text`` the UTF-8 file to count them in otherwise; ``line_of`` uses both.
    ``straight_rows``, when not None, says that the relation reads the file itself, unchecked and with ``_row`` 0: it
    may be trusted once exactly so many rows have come through, and must be opened again, staged, otherwise.
    ``longest`` is a bound of the longest value, in bytes, where one is known.
    ``unit`` says what a line is ("line", "row", "record"). ``notes`` are sentences for the person who imports.
    """

    name: str
    format: str
    encoding: str | None
    delimiter: str | None
    columns: tuple[str, ...]
    relation: str
    rejected: str | None
    digest: str
    bytes: int
    limits: Limits = Limits()
    lines: str | None = None
    text: Path | None = None
    unit: str = "line"
    may_hold_nul: bool = False
    straight_rows: int | None = None
    longest: int | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mapping:
    """What a map file says.

    ``columns``: a file's column to ours, "attributes", "gold", or "" to drop it. ``values``: per target column, their
    value to ours. ``constants``: columns with one value for every row. ``violating`` and ``not_violating`` are
    labels. ``time_format`` is a strptime format; ``timezone`` an IANA name for naive times.
    """

    columns: MappingOf[str, str] = field(default_factory=dict)
    values: MappingOf[str, MappingOf[str, str]] = field(default_factory=dict)
    constants: MappingOf[str, str] = field(default_factory=dict)
    violating: tuple[str, ...] = ()
    not_violating: tuple[str, ...] = ()
    time_format: str | None = None
    timezone: str | None = None


@dataclass(frozen=True)
class Match:
    """Which file column fills which of ours.

    ``columns`` maps our column (or the special targets ``gold`` and ``source``) to the file's. ``attributes`` are
    the file's columns kept aside, ``dropped`` those left out, ``missing`` our required columns that nothing fills;
    ``notes`` are sentences about choices made.
    """

    columns: MappingOf[str, str]
    attributes: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    mapping: Mapping = Mapping()


@dataclass(frozen=True)
class Typed:
    """A relation in the types of a contract.

    ``relation`` yields ``_row``; every own column of the contract; ``source`` and ``attributes`` (VARCHAR, may be
    NULL); for judgements ``gold`` and ``gold_violating``; and ``_column``, ``_value``, ``_reason``, NULL when the row
    is good. A row whose only label is the gold one has a NULL ``label``.
    ``naive_times`` is a query of one BIGINT: how many times in the file carry no zone and were read in ``timezone``.
    """

    relation: str
    columns: tuple[str, ...]
    naive_times: str
    timezone: str

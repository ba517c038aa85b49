"""Types and checks the values of a matched file: one SELECT, with the first fault of each bad row told in a sentence.

Not here: identity, duplicates, storing. The SELECT has four storeys: texts made clean, values typed, the first fault
found, the row put in the contract's order; telling a fault costs nothing where there is none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass

from evenhand.facts import sql
from evenhand.facts.contracts import Column, Contract, Kind
from evenhand.facts.errors import RequestError
from evenhand.facts.reading import casts, mapping
from evenhand.facts.reading.matching import listed
from evenhand.facts.reading.synonyms import GOLD, SOURCE
from evenhand.facts.reading.types import Match, RawTable, Typed

SPECIAL = (Column(GOLD, Kind.TEXT, "the reference label"), Column(SOURCE, Kind.TEXT, "where the row comes from"))
SHOWN = 200
BLANKS = (0x20, 0x09, 0x0A, 0x0D, 0xA0, 0x3000)  # the last two: no-break and full-width space


@dataclass(frozen=True)
class _Fault:
    """A condition that refuses a row: the file's column, the text at fault, the reason."""

    condition: str
    column: str
    value: str
    reason: str


@dataclass(frozen=True)
class _Plan:
    raw: RawTable
    match: Match
    contract: Contract
    zone: str

    @property
    def filled(self) -> tuple[Column, ...]:
        """The columns that the file or a constant fills, special ones included."""
        known = (*self.contract.columns, *SPECIAL)
        return tuple(c for c in known if c.name in self.match.columns or c.name in self.match.mapping.constants)

    @property
    def names(self) -> set[str]:
        return {column.name for column in self.filled}


def typed(raw: RawTable, match: Match, contract: Contract, *, timezone: str | None = None) -> Typed:
    """The file's rows in the contract's types.

    ``timezone`` (else the map's, else UTC) is where times without a zone were written. Raises RequestError when
    nothing fills a required column, or the zone is unknown.
    """
    if match.missing:
        raise RequestError(
            f"Nothing in {raw.name} fills {' and '.join(match.missing)}, which {contract.table} must have.",
            hint=f"Its columns are {listed(raw.columns)}; say in a map file which one it is.",
        )
    zone = mapping.zone(timezone, said_in="timezone") if timezone else match.mapping.timezone or "UTC"
    plan = _Plan(raw, match, contract, zone)
    columns = tuple(column.name for column in contract.columns)
    return Typed(relation=_final(plan), columns=columns, naive_times=_naive_times(plan), timezone=zone)


def _text(name: str) -> str:
    return sql.name(f"v_{name}")


def _typed(name: str) -> str:
    return sql.name(f"t_{name}")


def _aside(position: int) -> str:
    return sql.name(f"a_{position}")


def _clean(plan: _Plan, column: Column) -> str:
    """The text of a column: the constant, or the cell without NUL, trimmed unless it is a person's text, translated."""
    constants, values = plan.match.mapping.constants, plan.match.mapping.values
    if column.name in constants:
        return sql.text(constants[column.name])
    cell = _without_nul(plan.raw, sql.name(plan.match.columns[column.name]))
    cell = cell if column.payload else _trimmed(cell)
    pairs = values.get(column.name) or (values.get("label") if column.name == GOLD else None)
    return _translated(cell, pairs or {})


def _trimmed(cell: str) -> str:
    """A cell without blanks around it, and NULL when nothing is left; most have none, which is cheap to see."""
    ends = " OR ".join(f"suffix({cell}, chr({code}))" for code in BLANKS if code <= ord(" "))
    suspect = f"{cell} < '!' OR {ends} OR strlen({cell}) <> length({cell})"
    characters = " || ".join(f"chr({code})" for code in BLANKS)
    return f"CASE WHEN {suspect} THEN nullif(trim({cell}, {characters}), '') ELSE {cell} END"


def _without_nul(raw: RawTable, cell: str) -> str:
    return f"replace({cell}, chr(0), '')" if raw.may_hold_nul else cell


def _translated(value: str, pairs: MappingOf[str, str]) -> str:
    if not pairs:
        return value
    cases = " ".join(f"WHEN {sql.text(theirs)} THEN {sql.text(ours)}" for theirs, ours in pairs.items())
    return f"nullif(CASE {value} {cases} ELSE {value} END, '')"


def _cleaned(plan: _Plan) -> str:
    own = [f"{_clean(plan, column)} AS {_text(column.name)}" for column in plan.filled]
    aside = [
        f"{_without_nul(plan.raw, sql.name(column))} AS {_aside(position)}"
        for position, column in enumerate(plan.match.attributes)
    ]
    return f"SELECT {', '.join(['_row', *own, *aside])} FROM ({plan.raw.relation})"


def _cast(plan: _Plan) -> str:
    time_format = plan.match.mapping.time_format
    made = {
        column.name: casts.cast(column, _text(column.name), zone=plan.zone, time_format=time_format)
        for column in plan.filled
    }
    columns = "".join(f", {value} AS {_typed(name)}" for name, value in made.items())
    return f"SELECT *{columns} FROM ({_cleaned(plan)})"


def _faults(plan: _Plan) -> list[_Fault]:
    """Every way in which a row can be refused, in the order in which it is told."""
    most = plan.raw.limits.value
    faults = [fault for column in plan.filled for fault in _column_faults(plan, column)]
    for position, column in enumerate(plan.match.attributes):
        cell = _aside(position)
        faults.append(_Fault(f"strlen({cell}) > {most}", column, cell, _too_long(column, most)))
    return faults


def _column_faults(plan: _Plan, column: Column) -> list[_Fault]:
    text, value, most = _text(column.name), _typed(column.name), plan.raw.limits.value
    theirs = plan.match.columns.get(column.name, column.name)
    short = plan.raw.longest is not None and plan.raw.longest <= most
    faults = [] if short else [_Fault(f"strlen({text}) > {most}", theirs, text, _too_long(column.name, most))]
    if column.name == "label":
        alone = f"{text} IS NULL" + (f" AND {_text(GOLD)} IS NULL" if GOLD in plan.names else "")
        faults.append(_Fault(alone, theirs, text, "label is empty, and a judgement must have one (or a gold label)."))
    elif column.name == GOLD and "label" not in plan.names:
        faults.append(_Fault(f"{text} IS NULL", theirs, text, "The gold label is empty, and the file has no other."))
    elif not column.nullable and column.default is None:
        faults.append(_Fault(f"{text} IS NULL", theirs, text, f"{column.name} is empty, and every row must have one."))
    if column.kind is not Kind.TEXT or column.allowed:
        refused = f"{text} IS NOT NULL AND {casts.refused(column, value)}"
        faults.append(_Fault(refused, theirs, text, casts.reason(column, time_format=plan.match.mapping.time_format)))
    return faults


def _too_long(name: str, most: int) -> str:
    return f"{name} is longer than {most:,} bytes, the most that one value may have."


def _faulted(plan: _Plan, faults: list[_Fault]) -> str:
    cases = " ".join(f"WHEN {fault.condition} THEN {number}" for number, fault in enumerate(faults, start=1))
    return f"SELECT *, CASE {cases} END AS fault FROM ({_cast(plan)})"


def _final(plan: _Plan) -> str:
    faults = _faults(plan)
    own = [f"{_value(plan, column)} AS {sql.name(column.name)}" for column in plan.contract.columns]
    extra = [
        f"{_typed(SOURCE) if SOURCE in plan.names else 'NULL::VARCHAR'} AS source",
        f"{_attributes(plan)} AS attributes",
    ]
    gold = _gold(plan) if plan.contract.table == "judgements" else []
    shown = [
        f"list_extract({sql.texts(fault.column for fault in faults)}, fault) AS _column",
        f"{_told([f'left({fault.value}, {SHOWN})' for fault in faults])} AS _value",
        # Looked up, not told case by case: under a filter on it the engine writes ``fault`` out at each mention.
        f"list_extract({sql.texts(fault.reason for fault in faults)}, fault) AS _reason",
    ]
    return f"SELECT {', '.join(['_row', *own, *extra, *gold, *shown])} FROM ({_faulted(plan, faults)})"


def _told(answers: list[str]) -> str:
    cases = " ".join(f"WHEN {number} THEN {answer}" for number, answer in enumerate(answers, start=1))
    return f"CASE WHEN fault IS NULL THEN NULL::VARCHAR ELSE CASE fault {cases} END END"


def _value(plan: _Plan, column: Column) -> str:
    """A column of the result: its typed value, or its default, or nothing."""
    value = _typed(column.name) if column.name in plan.names else f"NULL::{column.kind}"
    if column.kind is Kind.TIME and column.name in plan.names:
        # A refused time may be past what a reader of the result can hold.
        return f"CASE WHEN fault IS NULL THEN {value} END"
    if column.name == "violating":
        return _violating(plan, value, "label") if "label" in plan.names else value
    if column.name == "labels" and "labels" in plan.names:
        return _labels(plan, value)
    if column.default is None:
        return value
    return f"coalesce({value}, {sql.text(column.default)})" if column.name in plan.names else sql.text(column.default)


def _violating(plan: _Plan, value: str, label: str) -> str:
    yes, no = plan.match.mapping.violating, plan.match.mapping.not_violating
    if not yes and not no:
        return value
    text = _text(label)
    return (
        f"CASE WHEN {text} IN {casts.among(yes)} THEN true WHEN {text} IN {casts.among(no)} THEN false ELSE {value} END"
    )


def _labels(plan: _Plan, value: str) -> str:
    """All labels, translated like the primary one, which is among them; sorted, each once."""
    pairs = plan.match.mapping.values.get("label", {})
    value = f"list_transform({value}, lambda one: {_translated('one', pairs)})" if pairs else value
    primary = f"list_append({value}, {_text('label')})" if "label" in plan.names else value
    return f"CASE WHEN len({value}) > 0 THEN list_sort(list_distinct({primary})) END"


def _gold(plan: _Plan) -> list[str]:
    if GOLD not in plan.names:
        return [f"NULL::VARCHAR AS {GOLD}", f"NULL::BOOLEAN AS {GOLD}_violating"]
    return [f"{_text(GOLD)} AS {GOLD}", f"{_violating(plan, 'NULL::BOOLEAN', GOLD)} AS {GOLD}_violating"]


def _attributes(plan: _Plan) -> str:
    """The columns kept aside as one JSON object without its empty members; NULL when none is left."""
    if not plan.match.attributes:
        return "NULL::VARCHAR"
    members = ", ".join(_member(_aside(position), name) for position, name in enumerate(plan.match.attributes))
    return f"nullif('{{' || concat_ws(',', {members}) || '}}', '{{}}')"


def _member(cell: str, name: str) -> str:
    key = sql.text(json.dumps(name, ensure_ascii=False) + ":")
    return f"CASE WHEN {cell} IS NOT NULL THEN {key} || to_json({cell})::VARCHAR END"


def _naive_times(plan: _Plan) -> str:
    """The number of times that carry no zone: of every text in a stated form without one, else by the look of it."""
    time_format = plan.match.mapping.time_format
    times = [_text(column.name) for column in plan.filled if column.kind is Kind.TIME]
    if not times or (time_format and casts.zoned(time_format)):
        return "SELECT 0::BIGINT"
    counted = [f"count({text})" if time_format else f"count(*) FILTER ({casts.naive(text)})" for text in times]
    return f"SELECT {' + '.join(counted)} FROM ({_cleaned(plan)})"

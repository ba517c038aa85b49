"""The page of the fact tables, from their contracts.

Not here: how a file is matched to a table, and the other names that files may use (docs/guide/import-files.md).
"""

from __future__ import annotations

from evenhand.facts.contracts import SHARED, Column, Contract, Kind
from evenhand.facts.importing.request import IMPORTABLE
from evenhand.facts.tables import TABLES

HEAD = """\
# Tables

Written from the code by `make docs`; do not edit.

The facts are append-only tables. Ids are opaque texts, and a key holds within its `source`. Times are UTC with
microseconds. What is not known is null, never "" or 0. A row is never changed: a later version stands in for it, and
readers see the highest. Names that files may use for these columns: [import files](../guide/import-files.md).

**needed**: a row without it is rejected. **personal**: text about persons, which an erasure deletes. **names a …**: ids
of an item, an account or a person, by which an erasure finds the row.
"""
TYPES = {
    Kind.TEXT: "text",
    Kind.TIME: "time (UTC)",
    Kind.WHOLE: "whole number",
    Kind.SMALL: "small whole number",
    Kind.REAL: "number",
    Kind.TRUTH: "true or false",
    Kind.TEXTS: "list of texts",
}


def page() -> str:
    """The page as Markdown."""
    contents = [f"* [{contract.table}](#{contract.table}): {contract.meaning}" for contract in TABLES.values()]
    return "\n".join([HEAD, *contents, "", *(_section(contract) for contract in TABLES.values()), _shared()])


def _section(contract: Contract) -> str:
    taken = " `evenhand import` takes files into it." if contract.table in IMPORTABLE else ""
    lines = [
        f"## {contract.table}",
        "",
        f"{_sentence(contract.meaning)} Key: `source`, {_names(contract.key)}. Dated by `{contract.time}`. "
        f"Contract version {contract.version}.{taken}",
        "",
        *_table(contract.columns),
        "",
    ]
    return "\n".join(lines)


def _table(columns: tuple[Column, ...]) -> list[str]:
    head = ["| column | type | needed | meaning |", "|---|---|---|---|"]
    return head + [
        f"| `{column.name}` | {TYPES[column.kind]} | {_needed(column)} | {'. '.join(_meaning(column))} |"
        for column in columns
    ]


def _needed(column: Column) -> str:
    if column.nullable:
        return ""
    return f"else `{column.default}`" if column.default else "yes"


def _meaning(column: Column) -> list[str]:
    parts = [column.meaning.replace("|", "\\|")]
    if column.allowed:
        parts.append(f"One of {_names(column.allowed)}")
    if column.kind is not Kind.SMALL and (column.low is not None or column.high is not None):
        low = f"from {column.low:g}" if column.low is not None else ""
        high = f"to {column.high:g}" if column.high is not None else ""
        parts.append(f"Allowed {' '.join(part for part in (low, high) if part)}")
    if column.payload:
        parts.append("**personal**")
    if column.subject:
        parts.append(f"**names {'an' if column.subject[0] in 'aeiou' else 'a'} {column.subject}**")
    return parts


def _shared() -> str:
    return "\n".join(["## Columns of every table", "", *_table(SHARED), ""])


def _names(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."

"""SQL for the content of a row and the order-free digest of many.

The text of a row names each non-null column with its length, so that no two different rows have the same text, and a
column that is added later and null changes nothing. The digest is the sum of the rows' MD5 halves: the same in any
order, file layout, thread count and after compaction. It finds damage and loss; the manifest's SHA-256 of each file
and its chain find tampering.
"""

from __future__ import annotations

from collections.abc import Iterable

from evenhand.facts import sql
from evenhand.facts.contracts import Column, Contract, Kind


def content(columns: Iterable[Column]) -> str:
    """SQL giving one text for the values of these columns."""
    parts = []
    for column in columns:
        value = _as_text(column)
        parts.append(f"{sql.text(column.name + '=')} || length({value}) || ':' || {value}")
    return f"concat_ws(chr(31), {', '.join(parts)})"


def row_columns(contract: Contract) -> tuple[Column, ...]:
    """The columns that a digest covers: all but the batch number, which the digest is kept under."""
    return tuple(column for column in contract.every_column if column.name != "batch")


def query(contract: Contract, relation: str) -> str:
    """SQL giving (batch, rows, high, low) per batch of a relation: what ``manifest.Digest.of`` takes."""
    return (
        "SELECT batch, count(*), sum(('0x' || substr(hash, 1, 15))::BIGINT), sum(('0x' || substr(hash, 18, 15))::BIGINT) "
        f"FROM (SELECT batch, md5({content(row_columns(contract))}) AS hash FROM {relation}) GROUP BY batch ORDER BY batch"
    )


def _as_text(column: Column) -> str:
    quoted = sql.name(column.name)
    match column.kind:
        case Kind.TEXT:
            return quoted
        case Kind.TIME:
            return f"epoch_us({quoted})::VARCHAR"
        case Kind.TEXTS:
            return f"to_json({quoted})::VARCHAR"
        case _:
            return f"{quoted}::VARCHAR"

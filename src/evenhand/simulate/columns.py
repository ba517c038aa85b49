"""Arrays into Arrow columns, and columns into a table of the shape that a fact contract asks for.

Not here: what the values are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from evenhand.facts.contracts import Kind
from evenhand.facts.tables import TABLES
from evenhand.simulate.chance import Flag, Whole

Column: TypeAlias = "pa.Array[Any]"
JOIN: Any = pc.binary_join_element_wise  # the stubs refuse a scalar among the arrays

SOURCE = "simulation"
MOMENT = pa.timestamp("us", tz="UTC")
TYPES: Mapping[Kind, Any] = {
    Kind.TEXT: pa.string(),
    Kind.TIME: MOMENT,
    Kind.WHOLE: pa.int64(),
    Kind.SMALL: pa.int8(),
    Kind.REAL: pa.float64(),
    Kind.TRUTH: pa.bool_(),
    Kind.TEXTS: pa.list_(pa.string()),
}


def fact_table(name: str, columns: Mapping[str, Column], rows: int) -> pa.Table:
    """The table of this contract: its own columns in order, null where not given, and the source."""
    contract = TABLES[name]
    shape = [(column.name, TYPES[column.kind]) for column in contract.columns]
    given = [columns.get(label, pa.nulls(rows, kind)) for label, kind in shape]
    unknown = set(columns) - {label for label, _ in shape}
    if unknown:
        raise KeyError(f"{name} has no column {sorted(unknown)}")
    source = pa.repeat(pa.scalar(SOURCE, pa.string()), rows)
    return pa.Table.from_arrays([*given, source], schema=pa.schema([*shape, ("source", pa.string())]))


def named(names: Sequence[str], codes: Whole, known: Flag | None = None) -> Column:
    """The name of each code; null where it is not known, whatever the code there."""
    return pa.array(names, pa.string()).take(pa.array(codes, pa.int64(), mask=_unknown(known)))


def numbered(prefix: str, numbers: Whole, known: Flag | None = None) -> Column:
    """Ids such as ``i-000001234``; null where not known."""
    digits = pc.cast(pa.array(numbers, pa.int64(), mask=_unknown(known)), pa.string())
    return joined(pa.scalar(prefix), pc.utf8_lpad(digits, 9, "0"), between="-")


def joined(*parts: Column | pa.StringScalar, between: str = "") -> Column:
    """The texts of each row, one after the other; a scalar stands for the same text in every row."""
    row: Column = JOIN(*parts, between)
    return row


def moments(microseconds: Whole, known: Flag | None = None) -> Column:
    """Times in UTC from microseconds since 1970; null where not known."""
    return pa.array(microseconds, pa.int64(), mask=_unknown(known)).cast(MOMENT)


def values(numbers: npt.NDArray[Any], kind: Any, known: Flag | None = None) -> Column:
    """Numbers or truths of this Arrow type; null where not known."""
    column: Column = pa.array(numbers, kind, mask=_unknown(known))
    return column


def _unknown(known: Flag | None) -> Flag | None:
    return None if known is None else ~known

"""One column of an Arrow table as an array: values as codes, numbers, times.

Not here: which column is which (``labels``).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from evenhand.facts.errors import RequestError


def coded(table: pa.Table, name: str) -> tuple[NDArray[np.int32], pa.StringArray]:
    """The column as codes, -1 where it is empty, and its different values as text, in the order of their first row.

    Text loses the spaces around it; what is empty then, null or NaN is no value. Raises RequestError for a column of
    decimals, lists, times or bytes.
    """
    column = _plain(table, name)
    if pa.types.is_nested(column.type):
        raise _strange(name, column.type)
    outer = column.dictionary_encode()
    inner = _texts(name, outer.dictionary).dictionary_encode()
    place = np.append(_codes(inner), np.int32(-1))
    return place[_codes(outer)], inner.dictionary


def numbers(table: pa.Table, name: str) -> NDArray[np.float64]:
    """The column as floats, NaN where it is empty. Raises RequestError for text that is no number."""
    column = _plain(table, name)
    try:
        found = pc.cast(column, pa.float64())
    except pa.ArrowException as error:
        raise RequestError(f"The column {name!r} holds text that is no number.", hint=f"{error}") from error
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=np.float64)


def times(table: pa.Table, name: str) -> NDArray[np.int64]:
    """The column as microseconds since 1970 UTC, or as the whole numbers it holds; a time without zone counts as UTC.

    Raises RequestError for a time that is missing or cannot be read.
    """
    column = _plain(table, name)
    if column.null_count:
        raise RequestError(f"The column {name!r} lacks {column.null_count:,} times.", hint="Leave those rows out.")
    if pa.types.is_integer(column.type):
        return np.asarray(column.to_numpy(zero_copy_only=False), dtype=np.int64)
    try:
        found = _moments(column)
    except pa.ArrowException as error:
        raise RequestError(
            f"The column {name!r} holds what is no time: {error}", hint="Write times such as 2026-01-31T14:05:00Z."
        ) from error
    return np.asarray(pc.cast(found, pa.int64()).to_numpy(zero_copy_only=False), dtype=np.int64)


def _moments(column: Any) -> Any:
    """Times with a zone in UTC; those without one as they stand."""
    if pa.types.is_timestamp(column.type):
        return pc.cast(column, pa.timestamp("us", tz=column.type.tz), safe=False)
    try:
        return pc.cast(column, pa.timestamp("us", tz="UTC"))
    except pa.ArrowInvalid:
        return pc.cast(column, pa.timestamp("us"))


def _plain(table: pa.Table, name: str) -> Any:
    """The column in one piece, no longer as a dictionary."""
    column: Any = table.column(name)
    column = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column


def _codes(column: Any) -> NDArray[np.int32]:
    return np.asarray(pc.fill_null(column.indices, -1).to_numpy(zero_copy_only=False), dtype=np.int32)


def _texts(name: str, values: Any) -> Any:
    kind = values.type
    if pa.types.is_null(kind) or pa.types.is_boolean(kind) or pa.types.is_integer(kind):
        return pc.cast(values, pa.string())
    if pa.types.is_floating(kind):
        return _whole(name, values)
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        trimmed: Any = pc.utf8_trim_whitespace(pc.cast(values, pa.string()))
        return pc.if_else(pc.equal(trimmed, pa.scalar("")), pa.scalar(None, pa.string()), trimmed)
    raise _strange(name, kind)


def _strange(name: str, kind: Any) -> RequestError:
    return RequestError(f"The column {name!r} holds values of type {kind}.", hint="Give text or whole numbers.")


def _whole(name: str, values: Any) -> Any:
    """Floats that are whole numbers as their text: what becomes of whole numbers where some are missing."""
    found = np.asarray(values.to_numpy(zero_copy_only=False), dtype=np.float64)
    empty = np.isnan(found)
    wrong = np.flatnonzero(~empty & ~(np.abs(found) < 2**53) | (found != np.floor(found)) & ~empty)
    if wrong.size:
        raise RequestError(
            f"The column {name!r} holds decimals, such as {found[wrong[0]]:g}.",
            hint="Codes such as 3.1 must be read as text. A score needs classes: cut it, or round it.",
        )
    return pc.cast(pa.array(np.where(empty, 0, found).astype(np.int64), mask=empty), pa.string())

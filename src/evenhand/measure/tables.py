"""Any table of a notebook as an Arrow table: Polars, pandas, Arrow, a mapping of columns, or the path of a file.

Not here: what its columns mean (``labels``).
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeAlias, runtime_checkable

import pyarrow as pa

from evenhand.facts import engine, reading, sql
from evenhand.facts.errors import RequestError
from evenhand.facts.reading.matching import did_you_mean, listed, plain


@runtime_checkable
class ArrowStream(Protocol):
    """A table that hands its columns over as Arrow does: Polars, pandas from 2.2, DuckDB, Arrow itself."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The capsule of the stream."""
        ...


TableLike: TypeAlias = "ArrowStream | Mapping[str, Any] | str | Path"
Choose: TypeAlias = Callable[[Sequence[str]], Sequence[str]]

FORMS = "Give a Polars, pandas or Arrow table, a mapping of column names to values, or the path of a file."


def arrow_table(table: TableLike, choose: Choose) -> pa.Table:
    """The columns that ``choose`` picks from the table's names, as Arrow holds them; those of a file come as text.

    Raises RequestError for what is no table, a column of mixed types (named, with the values), columns of different
    lengths, and a file that cannot be read.
    """
    if isinstance(table, str | Path):
        return _from_file(Path(table), choose)
    if isinstance(table, ArrowStream):
        whole = _from_stream(table)
        return whole.select(list(choose(whole.column_names)))
    if isinstance(table, Mapping):
        columns = {str(name): values for name, values in table.items()}
        return _from_columns({name: columns[name] for name in choose(list(columns))})
    raise RequestError(f"This is no table: {type(table).__name__}.", hint=FORMS)


def find_column(names: Sequence[str], named: str | None, known: Sequence[str] = ()) -> str | None:
    """A table's own name of a column: the one that the caller ``named``, or the first that is ``known`` by name.

    Names are compared without case, spaces, hyphens and underscores. Raises RequestError when the named one is missing.
    """
    if named is not None:
        found = _fitting(names, (named,))
        if found is None:
            raise RequestError(
                f"The table has no column {named!r}.",
                hint=f"{did_you_mean(named, names)}Its columns are {listed(names)}.",
            )
        return found
    return _fitting(names, known)


def _fitting(names: Sequence[str], wanted: Iterable[str]) -> str | None:
    by_plain = {plain(name): name for name in reversed(names)}
    return next((by_plain[plain(name)] for name in wanted if plain(name) in by_plain), None)


def _from_stream(table: ArrowStream) -> pa.Table:
    try:
        return pa.table(table)
    except (pa.ArrowException, TypeError, ValueError) as error:
        raise RequestError(
            f"The table cannot be read: {' '.join(str(part) for part in error.args)}",
            hint="Give each column one type: all text, or all whole numbers.",
        ) from error


def _from_columns(columns: Mapping[str, Any]) -> pa.Table:
    arrays = {name: _array(name, values) for name, values in columns.items()}
    lengths = {name: len(array) for name, array in arrays.items()}
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{name!r} {length:,}" for name, length in lengths.items())
        raise RequestError(f"The columns differ in length: {told}.", hint="Give one value per label in each.")
    return pa.table(arrays)


def _array(name: str, values: Any) -> Any:
    if isinstance(values, str):
        raise RequestError(f"The column {name!r} is one text, {values[:40]!r}.", hint="Give a list of values.")
    try:
        return pa.array(values, from_pandas=True)
    except (pa.ArrowException, TypeError, ValueError) as error:
        raise RequestError(f"The column {name!r} {_mixture(values)}.", hint=_ONE_TYPE) from error


_ONE_TYPE = "Give it one type: all text, or all whole numbers; None where a value is missing."


def _mixture(values: Any) -> str:
    """What is mixed in a column, with an example of each type."""
    examples: dict[str, object] = {}
    for value in values if isinstance(values, Iterable) else ():
        if value is not None:
            examples.setdefault(type(value).__name__, value)
    if len(examples) < 2:
        return "cannot be read as a column"
    return "mixes types: " + ", ".join(f"{value!r} ({kind})" for kind, value in examples.items())


def _from_file(path: Path, choose: Choose) -> pa.Table:
    settings = engine.Settings.from_environment()
    with (
        tempfile.TemporaryDirectory() as work,
        engine.connect(settings, spill=Path(work), allowed=[path.parent, Path(work)]) as connection,
    ):
        raw = reading.open_source(path, workdir=Path(work), connection=connection)
        broken = connection.execute(raw.rejected).fetchone() if raw.rejected is not None else None
        if broken is not None:
            line, _, reason = broken
            raise RequestError(f"{path.name}, {raw.unit} {line}: {reason}", hint="Correct the file, or write it again.")
        kept = ", ".join(sql.name(name) for name in choose(raw.columns)) or "NULL"
        found: pa.Table = connection.sql(f"SELECT {kept} FROM ({raw.relation}) ORDER BY _row").to_arrow_table()
    return found

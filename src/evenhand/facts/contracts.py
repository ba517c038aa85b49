"""The shape of a fact table: its columns, their types and limits, and which of them hold text about persons.

Not here: the tables themselves (``tables``), nor how older files are read (``upcasts``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The type of a column, named as the DuckDB type that stores it."""

    TEXT = "VARCHAR"
    TIME = "TIMESTAMPTZ"
    WHOLE = "BIGINT"
    SMALL = "TINYINT"
    REAL = "DOUBLE"
    TRUTH = "BOOLEAN"
    TEXTS = "VARCHAR[]"


class Subject(StrEnum):
    """What an id in a column can name, when somebody asks for erasure."""

    ITEM = "item"
    ACCOUNT = "account"
    PERSON = "person"


@dataclass(frozen=True)
class Column:
    """One column of a contract.

    ``allowed`` closes the set of values; ``low`` and ``high`` bound a number. ``payload`` marks text about persons,
    kept as it was written; ``personal`` marks what else tells of a person, such as the address used: erasure deletes
    both. ``subject`` says whose id the column holds. ``default`` fills an absent value; digests leave it out, so it is
    never changed.
    """

    name: str
    kind: Kind
    meaning: str
    nullable: bool = True
    allowed: tuple[str, ...] = ()
    default: str | None = None
    low: float | None = None
    high: float | None = None
    payload: bool = False
    personal: bool = False
    subject: Subject | None = None

    @property
    def erasable(self) -> bool:
        """Whether erasure deletes the value, whoever it names."""
        return self.payload or self.personal


@dataclass(frozen=True)
class Upcast:
    """One named step from contract ``version`` to the next: for every column it adds, SQL over the older columns.

    "NULL" where nothing is known of older rows.
    """

    name: str
    version: int
    added: Mapping[str, str]


@dataclass(frozen=True)
class Contract:
    """A fact table: its key (within a source), the column that dates a row, and its columns in order.

    ``own_words``: a row is what its subject wrote or did, so that erasing the subject withdraws the row. ``upcasts``
    has one step for every version before this one.
    """

    table: str
    meaning: str
    key: tuple[str, ...]
    time: str
    columns: tuple[Column, ...]
    version: int = 1
    own_words: bool = False
    upcasts: tuple[Upcast, ...] = ()

    @property
    def every_column(self) -> tuple[Column, ...]:
        """The table's own columns, then those that every table has."""
        return self.columns + SHARED

    @property
    def names(self) -> tuple[str, ...]:
        """All column names, in order."""
        return tuple(column.name for column in self.every_column)

    def column(self, name: str) -> Column:
        """The column of this name; KeyError when there is none."""
        for column in self.every_column:
            if column.name == name:
                return column
        raise KeyError(name)


SHARED: tuple[Column, ...] = (
    Column("source", Kind.TEXT, "where the row comes from; part of the key", nullable=False),
    Column("attributes", Kind.TEXT, "extra columns of an import, as JSON", payload=True),
    Column(
        "version",
        Kind.WHOLE,
        "1, then +1 each time the row is superseded; readers see the highest",
        nullable=False,
        default="1",
    ),
    Column(
        "retracted",
        Kind.TRUTH,
        "this version withdraws the row: undo, erasure, wrong import",
        nullable=False,
        default="false",
    ),
    Column("batch", Kind.WHOLE, "the facts batch that brought the row", nullable=False),
)

"""What a list is made of: columns and filters, declared once.

Not here: reading the query string (``request``), or rows (``page``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Literal, TypeAlias, TypeVar

from django.db.models import Model

from evenhand.facts.errors import UsageError
from evenhand.ui.tables.cells import Shown

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise  # a lazy translation

M = TypeVar("M", bound=Model)
Text: TypeAlias = "str | StrPromise"


@dataclass(frozen=True)
class Column(Generic[M]):
    """A column: its key in the address, its title (lazy), and what it shows of a row.

    ``sort`` is the field or annotation to order by; without it the column is not sortable. ``nullable`` says that the
    field may be NULL: such rows stand last, both ways.
    """

    key: str
    title: Text
    show: Callable[[M], Shown]
    numeric: bool = False
    sort: str | None = None
    nullable: bool = False


@dataclass(frozen=True)
class Filter:
    """A filter: its key in the address, its title (lazy), and the lookup that it fills.

    A choice takes one of ``choices`` (value, title), or of what the function gives when the page is read; a text is
    searched as typed; a date compares midnight of the active time zone.
    """

    key: str
    title: Text
    lookup: str
    kind: Literal["choice", "text", "date"] = "choice"
    choices: tuple[tuple[str, Text], ...] | Callable[[], tuple[tuple[str, Text], ...]] = ()

    def values(self) -> tuple[tuple[str, Text], ...]:
        """The choices of now."""
        return self.choices() if callable(self.choices) else self.choices


@dataclass(frozen=True)
class Table(Generic[M]):
    """A list; ``name`` is its id on the page and its file name, ``order`` a sortable column's key ("-" descending)."""

    name: str
    caption: Text
    columns: tuple[Column[M], ...]
    order: str
    filters: tuple[Filter, ...] = ()
    row_url: Callable[[M], str] | None = None
    per_page: int = 50
    count_to: int = 10_000

    def __post_init__(self) -> None:
        if self.order.removeprefix("-") not in self.sortable:
            raise UsageError(f"order {self.order!r} of table {self.name!r} is not a sortable column.")

    @property
    def sortable(self) -> dict[str, Column[M]]:
        """The columns that have an order, by key."""
        return {column.key: column for column in self.columns if column.sort}

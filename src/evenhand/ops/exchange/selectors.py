"""What the pages of exchange read."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from evenhand.facts.tables import TABLES
from evenhand.ops.exchange.models import Import
from evenhand.ops.spine.errors import NotFound


def imports() -> QuerySet[Import]:
    """All imports with who brought them."""
    return Import.objects.select_related("by")


def import_of(uuid: UUID) -> Import:
    """One import; NotFound for an unknown id."""
    found = imports().filter(uuid=uuid).first()
    if found is None:
        raise NotFound(_("There is no such import."))
    return found


def our_columns(into: str) -> tuple[str, ...]:
    """The columns that a column of a file can become, in the order of the tables."""
    names = (column.name for table in into.split(",") for column in TABLES[table].columns)
    return tuple(dict.fromkeys(names))

"""The closed values of the spine."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Fault(TextChoices):
    """Why a fact row does not fit its table; a column is named beside it where one is at fault."""

    MISSING = "missing", _("a required column is missing")
    DOES_NOT_FIT = "does_not_fit", _("a value does not fit its column")
    UNKNOWN_COLUMN = "unknown_column", _("the table has no such column")
    UNKNOWN_TABLE = "unknown_table", _("there is no such table")
    UNREADABLE = "unreadable", _("the row cannot be read")

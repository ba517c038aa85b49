"""The closed words of exchange."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from evenhand.ops.spine.states import Transitions


class ImportState(TextChoices):
    """A file is read first, shown, and stored only when somebody says so."""

    CHECKING = "checking", _("being read")
    READY = "ready", _("waiting for you")
    REFUSED = "refused", _("cannot be read like this")
    STORING = "storing", _("being stored")
    DONE = "done", _("stored")
    DROPPED = "dropped", _("dropped")


MOVES = Transitions(
    {
        ImportState.CHECKING: frozenset({ImportState.READY, ImportState.REFUSED, ImportState.DROPPED}),
        ImportState.READY: frozenset({ImportState.CHECKING, ImportState.STORING, ImportState.DROPPED}),
        ImportState.REFUSED: frozenset({ImportState.CHECKING, ImportState.DROPPED}),
        ImportState.STORING: frozenset({ImportState.DONE, ImportState.REFUSED}),
    }
)


class Into(TextChoices):
    """What a file tells of; several tables may be filled from one file."""

    JUDGEMENTS = "judgements", _("Decisions and other judgements")
    JUDGEMENTS_ITEMS = "judgements,items", _("Decisions together with what was judged")
    ITEMS = "items", _("Items: content, accounts, threads, tickets")
    REPORTS = "reports", _("Reports by users")
    ACTIONS = "actions", _("Actions")
    APPEALS = "appeals", _("Appeals")
    ACTIVITY = "activity", _("Activity of accounts")


class Reading(TextChoices):
    """How the file is laid out."""

    PLAIN = "", _("A table with named columns")
    LABEL_STUDIO = "label-studio", "Label Studio"
    HATECHECK = "hatecheck", "HateCheck"

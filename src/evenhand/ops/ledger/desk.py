"""What the ledger declares. Its pages stand in ``evenhand.web.audit``, since who may open them is said above it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from evenhand.ops.ledger.sealing import seal
from evenhand.ops.spine.desks import Desk, NavigationEntry, Periodic

TASKS = "evenhand.ops.ledger.tasks"


def seal_events(at: datetime) -> None:
    """A step of the worker."""
    seal(at)


desk = Desk(
    app="ledger",
    title=_("Ledger"),
    capabilities={"ledger.read": _("Read and verify the ledger"), "ledger.erase": _("Erase, and hold from erasure")},
    steps=(seal_events,),
    periodic=(
        Periodic("apply_retention", f"{TASKS}.apply_retention", timedelta(days=1)),
        Periodic("verify_nightly", f"{TASKS}.verify_nightly", timedelta(days=1)),
    ),
    navigation=(
        NavigationEntry("administration", _("Ledger"), "audit:index", "ledger.read", order=60),
        NavigationEntry("administration", _("Erasure and holds"), "audit:erasure", "ledger.erase", order=70),
    ),
)

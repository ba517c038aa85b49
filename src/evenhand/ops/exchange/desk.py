"""What exchange declares."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evenhand.ops.exchange.models import Import
from evenhand.ops.exchange.services import CAPABILITY
from evenhand.ops.exchange.vocabulary import ImportState
from evenhand.ops.people.models import User
from evenhand.ops.people.permissions import may
from evenhand.ops.spine.desks import Desk, HomeRow, NavigationEntry
from evenhand.ops.spine.keys import Key, KeyPlace
from evenhand.ops.spine.refs import RefKind, Shown


def waiting(user: User, at: datetime) -> Iterable[HomeRow]:
    """Files of mine that were read and wait for me to say whether they are stored."""
    if not may(user, CAPABILITY):
        return
    for row in Import.objects.filter(by=user, state__in=(ImportState.READY, ImportState.REFUSED)):
        yield HomeRow(
            title=_("Look at the import of %(name)s") % {"name": row.name},
            detail=str(ImportState(row.state).label),
            url=reverse("exchange:import", kwargs={"uuid": row.uuid}),
            desk=_("Imports"),
        )


def count_waiting(user: User, at: datetime) -> int:
    """How many of them."""
    return Import.objects.filter(by=user, state__in=(ImportState.READY, ImportState.REFUSED)).count()


def show(user: User, ids: frozenset[str]) -> dict[str, Shown]:
    """How imports show to those who may see them."""
    if not may(user, CAPABILITY):
        return {}
    return {
        str(row.uuid): Shown(row.name, reverse("exchange:import", kwargs={"uuid": row.uuid}))
        for row in Import.objects.filter(uuid__in=ids)
    }


IMPORTS = KeyPlace(
    "imports",
    gettext_lazy("Imports"),
    (
        Key("exchange.bring", gettext_lazy("Import a file"), "n"),
        Key("exchange.store", gettext_lazy("Store these rows"), "s"),
    ),
    capability=CAPABILITY,
)

desk = Desk(
    app="exchange",
    title=gettext_lazy("Imports"),
    urls="evenhand.ops.exchange.urls",
    prefix="imports/",
    capabilities={CAPABILITY: gettext_lazy("Bring files in")},
    navigation=(
        NavigationEntry(
            "operations", gettext_lazy("Imports"), "exchange:index", CAPABILITY, mine=count_waiting, order=80
        ),
    ),
    home=(waiting,),
    keys=(IMPORTS,),
    refs={"import": RefKind(gettext_lazy("Import"), show)},
)

"""A filled sheet as it would be loaded, or has been: counts, and each row that cannot be taken with its reason."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evenhand import assess
from evenhand.ops.people.models import User
from evenhand.ops.quality.models import Sample
from evenhand.ops.spine.sentences import told
from evenhand.ui import format as formats
from evenhand.ui.links import with_query
from evenhand.ui.tables import code, number, plain, simple_table
from evenhand.ui.types import Crumb, Definition, Head, TableView

MOST_SHOWN = 50


@dataclass(frozen=True)
class SheetPage:
    """A sheet that was looked at; ``token`` loads it, None when it is loaded already or brings nothing."""

    lead: str
    crumbs: tuple[Crumb, ...]
    counts: tuple[Definition, ...]
    refused: TableView | None
    more: str
    token: str | None
    rejects_url: str | None


def sheet_page(sample: Sample, load: assess.Load, *, assessor: User, token: str, loaded: bool = False) -> SheetPage:
    """The page of a sheet."""
    rest = len(load.refused) - MOST_SHOWN
    rejects = reverse("quality:rejects", kwargs={"uuid": sample.uuid})
    return SheetPage(
        lead=loaded_words(load) if loaded else _("This is what it would bring. Nothing is stored yet."),
        crumbs=(Crumb(sample.name, reverse("quality:sample", kwargs={"uuid": sample.uuid})),),
        counts=tuple(_counts(load, assessor)),
        refused=_refused(load) if load.refused else None,
        more=_("and %(count)s more") % {"count": formats.number(rest)} if rest > 0 else "",
        token=token if load.accepted and not loaded else None,
        rejects_url=with_query(rejects, {}, token=token) if loaded and load.rejects_file else None,
    )


def loaded_words(load: assess.Load) -> str:
    """What the sheet brought."""
    text = ngettext("%(count)s answer is loaded.", "%(count)s answers are loaded.", load.accepted)
    return text % {"count": formats.number(load.accepted)}


def _counts(load: assess.Load, assessor: User) -> list[Definition]:
    return [
        Definition(_("Filled in by"), assessor.name),
        Definition(_("New or changed answers"), formats.number(load.accepted)),
        Definition(_("Known already"), formats.number(load.unchanged)),
        Definition(_("Not filled in"), formats.number(load.empty)),
        Definition(_("Cannot be taken"), formats.number(load.rejected)),
    ]


def _refused(load: assess.Load) -> TableView:
    heads = (Head(_("Row"), True), Head(_("Column")), Head(_("Value")), Head(_("Why")))
    rows = [
        (number(int(each.row)), code(each.column), plain(each.value) if each.value else None, told(each.reason))
        for each in load.refused[:MOST_SHOWN]
    ]
    return simple_table("refused", _("Rows that cannot be taken"), heads, rows)

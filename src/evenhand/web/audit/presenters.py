"""What the auditor's pages show."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evenhand.ops.ledger.models import Check, Event, Hold, Retention
from evenhand.ops.ledger.selectors import Standing
from evenhand.ops.spine import desks
from evenhand.ops.spine.refs import Ref, Shown
from evenhand.ui import format as formats
from evenhand.ui.tables import Column, Filter, Table, absent, code, number, plain, simple_table, tag
from evenhand.ui.types import Definition, Head, Row, TableView

EVENTS: Table[Event] = Table(
    name="events",
    caption=gettext_lazy("Events of the ledger"),
    order="-id",
    row_url=lambda row: reverse("audit:event", kwargs={"pk": row.pk}),
    columns=(
        Column("kind", gettext_lazy("What"), lambda row: code(row.kind)),
        Column(
            "id",
            gettext_lazy("Number"),
            lambda row: number(row.number) if row.number else tag(_("not sealed yet")),
            sort="id",
        ),
        Column("at", gettext_lazy("When"), lambda row: row.at),
        Column("actor", gettext_lazy("Who"), lambda row: code(row.actor) if row.actor else absent(_("erased"))),
        Column("subject", gettext_lazy("About"), lambda row: code(row.subject) if row.subject else absent(_("erased"))),
    ),
    filters=(
        Filter("kind", gettext_lazy("What begins with"), "kind__startswith", kind="text"),
        Filter("actor", gettext_lazy("Who"), "actor", kind="text"),
        Filter("subject", gettext_lazy("About"), "subject", kind="text"),
        Filter("since", gettext_lazy("Since"), "at__gte", kind="date"),
    ),
)


WHO, ABOUT = 3, 4  # the columns that name a person and a thing


def with_names(view: TableView, *, to: Any) -> TableView:
    """The page of events with people and things by name, where the reader may see them; one query a kind."""
    refs = {ref for row in view.rows for ref in _refs(row) if ref}
    shown = desks.show(refs, to=to)
    return replace(view, rows=tuple(_named(row, shown) for row in view.rows))


def _named(row: Row, shown: dict[Ref, Shown]) -> Row:
    cells = list(row.cells)
    for place, ref in zip((WHO, ABOUT), _refs(row), strict=True):
        if ref and shown[ref].title != str(ref):
            cells[place] = plain(shown[ref].title, note=cells[place].text)
    return replace(row, cells=tuple(cells))


def _refs(row: Row) -> tuple[Ref | None, Ref | None]:
    who, about = row.cells[WHO].text, row.cells[ABOUT].text
    return Ref("person", who) if who else None, Ref.parse(about) if about else None


@dataclass(frozen=True)
class CheckRow:
    """A verification in words."""

    when: str
    state: str
    level: str
    sentence: str
    faults: tuple[str, ...]


def standing_rows(standing: Standing) -> tuple[Definition, ...]:
    """Where the ledger stands."""
    sealed = formats.moment(standing.sealed_at) if standing.sealed_at else _("not yet")
    return (
        Definition(_("Events"), formats.number(standing.events)),
        Definition(_("Seals"), formats.number(standing.seals), _("last: %(when)s") % {"when": sealed}),
        Definition(
            _("Not sealed yet"), formats.number(standing.open_tail), _("these are not covered until the next seal")
        ),
    )


def check_rows(checks: Iterable[Check]) -> tuple[CheckRow, ...]:
    """The newest verifications."""
    return tuple(_check(each) for each in checks)


def _check(each: Check) -> CheckRow:
    when = formats.moment(each.done_at or each.asked_at)
    if each.ok is None:
        return CheckRow(when, _("running"), "neutral", _("The history is being read."), ())
    counts = {
        "events": formats.number(each.events),
        "seals": formats.number(each.seals),
        "tail": formats.number(each.open_tail),
    }
    sentence = _("%(events)s events under %(seals)s seals; %(tail)s not sealed yet.") % counts
    state, level = (_("whole"), "ok") if each.ok else (_("not whole"), "bad")
    return CheckRow(when, state, level, sentence, tuple(each.sentences))


def event_rows(event: Event, *, to: Any) -> tuple[Definition, ...]:
    """One event."""
    subject = Ref.parse(event.subject)
    refs = {subject, Ref("person", event.actor)}
    shown = desks.show(refs, to=to)
    about: Shown = shown[subject]
    who = shown[Ref("person", event.actor)]
    return (
        Definition(_("What"), event.kind),
        Definition(_("When"), formats.moment(event.at)),
        Definition(_("Who"), who.title.removeprefix("person:") or _("erased"), event.actor),
        Definition(_("About"), about.title if event.subject else _("erased"), event.subject),
        Definition(_("Number"), formats.number(event.number) if event.number else _("not sealed yet")),
        Definition(_("Leaf"), bytes(event.leaf).hex()),
    )


def payload_text(event: Event) -> str | None:
    """What was recorded, to read; None once it is erased."""
    if event.payload is None:
        return None
    return json.dumps(json.loads(bytes(event.payload)), ensure_ascii=False, indent=2)


def retention_table(rows: Iterable[Retention]) -> TableView:
    """The retention periods."""
    heads: list[Head | str] = [_("Table"), Head(_("Days"), numeric=True), _("Rule")]
    return simple_table("retention", _("Retention"), heads, [[row.table, row.days, row.rule] for row in rows])


def hold_rows(rows: Iterable[Hold]) -> tuple[tuple[Hold, str], ...]:
    """The holds with how long they stand."""
    return tuple((row, formats.moment(row.placed_at)) for row in rows)

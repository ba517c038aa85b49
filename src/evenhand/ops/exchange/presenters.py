"""What the pages of exchange show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evenhand.ops.exchange.forms import COLUMN, CUSTOM
from evenhand.ops.exchange.models import Import
from evenhand.ops.exchange.selectors import our_columns
from evenhand.ops.exchange.tasks import rejects_path
from evenhand.ops.exchange.vocabulary import ImportState
from evenhand.ops.spine.sentences import told
from evenhand.ui import format as formats
from evenhand.ui.tables import Column, Filter, Table, absent, number, simple_table, tag
from evenhand.ui.types import Crumb, Definition, Head, TableView, Tone

TONES: dict[str, Tone] = {
    ImportState.READY: "accent",
    ImportState.REFUSED: "bad",
    ImportState.DONE: "ok",
}
BUSY = (ImportState.CHECKING, ImportState.STORING)

IMPORTS: Table[Import] = Table(
    name="imports",
    caption=gettext_lazy("Imports"),
    order="-created",
    row_url=lambda row: reverse("exchange:import", kwargs={"uuid": row.uuid}),
    columns=(
        Column("name", gettext_lazy("File"), lambda row: row.name, sort="name"),
        Column("into", gettext_lazy("Tells of"), lambda row: str(row.get_into_display())),
        Column("state", gettext_lazy("State"), lambda row: state_tag(row), sort="state"),
        Column("accepted", gettext_lazy("Rows stored"), lambda row: _stored(row), numeric=True),
        Column("rejected", gettext_lazy("Kept out"), lambda row: _kept_out(row), numeric=True),
        Column("by", gettext_lazy("Brought by"), lambda row: row.by.name),
        Column("created", gettext_lazy("When"), lambda row: row.created_at, sort="created_at"),
    ),
    filters=(Filter("state", gettext_lazy("State"), "state", choices=tuple(ImportState.choices)),),
)


@dataclass(frozen=True)
class ColumnChoice:
    """A column of the file, and what it is read as now: one of ours, "" (by its name), or "-" (left out)."""

    theirs: str
    field: str
    now: str
    chosen: str


@dataclass(frozen=True)
class TablePage:
    """How the file is read into one of our tables."""

    title: str
    sentence: str
    reasons: tuple[tuple[str, str, str], ...]
    notes: tuple[str, ...]
    first: TableView


@dataclass(frozen=True)
class ImportPage:
    """An import as its page shows it."""

    row: Import
    lead: str
    crumbs: tuple[Crumb, ...]
    state: str
    busy: bool
    facts: tuple[Definition, ...]
    tables: tuple[TablePage, ...]
    columns: tuple[ColumnChoice, ...]
    ours: tuple[str, ...]
    counts: tuple[Definition, ...]
    problem: str
    notes: tuple[str, ...]
    rejects: bool
    may_store: bool
    may_drop: bool


def import_page(row: Import) -> ImportPage:
    """Everything that the page of an import shows."""
    state = ImportState(row.state)
    return ImportPage(
        row=row,
        lead=_lead(state),
        crumbs=(Crumb(_("Imports"), reverse("exchange:index")),),
        state=str(state.label).capitalize(),
        busy=state in BUSY,
        facts=_facts(row),
        tables=tuple(_table(table) for file in row.preview for table in file["tables"]),
        columns=tuple(_columns(row)),
        ours=(*our_columns(row.into), *CUSTOM),
        counts=_counts(row.outcome) if state == ImportState.DONE else (),
        problem=told(row.problem),
        notes=tuple(map(told, row.outcome.get("notes", ()))),
        rejects=rejects_path(row) is not None,
        may_store=state == ImportState.READY,
        may_drop=state in (ImportState.READY, ImportState.REFUSED, ImportState.CHECKING),
    )


def _lead(state: ImportState) -> str:
    """The one thing to know."""
    return {
        ImportState.CHECKING: _("The file is being read; nothing is stored yet."),
        ImportState.READY: _("This is how it would be stored. Nothing is stored yet."),
        ImportState.REFUSED: _("It cannot be read like this. Nothing was stored."),
        ImportState.STORING: _("The rows are being stored."),
        ImportState.DONE: _("The rows are facts now."),
        ImportState.DROPPED: _("The file was dropped. Nothing was stored."),
    }[state]


def state_tag(row: Import) -> Any:
    """The state as a cell."""
    return tag(str(ImportState(row.state).label), TONES.get(row.state, "neutral"))


def _stored(row: Import) -> Any:
    return number(row.outcome["accepted"]) if row.outcome else absent()


def _kept_out(row: Import) -> Any:
    return number(row.outcome["rejected"] + row.outcome["conflicts"]) if row.outcome else absent()


def _facts(row: Import) -> tuple[Definition, ...]:
    layout = [part for file in row.preview for part in (file["format"], file["encoding"]) if part]
    return (
        Definition(_("Tells of"), str(row.get_into_display())),
        Definition(_("Source"), row.source or _("import"), _("part of each row's identity")),
        Definition(_("Size"), formats.bytes_size(row.bytes)),
        Definition(_("Layout"), formats.listed(dict.fromkeys(layout)) or str(row.get_reading_display())),
        Definition(_("Brought by"), row.by.name, formats.moment(row.created_at)),
    )


def _counts(outcome: dict[str, Any]) -> tuple[Definition, ...]:
    names = {
        "rows": _("Rows read"),
        "accepted": _("Stored"),
        "superseded": _("New versions"),
        "duplicates": _("Known already"),
        "conflicts": _("Known id, other content"),
        "rejected": _("Rejected"),
    }
    return tuple(Definition(title, formats.number(outcome[name])) for name, title in names.items())


def _table(table: dict[str, Any]) -> TablePage:
    names = list(dict.fromkeys(name for row in table["first"] for name, value in row.items() if value is not None))
    return TablePage(
        title=table["table"],
        sentence=_("%(rows)s rows; %(rejected)s would be rejected.")
        % {"rows": formats.number(table["rows"]), "rejected": formats.number(table["rejected"])},
        reasons=tuple((column, told(reason), formats.number(count)) for column, reason, count in table["reasons"]),
        notes=tuple(map(told, table["notes"])),
        first=simple_table(
            f"first-{table['table']}",
            _("The first rows as they would be stored"),
            [Head(name) for name in names],
            [[row.get(name) for name in names] for row in table["first"]],
        ),
    )


def _columns(row: Import) -> list[ColumnChoice]:
    """The file's columns in their order, with what each is read as."""
    found: dict[str, str] = {}
    for file in row.preview:
        for table in file["tables"]:
            found |= {theirs: ours for ours, theirs in table["columns"].items() if theirs not in found}
            found |= {theirs: "attributes" for theirs in table["aside"] if theirs not in found}
    found |= {theirs: "-" for theirs, ours in row.columns.items() if ours == ""}
    stated = {theirs: ours or "-" for theirs, ours in row.columns.items()}
    return [ColumnChoice(theirs, f"{COLUMN}{theirs}", ours, stated.get(theirs, "")) for theirs, ours in found.items()]

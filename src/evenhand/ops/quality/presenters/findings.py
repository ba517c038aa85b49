"""Findings as a list, one finding, and the step after a blind judgement: the answer beside the original decision."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from evenhand.facts.plain import one_line
from evenhand.ops.judgements.models import Task
from evenhand.ops.judgements.presenters.content import ContentView, content_of, facts_of
from evenhand.ops.judgements.presenters.lists import context_url
from evenhand.ops.policies.vocabulary import Severity
from evenhand.ops.quality.keys import CAUSE_KEYS, ERROR_KEYS, NO_CAUSE_KEY
from evenhand.ops.quality.models import Finding, Unit
from evenhand.ops.quality.presenters.words import capital, label_words
from evenhand.ops.quality.vocabulary import CONTEXT, ErrorType, RootCause
from evenhand.ui import format as formats
from evenhand.ui.tables import Column, Filter, Table, code, plain, strong
from evenhand.ui.types import Cell, Crumb, Definition, Option


@dataclass(frozen=True)
class RevealPage:
    """A decision beside the assessor's answer, with what can be said about the difference."""

    unit: Unit
    finding: Finding | None
    content: ContentView | None
    facts: tuple[Definition, ...]
    decided: tuple[Definition, ...]
    assessed: tuple[Definition, ...]
    same: bool
    errors: tuple[Option, ...]
    causes: tuple[Option, ...]
    severities: tuple[Option, ...]
    next_url: str
    crumbs: tuple[Crumb, ...]


@dataclass(frozen=True)
class FindingPage:
    """A finding as those who learn from it read it."""

    finding: Finding
    title: str
    crumbs: tuple[Crumb, ...]
    content: ContentView | None
    facts: tuple[Definition, ...]
    rows: tuple[Definition, ...]
    note: str
    erased: bool
    edit_url: str | None


def findings_table() -> Table[Finding]:
    """The list, as those see it who may."""
    return Table(
        name="findings",
        caption=_("Findings"),
        order="-found",
        row_url=lambda row: reverse("quality:finding", kwargs={"uuid": row.uuid}),
        columns=(
            Column("what", _("Decided and assessed"), _difference),
            Column("error", _("Error type"), lambda row: str(ErrorType(row.error_type).label), sort="error_type"),
            Column("cause", _("Root cause"), _cause, sort="root_cause"),
            Column("severity", _("Severity"), _severity, sort="severity", nullable=True),
            Column("language", _("Language"), lambda row: row.unit.language or None, sort="unit__language"),
            Column("partner", _("Partner"), lambda row: _short(row.unit.partner), sort="unit__partner"),
            Column("item", _("Item"), lambda row: code(one_line(row.unit.item_key))),
            Column("found", _("Found"), lambda row: row.found_at, sort="found_at"),
        ),
        filters=(
            Filter("error", _("Error type"), "error_type", choices=_choices(ErrorType)),
            Filter("cause", _("Root cause"), "root_cause", choices=_choices(RootCause)),
            Filter("language", _("Language"), "unit__language", kind="text"),
            Filter("partner", _("Partner"), "unit__partner", kind="text"),
            Filter("clause", _("Clause"), "clause__istartswith", kind="text"),
            Filter("from", _("From"), "found_at__gte", kind="date"),
        ),
    )


def reveal_page(unit: Unit, finding: Finding | None, task: Task | None, *, filled: Finding | None) -> RevealPage:
    """The step after a blind judgement; ``filled`` is what stands in the form."""
    kept = filled or finding
    return RevealPage(
        unit=unit,
        finding=finding,
        content=content_of(task) if task else None,
        facts=facts_of(task) if task else (),
        decided=tuple(_decided(unit)),
        assessed=tuple(_assessed(unit)),
        same=finding is None or finding.retracted,
        errors=_errors(kept),
        causes=_causes(kept),
        severities=_severities(kept),
        next_url=context_url(CONTEXT, unit.sample.sample_id),
        crumbs=(sample_crumb(unit),),
    )


def finding_page(finding: Finding, task: Task | None, *, own: bool) -> FindingPage:
    """One finding."""
    unit, note = finding.unit, getattr(finding, "note", None)
    return FindingPage(
        finding=finding,
        title=_("%(error)s: decided %(decided)s, assessed %(assessed)s")
        % {
            "error": str(ErrorType(finding.error_type).label).capitalize(),
            "decided": label_words(unit.label),
            "assessed": label_words(unit.assessed),
        },
        crumbs=(Crumb(_("Findings"), reverse("quality:findings")),),
        content=content_of(task) if task else None,
        facts=facts_of(task) if task else (),
        rows=tuple(_about(finding)),
        note=note.text if note else "",
        erased=bool(note and note.erased_at),
        edit_url=reverse("quality:reveal", kwargs={"uuid": unit.uuid}) if own and not unit.by_sheet else None,
    )


def sample_crumb(unit: Unit) -> Crumb:
    """The way back to the sample."""
    return Crumb(unit.sample.name, reverse("quality:sample", kwargs={"uuid": unit.sample.uuid}))


def _about(finding: Finding) -> list[Definition]:
    unit = finding.unit
    rows = (
        (_("Decided"), label_words(unit.label)),
        (_("Assessed"), label_words(unit.assessed)),
        (_("Error type"), str(ErrorType(finding.error_type).label)),
        (_("Root cause"), str(RootCause(finding.root_cause).label) if finding.root_cause else _("not said")),
        (_("Severity"), _severity(finding) or _("not said")),
        (_("Clause"), one_line(finding.clause)),
        (_("Queue"), one_line(unit.queue)),
        (_("Market"), one_line(unit.market)),
        (_("Language"), one_line(unit.language)),
        (_("Partner"), one_line(unit.partner)),
        (_("Decided by"), one_line(unit.judge_id)),
        (_("Decided on"), formats.moment(unit.decided_at) if unit.decided_at else ""),
        (_("Found"), formats.moment(finding.found_at)),
        (_("Sample"), unit.sample.name),
        (_("Item"), one_line(unit.item_key)),
    )
    return [Definition(term, str(value)) for term, value in rows if value]


def _decided(unit: Unit) -> list[Definition]:
    rows = (
        (pgettext("of a decision", "Label"), label_words(unit.label)),
        (_("Action"), one_line(unit.action)),
        (_("Under"), one_line(unit.policy_version)),
        (_("Decided on"), formats.moment(unit.decided_at) if unit.decided_at else ""),
        (_("Views before"), formats.number(unit.reach) if unit.reach is not None else ""),
    )
    return [Definition(term, value) for term, value in rows if value]


def _assessed(unit: Unit) -> list[Definition]:
    given = formats.moment(unit.assessed_at) if unit.assessed_at else ""
    rows = ((pgettext("of a decision", "Label"), label_words(unit.assessed)), (_("Given"), given))
    return [Definition(term, value) for term, value in rows if value]


def _errors(kept: Finding | None) -> tuple[Option, ...]:
    chosen = kept.error_type if kept else ""
    return tuple(
        Option(value, capital(label), key=key, selected=value == chosen)
        for (value, label), key in zip(ErrorType.choices, ERROR_KEYS, strict=True)
    )


def _causes(kept: Finding | None) -> tuple[Option, ...]:
    chosen = kept.root_cause if kept else ""
    named = zip(RootCause.choices, CAUSE_KEYS, strict=True)
    options = [Option(value, capital(label), key=key, selected=value == chosen) for (value, label), key in named]
    return (*options, Option("", capital(_("not said")), key=NO_CAUSE_KEY, selected=not chosen))


def _severities(kept: Finding | None) -> tuple[Option, ...]:
    chosen = kept.severity if kept else None
    options = [Option(str(each.rank), capital(each.label), selected=each.rank == chosen) for each in Severity]
    return (*options, Option("", capital(_("not said")), selected=chosen is None))


def _difference(row: Finding) -> Cell:
    words = {"decided": label_words(row.unit.label), "assessed": label_words(row.unit.assessed)}
    return strong(_("%(decided)s → %(assessed)s") % words, note=one_line(row.unit.sample.name))


def _cause(row: Finding) -> str | None:
    return str(RootCause(row.root_cause).label) if row.root_cause else None


def _severity(row: Finding) -> str | None:
    ranks = {each.rank: str(each.label) for each in Severity}
    return None if row.severity is None else ranks[row.severity]


def _short(text: str) -> Cell | None:
    return plain(one_line(text)) if text else None


def _choices(values: type[TextChoices]) -> tuple[tuple[str, str], ...]:
    return tuple((value, str(label)) for value, label in values.choices)

"""Samples as a list, and one sample's page: how far it is, who has done what, what can be done now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import TextChoices
from django.urls import reverse
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from evenhand.ops.judgements.presenters.lists import context_url
from evenhand.ops.quality.models import Sample
from evenhand.ops.quality.presenters.words import capital
from evenhand.ops.quality.selectors.samples import Given
from evenhand.ops.quality.types import Standing
from evenhand.ops.quality.vocabulary import CONTEXT, WITH_SHEET, WITH_TASKS, Mode, SampleState
from evenhand.ops.spine.sentences import told
from evenhand.ui import format as formats
from evenhand.ui.tables import Column, Filter, Table, number, simple_table, strong, tag
from evenhand.ui.types import Cell, Crumb, Definition, Head, TableView, Tone

TONES: Mapping[str, Tone] = {SampleState.OPEN: "accent", SampleState.FAILED: "bad", SampleState.DRAWING: "neutral"}


@dataclass(frozen=True)
class SamplePage:
    """A sample as its page shows it. Addresses are None where there is nothing to do."""

    sample: Sample
    crumbs: tuple[Crumb, ...]
    lead: str
    drawing: bool
    problem: str
    standing: Standing
    hours: str
    mine: str
    assess_url: str | None
    report_url: str | None
    facts: tuple[Definition, ...]
    assessors: TableView
    manages: bool
    is_open: bool
    with_sheet: bool
    may_assess: bool


def samples_table(waiting: Mapping[int, int]) -> Table[Sample]:
    """The list; ``waiting`` is what of each waits for the reader."""

    def show(row: Sample) -> Cell:
        return strong(row.name, note=row.source or None)

    return Table(
        name="samples",
        caption=_("Samples"),
        order="-created",
        row_url=lambda row: reverse("quality:sample", kwargs={"uuid": row.uuid}),
        columns=(
            Column("name", _("Sample"), show, sort="name"),
            Column("state", _("State"), state_tag, sort="state"),
            Column("done", _("Assessed"), _done, numeric=True),
            Column("mine", _("For you"), lambda row: waiting.get(row.pk) or None, numeric=True),
            Column("due", _("Due"), lambda row: row.due_at, sort="due_at", nullable=True),
            Column("by", _("Made by"), lambda row: row.made_by.name),
            Column("created", _("Made"), lambda row: row.created_at, sort="created_at"),
        ),
        filters=(
            Filter("state", _("State"), "state", choices=_choices(SampleState)),
            Filter("q", pgettext("of a sample", "Name"), "name__icontains", kind="text"),
        ),
    )


def sample_page(
    sample: Sample,
    *,
    standing: Standing,
    given: Sequence[Given],
    seconds: float,
    waiting: int,
    manages: bool,
    may_assess: bool,
    at: datetime,
) -> SamplePage:
    """Everything that the page of a sample shows."""
    mode, is_open = Mode(sample.mode), sample.state == SampleState.OPEN
    takes = is_open and mode in WITH_TASKS and waiting > 0
    return SamplePage(
        sample=sample,
        crumbs=(Crumb(_("Samples"), reverse("quality:samples")),),
        lead=lead_of(sample, standing),
        drawing=sample.state == SampleState.DRAWING,
        problem=told(sample.problem),
        standing=standing,
        hours=_hours(sample, standing, seconds),
        mine=_mine(waiting) if takes else "",
        assess_url=context_url(CONTEXT, sample.sample_id) if takes else None,
        report_url=reverse("quality:report", kwargs={"uuid": sample.uuid}) if sample.sample_id else None,
        facts=tuple(_facts(sample, at)),
        assessors=_assessors(given),
        manages=manages,
        is_open=is_open,
        with_sheet=is_open and mode in WITH_SHEET,
        may_assess=may_assess,
    )


def lead_of(sample: Sample, standing: Standing) -> str:
    """The one thing to know."""
    match SampleState(sample.state):
        case SampleState.DRAWING:
            return _("It is being drawn.")
        case SampleState.FAILED:
            return _("It could not be drawn. Nothing was assessed.")
    values = {"done": formats.number(standing.done), "planned": formats.number(standing.planned)}
    if standing.planned and not standing.open:
        return _("All %(planned)s are assessed: the report is complete.") % values
    if sample.state == SampleState.CLOSED:
        return _("Closed with %(done)s of %(planned)s assessed.") % values
    return _("%(done)s of %(planned)s assessed.") % values


def state_tag(row: Sample) -> Cell:
    """The state as a cell."""
    return tag(str(SampleState(row.state).label), TONES.get(row.state, "neutral"))


def _done(row: Any) -> Cell | None:
    if row.state in (SampleState.DRAWING, SampleState.FAILED):
        return None
    done, planned = row.done or 0, row.seen or 0
    words = {"done": formats.number(done), "total": formats.number(planned)}
    return number(done, _("%(done)s of %(total)s") % words)


def _hours(sample: Sample, standing: Standing, seconds: float) -> str:
    """Hours that the assessing has taken here, and what is left at this pace, or at the planned one."""
    here = standing.done - standing.on_sheets
    if not standing.open:
        return _("%(used)s used.") % {"used": formats.duration(seconds)} if seconds else ""
    pace = seconds / here if seconds and here else sample.minutes * 60
    left = formats.duration(pace * standing.open)
    if not seconds:
        return _("About %(left)s left, at %(minutes)s minutes each.") % {"left": left, "minutes": f"{sample.minutes:g}"}
    used = formats.duration(seconds)
    return _("%(used)s used; about %(left)s left at this pace.") % {"used": used, "left": left}


def _mine(waiting: int) -> str:
    text = ngettext("%(count)s waits for you", "%(count)s wait for you", waiting)
    return text % {"count": formats.number(waiting)}


def _facts(sample: Sample, at: datetime) -> list[Definition]:
    policy = sample.policy_version.policy
    title = policy.title_zh if (get_language() or "en").startswith("zh") else policy.title_en
    rows = [
        (_("Decisions from"), sample.source),
        (_("Population"), formats.number(sample.population) if sample.population else ""),
        (_("Policy"), f"{title} · {sample.policy_version.name}"),
        (_("Assessed"), capital(Mode(sample.mode).label)),
        (_("Second look"), formats.percent(sample.second_share) if sample.second_share else ""),
        (_("Due"), formats.moment(sample.due_at) if sample.due_at else ""),
        (_("Made"), f"{formats.moment(sample.created_at)}, {sample.made_by.name}"),
        (_("Drawn"), formats.moment(sample.drawn_at) if sample.drawn_at else ""),
        (_("Sample"), sample.sample_id),
    ]
    return [Definition(term, value) for term, value in rows if value]


def _assessors(given: Sequence[Given]) -> TableView:
    heads = (Head(_("Assessor")), Head(_("Assessed"), True), Head(_("Set aside for them"), True))
    rows = [
        (strong(row.name or _("on a sheet, by somebody without a login")), row.assessed, row.waiting) for row in given
    ]
    return simple_table("assessors", _("By assessor"), heads, rows)


def _choices(values: type[TextChoices]) -> tuple[tuple[str, str], ...]:
    return tuple((value, str(label)) for value, label in values.choices)

"""The report page: the texts and marks of the document, each number with the address of the rows behind it.

The page and the documents show the same figures in the same words, since both come from ``documents.quality``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evenhand import assess
from evenhand.documents.quality.page import Bar, Card, CaseCard, Page, SliceBlock, SliceRow
from evenhand.documents.quality.page import Cell as ConfusionCell
from evenhand.documents.quality.presenter import present
from evenhand.ops.quality.models import Finding, Sample
from evenhand.ops.quality.presenters.words import column_words
from evenhand.ui import format as formats
from evenhand.ui.format import document_words
from evenhand.ui.types import Crumb, Tab

SLICES = (
    "language",
    "market",
    "partner",
    "queue",
    "judge_kind",
    "label",
    "policy_version",
    "team",
    "item.content_type",
)
FORMS = (("html", "HTML"), ("pdf", "PDF"), ("xlsx", "XLSX"), ("md", "Markdown"), ("json", "JSON"))
MOST_GROUPS = 60


@dataclass(frozen=True)
class Linked:
    """Something of the document's page with the rows behind it; None where it has none of its own."""

    part: Card | SliceRow | Bar | ConfusionCell
    url: str | None


@dataclass(frozen=True)
class Group:
    """The groups of one column; ``more`` counts those that are not shown."""

    block: SliceBlock
    rows: tuple[Linked, ...]
    more: str


@dataclass(frozen=True)
class CaseView:
    """A case with its finding's page, and the note that stays in the work database."""

    card: CaseCard
    url: str | None
    note: str


@dataclass(frozen=True)
class ReportPage:
    """The report as the desk shows it; ``page`` is the document's, ``pending`` what is not in the figures yet."""

    sample: Sample
    page: Page
    crumbs: tuple[Crumb, ...]
    as_of: str
    pending: str
    limited: str
    cards: tuple[Linked, ...]
    small_cards: tuple[Linked, ...]
    progress: tuple[Linked, ...]
    groups: tuple[Group, ...]
    confusion: tuple[tuple[Linked, ...], ...]
    errors: tuple[Linked, ...]
    causes: tuple[Linked, ...]
    cases: tuple[CaseView, ...]
    slices: tuple[Tab, ...]
    downloads: tuple[tuple[str, str], ...]
    rows_url: str


def report_page(
    sample: Sample,
    report: assess.QualityReport,
    *,
    by: str,
    findings: Mapping[str, Finding],
    horizon: datetime | None,
    answered: int,
    whole: bool,
) -> ReportPage:
    """The page; ``findings`` are by task key, ``answered`` counts the answers that the work database knows of."""
    page = present(report, document_words().language)
    rows = reverse("quality:rows", kwargs={"uuid": sample.uuid})
    return ReportPage(
        sample=sample,
        page=page,
        crumbs=(
            Crumb(_("Samples"), reverse("quality:samples")),
            Crumb(sample.name, reverse("quality:sample", kwargs={"uuid": sample.uuid})),
        ),
        as_of=_as_of(horizon),
        pending=_pending(answered - report.progress.assessed - report.progress.unable),
        limited="" if whole else _("You see the decisions of your scope alone; every figure speaks about those."),
        cards=tuple(_card(card, rows) for card in page.cards),
        small_cards=tuple(_card(card, rows) for card in page.small_cards),
        progress=tuple(Linked(bar, _rows(rows, state=bar.code)) for bar in page.progress.parts),
        groups=tuple(_groups(block, table, rows) for block, table in zip(page.slices, report.slices, strict=False)),
        confusion=_confusion(page, rows),
        errors=tuple(Linked(bar, _rows(rows, error_type=bar.code)) for bar in page.wrong.error_types),
        causes=tuple(Linked(bar, _rows(rows, root_cause=bar.code)) for bar in page.wrong.root_causes),
        cases=tuple(_case(card, case, findings) for card, case in zip(page.cases, report.cases, strict=True)),
        slices=_slices(sample, by),
        downloads=_downloads(sample, by),
        rows_url=rows,
    )


def _as_of(horizon: datetime | None) -> str:
    return _("As of %(time)s.") % {"time": formats.clock(horizon)} if horizon else ""


def _pending(count: int) -> str:
    if count <= 0:
        return ""
    text = ngettext(
        "%(count)s assessment is on its way into these figures.",
        "%(count)s assessments are on their way into these figures.",
        count,
    )
    return text % {"count": formats.number(count)}


def _card(card: Card, rows: str) -> Linked:
    """A figure opens to the decisions that it speaks about."""
    shows = card.value is not None
    return Linked(card, _rows(rows, metric=card.figure.metric) if shows else None)


def _groups(block: SliceBlock, table: assess.SliceTable, rows: str) -> Group:
    pairs = zip(block.rows[:MOST_GROUPS], table.slices, strict=False)
    rest = len(block.rows) - MOST_GROUPS
    return Group(
        block=block,
        rows=tuple(Linked(row, _rows(rows, by=table.by, value=part.value or "")) for row, part in pairs),
        more=_("and %(count)s more groups; the XLSX holds them all") % {"count": formats.number(rest)}
        if rest > 0
        else "",
    )


def _confusion(page: Page, rows: str) -> tuple[tuple[Linked, ...], ...]:
    part = page.confusion
    if part is None:
        return ()
    return tuple(
        tuple(
            Linked(cell, _cell_url(cell, rows, decided, assessed))
            for cell, assessed in zip(line, part.codes, strict=True)
        )
        for line, decided in zip(part.rows, part.codes, strict=True)
    )


def _cell_url(cell: ConfusionCell, rows: str, decided: str | None, assessed: str | None) -> str | None:
    """Several labels together have no rows of their own."""
    if not cell.raw_count or decided is None or assessed is None:
        return None
    return _rows(rows, decided=decided, assessed=assessed)


def _case(card: CaseCard, case: assess.Case, findings: Mapping[str, Finding]) -> CaseView:
    finding = findings.get(case.task)
    if finding is None:
        return CaseView(card, None, "")
    note = getattr(finding, "note", None)
    return CaseView(card, reverse("quality:finding", kwargs={"uuid": finding.uuid}), note.text if note else "")


def _slices(sample: Sample, by: str) -> tuple[Tab, ...]:
    address = reverse("quality:report", kwargs={"uuid": sample.uuid})
    usual = Tab(_("The usual"), address, current=not by)
    return (usual, *(Tab(column_words(c), f"{address}?{urlencode({'by': c})}", current=c == by) for c in SLICES))


def _downloads(sample: Sample, by: str) -> tuple[tuple[str, str], ...]:
    query = f"?{urlencode({'by': by})}" if by else ""
    return tuple(
        (title, reverse("quality:document", kwargs={"uuid": sample.uuid, "form": form}) + query)
        for form, title in FORMS
    )


def _rows(address: str, **query: str) -> str:
    return f"{address}?{urlencode(query)}"

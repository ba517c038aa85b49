"""The report of a sample, its documents, and the rows behind each number."""

from __future__ import annotations

import tempfile
from pathlib import Path
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from evenhand.documents import quality_report
from evenhand.ops.people.gate import me, requires
from evenhand.ops.people.permissions import scope_of
from evenhand.ops.quality.permissions import sample_seen_by
from evenhand.ops.quality.presenters.reports import FORMS, SLICES, report_page
from evenhand.ops.quality.presenters.rows import FORMAT, csv_parts, page_keys, rows_page
from evenhand.ops.quality.presenters.words import column_words
from evenhand.ops.quality.selectors import findings as found_selectors
from evenhand.ops.quality.selectors import reports as selectors
from evenhand.ops.quality.selectors.population import CUTS
from evenhand.ops.quality.selectors.reports import Behind
from evenhand.ops.quality.selectors.samples import answers
from evenhand.ops.quality.vocabulary import READ
from evenhand.ops.spine import facts
from evenhand.ops.spine.errors import NotFound
from evenhand.ui.format import document_words

STATES = ("assessed", "unable", "open", "differs")


@requires(READ)
@require_GET
def report(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The quality report: a part of the page is swapped when somebody slices otherwise."""
    user = me(request)
    sample, by = sample_seen_by(user, uuid), _slice(request.GET)
    made = selectors.report(user, sample, (by,) if by else ())
    page = report_page(
        sample,
        made,
        by=by,
        findings=found_selectors.by_task(user, sample, [case.task for case in made.cases]),
        horizon=facts.horizon(),
        answered=answers(sample, user),
        whole=scope_of(user, READ).is_everything,
    )
    return render(request, "quality/report.html", {"page": page, "column_words": column_words})


@requires(READ)
@require_GET
def document(request: HttpRequest, uuid: UUID, form: str) -> FileResponse:
    """The report as a document, in the reader's language."""
    user = me(request)
    if form not in dict(FORMS):
        raise NotFound(_("The report has no such form."), hint=_("Use %(forms)s.") % {"forms": ", ".join(dict(FORMS))})
    sample, by = sample_seen_by(user, uuid), _slice(request.GET)
    made = selectors.report(user, sample, (by,) if by else ())
    with tempfile.TemporaryDirectory(prefix="evenhand-report-") as folder:
        path = Path(folder) / f"quality-{sample.sample_id}.{form}"
        quality_report(made, path, language=document_words().language)
        return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


@requires(READ)
@require_GET
def rows(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """The decisions that a number is made of."""
    user = me(request)
    sample, behind = sample_seen_by(user, uuid), _behind(request.GET)
    chosen = selectors.rows_behind(user, sample, behind)
    if request.GET.get(FORMAT) == "csv":
        answer = StreamingHttpResponse(csv_parts(chosen.rows), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{sample.sample_id}.csv"'
        return answer
    keys = page_keys(chosen, request.GET)
    known = found_selectors.by_task(user, sample, keys)
    urls = {key: reverse("quality:finding", kwargs={"uuid": found.uuid}) for key, found in known.items()}
    return render(request, "quality/rows.html", {"page": rows_page(sample, chosen, behind, request.GET, urls)})


def _slice(query: QueryDict) -> str:
    """A column to slice by, "" for the usual ones."""
    asked = query.get("by", "")
    return asked if asked in SLICES else ""


def _behind(query: QueryDict) -> Behind:
    """Which rows an address asks for; what it cannot ask is left out."""

    def text(name: str) -> str | None:
        return query.get(name) or None

    state, by = text("state"), text("by")
    sliced = by in (*SLICES, *CUTS)
    return Behind(
        by=by if sliced else None,
        value=query.get("value") if sliced else None,
        decided=text("decided"),
        assessed=text("assessed"),
        error_type=text("error_type"),
        root_cause=text("root_cause"),
        metric=text("metric"),
        state=state if state in STATES else None,
    )

"""The step after a blind judgement, the list of findings, and one of them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from evenhand.ops.judgements.presenters.lists import context_url
from evenhand.ops.people.gate import me, requires
from evenhand.ops.quality import services
from evenhand.ops.quality.forms import FindingForm
from evenhand.ops.quality.models import Finding, Unit
from evenhand.ops.quality.presenters.findings import finding_page, findings_table, reveal_page
from evenhand.ops.quality.selectors import findings as selectors
from evenhand.ops.quality.vocabulary import ASSESS, CONTEXT, READ
from evenhand.ops.spine import clock, events
from evenhand.ops.spine.errors import Invalid
from evenhand.ui import tables


@requires(READ)
@require_GET
def findings(request: HttpRequest) -> HttpResponseBase:
    """The findings that this person may see."""
    table, found = findings_table(), selectors.findings(me(request))
    given = tables.read(table, request.path, request.GET)
    file = tables.download(table, found, given)
    if file is not None:
        return file
    return render(request, "quality/findings.html", {"findings": tables.page(table, found, given)})


@requires(READ)
@require_GET
def finding(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One finding."""
    user = me(request)
    found = selectors.finding_seen_by(user, uuid)
    task = selectors.task_of(found.unit)
    if task is not None:
        events.tell("items.looked_at", user=user, snapshot=task.snapshot, at=clock.now())
    page = finding_page(found, task, own=found.unit.assessor_id == user.pk)
    return render(request, "quality/finding.html", {"page": page})


@requires(ASSESS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reveal(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One's own answer beside the original decision; POST says what sort of error it was."""
    user = me(request)
    unit = selectors.assessed_by(user, uuid)
    found = Finding.objects.filter(unit=unit).first()
    if request.method != "POST":
        return _page(request, unit, found, FindingForm())
    form = FindingForm(request.POST)
    if found is not None and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            services.name_finding(found.uuid, form.named(), version=version, by=user, at=clock.now())
        except Invalid as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("Kept."))
            return redirect(_next(unit))
    return _page(request, unit, found, form, status=422)


@requires(ASSESS)
@require_POST
def same(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The assessor agrees with the decision after all."""
    unit = services.agree_after_all(uuid, by=me(request), at=clock.now())
    messages.success(request, _("Your second answer counts; the first is kept beside it."))
    return redirect(_next(unit))


def _next(unit: Unit) -> str:
    return context_url(CONTEXT, unit.sample.sample_id)


def _page(
    request: HttpRequest, unit: Unit, found: Finding | None, form: FindingForm, *, status: int = 200
) -> HttpResponse:
    note = getattr(found, "note", None) if found else None
    typed = form["note"].value() if form.is_bound else (note.text if note else "")
    page = reveal_page(unit, found, selectors.task_of(unit), filled=_filled(found, form))
    context = {"page": page, "form": form, "note": typed, "version": found.version if found else 0}
    return render(request, "quality/reveal.html", context, status=status)


def _filled(found: Finding | None, form: FindingForm) -> Finding | None:
    """What stands in the form: what was typed, else what is kept."""
    if not form.is_bound:
        return found
    typed = form.data.get("severity", "")
    return Finding(
        error_type=form.data.get("error_type", ""),
        root_cause=form.data.get("root_cause", ""),
        severity=int(typed) if typed in tuple("01234") else None,
    )

"""The auditor's pages: where the ledger stands, its events, verifications; erasure, holds and retention."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from evenhand.ops.ledger import erasure as erasing
from evenhand.ops.ledger import selectors
from evenhand.ops.ledger.models import Hold
from evenhand.ops.ledger.tasks import ask_for_check
from evenhand.ops.people.gate import me, requires
from evenhand.ops.spine import clock
from evenhand.ops.spine.desks import Erasing
from evenhand.ops.spine.errors import Conflict, NotFound
from evenhand.ui import format as formats
from evenhand.ui import tables
from evenhand.web.audit import presenters
from evenhand.web.audit.forms import EraseForm, HoldForm, RetentionForm

READ, ERASE = "ledger.read", "ledger.erase"
SHOWN = 10


@requires(READ)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Where the ledger stands, and the last verifications."""
    page = {
        "standing": presenters.standing_rows(selectors.standing()),
        "checks": presenters.check_rows(selectors.checks(most=SHOWN)),
    }
    template = "web/audit/checks.html" if request.headers.get("HX-Target") == "checks" else "web/audit/index.html"
    return render(request, template, page)


@requires(READ)
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Has the ledger and the facts verified."""
    ask_for_check(by=_who(request), at=clock.now())
    return redirect("audit:index")


@requires(READ)
@require_GET
def events(request: HttpRequest) -> HttpResponseBase:
    """All events."""
    given = tables.read(presenters.EVENTS, request.path, request.GET)
    if file := tables.download(presenters.EVENTS, selectors.events(), given):
        return file
    found = tables.page(presenters.EVENTS, selectors.events(), given)
    return render(request, "web/audit/events.html", {"events": presenters.with_names(found, to=request.user)})


@requires(READ)
@require_GET
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """One event."""
    found = selectors.event_of(pk)
    page = {
        "event": found,
        "rows": presenters.event_rows(found, to=request.user),
        "payload": presenters.payload_text(found),
    }
    return render(request, "web/audit/event.html", page)


@requires(READ)
@require_GET
def heads(request: HttpRequest) -> FileResponse:
    """The heads of all seals, to be kept elsewhere: a history that was written anew is found against such a copy."""
    path = settings.EVENHAND.heads_file
    if not path.exists():
        raise NotFound(_("Nothing has been sealed yet."))
    return FileResponse(path.open("rb"), as_attachment=True, filename="heads.jsonl", content_type="application/jsonl")


@requires(ERASE)
@require_http_methods(["GET", "POST"])
def erasure(request: HttpRequest) -> HttpResponse:
    """Erases what is kept about somebody or something."""
    form = EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        subject = Erasing(given["kind"], given["identity"], given["source"] or None)
        try:
            done = erasing.erase(subject, rule=given["rule"], actor=_who(request), at=clock.now())
        except Conflict as error:
            form.add_error("identity", str(error))
        else:
            told = {"rows": formats.number(done.rows), "work": formats.number(done.work)}
            messages.success(request, _("Erased: %(rows)s rows of facts, %(work)s rows of work.") % told)
            return redirect("audit:erasure")
    return _erasure_page(request, erase=form, status=422 if form.errors else 200)


@requires(ERASE)
@require_POST
def hold(request: HttpRequest) -> HttpResponse:
    """Places a legal hold."""
    form = HoldForm(request.POST)
    if not form.is_valid():
        return _erasure_page(request, hold=form, status=422)
    given = form.cleaned_data
    subject = Erasing(given["kind"], given["identity"])
    erasing.place_hold(subject, ground=given["ground"], actor=_who(request), at=clock.now())
    return redirect("audit:erasure")


@requires(ERASE)
@require_POST
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Lifts a legal hold."""
    found = Hold.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such hold."))
    erasing.lift_hold(found, actor=_who(request), at=clock.now())
    return redirect("audit:erasure")


@requires(ERASE)
@require_POST
def retention(request: HttpRequest) -> HttpResponse:
    """Sets how long the text in a table is kept."""
    form = RetentionForm(request.POST)
    if not form.is_valid():
        return _erasure_page(request, retention=form, status=422)
    given = form.cleaned_data
    erasing.keep_for(given["table"], days=given["days"], rule=given["rule"], actor=_who(request), at=clock.now())
    return redirect("audit:erasure")


def _erasure_page(request: HttpRequest, *, status: int, **forms: Any) -> HttpResponse:
    page = {
        "erase": forms.get("erase", EraseForm(prefix=None)),
        "hold": forms.get("hold", HoldForm(auto_id="hold_%s")),
        "retention": forms.get("retention", RetentionForm(auto_id="retention_%s")),
        "holds": presenters.hold_rows(selectors.holds()),
        "kept": presenters.retention_table(selectors.retentions()),
    }
    return render(request, "web/audit/erasure.html", page, status=status)


def _who(request: HttpRequest) -> str:
    return str(me(request).uuid)

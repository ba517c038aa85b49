"""The list of samples, one sample, and what can be done with it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from evenhand.ops.people.gate import me, requires
from evenhand.ops.people.permissions import may
from evenhand.ops.quality import services
from evenhand.ops.quality.forms import SecondLookForm, SheetForm
from evenhand.ops.quality.permissions import manages, sample_seen_by
from evenhand.ops.quality.presenters.samples import sample_page, samples_table
from evenhand.ops.quality.selectors import samples as selectors
from evenhand.ops.quality.selectors.people import assessors_for
from evenhand.ops.quality.vocabulary import ASSESS, PLAN, READ
from evenhand.ops.spine import clock
from evenhand.ui import format as formats
from evenhand.ui import tables


@requires(READ)
@require_GET
def samples(request: HttpRequest) -> HttpResponseBase:
    """The samples that this person may see."""
    user = me(request)
    waiting: dict[int, int] = {}
    for row in selectors.waiting_for(user, clock.now()):
        waiting[row.sample.pk] = waiting.get(row.sample.pk, 0) + row.count
    table = samples_table(waiting)
    given = tables.read(table, request.path, request.GET)
    found = selectors.listed(user)
    file = tables.download(table, found, given)
    if file is not None:
        return file
    page = tables.page(table, found, given)
    return render(request, "quality/samples.html", {"samples": page, "plans": may(user, PLAN)})


@requires(READ)
@require_GET
def sample(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One sample: how far it is, and what can be done now. While it is drawn the page renews its own part."""
    user, at = me(request), clock.now()
    row = sample_seen_by(user, uuid)
    may_manage, may_assess = manages(user, row), may(user, ASSESS)
    page = sample_page(
        row,
        standing=selectors.standing(user, row),
        given=selectors.by_assessor(row, user),
        seconds=selectors.seconds_used(row),
        waiting=selectors.waiting_in(user, row, at),
        manages=may_manage,
        may_assess=may_assess,
        at=at,
    )
    people = assessors_for(user, row) if page.with_sheet and may_assess else []
    context = {
        "page": page,
        "second_form": SecondLookForm(),
        "sheet_form": SheetForm(people=people, initial={"assessor": str(user.uuid)}),
    }
    part = request.headers.get("HX-Target") == "sample"
    return render(request, "quality/sample_part.html" if part else "quality/sample.html", context)


@requires(PLAN)
@require_POST
def again(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Draws a sample that could not be drawn."""
    services.draw_again(sample_seen_by(me(request), uuid).uuid, by=me(request), at=clock.now())
    return redirect("quality:sample", uuid=uuid)


@requires(PLAN)
@require_POST
def close(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ends the assessing."""
    services.close(sample_seen_by(me(request), uuid).uuid, by=me(request), at=clock.now())
    messages.success(request, _("The sample is closed. What was still open is withdrawn."))
    return redirect("quality:sample", uuid=uuid)


@requires(PLAN)
@require_POST
def second(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Has a share of the assessed looked at by another assessor."""
    user = me(request)
    row, form = sample_seen_by(user, uuid), SecondLookForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["second"])))
        return redirect("quality:sample", uuid=uuid)
    opened = services.look_again(row.uuid, share=form.cleaned_data["second"] / 100, by=user, at=clock.now())
    text = ngettext("%(count)s second look is asked for now.", "%(count)s second looks are asked for now.", opened)
    messages.success(request, text % {"count": formats.number(opened)})
    return redirect("quality:sample", uuid=uuid)

"""The panel: look, judge, go on. Without scripts each step is a page; with them the next task is there at once."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from evenhand.ops.judgements import presenters, selectors, services
from evenhand.ops.judgements.forms import JudgementForm, SkipForm, noted, read
from evenhand.ops.judgements.models import Judgement, Task
from evenhand.ops.judgements.views.background import refused, wants_json
from evenhand.ops.judgements.views.lists import JUDGE
from evenhand.ops.judgements.views.showing import focused, panel
from evenhand.ops.people.gate import me, requires
from evenhand.ops.people.models import User
from evenhand.ops.policies.selectors import clauses_by_code
from evenhand.ops.spine import clock, desks
from evenhand.ops.spine.errors import Conflict


@requires(JUDGE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def task(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A task in front of its judge; POST judges it. One that they have judged shows what they judged."""
    user, at = me(request), clock.now()
    if request.method == "POST":
        return _judged(request, uuid, user)
    known = selectors.task_for(user, uuid)
    given = selectors.judgement_of(known, user)
    if given is not None:
        page = presenters.judged_page(known, given, clauses=clauses_by_code(known.policy_version), at=at)
        return render(request, "judgements/judged.html", {"page": page})
    held, draft = services.take_and_open(user, uuid, at=at)
    return panel(request, held, user, at=at, draft=draft)


@requires(JUDGE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def skip(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Passes a task on, with a reason, and goes to the next."""
    user, at = me(request), clock.now()
    form = SkipForm(request.POST or None)
    known = selectors.task_for(user, uuid)
    if request.method == "POST" and form.is_valid():
        services.skip(uuid, user, reason=form.cleaned_data["reason"], at=at)
        return redirect(presenters.next_url(known))
    page = {"form": form, "task": known, "reasons": presenters.skip_options(), "focused": focused}
    return render(request, "judgements/skip.html", page, status=422 if form.errors else 200)


def follow_up(judgement: Judgement, task: Task) -> str | None:
    """Where the desk of the task's context wants its judge next; None: on to the next task."""
    follow = desks.after_judgement().get(task.context_kind)
    return follow(judgement) if follow else None


def _judged(request: HttpRequest, uuid: UUID, user: User) -> HttpResponse:
    form, at = read(request.POST), clock.now()
    version = form.cleaned_data["version"] or 0
    try:
        judgement = noted(form, lambda: services.judge(uuid, user, given=form.given(), version=version, at=at))
    except Conflict as conflict:
        return _lost(request, form, conflict)
    if judgement is None:
        return _wrong(request, uuid, user, form)
    follow = follow_up(judgement, judgement.task)
    if wants_json(request):
        onward = {"follow": follow, "next": presenters.next_url(judgement.task)}
        return JsonResponse({"judgement": str(judgement.public_id), **onward})
    return redirect(follow or presenters.next_url(judgement.task))


def _wrong(request: HttpRequest, uuid: UUID, user: User, form: JudgementForm) -> HttpResponse:
    if wants_json(request):
        faults = {name: [str(text) for text in texts] for name, texts in form.errors.items()}
        return JsonResponse({"message": _("Please mend this first."), "faults": faults}, status=422)
    known = selectors.task_for(user, uuid)
    return panel(request, known, user, at=clock.now(), form=form, status=422)


def _lost(request: HttpRequest, form: JudgementForm, conflict: Conflict) -> HttpResponse:
    if wants_json(request):
        return refused(conflict)
    page = {"message": conflict.message, "hint": conflict.hint, "reason": form.cleaned_data["reason"]}
    return render(request, "judgements/lost.html", page, status=conflict.status)

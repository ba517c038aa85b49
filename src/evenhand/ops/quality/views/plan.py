"""A new sample: the form, what it would give, and having it drawn."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from evenhand.assess import read_plan
from evenhand.facts.errors import RequestError
from evenhand.ops.people.gate import me, requires
from evenhand.ops.people.models import User
from evenhand.ops.people.permissions import scope_of
from evenhand.ops.policies.selectors import labels_of, published
from evenhand.ops.policies.vocabulary import PolicyKind
from evenhand.ops.quality import services
from evenhand.ops.quality.forms import PlanForm
from evenhand.ops.quality.presenters.plan import PreviewPage, preview_page, problem_page
from evenhand.ops.quality.selectors.people import assessors
from evenhand.ops.quality.selectors.population import Choices, choices, labels_in, previewed
from evenhand.ops.quality.vocabulary import PLAN
from evenhand.ops.spine import clock
from evenhand.ops.spine.errors import Denied, Invalid
from evenhand.ops.spine.sentences import told

FIELD_OF = {"policy": "policy", "assessors": "assessors", "size": "size", "half_width": "half_width"}


@requires(PLAN)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form of a new sample. The button "Preview" is for those without scripts; the other one has it drawn."""
    user, at = me(request), clock.now()
    found = choices(scope_of(user, PLAN))
    if request.method != "POST":
        form = _form(user, found, initial=PlanForm.starting(at, found))
        return _page(request, form, preview=_starting_preview(form, user), found=found)
    form = _form(user, found, request.POST)
    shown = look(form, user) if form.is_valid() else None
    if shown is None or shown.problem or "preview" in request.POST:
        return _page(request, form, preview=shown, found=found, status=422 if form.errors else 200)
    try:
        made = services.plan_sample(form.asked(), uuid=form.token_given, by=user, at=at)
    except Invalid as error:
        form.add_error(FIELD_OF.get(error.field or ""), str(error))
        return _page(request, form, preview=shown, found=found, status=422)
    return redirect("quality:sample", uuid=made.uuid)


@requires(PLAN)
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """What the plan would give, as one types: the preview, and each field's error beside it."""
    user = me(request)
    form = _form(user, choices(scope_of(user, PLAN)), request.POST)
    shown = look(form, user) if form.is_valid() else None
    return render(request, "quality/preview_live.html", {"form": form, "preview": shown})


def look(form: PlanForm, user: User) -> PreviewPage:
    """The preview of a plan that was typed without a fault of its own."""
    try:
        document = services.plan_of(form.asked(), by=user, uuid=form.token_given)
        found = previewed(document)
        return preview_page(found, labels_in(read_plan(document)), _codes(form))
    except Denied as error:
        return problem_page(error.message, error.hint)
    except RequestError as error:
        return _empty(error)


def _empty(error: RequestError) -> PreviewPage:
    if error.message.startswith("The population of the plan is empty"):
        return problem_page(
            _("No decision fits this plan."), _("Choose a longer period, another source, or fewer filters.")
        )
    return problem_page(told(error.message), told(error.hint or ""))


def _form(user: User, found: Choices, *args: Any, **kwargs: Any) -> PlanForm:
    return PlanForm(
        *args,
        choices=found,
        policies=published().filter(policy__kind=PolicyKind.RULES),
        people=assessors(user),
        zone=settings.EVENHAND.time_zone,
        **kwargs,
    )


def _starting_preview(form: PlanForm, user: User) -> PreviewPage | None:
    """What the form as it first stands would give."""
    filled = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    sent = {name: "" if value is None else value for name, value in filled.items()}
    looked = type(form)(
        sent, choices=form.found, policies=form.policies.values(), people=form.people.values(), zone=form.zone.key
    )
    return look(looked, user) if looked.is_valid() else None


def _codes(form: PlanForm) -> frozenset[str] | None:
    version = form.asked().policy_version
    return None if version is None else labels_of(version)


def _page(
    request: HttpRequest, form: PlanForm, *, preview: PreviewPage | None, found: Choices, status: int = 200
) -> HttpResponse:
    context = {"form": form, "preview": preview, "nothing": not found.decisions}
    return render(request, "quality/new.html", context, status=status)

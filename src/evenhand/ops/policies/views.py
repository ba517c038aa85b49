"""The pages of policies: the policies, the versions of one, a version, a clause."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from evenhand.ops.people.gate import me, requires
from evenhand.ops.policies import selectors, services
from evenhand.ops.policies.permissions import may_publish
from evenhand.ops.policies.presenters.clause import clause_page
from evenhand.ops.policies.presenters.lists import VERSIONS, policies_table
from evenhand.ops.policies.presenters.version import version_page
from evenhand.ops.policies.presenters.words import title_of
from evenhand.ops.policies.vocabulary import PUBLISH, READ
from evenhand.ops.spine import clock
from evenhand.ui import tables
from evenhand.ui.types import Crumb

STARTER, FIRST = "starter", "1.0"
LONGEST_SEARCH = 200


@requires(READ)
@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """All policies, each with the version in force."""
    user, table = me(request), policies_table()
    given, rows = tables.read(table, request.path, request.GET), selectors.policies_listed(user)
    if file := tables.download(table, rows, given):
        return file
    starter = may_publish(user) and not selectors.has_rules()
    context = {"table": tables.page(table, rows, given), "starter": starter}
    return render(request, "policies/index.html", context)


@requires(PUBLISH)
@require_POST
def take_starter(request: HttpRequest) -> HttpResponse:
    """Puts the starter pack in force; sent twice, it is there once."""
    made = services.publish_pack(STARTER, version=FIRST, by=me(request), at=clock.now())
    messages.success(request, _("The starter policy is in force. Its severities are proposals: check them."))
    return redirect("policies:version", uuid=made.uuid)


@requires(READ)
@require_safe
def policy(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """The versions of a policy."""
    user = me(request)
    known = selectors.policy_for(user, uuid)
    given, rows = tables.read(VERSIONS, request.path, request.GET), selectors.versions_of(known, user)
    if file := tables.download(VERSIONS, rows, given):
        return file
    crumbs = (Crumb(_("Policies"), reverse("policies:index")),)
    context = {"title": title_of(known), "crumbs": crumbs, "table": tables.page(VERSIONS, rows, given)}
    return render(request, "policies/policy.html", context)


@requires(READ)
@require_safe
def version(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A version: its clause tree, or what ``q`` finds in it. As one types, only that part is asked for."""
    known = selectors.version_for(me(request), uuid)
    words = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    page = version_page(
        known,
        selectors.clause_tree(known),
        words=words,
        found=selectors.search(known, words),
        instead=selectors.in_force_instead(known),
    )
    part = request.headers.get("HX-Target") == "clauses"
    return render(request, f"policies/{'clauses' if part else 'version'}.html", {"page": page})


@requires(READ)
@require_safe
def clause(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A clause, with the policy around it to walk on in."""
    known = selectors.clause_for(me(request), uuid)
    page = clause_page(known, selectors.clause_tree(known.version))
    return render(request, "policies/clause.html", {"page": page})

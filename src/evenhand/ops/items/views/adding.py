"""Adding an item by hand, and a file to one."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from evenhand.facts.errors import RequestError
from evenhand.ops.items import selectors, services
from evenhand.ops.items.forms import AddForm, AttachForm
from evenhand.ops.items.permissions import ADD
from evenhand.ops.items.views.pages import page_of
from evenhand.ops.people.gate import me, requires
from evenhand.ops.spine import clock
from evenhand.ops.spine.errors import Conflict, Denied, Invalid


@requires(ADD)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Adds an item."""
    form = AddForm(request.POST, request.FILES) if request.method == "POST" else AddForm()
    if request.method == "POST" and form.is_valid():
        try:
            added = services.add(form.new_item(), form.uploads(), by=me(request), at=clock.now())
        except RequestError as error:
            _tell(form, error)
        else:
            return redirect("items:item", uuid=added.uuid)
    return render(request, "items/add.html", {"form": form}, status=422 if form.errors else 200)


@requires(ADD)
@require_POST
def attach(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Keeps a file with the newest snapshot of an item."""
    user = me(request)
    item = selectors.item_of(user, uuid)
    form = AttachForm(request.POST, request.FILES)
    if form.is_valid():
        snapshots = selectors.snapshots_of(item)
        if not snapshots:
            raise Conflict(_("Nothing of the content of this item was kept."))
        try:
            services.attach(snapshots[0], form.cleaned_data["file"], by=user, at=clock.now())
        except RequestError as error:
            _tell(form, error)
        else:
            return redirect("items:item", uuid=item.uuid)
    return render(request, "items/item.html", {"page": page_of(user, item), "form": form}, status=422)


def _tell(form: AddForm | AttachForm, error: RequestError) -> None:
    """The refusal where it was caused: at its field, at the market, or else at the file, which was refused."""
    field = error.field if isinstance(error, Invalid) else "market" if isinstance(error, Denied) else "file"
    text = f"{error.message} {error.hint}" if error.hint else error.message
    form.add_error(field if field in form.fields else None, text)

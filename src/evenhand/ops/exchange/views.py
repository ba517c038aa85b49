"""The pages of exchange: what was brought in, bringing a file in, and one import."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from evenhand.ops.exchange import services
from evenhand.ops.exchange.forms import BringForm, HowForm, initial_of
from evenhand.ops.exchange.presenters import IMPORTS, import_page
from evenhand.ops.exchange.selectors import import_of, imports
from evenhand.ops.exchange.services import CAPABILITY
from evenhand.ops.exchange.tasks import rejects_path
from evenhand.ops.people.gate import me, requires
from evenhand.ops.spine import clock
from evenhand.ops.spine.errors import Invalid, NotFound
from evenhand.ui import tables


@requires(CAPABILITY)
@require_GET
def index(request: HttpRequest) -> HttpResponseBase:
    """All imports."""
    given = tables.read(IMPORTS, request.path, request.GET)
    if file := tables.download(IMPORTS, imports(), given):
        return file
    return render(request, "exchange/index.html", {"imports": tables.page(IMPORTS, imports(), given)})


@requires(CAPABILITY)
@require_http_methods(["GET", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Brings a file in."""
    form = BringForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            brought = services.bring(form.cleaned_data["file"], form.how(), by=me(request), at=clock.now())
        except Invalid as error:
            form.add_error(error.field, str(error))
        else:
            return redirect("exchange:import", uuid=brought.uuid)
    return render(request, "exchange/bring.html", {"form": form}, status=422 if form.errors else 200)


@requires(CAPABILITY)
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One import: how it is read, what it would bring or brought; a POST has it read in another way."""
    row = import_of(uuid)
    form = HowForm(request.POST) if request.method == "POST" else HowForm(initial=initial_of(vars(row)))
    if request.method == "POST" and form.is_valid():
        services.read_again(uuid, form.how(), by=me(request), at=clock.now())
        return redirect("exchange:import", uuid=uuid)
    template = "exchange/progress.html" if request.headers.get("HX-Target") == "import" else "exchange/import.html"
    return render(request, template, {"page": import_page(row), "form": form}, status=422 if form.errors else 200)


@requires(CAPABILITY)
@require_POST
def store(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Stores what was shown."""
    services.store(uuid, by=me(request), at=clock.now())
    return redirect("exchange:import", uuid=uuid)


@requires(CAPABILITY)
@require_POST
def drop(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Drops the file."""
    services.drop(uuid, by=me(request), at=clock.now())
    return redirect("exchange:index")


@requires(CAPABILITY)
@require_GET
def rejects(request: HttpRequest, uuid: UUID) -> FileResponse:
    """The rows that were kept out, each with its reason, to be mended and brought in again."""
    path = rejects_path(import_of(uuid))
    if path is None:
        raise NotFound(_("This import kept nothing out."))
    return FileResponse(
        path.open("rb"), as_attachment=True, filename="rejects.csv", content_type="text/csv; charset=utf-8"
    )

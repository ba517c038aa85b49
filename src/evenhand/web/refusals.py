"""Pages that say what could not be done and what to do now; JSON where a program asked."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evenhand.facts.errors import EvenhandError
from evenhand.ops.spine.sentences import told
from evenhand.web.api.problems import problem
from evenhand.web.outages import Outage, outage_of

API = "/api/"

TITLES = {
    400: gettext_lazy("This cannot be done"),
    403: gettext_lazy("Not for you"),
    404: gettext_lazy("Not found"),
    405: gettext_lazy("Not in this way"),
    409: gettext_lazy("Something has changed meanwhile"),
    422: gettext_lazy("This cannot be used"),
}


def refuse(request: HttpRequest, error: EvenhandError, *, status: int) -> HttpResponse:
    """The refusal as a page, or as a notice alone when only a part of a page asked."""
    hint = told(error.hint) if error.hint else None
    return _page(request, message=told(error.message), hint=hint, status=status)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return _of(request, exception, otherwise=_("This is not for your roles."), status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, the same for what does not exist and for what the person may not know of."""
    return _of(request, exception, otherwise=_("There is no page at this address."), status=404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return _of(request, exception, otherwise=_("The request could not be understood."), status=400)


def failed(request: HttpRequest) -> HttpResponse:
    """500: our own failure, or 503 and 507 when the database is away or the disk is full.

    Drawn without the request and so without a database, since that may be what failed.
    """
    outage = outage_of(sys.exception())
    if outage is not None:
        return _unavailable(request, outage)
    if _asks_as_program(request):
        tell = _("Tell whoever runs this console the id of this request; the log has the rest.")
        return problem(request, status=500, message=_("This failed. It is our fault, not yours."), fix=tell)
    page = get_template("web/failed.html").render({"name": getattr(request, "name", None)})
    return HttpResponse(page, status=500)


def _unavailable(request: HttpRequest, outage: Outage) -> HttpResponse:
    """503 or 507, with the time after which to try again."""
    if _asks_as_program(request):
        answer = problem(request, status=outage.status, message=str(outage.message), fix=str(outage.hint))
    else:
        page = get_template("web/outage.html").render({"outage": outage, "name": getattr(request, "name", None)})
        answer = HttpResponse(page, status=outage.status)
    answer.headers["Retry-After"] = str(outage.seconds)
    return answer


def not_this_way(request: HttpRequest) -> HttpResponse:
    """405: an address that is for forms, opened as a page, or the other way round."""
    if _asks_as_program(request):
        ways = _("The header Allow names the methods that it takes.")
        return problem(request, status=405, message=_("This address does not take this method."), fix=ways)
    message = _("This address cannot be opened in this way.")
    return _page(request, message=message, hint=_("Go back and use the button or the link on the page."), status=405)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open for too long, or sent from elsewhere."""
    message = _("The form could not be accepted: it was open for too long, or came from another page.")
    return _page(request, message=message, hint=_("Go back, reload the page and send it again."), status=403)


def _asks_as_program(request: HttpRequest) -> bool:
    return request.path.startswith(API)


def _of(request: HttpRequest, exception: Exception, *, otherwise: str, status: int) -> HttpResponse:
    if isinstance(exception, EvenhandError):
        return refuse(request, exception, status=status)
    return _page(request, message=otherwise, hint=None, status=status)


def _page(request: HttpRequest, *, message: str, hint: str | None, status: int) -> HttpResponse:
    if _asks_as_program(request):
        return problem(request, status=status, message=message, fix=hint)
    part = request.headers.get("HX-Request") == "true"
    template = "web/refusal_part.html" if part else "web/refusal.html"
    title = str(TITLES.get(status, TITLES[400]))
    return render(request, template, {"title": title, "said": message, "hint": hint}, status=status)

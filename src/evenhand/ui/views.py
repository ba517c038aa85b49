"""The gallery's page.

Not here: any page of a desk.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evenhand.ui.gallery import gallery_context


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state; ``?theme=`` light, dark or both."""
    return render(request, "ui/gallery.html", gallery_context(request.GET.get("theme", "")))

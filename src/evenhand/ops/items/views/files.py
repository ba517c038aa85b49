"""Files of items, sent so that they can do nothing in a browser; who asks is checked each time.

Not here: the headers and the reading of Range (``serving``), drawing previews (``pictures``).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from evenhand.ops.items import pictures
from evenhand.ops.items.kept import MEBI
from evenhand.ops.items.models import Medium
from evenhand.ops.items.permissions import LOOK
from evenhand.ops.items.pictures import SIDES
from evenhand.ops.items.protection import floor
from evenhand.ops.items.selectors import medium_of
from evenhand.ops.items.services.attaching import folder, kept_of
from evenhand.ops.items.serving import (
    ByteRange,
    UnsatisfiableRangeError,
    byte_range,
    headers_for,
    headers_for_download,
    headers_for_preview,
)
from evenhand.ops.items.sniffing import MediaKind
from evenhand.ops.people.gate import me, requires
from evenhand.ops.spine.errors import NotFound

Headers = dict[str, str]


@requires(LOOK)
@require_safe
def medium(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """The file as it came: to be played, or with ``download`` to be saved; a part of it when a part is asked for."""
    kept = kept_of(medium_of(me(request), uuid))
    path = folder() / kept.path
    if not path.is_file():
        raise NotFound(_("This file is no longer kept."))
    headers = headers_for_download(kept) if _only_saved(request, kept.kind) else headers_for(kept)
    if _is_known(request, headers):
        return _bare(304, headers)
    return _sent(request, path, headers)


@requires(LOOK)
@require_safe
def preview(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """A picture drawn small: ``side`` in pixels; grey and blurred when asked, grey where the floor says so."""
    found = medium_of(me(request), uuid)
    side = request.GET.get("side", "640")
    if side not in map(str, SIDES) or found.kind != MediaKind.IMAGE:
        raise NotFound(_("There is no such preview."))
    path = pictures.preview(
        kept_of(found),
        folder=folder(),
        blur=bool(request.GET.get("blur")),
        grey=bool(request.GET.get("grey")) or _is_grey(found),
        side=int(side),
    )
    headers = headers_for_preview(path)
    return _bare(304, headers) if _is_known(request, headers) else _sent(request, path, headers)


def _is_grey(found: Medium) -> bool:
    return floor(found.snapshot.tier).grey


def _only_saved(request: HttpRequest, kind: MediaKind) -> bool:
    """A picture as it came is not shown by the browser alone: what it hides and its floor are lost there."""
    return bool(request.GET.get("download")) or kind is MediaKind.IMAGE


def _is_known(request: HttpRequest, headers: Headers) -> bool:
    asked = request.headers.get("If-None-Match", "")
    return headers["ETag"] in (tag.strip().removeprefix("W/") for tag in asked.split(","))


def _sent(request: HttpRequest, path: Path, headers: Headers) -> HttpResponseBase:
    size = path.stat().st_size
    try:
        part = _part(request, headers, size=size)
    except UnsatisfiableRangeError:
        return _bare(416, {**headers, "Content-Range": f"bytes */{size}"})
    # Not FileResponse: it would call the file by its name on our disk, and show what is only to be saved.
    whole = ByteRange(0, size - 1, size)
    told = {**headers, "Content-Length": str((part or whole).length)}
    if part is None:
        return StreamingHttpResponse(_bytes(path, whole), headers=told)
    return StreamingHttpResponse(_bytes(path, part), status=206, headers={**told, "Content-Range": part.content_range})


def _part(request: HttpRequest, headers: Headers, *, size: int) -> ByteRange | None:
    """The part asked for of a file that may be asked for in parts, and that is still the one the browser knows."""
    known = request.headers.get("If-Range", headers["ETag"])
    if "Accept-Ranges" not in headers or known != headers["ETag"]:
        return None
    return byte_range(request.headers.get("Range"), size=size)


def _bytes(path: Path, part: ByteRange) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(part.first)
        left = part.length
        while left and (chunk := file.read(min(left, MEBI))):
            left -= len(chunk)
            yield chunk


def _bare(status: int, headers: Headers) -> HttpResponse:
    about_a_body = ("Content-Type", "Content-Disposition")
    response = HttpResponse(status=status, headers={k: v for k, v in headers.items() if k not in about_a_body})
    del response.headers["Content-Type"]
    return response

"""How kept files are sent to a browser so that they can do nothing there: headers, and the part a player asks for.

Only pictures, films and sound are shown by the browser itself; whatever could hold a script is a download, and markup
is sent as plain text. Not here: who may see a file; that is asked at every request, so nothing may be cached unasked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from evenhand.facts.errors import RequestError
from evenhand.ops.items.kept import Kept
from evenhand.ops.items.sniffing import INLINE, PLAYED
from evenhand.ui.naming import disposition, download_name

_MARKUP = frozenset({"text/plain", "text/html", "text/xml", "image/svg+xml"})
_HARMLESS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "private, no-cache",
}
_ONE_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.IGNORECASE)


@dataclass(frozen=True)
class ByteRange:
    """Part of a file of ``size`` bytes, both ends included."""

    first: int
    last: int
    size: int

    @property
    def length(self) -> int:
        """How many bytes it holds."""
        return self.last - self.first + 1

    @property
    def content_range(self) -> str:
        """The Content-Range header of the answer 206."""
        return f"bytes {self.first}-{self.last}/{self.size}"


class UnsatisfiableRangeError(RequestError):
    """A part beyond the end of the file was asked for: answer 416."""


def headers_for(kept: Kept) -> dict[str, str]:
    """The headers that a kept file is sent with, whoever asks."""
    inline = kept.kind in INLINE
    name = download_name(kept.display_name, mime=kept.mime)
    headers = {
        "Content-Type": _content_type(kept),
        "Content-Disposition": disposition(name, inline=inline),
        "ETag": f'"{kept.sha256}"',
        **_HARMLESS,
    }
    return {**headers, "Accept-Ranges": "bytes"} if kept.kind in PLAYED else headers


def headers_for_download(kept: Kept) -> dict[str, str]:
    """The same for a file to be saved and not shown: nothing of it appears unasked."""
    name = download_name(kept.display_name, mime=kept.mime)
    return {**headers_for(kept), "Content-Disposition": disposition(name, inline=False)}


def headers_for_preview(preview: Path) -> dict[str, str]:
    """The headers of a picture that ``pictures.preview`` drew."""
    return {
        "Content-Type": "image/webp",
        "Content-Disposition": "inline",
        "ETag": f'"{preview.stem}"',
        **_HARMLESS,
    }


def byte_range(header: str | None, *, size: int) -> ByteRange | None:
    """The part that a Range header asks for (RFC 9110, 14.2); None: send the whole file.

    What is not understood is ignored, as the RFC says, and so are several ranges at once, which only attacks ask for.
    UnsatisfiableRangeError when the part begins beyond the end.
    """
    asked = _ONE_RANGE.fullmatch((header or "").strip())
    if asked is None or not any(asked.groups()):
        return None
    first, last = (int(number) if number else None for number in asked.groups())
    if first is not None and last is not None and last < first:
        return None
    begin, end = _ends(first, last, size=size)
    if begin >= size or end < begin:
        raise UnsatisfiableRangeError(f"The file has {size:,} bytes; none of those asked for.", hint="Ask for less.")
    return ByteRange(begin, end, size)


def _ends(first: int | None, last: int | None, *, size: int) -> tuple[int, int]:
    if first is None:  # so many bytes from the end
        return max(size - (last or 0), 0), size - 1
    return first, size - 1 if last is None else min(last, size - 1)


def _content_type(kept: Kept) -> str:
    if kept.kind in INLINE:
        return kept.mime
    return "text/plain; charset=utf-8" if kept.mime in _MARKUP else "application/octet-stream"

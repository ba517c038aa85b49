"""What a sent file may be called on a page and in a download: one part, no tricks, an ending that tells the truth.

Not here: names on our disk, which are digests.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

LONGEST = 120  # characters
UNNAMED = "unnamed"

# Endings that a download gets, by what the content is. Markup becomes text: opened from the disk, a page would run.
_ENDINGS = {
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/gif": (".gif",),
    "image/webp": (".webp",),
    "image/avif": (".avif",),
    "video/mp4": (".mp4", ".m4v"),
    "video/webm": (".webm",),
    "video/ogg": (".ogv",),
    "audio/mp4": (".m4a", ".m4b"),
    "audio/ogg": (".ogg", ".oga", ".opus"),
    "audio/wav": (".wav",),
    "audio/mpeg": (".mp3",),
    "application/pdf": (".pdf",),
    "application/rtf": (".rtf",),
    "application/zip": (".zip",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (".docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (".xlsx",),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": (".pptx",),
    "text/plain": (".txt",),
    "text/html": (".txt",),
    "text/xml": (".txt",),
    "image/svg+xml": (".txt",),
}
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_SPACES = re.compile(r"\s+")
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9._ -]")
_LONGEST_ENDING = 12


def display_name(name: str) -> str:
    """The last part of a name without what cannot be seen or would reorder it; ``unnamed`` when nothing is left."""
    last = re.split(r"[/\\]", name[-4 * LONGEST :])[-1]
    normal = unicodedata.normalize("NFC", last.encode("utf-8", "ignore").decode())
    seen = "".join(character for character in normal if unicodedata.category(character) not in _UNSEEN)
    bare = _SPACES.sub(" ", seen).strip(" .")
    return _shortened(bare) or UNNAMED


def download_name(name: str, *, mime: str) -> str:
    """A display name that ends as its content deserves; what nothing is known about ends in ``.bin``."""
    endings = _ENDINGS.get(mime, (".bin",))
    return name if name.lower().endswith(endings) else f"{name}{endings[0]}"


def disposition(name: str, *, inline: bool) -> str:
    """A Content-Disposition value (RFC 6266): a plain name for all, the full one in UTF-8 for who can read it."""
    plain = _NOT_PLAIN.sub("_", unicodedata.normalize("NFKD", name))
    how = "inline" if inline else "attachment"
    return f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _shortened(name: str) -> str:
    if len(name) <= LONGEST:
        return name
    stem, dot, ending = name.rpartition(".")
    tail = f"{dot}{ending}" if stem and len(ending) <= _LONGEST_ENDING else ""
    return name[: LONGEST - len(tail) - 1].rstrip(" .") + "…" + tail

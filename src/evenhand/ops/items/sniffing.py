"""Says what a file is by its first bytes, in the few kinds that a page may show; anything else is a download.

Not here: whether the file is whole or harmless. A file may be two things at once (a picture that is also a page); what
it is called here is the only thing it is ever served as.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class MediaKind(StrEnum):
    """What a kept file is, by its content; its name and what the sender called it decide nothing."""

    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    DOCUMENT = "document"
    OTHER = "other"


PLAYED = frozenset({MediaKind.VIDEO, MediaKind.AUDIO})
INLINE = frozenset({MediaKind.IMAGE}) | PLAYED  # the only kinds a browser may show by itself
HEAD = 4096  # bytes to look at
ZIP = b"PK\x03\x04"

_OFFICE = "application/vnd.openxmlformats-officedocument."
_FIRST_BYTES = (
    (b"\xff\xd8\xff", MediaKind.IMAGE, "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", MediaKind.IMAGE, "image/png"),
    (b"GIF87a", MediaKind.IMAGE, "image/gif"),
    (b"GIF89a", MediaKind.IMAGE, "image/gif"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", MediaKind.DOCUMENT, "application/x-ole-storage"),
    (b"{\\rtf", MediaKind.DOCUMENT, "application/rtf"),
)
_RIFF = {b"WEBP": (MediaKind.IMAGE, "image/webp"), b"WAVE": (MediaKind.AUDIO, "audio/wav")}
_BRANDS = {
    **dict.fromkeys((b"avif", b"avis"), (MediaKind.IMAGE, "image/avif")),
    **dict.fromkeys((b"M4A ", b"M4B "), (MediaKind.AUDIO, "audio/mp4")),
    **dict.fromkeys(
        (b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"dash", b"M4V ", b"MSNV"),
        (MediaKind.VIDEO, "video/mp4"),
    ),
}
_OGG_CODECS = (
    (b"\x80theora", MediaKind.VIDEO, "video/ogg"),
    (b"\x01vorbis", MediaKind.AUDIO, "audio/ogg"),
    (b"OpusHead", MediaKind.AUDIO, "audio/ogg"),
    (b"\x7fFLAC", MediaKind.AUDIO, "audio/ogg"),
    (b"Speex   ", MediaKind.AUDIO, "audio/ogg"),
)
_ZIPPED = (
    (b"word/", MediaKind.DOCUMENT, f"{_OFFICE}wordprocessingml.document"),
    (b"xl/", MediaKind.DOCUMENT, f"{_OFFICE}spreadsheetml.sheet"),
    (b"ppt/", MediaKind.DOCUMENT, f"{_OFFICE}presentationml.presentation"),
    (b"mimetypeapplication/vnd.oasis.opendocument", MediaKind.DOCUMENT, "application/vnd.oasis.opendocument"),
)
_MARKUP = (
    (re.compile(rb"<(?:[\w-]{1,20}:)?svg[\s>/]", re.IGNORECASE), "image/svg+xml"),
    (re.compile(rb"<(?:!doctype\s+html|html|head|body|script|iframe|style)[\s>]", re.IGNORECASE), "text/html"),
    (re.compile(rb"\A\s*<\?xml\s", re.IGNORECASE), "text/xml"),
)
_BINARY = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_MP3_BITRATES = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)  # kbit/s, MPEG-1 layer III
_MP3_RATES = (44_100, 48_000, 32_000)


@dataclass(frozen=True)
class Sniffed:
    """What a file is."""

    kind: MediaKind
    mime: str


def sniff(head: bytes) -> Sniffed:
    """What the file with these first bytes (``HEAD`` are enough) is; ``other`` when nothing fits."""
    for look in (_by_first_bytes, _by_container, _mp3, _document, _text):
        found = look(head[:HEAD])
        if found is not None:
            return found
    return Sniffed(MediaKind.OTHER, "application/octet-stream")


def _by_first_bytes(head: bytes) -> Sniffed | None:
    return next((Sniffed(kind, mime) for start, kind, mime in _FIRST_BYTES if head.startswith(start)), None)


def _by_container(head: bytes) -> Sniffed | None:
    if head[:4] == b"RIFF" and head[8:12] in _RIFF:
        return Sniffed(*_RIFF[head[8:12]])
    if head[4:8] == b"ftyp" and head[8:12] in _BRANDS:
        return Sniffed(*_BRANDS[head[8:12]])
    if head[:4] == b"\x1a\x45\xdf\xa3" and b"\x42\x82\x84webm" in head[:64]:
        return Sniffed(MediaKind.VIDEO, "video/webm")
    if head[:4] == b"OggS":
        first_page = head[27:128]
        return next((Sniffed(kind, mime) for codec, kind, mime in _OGG_CODECS if codec in first_page), None)
    return None


def _mp3(head: bytes) -> Sniffed | None:
    """An ID3 tag, or two MPEG-1 layer III frames in a row: two bytes of sync alone are too weak a sign."""
    length = _mp3_frame(head[:4])
    if head[:3] == b"ID3" or (length and _mp3_frame(head[length : length + 4])):
        return Sniffed(MediaKind.AUDIO, "audio/mpeg")
    return None


def _mp3_frame(header: bytes) -> int:
    """Length in bytes of the frame that starts so; 0 when none does (ISO/IEC 11172-3, 2.4.1.3)."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xFE != 0xFA:
        return 0
    bitrate, rate, padding = header[2] >> 4, header[2] >> 2 & 3, header[2] >> 1 & 1
    if bitrate in (0, 15) or rate == 3:
        return 0
    return 144_000 * _MP3_BITRATES[bitrate - 1] // _MP3_RATES[rate] + padding


def _document(head: bytes) -> Sniffed | None:
    if b"%PDF-" in head[:1024]:
        return Sniffed(MediaKind.DOCUMENT, "application/pdf")
    if head.startswith(ZIP):
        named = next((Sniffed(kind, mime) for part, kind, mime in _ZIPPED if part in head), None)
        return named or Sniffed(MediaKind.OTHER, "application/zip")
    return None


def _text(head: bytes) -> Sniffed | None:
    bare = head.removeprefix(b"\xef\xbb\xbf")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Sniffed(MediaKind.DOCUMENT, "text/plain")
    if not bare or _BINARY.search(bare):
        return None
    mime = next((mime for pattern, mime in _MARKUP if pattern.search(bare)), "text/plain")
    return Sniffed(MediaKind.DOCUMENT, mime)

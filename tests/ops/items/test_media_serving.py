"""Kept files reach a browser with headers that leave them nothing to do, in whole or in the part a player asks for."""

from __future__ import annotations

from email.message import Message
from pathlib import Path
from urllib.parse import unquote

import pytest

from evenhand.ops.items.kept import Kept
from evenhand.ops.items.serving import (
    ByteRange,
    UnsatisfiableRangeError,
    byte_range,
    headers_for,
    headers_for_preview,
)
from evenhand.ops.items.sniffing import MediaKind
from evenhand.ui.naming import display_name
from hostile import cases, names

SHOWN = {
    "jpeg": (MediaKind.IMAGE, "image/jpeg"),
    "mp4": (MediaKind.VIDEO, "video/mp4"),
    "mp3": (MediaKind.AUDIO, "audio/mpeg"),
}
MARKUP = {
    "svg": (MediaKind.DOCUMENT, "image/svg+xml"),
    "page": (MediaKind.DOCUMENT, "text/html"),
    "xml": (MediaKind.DOCUMENT, "text/xml"),
    "words": (MediaKind.DOCUMENT, "text/plain"),
}
PACKED = {
    "pdf": (MediaKind.DOCUMENT, "application/pdf"),
    "office": (MediaKind.DOCUMENT, "application/x-ole-storage"),
    "zip": (MediaKind.OTHER, "application/zip"),
    "unknown": (MediaKind.OTHER, "application/octet-stream"),
}


def file(kind: MediaKind, mime: str, *, name: str = "sent") -> Kept:
    return Kept(sha256="ab" * 32, kind=kind, mime=mime, size=9, width=None, height=None, frames=None, display_name=name)


@pytest.mark.parametrize(("kind", "mime"), cases(SHOWN, MARKUP, PACKED))
def test_no_file_may_run_anything_or_be_guessed_at(kind: MediaKind, mime: str) -> None:
    headers = headers_for(file(kind, mime))
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["Cache-Control"].startswith("private")


@pytest.mark.parametrize(("kind", "mime"), cases(SHOWN))
def test_pictures_films_and_sound_are_shown(kind: MediaKind, mime: str) -> None:
    headers = headers_for(file(kind, mime))
    assert headers["Content-Type"] == mime
    assert headers["Content-Disposition"].startswith("inline;")


@pytest.mark.parametrize(("kind", "mime"), cases(MARKUP))
def test_markup_is_a_download_of_text_whose_name_opens_as_text(kind: MediaKind, mime: str) -> None:
    headers = headers_for(file(kind, mime, name="page.html"))
    assert headers["Content-Type"] == "text/plain; charset=utf-8"
    assert headers["Content-Disposition"].startswith('attachment; filename="page.html.txt"')


@pytest.mark.parametrize(("kind", "mime"), cases(PACKED))
def test_other_files_are_downloads_without_a_type(kind: MediaKind, mime: str) -> None:
    headers = headers_for(file(kind, mime))
    assert headers["Content-Type"] == "application/octet-stream"
    assert headers["Content-Disposition"].startswith("attachment;")


@pytest.mark.parametrize(
    ("name", "mime", "offered"),
    [
        ("harm.exe", "application/octet-stream", "harm.exe.bin"),
        ("harm.hta", "image/png", "harm.hta.png"),
        ("photo.JPEG", "image/jpeg", "photo.JPEG"),
        ("macro.docm", "application/x-ole-storage", "macro.docm.bin"),
    ],
)
def test_a_download_ends_as_its_content_deserves(name: str, mime: str, offered: str) -> None:
    headers = headers_for(file(MediaKind.OTHER, mime, name=name))
    assert headers["Content-Disposition"].split(";")[1].strip() == f'filename="{offered}"'


@pytest.mark.parametrize("name", cases(names.PATHS, names.NAMES))
def test_no_name_breaks_out_of_its_header(name: str) -> None:
    header = headers_for(file(MediaKind.IMAGE, "image/png", name=display_name(name)))["Content-Disposition"]
    assert header.isascii()
    assert header.isprintable()
    parsed = Message()
    parsed["Content-Disposition"] = header
    assert [key for key, _ in parsed.get_params(header="Content-Disposition")[1:]] == ["filename", "filename"]


def test_a_browser_can_read_the_whole_name() -> None:
    header = headers_for(file(MediaKind.IMAGE, "image/png", name="截图 “1”.png"))["Content-Disposition"]
    assert unquote(header.rpartition("UTF-8''")[2]) == "截图 “1”.png"


def test_players_may_ask_for_parts() -> None:
    assert headers_for(file(MediaKind.VIDEO, "video/mp4"))["Accept-Ranges"] == "bytes"


def test_a_preview_is_as_harmless_as_its_original() -> None:
    headers = headers_for_preview(Path("previews/ab/abcd-640b1.webp"))
    assert headers["Content-Type"] == "image/webp"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["ETag"] == '"abcd-640b1"'


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [
        ("bytes=0-", 0, 999),
        ("bytes=0-0", 0, 0),
        ("bytes=10-19", 10, 19),
        ("bytes=990-5000", 990, 999),
        ("bytes=-10", 990, 999),
        ("bytes=-5000", 0, 999),
        ("Bytes=5-6", 5, 6),
        (" bytes=5-6 ", 5, 6),
    ],
)
def test_a_part_is_read_from_the_header(header: str, first: int, last: int) -> None:
    found = byte_range(header, size=1_000)
    assert found == ByteRange(first, last, 1_000)
    assert found.length == last - first + 1
    assert found.content_range == f"bytes {first}-{last}/1000"


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "bytes=9-5",
        "bytes=0-1,5-6",
        "bytes=0-" + ",0-" * 5_000,
        "bytes=--5",
        "bytes=+1-5",
        "bytes=1_0-20",
        "bytes=١-٢",
        "lines=0-5",
        "bytes=" + "9" * 5_000 + "-",
        "bytes=0-1\r\nX: y",
    ],
)
def test_what_is_not_understood_means_the_whole_file(header: str | None) -> None:
    assert byte_range(header, size=1_000) is None


@pytest.mark.parametrize(("header", "size"), [("bytes=1000-", 1_000), ("bytes=-0", 1_000), ("bytes=0-", 0)])
def test_a_part_beyond_the_end_is_refused(header: str, size: int) -> None:
    with pytest.raises(UnsatisfiableRangeError):
        byte_range(header, size=size)

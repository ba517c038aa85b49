"""Uploads are copied under their digest, called what they are, and refused whole when they ask for too much."""

from __future__ import annotations

import hashlib
import io
import os
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from evenhand.facts.errors import RequestError
from evenhand.ops.items.kept import Kept, Limits
from evenhand.ops.items.media import discard, keep
from evenhand.ops.items.pictures import preview
from evenhand.ops.items.sniffing import MediaKind
from evenhand.ui.naming import LONGEST
from hostile import archives, cases, names, pictures

LIMITS = Limits()
UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}

FRAME = b"\xff\xfb\x90\x64" + bytes(413)
CONTAINERS = {
    "mp4": (b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp41", MediaKind.VIDEO, "video/mp4"),
    "m4a": (b"\x00\x00\x00\x18ftypM4A \x00\x00\x02\x00isommp42", MediaKind.AUDIO, "audio/mp4"),
    "webm": (b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm", MediaKind.VIDEO, "video/webm"),
    "matroska": (
        b"\x1a\x45\xdf\xa3\xa3\x42\x86\x81\x01\x42\x82\x88matroska",
        MediaKind.OTHER,
        "application/octet-stream",
    ),
    "opus": (b"OggS\x00\x02" + bytes(20) + b"\x01\x13OpusHead", MediaKind.AUDIO, "audio/ogg"),
    "theora": (b"OggS\x00\x02" + bytes(20) + b"\x01\x2a\x80theora", MediaKind.VIDEO, "video/ogg"),
    "wav": (b"RIFF\x24\x00\x00\x00WAVEfmt ", MediaKind.AUDIO, "audio/wav"),
    "mp3-tag": (b"ID3\x04\x00\x00" + bytes(64), MediaKind.AUDIO, "audio/mpeg"),
    "mp3-frames": (FRAME * 2, MediaKind.AUDIO, "audio/mpeg"),
    "mp3-one-sync-only": (b"\xff\xfb\x90\x64" + b"\x01" * 900, MediaKind.OTHER, "application/octet-stream"),
    "quicktime": (b"\x00\x00\x00\x14ftypqt  \x00\x00\x02\x00", MediaKind.OTHER, "application/octet-stream"),
    "heic": (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", MediaKind.OTHER, "application/octet-stream"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", MediaKind.DOCUMENT, "application/pdf"),
    "pdf-after-words": (b"words\n%PDF-1.7\n", MediaKind.DOCUMENT, "application/pdf"),
    "office-97": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64), MediaKind.DOCUMENT, "application/x-ole-storage"),
    "zip": (archives.zip_outside(), MediaKind.OTHER, "application/zip"),
    "program": (b"MZ\x90\x00\x03" + bytes(64), MediaKind.OTHER, "application/octet-stream"),
    "words": ("你好, plain words".encode(), MediaKind.DOCUMENT, "text/plain"),
}
PICTURES = {
    "jpeg": ("JPEG", "image/jpeg"),
    "png": ("PNG", "image/png"),
    "gif": ("GIF", "image/gif"),
    "webp": ("WEBP", "image/webp"),
    "avif": ("AVIF", "image/avif"),
}
HARMFUL = {
    "png-bomb": (pictures.png_bomb, "more than 50,000,000 pixels"),
    "dense-png": (pictures.dense_png, "unpacks to more than 400 times"),
    "text-bomb": (pictures.png_with_text_bomb, "cannot be read"),
    "many-frames": (lambda: pictures.gif_of_many_frames(1_001), "more than 1,000 frames"),
    "growing-gif": (pictures.gif_that_grows, "more than 50,000,000 pixels"),
    "truncated-jpeg": (lambda: pictures.truncated(pictures.photo()), "cut short or damaged"),
    "truncated-png": (lambda: pictures.truncated(pictures.photo(kind="PNG")), "cut short or damaged"),
    "truncated-webp": (lambda: pictures.truncated(pictures.photo(kind="WEBP")), "cut short or damaged"),
    "truncated-avif": (lambda: pictures.truncated(pictures.photo(kind="AVIF")), "cut short or damaged"),
    "noisy-png": (lambda: pictures.with_noise(pictures.photo(kind="PNG")), "cut short or damaged"),
    "only-a-header": (lambda: pictures.photo()[:20], "cut short or damaged"),
}


def kept(content: bytes, folder: Path, *, name: str = "sent", limits: Limits = LIMITS) -> Kept:
    return keep(io.BytesIO(content), folder=folder, name=name, limits=limits)


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize(("content", "kind", "mime"), cases(CONTAINERS))
def test_a_file_is_what_its_content_says(content: bytes, kind: MediaKind, mime: str, tmp_path: Path) -> None:
    found = kept(content, tmp_path, name="picture.png")
    assert (found.kind, found.mime) == (kind, mime)
    assert (found.width, found.height, found.frames) == (None, None, None)


@pytest.mark.parametrize(("written_as", "mime"), cases(PICTURES))
def test_a_picture_is_measured(written_as: str, mime: str, tmp_path: Path) -> None:
    found = kept(pictures.photo(width=64, height=48, kind=written_as), tmp_path, name="page.html")
    assert (found.kind, found.mime, found.width, found.height, found.frames) == (MediaKind.IMAGE, mime, 64, 48, 1)


def test_the_size_of_a_picture_on_its_side_is_that_of_the_upright_one(tmp_path: Path) -> None:
    found = kept(pictures.photo_with_place(), tmp_path)
    assert (found.width, found.height) == (480, 640)


@pytest.mark.parametrize("content", cases(pictures.SVGS, pictures.PAGES))
def test_markup_is_a_document_and_never_a_picture(content: bytes, tmp_path: Path) -> None:
    assert kept(content, tmp_path, name="picture.png").kind is MediaKind.DOCUMENT


def test_the_bytes_lie_under_their_digest_and_nothing_of_the_name_does(tmp_path: Path) -> None:
    content = pictures.photo()
    found = kept(content, tmp_path, name="../../Dee Example.php")
    digest = hashlib.sha256(content).hexdigest()
    assert found.sha256 == digest
    assert found.size == len(content)
    assert files(tmp_path) == [tmp_path / "originals" / digest[:2] / digest]
    assert (tmp_path / found.path).read_bytes() == content


def test_others_on_the_machine_cannot_read_what_is_kept(tmp_path: Path) -> None:
    folder = tmp_path / "media"
    place = folder / kept(b"words", folder).path
    assert place.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700


def test_the_same_bytes_are_kept_once_and_a_damaged_copy_is_mended(tmp_path: Path) -> None:
    first = kept(b"words", tmp_path, name="one.txt")
    (tmp_path / first.path).write_bytes(b"wor")
    second = kept(b"words", tmp_path, name="two.txt")
    assert second.path == first.path
    assert [path.read_bytes() for path in files(tmp_path)] == [b"words"]


def test_a_file_is_read_from_a_path_too(tmp_path: Path) -> None:
    sent = tmp_path / "sent.txt"
    sent.write_bytes(b"words")
    found = keep(sent, folder=tmp_path / "media", name="sent.txt", limits=LIMITS)
    assert (tmp_path / "media" / found.path).read_bytes() == b"words"
    assert sent.exists()


@pytest.mark.parametrize(
    "make", [lambda path: os.mkfifo(path), lambda path: path.symlink_to("/etc/passwd"), Path.mkdir]
)
def test_pipes_links_and_folders_are_not_read(make: Callable[[Path], None], tmp_path: Path) -> None:
    source = tmp_path / "sent"
    make(source)
    with pytest.raises(RequestError, match="Send the file itself"):
        keep(source, folder=tmp_path / "media", name="sent", limits=LIMITS)


@pytest.mark.parametrize(("make", "sentence"), cases(HARMFUL))
def test_a_harmful_picture_is_refused_in_a_sentence_and_leaves_nothing(
    make: Callable[[], bytes], sentence: str, tmp_path: Path
) -> None:
    with pytest.raises(RequestError, match=sentence):
        kept(make(), tmp_path)
    assert files(tmp_path) == []


def test_a_picture_of_as_many_frames_as_allowed_is_kept(tmp_path: Path) -> None:
    assert kept(pictures.gif_of_many_frames(1_000), tmp_path).frames == 1_000


@pytest.mark.parametrize("make", [pictures.page_in_png, pictures.page_in_gif, pictures.jpeg_in_zip])
def test_a_picture_that_is_also_something_else_is_only_a_picture(make: Callable[[], bytes], tmp_path: Path) -> None:
    assert kept(make(), tmp_path, name="page.html").kind is MediaKind.IMAGE


@pytest.mark.parametrize(
    ("content", "sentence"), [(b"", "sent is empty"), (bytes(2_000), r"sent is larger than 0\.0 MiB")]
)
def test_nothing_and_too_much_are_refused(content: bytes, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=sentence):
        kept(content, tmp_path, limits=Limits(size=1_999))
    assert files(tmp_path) == []


def test_a_picture_that_takes_too_much_memory_is_refused(tmp_path: Path) -> None:
    large = pictures.photo(width=6_000, height=6_000, kind="WEBP", method=0)
    with pytest.raises(RequestError, match=r"cannot be read|more memory"):
        kept(large, tmp_path, limits=Limits(memory=256 * 2**20))
    assert files(tmp_path) == []


@pytest.mark.parametrize("name", cases(names.PATHS, names.NAMES))
def test_a_name_is_one_short_visible_part(name: str, tmp_path: Path) -> None:
    shown = kept(b"words", tmp_path, name=name).display_name
    assert 0 < len(shown) <= LONGEST
    assert not {"/", "\\"} & set(shown)
    assert not {unicodedata.category(character) for character in shown} & UNSEEN
    assert shown.strip(" .") == shown
    shown.encode()


def test_a_name_that_is_fine_stays_as_it_is(tmp_path: Path) -> None:
    assert kept(b"words", tmp_path, name="举报截图（一）.png").display_name == "举报截图（一）.png"


def test_a_long_name_keeps_its_ending(tmp_path: Path) -> None:
    shown = kept(b"words", tmp_path, name=names.NAMES["long"]).display_name
    assert shown.endswith("n….png")
    assert len(shown) == LONGEST


def test_discarding_takes_the_file_and_what_was_drawn_of_it(tmp_path: Path) -> None:
    other = kept(b"words", tmp_path)
    picture = kept(pictures.photo(), tmp_path)
    preview(picture, folder=tmp_path, blur=True, grey=True, side=160)
    discard(picture, folder=tmp_path)
    discard(picture, folder=tmp_path)
    assert files(tmp_path) == [tmp_path / other.path]

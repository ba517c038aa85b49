"""Previews are small, soft where asked, free of what the original told about people, and the same at each drawing."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from evenhand.facts.errors import RequestError
from evenhand.ops.items import drawing
from evenhand.ops.items.kept import Kept, Limits
from evenhand.ops.items.media import keep
from evenhand.ops.items.pictures import bare_environment, preview, previews_of
from evenhand.ops.items.sniffing import MediaKind
from hostile import pictures


def kept(content: bytes, folder: Path) -> Kept:
    return keep(io.BytesIO(content), folder=folder, name="sent", limits=Limits())


def drawn(content: bytes, folder: Path, *, blur: bool = False, grey: bool = False, side: int = 320) -> Image.Image:
    with Image.open(preview(kept(content, folder), folder=folder, blur=blur, grey=grey, side=side)) as image:
        image.load()
        return image


def sharpness(image: Image.Image) -> float:
    return float(np.abs(np.diff(np.asarray(image.convert("L"), dtype=float))).mean())


def checks(side: int = 320, square: int = 8) -> bytes:
    pattern = (np.indices((side, side)) // square).sum(axis=0) % 2 * 255
    return pictures.encoded(Image.fromarray(pattern.astype(np.uint8)), "PNG")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "AVIF"])
@pytest.mark.parametrize("blur", [False, True])
def test_a_preview_is_a_webp_within_its_side(kind: str, blur: bool, tmp_path: Path) -> None:
    image = drawn(pictures.photo(width=640, height=400, kind=kind), tmp_path, blur=blur)
    assert (image.format, image.size) == ("WEBP", (320, 200))


def test_a_small_picture_is_not_enlarged(tmp_path: Path) -> None:
    assert drawn(pictures.photo(width=40, height=30), tmp_path).size == (40, 30)


def test_a_very_long_picture_keeps_at_least_a_pixel(tmp_path: Path) -> None:
    assert drawn(pictures.photo(width=9_000, height=1, kind="PNG"), tmp_path, blur=True).size == (320, 1)


def test_place_person_and_comment_are_gone_and_the_picture_stands_upright(tmp_path: Path) -> None:
    sent = pictures.photo_with_place()
    assert b"Dee Example" in sent
    image = drawn(sent, tmp_path)
    stored = previews_of(kept(sent, tmp_path).sha256, folder=tmp_path)[0].read_bytes()
    assert image.size == (240, 320)
    assert (dict(image.getexif()), image.info.get("icc_profile"), image.info.get("xmp")) == ({}, None, None)
    assert not any(told in stored for told in (b"Dee Example", b"555-0100", b"EXIF", b"Exif"))


def test_a_grey_preview_has_no_colour(tmp_path: Path) -> None:
    pixels = np.asarray(drawn(pictures.photo(), tmp_path, grey=True).convert("RGB"), dtype=int)
    assert np.ptp(pixels, axis=2).max() <= 4  # WebP keeps colour apart and rounds it


def test_a_blurred_preview_has_lost_its_detail(tmp_path: Path) -> None:
    clear, soft = (drawn(checks(), tmp_path, blur=blur) for blur in (False, True))
    assert sharpness(soft) < sharpness(clear) / 20


@pytest.mark.parametrize("side", [160, 320, 640, 1280])
def test_blur_is_as_strong_at_every_size(side: int, tmp_path: Path) -> None:
    halves = np.zeros((1_280, 1_280), dtype=np.uint8)
    halves[:, 640:] = 255
    image = drawn(pictures.encoded(Image.fromarray(halves), "PNG"), tmp_path, blur=True, side=side)
    row = np.asarray(image.convert("L"), dtype=float)[side // 2]
    between = ((row > 25) & (row < 230)).mean()
    assert 0.06 < between < 0.2


def test_what_is_hidden_by_transparency_is_seen_in_black_and_in_white(tmp_path: Path) -> None:
    image = Image.new("RGBA", (64, 64), (255, 255, 255, 0))
    image.paste((255, 255, 255, 255), (0, 0, 32, 64))
    image.paste((0, 0, 0, 255), (32, 0, 48, 64))
    pixels = np.asarray(drawn(pictures.encoded(image, "PNG"), tmp_path).convert("L"), dtype=int)
    assert [round(pixels[32, column] / 64) for column in (12, 40, 58)] == [4, 0, 2]


def test_sixteen_bits_a_pixel_are_scaled_not_clipped(tmp_path: Path) -> None:
    slope = np.linspace(0, 65_535, 64 * 64).reshape(64, 64).astype(np.uint16)
    pixels = np.asarray(drawn(pictures.encoded(Image.fromarray(slope), "PNG"), tmp_path).convert("L"), dtype=int)
    assert abs(pixels[32].mean() - 129) < 6


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK"])
def test_every_way_of_storing_pixels_is_drawn(mode: str, tmp_path: Path) -> None:
    image = Image.open(io.BytesIO(pictures.photo(width=64, height=64))).convert(mode)
    sent = pictures.encoded(image, "JPEG" if mode == "CMYK" else "PNG")
    assert drawn(sent, tmp_path).size == (64, 64)


def test_the_same_picture_is_drawn_alike_once(tmp_path: Path) -> None:
    one, other = kept(pictures.photo(), tmp_path / "one"), kept(pictures.photo(), tmp_path / "other")
    first = preview(one, folder=tmp_path / "one", blur=True, grey=False, side=320)
    second = preview(other, folder=tmp_path / "other", blur=True, grey=False, side=320)
    assert first.read_bytes() == second.read_bytes()
    (tmp_path / "one" / one.path).unlink()
    assert preview(one, folder=tmp_path / "one", blur=True, grey=False, side=320) == first


def test_each_look_has_a_file_of_its_own(tmp_path: Path) -> None:
    picture = kept(pictures.photo(), tmp_path)
    looks = [(blur, grey, side) for blur in (True, False) for grey in (True, False) for side in (160, 320)]
    found = {preview(picture, folder=tmp_path, blur=blur, grey=grey, side=side) for blur, grey, side in looks}
    assert set(previews_of(picture.sha256, folder=tmp_path)) == found
    assert len(found) == 8


def test_other_sizes_are_refused_so_that_nobody_fills_the_disk_with_them(tmp_path: Path) -> None:
    picture = kept(pictures.photo(), tmp_path)
    with pytest.raises(RequestError, match="Ask for one of 160, 320, 640, 1280"):
        preview(picture, folder=tmp_path, blur=True, grey=True, side=321)


def test_a_document_has_no_preview(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="is not a picture"):
        preview(kept(b"words", tmp_path), folder=tmp_path, blur=True, grey=True, side=320)


def test_a_picture_that_is_gone_is_said_to_be_gone(tmp_path: Path) -> None:
    picture = kept(pictures.photo(), tmp_path)
    (tmp_path / picture.path).unlink()
    with pytest.raises(RequestError, match="no longer kept"):
        preview(picture, folder=tmp_path, blur=True, grey=True, side=320)


def test_a_picture_called_something_else_is_not_opened_as_that(tmp_path: Path) -> None:
    picture = replace(kept(pictures.photo(kind="PNG"), tmp_path), mime="image/gif", kind=MediaKind.IMAGE)
    with pytest.raises(RequestError, match="cannot be read"):
        preview(picture, folder=tmp_path, blur=True, grey=True, side=320)
    assert previews_of(picture.sha256, folder=tmp_path) == []
    assert list((tmp_path / "previews").rglob(".drawing-*")) == []


CONFINED = """
import json, os, sys
sys.path.insert(0, sys.argv[1])
import drawing
drawing.confine(drawing.Job(**json.loads(sys.argv[2])))
{attempt}
"""


@pytest.mark.parametrize(
    ("attempt", "sign"),
    [
        ("bytes(400 * 2**20)", "MemoryError"),
        ("[open(os.devnull) for _ in range(64)]", "Too many open files"),
        ("open(sys.argv[3], 'wb', 0).write(bytes(2**25)) == 2**25 or sys.exit('stopped')", "stopped"),
    ],
    ids=["memory", "files", "disk"],
)
def test_the_process_that_opens_pictures_is_confined(attempt: str, sign: str, tmp_path: Path) -> None:
    job = {"site": "", "mime": "image/png", "pixels": 1, "frames": 1, "ratio": 1, "memory": 300 * 2**20, "seconds": 1}
    arguments = [str(Path(drawing.__file__).parent), json.dumps(job), str(tmp_path / "large")]
    command = [sys.executable, "-I", "-S", "-c", CONFINED.format(attempt=attempt), *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert ended.returncode == 1
    assert sign in ended.stderr


def test_the_process_that_opens_pictures_ends_at_its_time(tmp_path: Path) -> None:
    job = {"site": "", "mime": "image/png", "pixels": 1, "frames": 1, "ratio": 1, "memory": 300 * 2**20, "seconds": 1}
    arguments = [str(Path(drawing.__file__).parent), json.dumps(job)]
    command = [sys.executable, "-I", "-S", "-c", CONFINED.format(attempt="while True: pass"), *arguments]
    ended = subprocess.run(command, capture_output=True, timeout=30, check=False)
    assert ended.returncode in (-24, -9)


def test_the_process_that_opens_pictures_learns_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENHAND_DATABASE_URL", "postgresql://secret")
    monkeypatch.setenv("PYTHONSTARTUP", "/harm.py")
    assert set(bare_environment()) <= {"LD_LIBRARY_PATH", "MALLOC_ARENA_MAX"}

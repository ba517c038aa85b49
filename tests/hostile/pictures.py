"""Pictures that exhaust, crash, run or tell on somebody; made when called, so that none lies in the repository."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
from PIL import Image

SCRIPT = "<script>harm()</script>"


def photo(*, width: int = 640, height: int = 480, kind: str = "JPEG", **how: object) -> bytes:
    """A harmless picture with detail in it, the same at each call."""
    random = np.random.default_rng(20_260_301)
    coarse = random.integers(0, 255, (12, 16, 3), dtype=np.uint8)
    image = Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC)
    return encoded(image, kind, **how)


def encoded(image: Image.Image, kind: str, **how: object) -> bytes:
    """The bytes of a picture in a format that Pillow knows by this name."""
    file = io.BytesIO()
    image.save(file, kind, **how)  # type: ignore[arg-type]
    return file.getvalue()


def photo_with_place() -> bytes:
    """A JPEG that tells where it was taken, who took it, and holds a comment, and lies on its side."""
    image = Image.open(io.BytesIO(photo()))
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    exif[0x013B] = "Dee Example"
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)})
    return encoded(image, "JPEG", exif=exif.tobytes(), comment=b"call me at 555-0100")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_of_claimed_size(width: int, height: int, *, rows: bytes = b"") -> bytes:
    """A PNG whose header claims any size; its pixels need not be there."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = (_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(rows, 9)), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def png_bomb() -> bytes:
    """A PNG of a few hundred bytes that claims 4,000 million pixels."""
    return png_of_claimed_size(65_000, 65_000, rows=bytes(10_000))


def dense_png(*, side: int = 6_000) -> bytes:
    """A whole PNG within the limit of pixels, all of one colour: a thousand times its size once unpacked."""
    return png_of_claimed_size(side, side, rows=bytes((3 * side + 1) * side))


def png_with_text_bomb() -> bytes:
    """A small PNG with a compressed comment of 64 MiB."""
    whole = photo(width=8, height=8, kind="PNG")
    text = _chunk(b"zTXt", b"Comment\x00\x00" + zlib.compress(bytes(64 * 2**20), 9))
    return whole[:33] + text + whole[33:]


def gif_of_many_frames(frames: int) -> bytes:
    """An animated GIF of so many tiny frames, written by hand, quickly."""
    head = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + b"\x00\x00\x00\xff\xff\xff"
    frame = (
        b"\x21\xf9\x04\x00\x01\x00\x00\x00" + b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    )
    return head + frame * frames + b"\x3b"


def gif_that_grows() -> bytes:
    """A GIF that claims one pixel, and whose first frame is 60,000 pixels wide and high."""
    head = gif_of_many_frames(0)[:-1]
    return head + b"\x2c" + struct.pack("<HHHHB", 0, 0, 60_000, 60_000, 0) + b"\x02\x02\x44\x01\x00\x3b"


def truncated(whole: bytes, *, share: float = 0.5) -> bytes:
    """The first part of a file."""
    return whole[: int(len(whole) * share)]


def with_noise(whole: bytes, *, after: int = 200) -> bytes:
    """The file with every seventh byte flipped after its header."""
    head, body = whole[:after], bytearray(whole[after:])
    body[::7] = bytes(value ^ 0xFF for value in body[::7])
    return head + bytes(body)


def page_in_png() -> bytes:
    """A whole PNG that is also a page with a script: one file, two readings."""
    whole = photo(width=8, height=8, kind="PNG")
    return whole[:33] + _chunk(b"tEXt", b"Comment\x00<html>" + SCRIPT.encode()) + whole[33:] + SCRIPT.encode()


def page_in_gif() -> bytes:
    """A whole GIF that is also a page and the start of a script."""
    return gif_of_many_frames(1) + f"=1;/*{SCRIPT}*/".encode()


def jpeg_in_zip() -> bytes:
    """A picture with a ZIP behind it."""
    from hostile.archives import zip_outside

    return photo() + zip_outside()


SVGS = {
    "script": f'<svg xmlns="http://www.w3.org/2000/svg">{SCRIPT}</svg>'.encode(),
    "onload": b'<svg xmlns="http://www.w3.org/2000/svg" onload="harm()"/>',
    "declared": b'<?xml version="1.0"?>\n<!-- a picture --><svg xmlns="http://www.w3.org/2000/svg" onload="harm()"/>',
    "entity": b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>',
    "many-laughs": b'<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><svg><text>&b;</text></svg>',
    "byte-order-mark": b'\xef\xbb\xbf  \n<SVG onload="harm()">',
    "prefixed": b'<s:svg xmlns:s="http://www.w3.org/2000/svg" onload="harm()"/>',
    "utf-16": '<svg onload="harm()"/>'.encode("utf-16"),
    "fetches": b'<svg xmlns="http://www.w3.org/2000/svg"><image href="http://169.254.169.254/"/></svg>',
}

PAGES = {
    "page": f"<!DOCTYPE html><html><body>{SCRIPT}</body></html>".encode(),
    "fragment": SCRIPT.encode(),
    "after-space": b"\n\n\t <HTML>" + SCRIPT.encode(),
    "after-comment": b"<!-- " + b"x" * 2_000 + b" -->" + SCRIPT.encode(),
    "late": b"words " * 2_000 + SCRIPT.encode(),
}

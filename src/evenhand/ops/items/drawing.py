"""Opens one picture in a process of its own and measures it or draws it anew. Run as a program, never imported for it.

The parent (``pictures``) gives the file as standard input and takes the answer from standard output, so this process
needs no path, no database, no secret and no network. It confines itself before it reads the first byte of the picture:
whatever a hostile picture does to the decoder, it does it here. It imports nothing of ours, to start quickly.

Not here: which pictures may be opened, and what a refusal is called.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import warnings
from enum import IntEnum
from importlib import import_module
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from PIL import Image
    from PIL.ImageFile import ImageFile

BIG = 64 * 2**20  # bytes: what unpacks to less may be as dense as it likes
LARGEST_ANSWER = 16 * 2**20
BEHIND = (127, 127, 127)  # shows black and white alike where a picture is transparent
ORIENTATION = 0x0112


# Each reader by itself: asking Pillow which one fits would import them all, and widen what a picture can reach.
READERS = {
    "image/jpeg": ("PIL.JpegImagePlugin", "JpegImageFile"),
    "image/png": ("PIL.PngImagePlugin", "PngImageFile"),
    "image/gif": ("PIL.GifImagePlugin", "GifImageFile"),
    "image/webp": ("PIL.WebPImagePlugin", "WebPImageFile"),
    "image/avif": ("PIL.AvifImagePlugin", "AvifImageFile"),
}


class Ending(IntEnum):
    """How the process ends; any other status means that the picture cannot be read."""

    DONE = 0
    PIXELS = 40
    FRAMES = 41
    DENSE = 42
    HEAVY = 43


class Job(NamedTuple):
    """What to do with the picture; ``side`` 0 measures it, anything else draws it within a square of that side."""

    site: str
    mime: str
    pixels: int
    frames: int
    ratio: int
    memory: int
    seconds: int
    side: int = 0
    blur: bool = False
    grey: bool = False


class Refused(Exception):
    """The picture asks for more than it may."""

    def __init__(self, ending: Ending) -> None:
        super().__init__(ending.name)
        self.ending = ending


def confine(job: Job) -> None:
    """Takes away what a picture has no need of; from here on there is no way back."""
    resource.setrlimit(resource.RLIMIT_CPU, (job.seconds, job.seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_ANSWER, LARGEST_ANSWER))
    if sys.platform != "darwin":  # macOS refuses to lower this one
        resource.setrlimit(resource.RLIMIT_AS, (job.memory, job.memory))


def opened(job: Job) -> ImageFile:
    """The picture with its header read; Refused when it is larger than allowed."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = job.pixels
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    module, reader = READERS[job.mime]
    try:
        image: ImageFile = getattr(import_module(module), reader)(sys.stdin.buffer)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused(Ending.PIXELS) from error
    _check_size(image, job)
    return image


def _check_size(image: Image.Image, job: Job) -> None:
    area = image.width * image.height
    unpacked = area * len(image.getbands())
    if area > job.pixels:
        raise Refused(Ending.PIXELS)
    if unpacked > BIG and unpacked > job.ratio * os.fstat(sys.stdin.fileno()).st_size:
        raise Refused(Ending.DENSE)


def measured(image: ImageFile, job: Job) -> dict[str, int]:
    """Size of the upright picture and its number of frames; decoded once, to know that it is whole."""
    frames = int(getattr(image, "n_frames", 1))
    if frames > job.frames:
        raise Refused(Ending.FRAMES)
    _check_size(image, job)  # a later frame of a GIF may have widened it
    width, height = image.size
    turned = _orientation(image) >= 5
    image.draft(None, (1, 1))  # a JPEG is checked at an eighth of its size
    image.load()
    return {"width": height if turned else width, "height": width if turned else height, "frames": frames}


def drawn(image: ImageFile, job: Job) -> Image.Image:
    """The first frame drawn anew: shrunk, upright, opaque, without anything that was not a pixel."""
    from PIL import Image

    orientation = _orientation(image)
    size = _fitted(image.size, job.side)
    # A blurred picture holds no detail, so it is made from one of a quarter the side: faster, and less to recover.
    inner = _fitted(size, max(job.side // 4, 40)) if job.blur else size
    image.draft("L" if job.grey else None, inner)
    pixels = _shrunk(_plain_mode(image), inner)
    canvas = Image.new("RGB", inner, BEHIND)
    canvas.paste(pixels, mask=pixels.getchannel("A") if pixels.mode == "RGBA" else None)
    if job.grey:
        canvas = canvas.convert("L").convert("RGB")
    if job.blur:
        canvas = _blurred(canvas, size)
    return _upright(canvas, orientation)


def _fitted(size: tuple[int, int], side: int) -> tuple[int, int]:
    """The size within a square, in proportion, never enlarged and never nothing."""
    scale = min(1, side / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _orientation(image: Image.Image) -> int:
    value = image.getexif().get(ORIENTATION, 1)
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _plain_mode(image: Image.Image) -> Image.Image:
    if image.mode.startswith(("I", "F")):  # 16 bits a pixel, which convert() would clip instead of scaling
        return image.convert("F").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        return image.convert("RGBA")
    return image if image.mode in ("L", "RGB") else image.convert("RGB")


def _shrunk(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """First by whole pixels, which is quick and keeps small features from flickering, then to the size."""
    from PIL import Image

    factor = max(image.size) // (2 * max(size))
    if factor > 1:
        image = image.reduce(factor)
    return image if image.size == size else image.resize(size, Image.Resampling.BILINEAR)


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    from PIL.Image import Transpose

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    return image.transpose(turns[orientation]) if orientation in turns else image


def _blurred(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    from PIL import Image, ImageFilter

    soft = image.filter(ImageFilter.GaussianBlur(max(image.size) / 24))
    return soft.resize(size, Image.Resampling.BILINEAR)


class _Answer(BytesIO):
    """Bytes with a name, by whose ending Pillow picks one writer and imports no other."""

    name = "preview.webp"


def main() -> Ending:
    """Reads the job from the only argument and the picture from standard input; answers on standard output."""
    job = Job(**json.loads(sys.argv[1]))
    confine(job)
    sys.path.append(job.site)
    try:
        image = opened(job)
        if job.side:
            answer = _Answer()
            drawn(image, job).save(answer, quality=80, method=1)
            sys.stdout.buffer.write(answer.getbuffer())
        else:
            sys.stdout.write(json.dumps(measured(image, job)))
    except Refused as refusal:
        return refusal.ending
    except MemoryError:
        return Ending.HEAVY
    return Ending.DONE


if __name__ == "__main__":
    sys.exit(main())

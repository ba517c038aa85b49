"""Pictures: measured when they arrive, and drawn anew, small and without what they hid, before anybody looks at them.

Every picture is opened by ``drawing`` in a process of its own with limits on memory and time: a hostile one ends there.
A preview is drawn once per look and kept beside the originals; the same picture and look give the same bytes.

Not here: films and sound, which are never opened; who may see what (``protection`` says how much is softened).
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from evenhand.facts.errors import RequestError, UsageError
from evenhand.ops.items import drawing
from evenhand.ops.items.drawing import Ending
from evenhand.ops.items.kept import Kept, Limits
from evenhand.ops.items.sniffing import MediaKind

SIDES = (160, 320, 640, 1280)
ENDED_BY_KERNEL = frozenset({-signal.SIGKILL, -signal.SIGXCPU})  # at its limit of time, or for want of memory
DRAWN_BY = 1  # part of every preview's name: raise it when drawing changes, and all are drawn again

_AT_ONCE = threading.BoundedSemaphore(2)  # per server process: pictures must not crowd out the pages
_NO_LIMITS_GIVEN = Limits()


@dataclass(frozen=True, kw_only=True)
class Measured:
    """A whole, readable picture: the size of its upright first frame, and how many frames it has."""

    width: int
    height: int
    frames: int


def measure(path: Path, *, mime: str, limits: Limits) -> Measured:
    """Size and frames of a picture that can be read to its end; RequestError when it cannot, or asks for too much."""
    with tempfile.TemporaryFile() as answer:
        _run(path, answer, mime=mime, limits=limits)
        answer.seek(0)
        return Measured(**json.load(answer))


def preview(kept: Kept, *, folder: Path, blur: bool, grey: bool, side: int, limits: Limits = _NO_LIMITS_GIVEN) -> Path:
    """The WebP file that shows a kept picture within ``side`` pixels; drawn now unless it was drawn before."""
    if kept.kind is not MediaKind.IMAGE:
        message = _("%(name)s is not a picture.") % {"name": kept.display_name}
        raise RequestError(message, hint=_("Offer it as a download or play it instead."))
    if side not in SIDES:
        sizes = ", ".join(map(str, SIDES))
        raise RequestError(f"A preview cannot have a side of {side} pixels.", hint=f"Ask for one of {sizes}.")
    place = folder / _preview_path(kept, blur=blur, grey=grey, side=side)
    if not place.exists():
        if not (folder / kept.path).exists():
            message = _("%(name)s is no longer kept.") % {"name": kept.display_name}
            raise RequestError(message, hint=_("Look for another copy of the item."))
        with _appearing(place) as drawing_file:
            _run(folder / kept.path, drawing_file, mime=kept.mime, limits=limits, side=side, blur=blur, grey=grey)
    return place


def previews_of(sha256: str, *, folder: Path) -> list[Path]:
    """Every preview drawn of the file of this digest so far: what erasing the file has to take along."""
    return sorted((folder / "previews" / sha256[:2]).glob(f"{sha256}-*"))


def _preview_path(kept: Kept, *, blur: bool, grey: bool, side: int) -> Path:
    look = "".join(mark for mark, wanted in (("b", blur), ("g", grey)) if wanted) or "c"
    return Path("previews") / kept.sha256[:2] / f"{kept.sha256}-{side}{look}{DRAWN_BY}.webp"


@contextmanager
def _appearing(place: Path) -> Iterator[IO[bytes]]:
    """A file that is at its place whole, or not at all."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=place.parent, prefix=".drawing-", delete=False) as file:
        try:
            yield file
            Path(file.name).replace(place)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


def _run(source: Path, answer: IO[bytes], *, mime: str, limits: Limits, **wanted: Any) -> None:
    job = drawing.Job(
        site=_site(),
        mime=mime,
        pixels=limits.pixels,
        frames=limits.frames,
        ratio=limits.ratio,
        memory=limits.memory,
        seconds=limits.seconds,
        **wanted,
    )
    # -I -S: nothing of the environment, nothing of site-packages but Pillow, and half the time to start.
    command = [sys.executable, "-I", "-S", "-B", drawing.__file__, json.dumps(job._asdict())]
    try:
        with _AT_ONCE, source.open("rb") as picture:
            ended = subprocess.run(  # noqa: S603  our own program, no shell, no argument from outside
                command,
                stdin=picture,
                stdout=answer,
                stderr=subprocess.DEVNULL,
                env=bare_environment(),
                timeout=3 * limits.seconds,
                check=False,
            )
    except subprocess.TimeoutExpired as error:
        raise _refusal(Ending.HEAVY, limits) from error
    if ended.returncode != Ending.DONE:
        raise _refusal(ended.returncode, limits)


def _site() -> str:
    found = find_spec("PIL")
    if found is None or found.origin is None:
        raise UsageError("Pictures need Pillow, which is not installed.", hint="Install evenhand[server].")
    return str(Path(found.origin).parents[1])


def bare_environment() -> dict[str, str]:
    """No secret of the server's; one malloc arena, because each reserves address space that the limit counts."""
    passed = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
    return {**passed, "MALLOC_ARENA_MAX": "1"}


def _refusal(status: int, limits: Limits) -> RequestError:
    told = {"pixels": f"{limits.pixels:,}", "frames": f"{limits.frames:,}", "ratio": f"{limits.ratio:,}"}
    shrink = _("Make it smaller and send it again.")
    sentences: dict[int, tuple[str, str]] = {
        Ending.PIXELS: (_("The picture has more than %(pixels)s pixels."), shrink),
        Ending.FRAMES: (_("The picture has more than %(frames)s frames."), _("Send it as a film.")),
        Ending.DENSE: (_("The picture unpacks to more than %(ratio)s times its size."), shrink),
        Ending.HEAVY: (_("The picture takes more memory or time to open than a picture may."), shrink),
    }
    unreadable = (
        _("The picture cannot be read: it is cut short or damaged."),
        _("Save it again and send it once more."),
    )
    message, hint = sentences.get(Ending.HEAVY if status in ENDED_BY_KERNEL else status, unreadable)
    return RequestError(message % told, hint=hint)

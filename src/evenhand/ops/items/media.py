"""Keeps uploaded files: copied under the digest of their bytes, weighed on the way, called what their content is.

Nothing of a file's name reaches the disk, and nothing is ever fetched from an address. A file that asks for too much,
or a picture that cannot be read to its end, is refused and leaves nothing behind.

Not here: how a kept file is sent to a browser (``serving``), how a picture is shown (``pictures``), who may see it.
"""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

from django.utils.translation import gettext as _

from evenhand.facts.disk import flush_folder
from evenhand.facts.errors import RequestError
from evenhand.ops.items.kept import MEBI, Kept, Limits, path_of
from evenhand.ops.items.pictures import Measured, measure, previews_of
from evenhand.ops.items.sniffing import HEAD, MediaKind, sniff
from evenhand.ui.naming import display_name

CHUNK = MEBI


@dataclass(frozen=True, kw_only=True)
class _Landed:
    sha256: str
    size: int
    head: bytes


def keep(source: BinaryIO | Path, *, folder: Path, name: str, limits: Limits) -> Kept:
    """The file kept below ``folder``; RequestError when it is empty, too big, or a picture that may not be opened.

    ``source`` is read once, from where it stands; ``name`` is what the sender called it. The same bytes are kept once.
    """
    shown = display_name(name)
    with _opened(source) as incoming, _landing(folder) as landing:
        landed = _copied(incoming, landing, name=shown, limits=limits)
        sniffed = sniff(landed.head)
        size: Measured | None = None
        if sniffed.kind is MediaKind.IMAGE:
            size = measure(Path(landing.name), mime=sniffed.mime, limits=limits)
        kept = Kept(
            sha256=landed.sha256,
            kind=sniffed.kind,
            mime=sniffed.mime,
            size=landed.size,
            width=size.width if size else None,
            height=size.height if size else None,
            frames=size.frames if size else None,
            display_name=shown,
        )
        _put(Path(landing.name), folder / kept.path)
    return kept


def discard(kept: Kept, *, folder: Path) -> None:
    """Takes a kept file and everything drawn from it off the disk; a second time does nothing."""
    discard_file(kept.sha256, folder=folder)


def discard_file(sha256: str, *, folder: Path) -> None:
    """The same, by the digest of its bytes."""
    for path in [folder / path_of(sha256), *previews_of(sha256, folder=folder)]:
        path.unlink(missing_ok=True)


@contextmanager
def _opened(source: BinaryIO | Path) -> Iterator[IO[bytes]]:
    if not isinstance(source, Path):
        yield source
        return
    message = _("%(name)s is not an ordinary file.") % {"name": display_name(source.name)}
    refusal = RequestError(message, hint=_("Send the file itself."))
    try:
        # Without waiting and without following: a pipe would hang the server, a link would hand out its files.
        descriptor = os.open(source, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        raise refusal from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise refusal
    with os.fdopen(descriptor, "rb") as file:
        yield file


@contextmanager
def _landing(folder: Path) -> Iterator[IO[bytes]]:
    """A private file in the same file system, gone at the end unless it was put in its place."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".incoming-", delete=False) as file:
        try:
            yield file
        finally:
            Path(file.name).unlink(missing_ok=True)


def _copied(incoming: IO[bytes], landing: IO[bytes], *, name: str, limits: Limits) -> _Landed:
    digest, size, head = hashlib.sha256(), 0, b""
    while chunk := incoming.read(CHUNK):
        size += len(chunk)
        if size > limits.size:
            message = _("%(name)s is larger than %(most)s MiB.")
            told = {"name": name, "most": f"{limits.size / MEBI:,.1f}"}
            raise RequestError(message % told, hint=_("Cut it down and send it again."))
        head += chunk[: HEAD - len(head)]
        digest.update(chunk)
        landing.write(chunk)
    if not size:
        raise RequestError(_("%(name)s is empty.") % {"name": name}, hint=_("Save it again and send it once more."))
    landing.flush()
    os.fsync(landing.fileno())
    return _Landed(sha256=digest.hexdigest(), size=size, head=head)


def _put(landed: Path, place: Path) -> None:
    """Over what is there already: the bytes are the same, and a copy that a disk has damaged is mended."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    landed.replace(place)
    flush_folder(place.parent)

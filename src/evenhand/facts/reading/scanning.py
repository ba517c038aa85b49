"""One pass over a file's bytes: its digest, its encoding, and what its line ends and quotes look like.

Not here: what the text means. The counts let the fast reader be checked, so that no record is lost in silence.
"""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from evenhand.facts.errors import RequestError

CHUNK = 4 * 2**20
HEAD = 2**16
QUOTE, FEED = b'"\n'
Progress = Callable[[str, float], None]
UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


@dataclass(frozen=True)
class Scan:
    """What one pass saw.

    ``breaks`` are line ends outside quotes, ``quoted_breaks`` inside;
    ``lone_returns`` carriage returns without line feed; ``longest`` is the longest line, in bytes, to within a chunk.
    """

    digest: str
    bytes: int
    utf8: bool
    nul: bool
    breaks: int
    quoted_breaks: int
    lone_returns: int
    longest: int
    ends_open: bool


class _Counter:
    """The running state of a pass."""

    def __init__(self) -> None:
        self.sha = hashlib.sha256()
        self.decoder = codecs.getincrementaldecoder("utf-8")("strict")
        self.bytes = self.breaks = self.quoted_breaks = self.feeds = self.returns = self.pairs = 0
        self.run = self.longest = 0
        self.utf8, self.nul, self.inside = True, False, False
        self.tail = b"\n"

    def take(self, chunk: bytes) -> None:
        """Counts one chunk."""
        self.bytes += len(chunk)
        self.nul = self.nul or b"\0" in chunk
        self._decode(chunk, final=False)
        self._ends(chunk)
        self._quotes(chunk)
        self.tail = chunk[-2:] if len(chunk) > 1 else (self.tail + chunk)[-2:]

    def _decode(self, chunk: bytes, *, final: bool) -> None:
        if not self.utf8 or (not final and chunk.isascii() and not self.decoder.getstate()[0]):
            return
        try:
            self.decoder.decode(chunk, final)
        except UnicodeDecodeError:
            self.utf8 = False

    def _ends(self, chunk: bytes) -> None:
        first, last = chunk.find(b"\n"), chunk.rfind(b"\n")
        self.longest = max(self.longest, self.run + (len(chunk) if first < 0 else first))
        self.run = self.run + len(chunk) if first < 0 else len(chunk) - last - 1
        if b"\r" in chunk or self.tail.endswith(b"\r"):
            self.returns += chunk.count(b"\r")
            self.pairs += chunk.count(b"\r\n") + (self.tail.endswith(b"\r") and chunk.startswith(b"\n"))

    def _quotes(self, chunk: bytes) -> None:
        if b'"' not in chunk:
            whole = _feeds(chunk)
            self.quoted_breaks += whole * self.inside
            self.breaks += whole * (not self.inside)
            return
        import numpy as np  # here, since a small file without quotes does without it

        text = np.frombuffer(chunk, dtype=np.uint8)
        feeds = np.flatnonzero(text == FEED)
        # Sums of bytes run over at 256, which leaves odd and even as they are.
        odd = np.add.reduceat((text == QUOTE).view(np.uint8), np.concatenate(([0], feeds)), dtype=np.uint8) & 1
        inside = (np.cumsum(odd) + self.inside) % 2 == 1
        quoted = int(np.count_nonzero(inside[:-1]))
        self.quoted_breaks += quoted
        self.breaks += len(feeds) - quoted
        self.inside = bool(inside[-1])

    def done(self) -> Scan:
        """The counts at the end of the file."""
        self._decode(b"", final=True)
        return Scan(
            digest=self.sha.hexdigest(),
            bytes=self.bytes,
            utf8=self.utf8,
            nul=self.nul,
            breaks=self.breaks,
            quoted_breaks=self.quoted_breaks,
            lone_returns=self.returns - self.pairs,
            longest=self.longest,
            ends_open=self.inside or not self.tail.endswith(b"\n"),
        )


def _feeds(chunk: bytes) -> int:
    """How many line feeds there are."""
    if len(chunk) < CHUNK:
        return chunk.count(b"\n")
    import numpy as np  # three times as fast, and worth its start only in a big file

    return int(np.count_nonzero(np.frombuffer(chunk, dtype=np.uint8) == FEED))


def blank_lines(path: Path) -> int:
    """Empty lines anywhere in the file; a pass of its own, for the rare file whose rows do not add up."""
    found, tail = 0, b"\n"
    for chunk in chunks(path):
        lines = (tail + chunk).replace(b"\r\n", b"\n").split(b"\n")
        found += sum(not line for line in lines[1:-1])
        tail = (tail + chunk)[-2:]
    return found


def chunks(path: Path, *, progress: Progress | None = None, stage: str = "reading") -> Iterator[bytes]:
    """The bytes of a file in pieces, reporting the share read."""
    size, seen = max(path.stat().st_size, 1), 0
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            yield chunk
            seen += len(chunk)
            if progress:
                progress(stage, min(seen / size, 1.0))


def scanned(path: Path, *, progress: Progress | None = None) -> Scan:
    """One pass over the file; a second thread hashes each piece while this one counts it."""
    counter = _Counter()
    with ThreadPoolExecutor(max_workers=1) as other:
        for chunk in chunks(path, progress=progress):
            hashed = other.submit(counter.sha.update, chunk)
            counter.take(chunk)
            hashed.result()
    return counter.done()


def encoding_of(path: Path, scan: Scan, *, asked: str | None) -> str:
    """The encoding of a text file as Python names it: the one asked for, else UTF-8, UTF-16 or GB18030.

    Raises RequestError when the file is in none of them, or is no text at all.
    """
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    if asked is not None:
        return _asked(asked)
    if head[:2] in UTF16 and head[:4] not in {codecs.BOM_UTF32_LE}:
        return UTF16[head[:2]]
    if scan.nul:
        return _utf16_by_pattern(path, head)
    if scan.utf8:
        return "utf-8"
    if decodes(path, "gb18030"):
        return "gb18030"
    raise _unreadable(path)


def decodes(path: Path, encoding: str) -> bool:
    """Whether the whole file is valid in this encoding."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        for chunk in chunks(path):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def transcoded(path: Path, encoding: str, target: Path, *, progress: Progress | None = None) -> Path:
    """A UTF-8 copy of the file at ``target``, written as a stream; RequestError when a byte does not decode."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        with target.open("wb") as out:
            for number, chunk in enumerate(chunks(path, progress=progress, stage="converting")):
                piece = decoder.decode(chunk)
                out.write((piece.removeprefix("\ufeff") if number == 0 else piece).encode("utf-8"))
            out.write(decoder.decode(b"", final=True).encode("utf-8"))
    except UnicodeError as error:
        raise RequestError(
            f"{path.name} is not readable as {encoding}: {error}.", hint="Say its encoding with --encoding."
        ) from error
    return target


def _asked(asked: str) -> str:
    try:
        found = codecs.lookup(asked)
        "".encode(asked)
    except (LookupError, UnicodeError, ValueError) as error:
        raise RequestError(
            f"There is no text encoding {asked!r}.", hint="Say utf-8, utf-16, gb18030 or latin-1."
        ) from error
    return found.name


def _utf16_by_pattern(path: Path, head: bytes) -> str:
    """UTF-16 without a mark: the other byte of most separators and Latin letters is NUL."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    first_line = "\n".encode(encoding) in head
    if first_line and max(even, odd) >= 4 * max(min(even, odd), 1) and decodes(path, encoding):
        return encoding
    raise RequestError(
        f"{path.name} holds NUL bytes: it is no text file, whatever its name says.",
        hint="Export it as CSV, XLSX, JSON lines or Parquet; if it is UTF-16 text, say --encoding utf-16.",
    )


def _unreadable(path: Path) -> RequestError:
    return RequestError(
        f"{path.name} is not readable as UTF-8, UTF-16 or GB18030.", hint="Say its encoding with --encoding."
    )

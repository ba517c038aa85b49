"""Opens any supported file as raw text: looks at what it is, not only at its name, and refuses what cannot be read.

Not here: what the columns mean (``matching``) or their types (``typing_rows``).
"""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass
from pathlib import Path

import duckdb

from evenhand.facts.errors import RequestError
from evenhand.facts.reading import delimited, json_lines, parquet, scanning, staging, workbooks
from evenhand.facts.reading.scanning import Progress, Scan
from evenhand.facts.reading.types import Limits, RawTable

SUFFIXES = {
    ".csv": "csv",
    ".txt": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".jsonl": "json",
    ".ndjson": "json",
    ".json": "json",
    ".parquet": "parquet",
    ".pq": "parquet",
}
PACKED = {
    b"\x1f\x8b": "gzip",
    b"\xfd7zXZ\x00": "xz",
    b"BZh": "bzip2",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"7z\xbc\xaf\x27\x1c": "7-Zip",
    b"Rar!": "RAR",
}
OTHERS = {
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "an old Office file (.xls, .doc)",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"SQLite format 3": "an SQLite database",
    b"\x7fELF": "a program",
}

LIMITS = Limits()
JSON_START = re.compile(rb"\[\s*\{|\{\s*\"")


@dataclass(frozen=True)
class _Opening:
    path: Path
    scan: Scan
    limits: Limits
    workdir: Path
    connection: duckdb.DuckDBPyConnection


@dataclass(frozen=True)
class _Text:
    path: Path
    scan: Scan
    encoding: str


def open_source(
    path: Path,
    *,
    limits: Limits = LIMITS,
    workdir: Path,
    connection: duckdb.DuckDBPyConnection,
    encoding: str | None = None,
    sheet: str | None = None,
    progress: Progress | None = None,
) -> RawTable:
    """The file as a relation of raw text.

    ``workdir`` takes the staged copy and must outlive the relation; ``connection`` must be allowed to read the file and
    to write there. ``progress`` hears (stage, share done). Raises RequestError, with the way out, for anything that
    is not a readable CSV, TSV, XLSX, JSON lines, JSON array or Parquet file with at least one row.
    """
    checked(path)
    format_ = format_of(path)
    scan = scanning.scanned(path, progress=progress)
    opening = _Opening(path, scan, limits, workdir, connection)
    if format_ == "parquet":
        return _parquet(opening)
    if format_ == "xlsx":
        return _workbook(opening, sheet)
    found = scanning.encoding_of(path, scan, asked=encoding)
    text = _as_utf8(opening, found, progress)
    return _json(opening, text) if format_ == "json" else _delimited(opening, text)


def checked(path: Path) -> None:
    """RequestError unless the path is an ordinary, readable, non-empty file."""
    try:
        mode = path.stat()
        str(path).encode("utf-8")
        if stat.S_ISDIR(mode.st_mode):
            raise RequestError(f"{path.name} is a folder.", hint="Name a file in it, or import the folder.")
        if not stat.S_ISREG(mode.st_mode):
            raise RequestError(f"{path.name} is not an ordinary file.", hint="Save the data to a file first.")
        with path.open("rb"):
            pass
    except FileNotFoundError as error:
        raise RequestError(f"There is no file {path}.", hint="Check its name and folder.") from error
    except UnicodeEncodeError as error:
        raise RequestError(f"The file name {path.name!r} is not valid UTF-8.", hint="Rename the file.") from error
    except (OSError, RuntimeError) as error:
        raise RequestError(f"{path} cannot be opened: {error}.", hint="Check links and permissions.") from error
    if mode.st_size == 0:
        raise RequestError(f"{path.name} is empty.", hint="Export it again with its data.")


def format_of(path: Path) -> str:
    """csv, tsv, xlsx, json or parquet, by content first and name second; RequestError for anything else."""
    with path.open("rb") as stream:
        head = stream.read(4096)
    _refuse(path, head)
    suffix = SUFFIXES.get(path.suffix.lower())
    if head[:4] == b"PAR1":
        return "parquet"
    if head[:4] == b"PK\x03\x04":
        workbooks.weigh(path, limits=Limits(unpacked=2**63, ratio=2**40))
        return "xlsx"
    if suffix in {"parquet", "xlsx"}:
        kind = "Parquet file" if suffix == "parquet" else "workbook"
        raise RequestError(f"{path.name} is not a {kind}, whatever its name says.", hint="Export it again.")
    start = head.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").lstrip(b"\xff\xfe \t\r\n")
    if suffix is None and JSON_START.match(start):
        return "json"
    return suffix or "csv"


def _refuse(path: Path, head: bytes) -> None:
    packed = next((kind for magic, kind in PACKED.items() if head.startswith(magic)), None)
    if packed or path.suffix.lower() in {".zip", ".gz", ".xz", ".bz2", ".zst", ".7z", ".rar", ".tar", ".tgz"}:
        raise RequestError(
            f"{path.name} is packed{f' ({packed})' if packed else ''}.",
            hint="Unpack it first and import what is inside.",
        )
    other = next((kind for magic, kind in OTHERS.items() if head.startswith(magic)), None)
    if other:
        raise RequestError(f"{path.name} is {other}.", hint="Export it as CSV, XLSX, JSON lines or Parquet.")


def sources_in(path: Path) -> list[Path]:
    """The readable files of a folder and its subfolders, sorted; of a file, the file itself.

    Hidden files, unknown suffixes and links that leave the folder are left out. RequestError when nothing remains.
    """
    if not path.is_dir():
        checked(path)
        return [path]
    root = path.resolve()
    found = sorted(file for file in path.rglob("*") if _wanted(file, path, root))
    if not found:
        known = ", ".join(SUFFIXES)
        raise RequestError(f"The folder {path} holds no file that can be read.", hint=f"Known are {known}.")
    return found


def _wanted(file: Path, folder: Path, root: Path) -> bool:
    hidden = any(part.startswith((".", "~$")) for part in file.relative_to(folder).parts)
    if hidden or file.suffix.lower() not in SUFFIXES:
        return False
    try:
        return file.is_file() and file.resolve().is_relative_to(root)
    except (OSError, RuntimeError):
        return False


def _as_utf8(opening: _Opening, encoding: str, progress: Progress | None) -> _Text:
    """The text in UTF-8 and the counts of it: the file itself where it is UTF-8 already."""
    if encoding in {"utf-8", "utf-8-sig"} and opening.scan.utf8 and not opening.scan.nul:
        return _Text(opening.path, opening.scan, "utf-8")
    target = staging.fresh(opening.workdir, opening.path.suffix)
    path = scanning.transcoded(opening.path, encoding, target, progress=progress)
    scan = scanning.scanned(path)
    if scan.nul:
        raise RequestError(
            f"{opening.path.name} holds NUL characters: it is no text file in {encoding}.",
            hint="Say its encoding with --encoding.",
        )
    return _Text(path, scan, encoding)


def _delimited(opening: _Opening, text: _Text) -> RawTable:
    made = delimited.staged(
        text.path,
        name=opening.path.name,
        scan=text.scan,
        limits=opening.limits,
        workdir=opening.workdir,
        connection=opening.connection,
    )
    guessed = f"{opening.path.name} was read as GB18030; if letters look wrong, say its encoding with --encoding."
    return RawTable(
        name=opening.path.name,
        format="tsv" if made.delimiter == "\t" else "csv",
        encoding=text.encoding,
        delimiter=made.delimiter,
        columns=made.columns,
        relation=made.relation,
        rejected=made.rejected,
        digest=opening.scan.digest,
        bytes=opening.scan.bytes,
        limits=opening.limits,
        lines=made.lines,
        text=text.path,
        notes=made.notes + ((guessed,) if text.encoding == "gb18030" else ()),
    )


def _json(opening: _Opening, text: _Text) -> RawTable:
    layout = json_lines.layout_of(text.path)
    made = json_lines.staged(
        text.path,
        layout,
        name=opening.path.name,
        limits=opening.limits,
        workdir=opening.workdir,
        connection=opening.connection,
    )
    lines = layout is json_lines.Layout.LINES
    return RawTable(
        name=opening.path.name,
        format="jsonl" if lines else "json",
        encoding=text.encoding,
        delimiter=None,
        columns=made.columns,
        relation=made.relation,
        rejected=made.rejected,
        digest=opening.scan.digest,
        bytes=opening.scan.bytes,
        limits=opening.limits,
        unit="line" if lines else "record",
        may_hold_nul=True,
        notes=made.notes,
    )


def _workbook(opening: _Opening, sheet: str | None) -> RawTable:
    made = workbooks.staged(
        opening.path, sheet=sheet, limits=opening.limits, workdir=opening.workdir, connection=opening.connection
    )
    return RawTable(
        name=opening.path.name,
        format="xlsx",
        encoding=None,
        delimiter=None,
        columns=made.columns,
        relation=made.relation,
        rejected=None,
        digest=opening.scan.digest,
        bytes=opening.scan.bytes,
        limits=opening.limits,
        lines=made.lines,
        unit="row",
        notes=made.notes,
    )


def _parquet(opening: _Opening) -> RawTable:
    made = parquet.read(opening.path, limits=opening.limits, connection=opening.connection)
    return RawTable(
        name=opening.path.name,
        format="parquet",
        encoding=None,
        delimiter=None,
        columns=made.columns,
        relation=made.relation,
        rejected=None,
        digest=opening.scan.digest,
        bytes=opening.scan.bytes,
        limits=opening.limits,
        unit="record",
        may_hold_nul=True,
        notes=made.notes,
    )

"""Tells what a path is before anything reads it: an ordinary file of a known format, or something to refuse.

Content speaks first, the name second. Not here: reading.
"""

from __future__ import annotations

import re
import stat
from pathlib import Path

from evenhand.facts.errors import RequestError
from evenhand.facts.reading import packages
from evenhand.facts.reading.types import Limits

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
JSON_START = re.compile(rb"\[\s*\{|\{\s*\"")


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
        packages.weigh(path, limits=Limits(unpacked=2**63, ratio=2**40))
        return "xlsx"
    if suffix in {"parquet", "xlsx"}:
        kind = "Parquet file" if suffix == "parquet" else "workbook"
        raise RequestError(f"{path.name} is not a {kind}, whatever its name says.", hint="Export it again.")
    start = head.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").lstrip(b"\xff\xfe \t\r\n")
    if suffix in {None, "csv"} and JSON_START.match(start):
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

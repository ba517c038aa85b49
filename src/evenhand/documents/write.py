"""Writes a report to a file in the format that the file's suffix names; a failure leaves no half file behind."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Literal

from evenhand.assess.types import QualityReport
from evenhand.documents.quality import html, json_form, markdown, pdf, xlsx
from evenhand.documents.quality.presenter import present
from evenhand.facts.errors import RequestError

Render = Callable[[QualityReport, Literal["en", "zh"]], bytes]

FORMATS: dict[str, Render] = {
    ".html": lambda report, language: html.render(present(report, language)).encode(),
    ".pdf": lambda report, language: pdf.render(present(report, language)),
    ".xlsx": lambda report, language: xlsx.render(present(report, language), report),
    ".md": lambda report, language: markdown.render(present(report, language)).encode(),
    ".json": lambda report, _language: json_form.render(report).encode(),
}


def quality_report(report: QualityReport, path: Path, *, language: Literal["en", "zh"] = "en") -> None:
    """Write the report to ``path``: .html, .pdf, .xlsx, .md or .json; RequestError for any other suffix.

    The file appears whole or not at all: it is written beside its place and then renamed. JSON holds codes and
    numbers and is the same in every language. RequestError also where the folder is absent, the disk is full, the
    language is unknown, or a Chinese PDF finds no Chinese font.
    """
    render = FORMATS.get(path.suffix.lower())
    if render is None:
        allowed = ", ".join(FORMATS)
        raise RequestError(
            f"path {str(path)!r} ends in {path.suffix or 'no suffix'!r}, which is not a form of the quality report.",
            hint=f"Use one of: {allowed}.",
        )
    _write_whole(path, render(report, language))


def quality_document(report: QualityReport, language: Literal["en", "zh"] = "en") -> str:
    """The report as one self-contained HTML document."""
    return html.render(present(report, language))


def _write_whole(path: Path, content: bytes) -> None:
    """Write beside the place and rename, so that a reader or a full disk never meets half a file."""
    beside = path.with_name(f".evenhand-{secrets.token_hex(8)}.part")
    try:
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise RequestError(
            f"path {str(path)!r} cannot be written: {error.strerror or error}.",
            hint="Name a file in a folder that exists, may be written to and has room.",
        ) from error

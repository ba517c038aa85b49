"""Where an uploaded file lies until it is stored or dropped: under the data folder, by its id, never by its name."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from evenhand.ops.exchange.models import Import
from evenhand.ops.spine.errors import Invalid

SUFFIXES = (".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".parquet", ".xlsx")
LARGEST = 4 * 1024**3


def suffix_of(upload: UploadedFile[Any]) -> str:
    """The kind of file, by the end of its name; Invalid for one that no import reads, or that is too large."""
    suffix = Path(upload.name or "").suffix.lower()
    if suffix not in SUFFIXES:
        message = _("A file that ends in “%(suffix)s” cannot be imported.") % {"suffix": suffix}
        hint = _("Send one of %(kinds)s.") % {"kinds": ", ".join(SUFFIXES)}
        raise Invalid(message, field="file", hint=hint)
    if (upload.size or 0) > LARGEST:
        hint = _("Import it with the command evenhand import.")
        raise Invalid(_("The file is larger than 4 GB."), field="file", hint=hint)
    return suffix


def path_of(brought: Import) -> Path:
    """Where the file of an import lies."""
    return Path(settings.EVENHAND.home) / "uploads" / f"{brought.uuid}{brought.suffix}"


def keep(brought: Import, upload: UploadedFile[Any]) -> None:
    """Writes the uploaded bytes, a chunk at a time."""
    path = path_of(brought)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as target:
        for chunk in upload.chunks():
            target.write(chunk)


def drop(brought: Import) -> None:
    """Removes the file; nothing when it is gone already."""
    path = path_of(brought)
    path.unlink(missing_ok=True)
    if path.parent.is_dir() and not any(path.parent.iterdir()):
        shutil.rmtree(path.parent, ignore_errors=True)

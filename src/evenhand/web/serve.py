"""Starts the console: gunicorn, and on SQLite the background worker beside it.

Not here: what either does; keeping them alive (``supervisor``).
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable

from evenhand.facts.errors import RequestError
from evenhand.web import supervisor
from evenhand.web.configuration import Configuration
from evenhand.web.keeping.checking import Finding, Level, check
from evenhand.web.supervisor import Part

APPLICATION = "evenhand.web.wsgi:application"
SETTINGS = "python:evenhand.web.server_settings"


def serve(configuration: Configuration, *, host: str, port: int, tell: Callable[[str], None]) -> int:
    """Serves until SIGTERM or SIGINT; the exit status.

    Raises:
        RequestError: something is amiss that ``evenhand check`` calls an error, or the address is taken.

    """
    _refuse(check(configuration))
    _require_free(host, port)
    parts = [Part("console", server(configuration, host=host, port=port), restarts=False)]
    if not configuration.database_url:
        parts.append(Part("worker", (sys.executable, "-m", "evenhand.cli", "worker"), restarts=True))
    tell(f"Evenhand is at http://{_written(host)}:{port} until you press Ctrl-C.")
    return supervisor.run(parts)


def server(configuration: Configuration, *, host: str, port: int) -> tuple[str, ...]:
    """The command that serves the console."""
    return (
        *(sys.executable, "-m", "gunicorn", APPLICATION),
        *("--config", SETTINGS),
        *("--bind", f"{_written(host)}:{port}"),
        *("--workers", str(configuration.workers)),
        *("--threads", str(configuration.threads)),
    )


def _refuse(findings: tuple[Finding, ...]) -> None:
    errors = [finding for finding in findings if finding.level is Level.ERROR]
    if errors:
        first, others = errors[0], len(errors) - 1
        more = f" There are {others} more errors: evenhand check lists them." if others else ""
        raise RequestError(f"The console cannot start. {first.part}: {first.text}", hint=f"{first.hint or ''}{more}")


def _require_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise RequestError(
                f"Nothing can listen on {_written(host)}:{port}: {error.strerror}.",
                hint="Give another --port or --host.",
            ) from error


def _written(host: str) -> str:
    return f"[{host}]" if ":" in host else host

"""How the demo's console is set up: its own folder and database, and this machine alone.

Every setting but ``debug`` is given, so that nothing of a deployment that is set up here, by its file or its variables,
reaches the demo.
Not here: starting the console (``evenhand.web.serve``).
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path

from evenhand.facts.errors import UsageError
from evenhand.web.configuration import Configuration
from evenhand.web.secret import VARIABLE as SECRET_KEY

LOOPBACK, PORT = "127.0.0.1", 8000
STDERR = 2


def serving_settings(home: Path, *, host: str = LOOPBACK, port: int = PORT) -> Mapping[str, str]:
    """The environment of a process that works on the demo's home."""
    own = Configuration(data=str(home.resolve()), host=host, port=port, allowed_hosts="localhost,127.0.0.1,[::1]")
    names = [setting.name for setting in fields(own) if setting.name != "debug"]
    given = {f"EVENHAND_{name.upper()}": str(getattr(own, name)) for name in names}
    return {**given, SECRET_KEY: "", "DJANGO_SETTINGS_MODULE": "evenhand.web.settings"}


def require_loopback(host: str) -> None:
    """UsageError for an address that other machines reach: the demo's passwords stand on a screen."""
    try:
        inside = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        inside = False
    if not inside:
        raise UsageError(
            f"The demo listens on this machine alone, not on {host}.",
            hint="Leave out --host. A console that others reach is started by evenhand serve.",
        )


def url_of(host: str, port: int) -> str:
    """The console's address."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


@contextmanager
def logging_into(path: Path) -> Iterator[Callable[[str], None]]:
    """Within the block stderr, of processes started there too, is this file; yields what still tells the terminal.

    A log line for each request would push the passwords, shown once, off the screen.
    """
    terminal = os.dup(STDERR)
    try:
        with path.open("ab") as log:
            os.dup2(log.fileno(), STDERR)
        yield lambda text: _write(terminal, text)
    finally:
        os.dup2(terminal, STDERR)
        os.close(terminal)


def _write(descriptor: int, text: str) -> None:
    os.write(descriptor, f"{text}\n".encode())

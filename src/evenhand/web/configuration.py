"""How this deployment is set up: ``evenhand.toml`` in the working folder, and EVENHAND_* variables, which win.

One frozen object, checked before anything else starts. Not here: Django's settings, which are made from it.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from evenhand.facts.errors import RequestError

FILE = "evenhand.toml"
LANGUAGES = ("en", "zh-hans")


def _setting(meaning: str, default: Any) -> Any:
    return field(default=default, metadata={"meaning": meaning})


@dataclass(frozen=True)
class Configuration:
    """Each setting has a default that suits a laptop; ``meaning`` is what the reference page prints."""

    data: str = _setting("The folder of all that is kept: facts, keys, media, SQLite's file.", "evenhand-data")
    database_url: str = _setting("The work database, postgresql://user:password@host/name; empty: SQLite in data.", "")
    host: str = _setting("The address that the console listens on.", "127.0.0.1")
    port: int = _setting("Its port.", 8000)
    allowed_hosts: str = _setting("Names by which people reach the console, comma-separated.", "localhost,127.0.0.1")
    https: bool = _setting("Whether people reach it by https, through a proxy.", False)
    time_zone: str = _setting("The reporting time zone: it defines day, week and month.", "UTC")
    language: str = _setting("The language for those who have not chosen one: en or zh-hans.", "en")
    ledger_key: str = _setting("The file of the key that signs the ledger; empty: ledger/key.pem in data.", "")
    ledger_heads: str = _setting(
        "The file that each ledger head is appended to; empty: ledger/heads.jsonl in data.", ""
    )
    workers: int = _setting("Processes that answer requests.", 2)
    threads: int = _setting("Threads of each.", 4)
    debug: bool = _setting("Show errors in the browser: for developers alone.", False)

    @property
    def home(self) -> Path:
        """The data folder."""
        return Path(self.data)

    @property
    def database(self) -> str:
        """The address of the work database, SQLite's file spelled out."""
        return self.database_url or f"sqlite:///{(self.home / 'work.sqlite3').resolve()}"

    @property
    def key_file(self) -> Path:
        """Where the ledger's signing key lies."""
        return Path(self.ledger_key) if self.ledger_key else self.home / "ledger" / "key.pem"

    @property
    def heads_file(self) -> Path:
        """Where the ledger's heads are appended."""
        return Path(self.ledger_heads) if self.ledger_heads else self.home / "ledger" / "heads.jsonl"

    @property
    def hosts(self) -> list[str]:
        """The names that a request may ask for."""
        return [name.strip() for name in self.allowed_hosts.split(",") if name.strip()]


def load(environment: Mapping[str, str] | None = None, *, folder: Path | None = None) -> Configuration:
    """The configuration of this process; RequestError that names the setting, its value and the fix."""
    given = {**_from_file((folder or Path()) / FILE), **_from_environment(environment or os.environ)}
    configuration = Configuration(**{name: _typed(name, value) for name, value in given.items()})
    _check(configuration)
    return configuration


def _from_file(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RequestError(f"{path} cannot be read: {error}.", hint="Mend the file; it is TOML in UTF-8.") from error
    unknown = given.keys() - {setting.name for setting in fields(Configuration)}
    if unknown:
        known = ", ".join(setting.name for setting in fields(Configuration))
        raise RequestError(f"{path} has an unknown setting {sorted(unknown)[0]!r}.", hint=f"Settings: {known}.")
    return given


def _from_environment(environment: Mapping[str, str]) -> dict[str, str]:
    names = {f"EVENHAND_{setting.name.upper()}": setting.name for setting in fields(Configuration)}
    return {name: environment[variable] for variable, name in names.items() if variable in environment}


def _typed(name: str, value: Any) -> Any:
    default = getattr(Configuration, name)
    match default:
        case bool():
            if str(value).lower() not in ("true", "false", "1", "0"):
                raise RequestError(f"{name} is {value!r}.", hint="Give true or false.")
            return str(value).lower() in ("true", "1")
        case int():
            if not str(value).isdecimal():
                raise RequestError(f"{name} is {value!r}.", hint="Give a whole number.")
            return int(value)
        case _:
            return str(value)


def _check(configuration: Configuration) -> None:
    if configuration.language not in LANGUAGES:
        raise RequestError(f"language is {configuration.language!r}.", hint=f"Give one of {', '.join(LANGUAGES)}.")
    if not 0 < configuration.port < 65_536:
        raise RequestError(f"port is {configuration.port}.", hint="Give a number from 1 to 65535.")
    if urlsplit(configuration.database).scheme not in ("sqlite", "postgresql", "postgres"):
        hint = "Give postgresql://user:password@host/name, or nothing."
        raise RequestError("database_url is neither PostgreSQL nor SQLite.", hint=hint)
    try:
        ZoneInfo(configuration.time_zone)
    except (KeyError, ValueError, OSError) as error:
        hint = "Give a name such as Asia/Shanghai, or UTC."
        raise RequestError(f"time_zone is {configuration.time_zone!r}.", hint=hint) from error

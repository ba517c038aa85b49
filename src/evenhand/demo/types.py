"""What a filled demo tells: where everything is, and who can sign in."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from evenhand.assess import QualityReport


@dataclass(frozen=True)
class Login:
    """Somebody who can sign in. The password is random, shown once, and kept nowhere."""

    role: str
    name: str
    username: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class Filled:
    """What filling a home leaves to tell: the finished sample, the plan behind it, who can sign in, what was planted.

    ``open_sample`` is the sample whose blind sheet is worth handing out: one that still takes answers.
    """

    sample: str
    open_sample: str
    planted: tuple[str, ...]
    users: tuple[Login, ...] = ()


@dataclass(frozen=True)
class Demo:
    """A demo that is ready. ``sample`` is the one that its reports tell of; without the desks nobody signs in."""

    home: Path
    sample: str
    reports: tuple[Path, ...]
    quality: QualityReport
    planted: tuple[str, ...]
    users: tuple[Login, ...]

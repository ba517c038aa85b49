"""Runs the examples of a documentation page in the order in which a reader would.

A block ``sh`` runs its ``evenhand`` commands, ``python`` its code, and a block ``text`` is what the run before it
printed: each of its lines must occur there, in order, where … stands for anything. Comments steer:
``<!-- file: plan.toml -->`` writes the block that follows to a file, ``<!-- not run -->`` leaves it out, and
``<!-- exits 1 -->`` expects a status. ``<!-- filled: sheet.csv -->`` stands where an assessor fills in a sheet;
``first=100`` and ``seed=2`` may follow.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import own_files
import pytest

from evenhand import cli

ROOT = Path(__file__).parents[2]
STEP = re.compile(
    r"^<!-- *filled: *(?P<filled>.*?) *-->$"
    r"|(?:^<!-- *(?P<mark>not run|file: *[^ ]+|exits [0-9]).*?-->\n+)?^```(?P<language>\w+)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Step:
    """A fenced block with the comment before it, or a sheet that is ``filled``; ``line`` is where it begins."""

    language: str
    text: str
    mark: str
    filled: str
    line: int


@dataclass
class Reader:
    """Somebody who works through a page: the folder is the current one, what was printed last is kept."""

    page: str
    names: dict[str, Any] = field(default_factory=dict)
    printed: str | None = None

    def follow(self, step: Step) -> None:
        """Does what the step says."""
        if step.filled:
            _fill_in(step.filled)
        elif step.mark.startswith("file:"):
            Path(step.mark.removeprefix("file:").strip()).write_text(step.text, encoding="utf-8")
        elif step.mark == "not run":
            self.printed = None
        elif step.language == "sh":
            said = [self._command(words, step) for words in commands(step.text)]
            self.printed = "".join(said) if said else None
        elif step.language == "python":
            self.printed = self._code(step)
        elif step.language == "text" and self.printed is not None:
            missing = list(unprinted(step.text, self.printed))
            assert not missing, f"{self.page}:{step.line} was not printed: {missing}\nPrinted:\n{self.printed}"

    def _command(self, words: list[str], step: Step) -> str:
        expected = int(step.mark.removeprefix("exits ")) if step.mark else 0
        with captured() as said:
            status = cli.run(words)
        assert status == expected, f"{self.page}:{step.line} {shlex.join(words)}: status {status}\n{said.getvalue()}"
        return said.getvalue()

    def _code(self, step: Step) -> str:
        with captured() as said:
            exec(compile(step.text, f"{self.page}:{step.line}", "exec"), self.names)  # noqa: S102  our own examples
        return said.getvalue()


def steps(text: str) -> list[Step]:
    """The blocks and comments of a page that a reader acts on."""
    return [
        Step(
            found["language"] or "",
            found["text"] or "",
            found["mark"] or "",
            found["filled"] or "",
            text[: found.start()].count("\n") + 1,
        )
        for found in STEP.finditer(text)
    ]


def commands(text: str) -> Iterator[list[str]]:
    """The arguments of each ``evenhand`` command; other commands belong to the reader's shell."""
    for line in text.replace("\\\n", " ").splitlines():
        words = shlex.split(line, comments=True)
        if words[:1] == ["evenhand"]:
            yield words[1:]


def unprinted(example: str, printed: str) -> Iterator[str]:
    """The lines of an example that were not printed, in their order; … stands for anything, blanks do not count."""
    rest = _plain(printed)
    for line in example.splitlines():
        pieces = [piece for piece in (_plain(piece) for piece in line.split("…")) if piece]
        places = [rest.find(piece) for piece in pieces]
        if -1 in places:
            yield line
        elif pieces:
            rest = rest[places[0] :]


@contextlib.contextmanager
def captured() -> Iterator[io.StringIO]:
    """Everything that is printed meanwhile, remarks included, on a terminal of 140 columns."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said), pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "140")
        yield said


def _fill_in(said: str) -> None:
    sheet, *options = said.split()
    own_files.fill_in(Path(sheet), **{name: int(value) for name, _, value in (one.partition("=") for one in options)})


def _plain(text: str) -> str:
    return " ".join(text.split())

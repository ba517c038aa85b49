"""The command line: parses, calls, prints. What a command does is in the packages below.

Exit status: 0 done; 1 the data or the request is at fault; 2 wrong usage, or an extra is needed; 3 our own failure.
"""

from __future__ import annotations

import os
import sys
import traceback

import typer

from evenhand.cli.commands import Commands

INTERRUPTED = 130  # how typer ends when somebody presses Ctrl-C

app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def evenhand() -> None:
    """Evenhand measures moderation decisions, and says how sure each number is."""


def main() -> None:
    """Runs a command and ends with its exit status."""
    status = run(sys.argv[1:])
    try:
        sys.stdout.flush()
    except BrokenPipeError:  # the reader, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(status)


def run(arguments: list[str]) -> int:
    """Runs a command; the exit status. A person's mistake is a sentence, never a traceback."""
    try:
        app(arguments, prog_name="evenhand")
    except SystemExit as end:
        return _status(end.code)
    except Exception as error:  # noqa: BLE001  the last door: what is no word to the person is our failure
        return _told(error)
    return 0


def _status(code: object) -> int:
    if code == INTERRUPTED:
        sys.stderr.write("Stopped; the facts are as they were.\n")
        return 1
    return code if isinstance(code, int) else 0


def _told(error: Exception) -> int:
    """Tells what went wrong on stderr; the exit status that says whose fault it is."""
    from evenhand.cli.output import tell  # here, so that help needs no engine
    from evenhand.facts.errors import EvenhandError, UsageError

    if os.environ.get("EVENHAND_DEBUG"):
        traceback.print_exception(error)
    if isinstance(error, EvenhandError):
        tell(f"Error: {error}")
        return 2 if isinstance(error, UsageError) else 1
    tell(f"Evenhand failed: {type(error).__name__}: {error}")
    tell("This is our mistake, not yours. EVENHAND_DEBUG=1 shows where.")
    return 3

"""The command line: parses, calls, prints. What a command does is in the packages below.

Exit status: 0 done; 1 the data or the request is at fault; 2 wrong usage, or an extra is needed; 3 our own failure.
"""

from __future__ import annotations

import os
import sys
import traceback

import click
import typer

from evenhand.cli import demo, exporting, facts, importing, reporting, sampling
from evenhand.cli.output import asides
from evenhand.facts.errors import EvenhandError, UsageError

app = typer.Typer(
    name="evenhand",
    help="Evenhand measures moderation decisions, and says how sure each number is.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("import")(importing.import_file)
app.command("facts")(facts.show)
app.command("demo")(demo.run)
app.add_typer(sampling.app, name="sample")
app.add_typer(reporting.app, name="report")
app.add_typer(exporting.app, name="export")


def main() -> None:
    """Runs a command and ends with its exit status."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Runs a command; the exit status. A person's mistake is a sentence, never a traceback."""
    try:
        status = app(arguments, standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.exceptions.Abort:
        asides.print("Stopped.")
        return 1
    except EvenhandError as error:
        asides.print(f"[bold red]Error:[/] {_escaped(str(error))}", soft_wrap=True)
        return 2 if isinstance(error, UsageError) else 1
    except KeyboardInterrupt:
        asides.print("Stopped; the facts are as they were.")
        return 1
    except Exception as error:  # noqa: BLE001  the last door: whatever came through is our failure, and is told as such
        return _failed(error)
    return status if isinstance(status, int) else 0


def _failed(error: Exception) -> int:
    if os.environ.get("EVENHAND_DEBUG"):
        traceback.print_exception(error)
    told = _escaped(f"{type(error).__name__}: {error}")
    asides.print(
        f"[bold red]Evenhand failed:[/] {told}\nThis is our mistake, not yours. EVENHAND_DEBUG=1 shows where.",
        soft_wrap=True,
    )
    return 3


def _escaped(text: str) -> str:
    return text.replace("[", r"\[")

"""The commands and where they are: each module is imported when its command is called, so that help comes at once.

Not here: what a command does.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup


@dataclass(frozen=True)
class Command:
    """A command or a group of them: the module whose ``app`` it is, and the line that ``--help`` shows."""

    module: str
    summary: str


COMMANDS = {
    "import": Command("importing", "Bring a file of decisions, items, reports, actions, appeals or activity in."),
    "facts": Command("facts", "Show what is stored: tables, rows, period, sources, horizon."),
    "sample": Command("sampling", "Probability samples of decisions, assessed blind."),
    "measure": Command("measuring", "Statistics of a table of labels: who agrees, what is likely true, how sure."),
    "evaluate": Command("evaluating", "A classifier or language model against gold, or two against each other."),
    "report": Command("reporting", "Reports to read and to hand on."),
    "export": Command("exporting", "Facts out again, for other tools."),
    "serve": Command("serving", "Serve the console in the browser."),
    "worker": Command("working", "Run the background work: tasks, schedule, seals, publishing."),
    "check": Command("checking", "Check whether a deployment is fit to run."),
    "upgrade": Command("upgrading", "Bring the database up to this version."),
    "backup": Command("backing_up", "Copy everything that is kept into a folder."),
    "restore": Command("restoring", "Bring a backup back into an empty deployment."),
    "first-administrator": Command("administering", "Add the person who sets a new console up, once"),
    "ledger": Command("ledger", "The ledger: who did what to what, sealed."),
    "erase": Command("erasing", "Erase what is kept about somebody or something: work, ledger payloads, facts."),
    "demo": Command("demo", "Fill a console with a simulated operation and a day of work"),
}


class Commands(TyperGroup):
    """The commands of ``known``, loaded one by one."""

    known = COMMANDS

    def list_commands(self, ctx: Any) -> list[str]:
        """The names, in the order of the work."""
        return list(self.known)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of this name; an unknown one is told with the nearest names."""
        if cmd_name not in self.known:
            if not cmd_name.startswith("-"):
                near = difflib.get_close_matches(cmd_name, self.known, n=2)
                hint = f"Did you mean {' or '.join(near)}?" if near else f"Commands: {', '.join(self.known)}."
                ctx.fail(f"There is no command {cmd_name!r}. {hint}")
            return None
        module = import_module(f"evenhand.cli.{self.known[cmd_name].module}")
        return typer.main.get_command(module.app)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Lists the commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.summary) for name, command in self.known.items()])

"""``evenhand measure``: statistics of a table of labels, without a store. One command a module.

Not here: what a command does.
"""

from __future__ import annotations

import typer

from evenhand.cli.commands import Command, Commands

MEASURES = {
    "agreement": Command("measuring_agreement", "How far judges agree beyond chance, and how sure that is."),
    "truth": Command("measuring_truth", "What items likely are, and how often each judge is right."),
    "acceptance": Command("measuring_acceptance", "How many units of a delivery to assess, and when to send it back."),
}


class Measures(Commands):
    """The commands of ``MEASURES``, loaded one by one."""

    known = MEASURES


app = typer.Typer(cls=Measures, no_args_is_help=True, add_completion=False, rich_markup_mode=None)


@app.callback()
def group() -> None:
    """Statistics of a table of labels: who agrees, what is likely true, how sure."""

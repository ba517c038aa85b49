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
    "estimate": Command("measuring_estimate", "The share of a population, from a sample of any design."),
    "design": Command("measuring_design", "How to draw a sample, and how sure its figures will be."),
    "sample-size": Command("measuring_sample_size", "How many units a half-width, a target or a difference takes."),
    "hours": Command("measuring_hours", "How short the intervals get for a number of assessing hours."),
    "chart": Command("measuring_chart", "Control charts of daily shares and rates, and when they moved."),
    "effect": Command("measuring_effect", "Whether a training, a policy or a rule worked."),
    "ranking": Command("measuring_ranking", "People compared fairly, and whom to audit next."),
}


class Measures(Commands):
    """The commands of ``MEASURES``, loaded one by one."""

    known = MEASURES


app = typer.Typer(cls=Measures, no_args_is_help=True, add_completion=False, rich_markup_mode=None)


@app.callback()
def group() -> None:
    """Statistics of a table of labels: who agrees, what is likely true, how sure."""

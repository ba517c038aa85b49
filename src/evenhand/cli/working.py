"""``evenhand worker``: the background process."""

from __future__ import annotations

import typer

from evenhand.cli.desks import Home, open_desks

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def worker(data: Home = None) -> None:
    """Run the background work: tasks, schedule, seals, publishing.

    Until SIGTERM; a second worker waits and takes over when the first ends.
    """
    open_desks(data)
    from evenhand.ops.spine.worker import work  # here, so that help needs no desks

    work()

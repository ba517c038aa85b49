"""``evenhand serve``: the console in the browser."""

from __future__ import annotations

from typing import Annotated

import typer

from evenhand.cli.desks import Home, open_desks
from evenhand.cli.output import tell

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option("--host", help="Address to listen on; else as configured.")] = None,
    port: Annotated[int | None, typer.Option("--port", min=1, max=65_535, help="Port; else as configured.")] = None,
    data: Home = None,
) -> None:
    """Serve the console in the browser.

    On SQLite the background worker runs beside it. Both end with Ctrl-C.
    """
    configuration = open_desks(data)
    from evenhand.web import serve as console  # here, so that help needs no server

    status = console.serve(configuration, host=host or configuration.host, port=port or configuration.port, tell=tell)
    if status:
        raise typer.Exit(3)

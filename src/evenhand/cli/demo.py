"""``evenhand demo``: the console with a day of work in it, or without the desks the main job alone."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from evenhand.cli.desks import open_desks
from evenhand.cli.options import Json
from evenhand.cli.output import print_json, print_table, say, tell
from evenhand.demo import Demo, fill, has_console, logging_into, made_anew, require_loopback, serving_settings, url_of
from evenhand.facts.errors import UsageError

SIZES = ("small", "medium")

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def run(
    size: Annotated[str, typer.Option(help="small (12,000 decisions) or medium (1,000,000).")] = "small",
    seed: Annotated[int, typer.Option(min=0, help="Seed; the same seed gives the same operation.")] = 1,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve the console afterwards.")] = True,
    host: Annotated[str, typer.Option(help="Loopback address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65_535, help="Port to listen on.")] = 8000,
    data: Annotated[Path, typer.Option("--data", help="The demo's folder; made anew each time.")] = Path(
        "evenhand-data/demo"
    ),
    as_json: Json = False,
) -> None:
    """Fill a console with a simulated operation and a day of work, and serve it on this machine.

    Without the desks: draw a sample, assess it blind, write the quality report.
    """
    if size not in SIZES:
        raise UsageError(f"--size is {size!r}.", hint="Give small or medium.")
    require_loopback(host)
    started = time.monotonic()
    with made_anew(data):
        done = fill(data, size=size, seed=seed, tell=lambda stage: tell(f"{stage} …"))
        url = url_of(host, port) if has_console() else None
        if as_json:
            print_json("demo", _as_json(done, url))
        else:
            _tell(done, seconds=time.monotonic() - started)
            if url:
                _introduce(done, url, serve=serve)
        if serve and url:
            _serve(data, host=host, port=port)


def _as_json(done: Demo, url: str | None) -> dict[str, object]:
    return {
        "url": url,
        "users": [asdict(user) for user in done.users],
        "home": done.home,
        "sample": done.sample,
        "reports": done.reports,
        "planted": done.planted,
    }


def _tell(done: Demo, *, seconds: float) -> None:
    accuracy = done.quality.figure("accuracy")
    say("")
    if accuracy.estimate is not None and accuracy.low is not None and accuracy.high is not None:
        say(
            f"{accuracy.events:,} of {accuracy.n:,} assessed decisions were right: {accuracy.estimate:.1%} of all, "
            f"95 % interval {accuracy.low:.1%} to {accuracy.high:.1%}."
        )
    say("Planted in this operation, for the report to find:")
    for sentence in done.planted:
        say(f"  · {sentence}")
    say("")
    say(f"The report: {done.reports[0].resolve()}")
    say(f"Also there: {', '.join(path.name for path in done.reports[1:])}, plan.toml, sheet.xlsx (a blind sheet).")
    say(f"Took {seconds:.1f} s. Next, with your own: evenhand import YOUR-FILE.csv --into judgements")


def _introduce(done: Demo, url: str, *, serve: bool) -> None:
    say("")
    if not serve:
        say(f"To serve it: evenhand serve --data {done.home}")
    say(f"Sign in at {url} as any of these. The passwords are shown once and kept nowhere.")
    print_table(
        ("role", "name", "login name", "password"),
        [(user.role, user.name, user.username, user.password) for user in done.users],
    )


def _serve(home: Path, *, host: str, port: int) -> None:
    sys.stdout.flush()  # whoever reads a pipe must not wait for the end
    os.environ.update(serving_settings(home, host=host, port=port))
    configuration = open_desks()
    from evenhand.web import serve as console  # here, so that a demo without desks needs no server

    log = home / "console.log"
    with logging_into(log) as tell_terminal:
        status = console.serve(configuration, host=host, port=port, tell=tell_terminal)
    if status:
        tell(f"The console ended by itself; {log} says why.")
        raise typer.Exit(3)

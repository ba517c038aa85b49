"""``evenhand demo``: the main job on simulated decisions."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from evenhand.cli.options import Json
from evenhand.cli.output import print_json, say, tell
from evenhand.demo import Demo, run_demo
from evenhand.facts.errors import UsageError

SIZES = ("small", "medium")


app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def run(
    size: Annotated[str, typer.Option(help="small (12,000 decisions) or medium (1,000,000).")] = "small",
    seed: Annotated[int, typer.Option(min=0, help="Seed; the same seed gives the same operation.")] = 1,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Open the console afterwards.")] = False,
    data: Annotated[Path, typer.Option("--data", help="The demo's folder; made anew each time.")] = Path(
        "evenhand-data/demo"
    ),
    as_json: Json = False,
) -> None:
    """Simulate an operation, draw a sample, assess it blind, write the quality report."""
    if size not in SIZES:
        raise UsageError(f"--size is {size!r}.", hint="Give small or medium.")
    if serve:
        raise UsageError("The console is not part of this version.", hint="Leave out --serve; the report is a file.")
    started = time.monotonic()
    done = run_demo(data, size=size, seed=seed, tell=lambda stage: tell(f"{stage} …"))
    if as_json:
        made = {"home": done.home, "sample": done.sample, "reports": done.reports, "planted": done.planted}
        print_json("demo", {"url": None, "users": []} | made)
    else:
        _tell(done, seconds=time.monotonic() - started)


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
    say(f"Also there: {', '.join(path.name for path in done.reports[1:])}, plan.toml, sheet.xlsx (the blind sheet).")
    say(f"Took {seconds:.1f} s. Next: evenhand import YOUR-FILE.csv --into judgements")

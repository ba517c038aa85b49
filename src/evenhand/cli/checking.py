"""``evenhand check``: whether a deployment is fit to run."""

from __future__ import annotations

from dataclasses import asdict

import typer

from evenhand.cli.desks import Home, open_desks
from evenhand.cli.options import Json
from evenhand.cli.output import print_json, print_table

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def check(data: Home = None, as_json: Json = False) -> None:
    """Check whether a deployment is fit to run.

    Settings, disk, keys, database, clocks, facts, worker; exit status 1 when something must be mended first.
    """
    configuration = open_desks(data)
    from evenhand.web.keeping.checking import Level  # here, so that help needs no desks
    from evenhand.web.keeping.checking import check as check_all

    findings = check_all(configuration)
    if as_json:
        print_json("check", {"findings": [asdict(finding) for finding in findings]})
    else:
        print_table(
            ("part", "", "found", "what to do"),
            [(finding.part, finding.level, finding.text, finding.hint or "") for finding in findings],
        )
    if any(finding.level is Level.ERROR for finding in findings):
        raise typer.Exit(1)

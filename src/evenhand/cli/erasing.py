"""``evenhand erase``: what is kept about an item, an account or a person, gone for good."""

from __future__ import annotations

from typing import Annotated

import typer

from evenhand.cli.desks import Home, open_desks
from evenhand.cli.options import Json
from evenhand.cli.output import print_json, say

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def erase(
    subject: Annotated[str, typer.Argument(help="item:ID, account:ID or person:ID, the id as the facts hold it.")],
    rule: Annotated[str, typer.Option(help="The law or policy that asks for it, such as GDPR-17.")],
    source: Annotated[str | None, typer.Option(help="Only in this source; else in all.")] = None,
    data: Home = None,
    as_json: Json = False,
) -> None:
    """Erase what is kept about somebody or something: work, ledger payloads, facts.

    A legal hold stops it. A record without content stays.
    """
    open_desks(data)
    from evenhand.ops.ledger import erasure  # here, so that help needs no desks
    from evenhand.ops.ledger.services import SYSTEM
    from evenhand.ops.spine import clock

    named = erasure.subject_of(subject, source=source)
    done = erasure.erase(named, rule=rule, actor=SYSTEM, at=clock.now())
    if as_json:
        print_json("erase", {"rows": done.rows, "files": done.files, "work": done.work, "events": done.events})
        return
    say(f"Erased: {done.rows:,} rows of facts in {done.files:,} files.")
    say(f"Emptied: {done.work:,} rows of work, {done.events:,} events of the ledger.")

"""``evenhand sample``: draw a probability sample, export its blind sheet, load the filled one."""

from __future__ import annotations

import shlex
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from evenhand.assess import (
    Preview,
    Sample,
    draw_sample,
    load_plan,
    load_sheet,
    preview,
    samples,
    write_findings_sheet,
    write_sheet,
)
from evenhand.cli.options import HOME, Data, Json
from evenhand.cli.output import print_json, print_table, say, warn
from evenhand.facts.store import Facts
from evenhand.measure.result import Note

app = typer.Typer(
    help="Probability samples of decisions, assessed blind.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)
SHOWN = 40


@app.command("draw")
def draw(
    plan_file: Annotated[Path, typer.Option("--plan", help="The plan (TOML): population, strata, size.")],
    seed: Annotated[int | None, typer.Option(help="Seed; the same seed draws the same sample.")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show population, strata, certainty and hours only.")
    ] = False,
    data: Data = HOME,
    as_json: Json = False,
) -> None:
    """Draw a repeatable probability sample."""
    facts, plan = Facts.open(data), load_plan(plan_file, seed=seed)
    if dry_run:
        _show_preview(preview(facts, plan), as_json=as_json)
        return
    sample = draw_sample(facts, plan)
    if as_json:
        print_json("sample-draw", _drawn(sample), warnings=_remarks(sample))
        return
    say(f"Sample {sample.sample_id}: {sample.size:,} of {sample.population:,} decisions, seed {sample.seed}.")
    columns = ("stratum", "population", "drawn", "chance")
    print_table(
        columns, [(s.name, s.population, s.size, _chance(s.inclusion_probability_min)) for s in sample.strata[:SHOWN]]
    )
    if len(sample.strata) > SHOWN:
        say(f"… and {len(sample.strata) - SHOWN:,} more strata (--json shows all).")
    for remark in _remarks(sample):
        warn(remark)
    say(f"Next: evenhand sample export {sample.sample_id} --out sheet.xlsx")


@app.command("list")
def list_samples(data: Data = HOME, as_json: Json = False) -> None:
    """List the samples drawn so far."""
    drawn = samples(Facts.open(data))
    if as_json:
        print_json("sample-list", {"samples": [_drawn(sample) for sample in drawn]})
    elif drawn:
        print_table(
            ("sample", "name", "drawn", "of", "seed", "at"),
            [(s.sample_id, s.name, s.size, s.population, s.seed, s.drawn_at) for s in drawn],
        )
    else:
        say("No sample yet: evenhand sample draw --plan plan.toml")


@app.command("export")
def export(
    sample: Annotated[str, typer.Argument(help="The sample's id, or its name.")],
    out: Annotated[Path, typer.Option("--out", help="The sheet to write: .xlsx or .csv.")],
    findings: Annotated[
        bool, typer.Option("--findings", help="Afterwards: only what differs, to name error type and root cause.")
    ] = False,
    data: Data = HOME,
    as_json: Json = False,
) -> None:
    """Write the blind sheet that an assessor fills in."""
    facts = Facts.open(data)
    written = write_findings_sheet(facts, sample, out) if findings else write_sheet(facts, sample, out)
    if as_json:
        print_json("sample-export", {"rows": written.rows, "file": written.path})
    else:
        asked = "error_type and root_cause" if findings else "label, or unable with its reason; the rest may wait"
        say(f"{written.rows:,} rows in {written.path}. Fill in {asked}.")
        say(f"Next: evenhand sample load {shlex.quote(sample)} {shlex.quote(str(out))}")


@app.command("load")
def load(
    sample: Annotated[str, typer.Argument(help="The sample's id, or its name.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The filled sheet.")],
    assessor: Annotated[str, typer.Option(help="Who assessed.")] = "assessor",
    new_label: Annotated[
        list[str] | None, typer.Option("--new-label", help="A label that no decision used yet.")
    ] = None,
    data: Data = HOME,
    as_json: Json = False,
) -> None:
    """Take a filled sheet back in; half-filled ones are welcome, and can be loaded again."""
    done = load_sheet(Facts.open(data), sample, file, assessor=assessor, new_labels=new_label or ())
    if as_json:
        values: dict[str, Any] = asdict(done) | {"rejected": done.rejected}
        print_json("sample-load", values)
        return
    say(f"{done.accepted:,} answers taken, {done.unchanged:,} known already, {done.empty:,} rows not filled in yet.")
    for refusal in done.refused[:10]:
        warn(f"row {refusal.row}, {refusal.column} {refusal.value!r}: {refusal.reason}")
    if done.rejects_file:
        warn(f"{done.rejected:,} rows could not be taken: {done.rejects_file}. Correct it and load it.")
    say(f"Next: evenhand report quality --sample {shlex.quote(sample)} --out report.html")


def _drawn(sample: Sample) -> dict[str, Any]:
    values = asdict(sample)
    values["sample"] = values.pop("sample_id")
    return values


def _remarks(sample: Sample) -> list[str]:
    """What a reader should know when the sample is not as large as the plan asked for."""
    asked = sample.plan.get("size")
    if not isinstance(asked, int) or asked == sample.size:
        return []
    if asked > sample.population:
        return [Note("population_exhausted", {"population": sample.population, "size": asked}).text]
    return [Note("floors_exceed_size", {"floors": sample.size, "size": asked}).text] if asked < sample.size else []


def _chance(share: float) -> str:
    return f"1 in {1 / share:,.1f}" if share else "–"


def _show_preview(found: Preview, *, as_json: bool) -> None:
    notes = [note.text for note in found.notes]
    if as_json:
        values = asdict(found) | {"plan": found.plan.to_dict()}
        print_json("sample-preview", {k: v for k, v in values.items() if k != "notes"}, warnings=notes)
        return
    say(f"{found.size:,} of {found.population:,} decisions, about {found.hours:,.1f} hours of assessing.")
    say(f"Expected: accuracy within ±{found.half_width:.1%}, if it is near what the strata show.")
    print_table(
        ("stratum", "population", "size", "±"),
        [(s.name, s.population, s.size, f"{s.half_width:.1%}" if s.half_width else "–") for s in found.strata[:SHOWN]],
    )
    if found.undated:
        warn(f"{found.undated:,} decisions carry no time and are outside the period.")
    for note in notes:
        warn(note)
    say("Nothing was drawn.")

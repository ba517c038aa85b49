from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest
from cli_cast import Evenhand

from evenhand.facts.store import Facts

IMPORTED = {"rows", "accepted", "rejected", "duplicates", "conflicts", "rejects_file", "seconds"}
DRAWN = {"sample", "population", "size", "seed", "frame_batch", "frame_digest", "strata"}
STRATUM = {"name", "population", "size", "inclusion_probability_min", "inclusion_probability_max"}
FIGURE = {"metric", "estimate", "low", "high", "level", "n", "method", "population"}


def test_the_whole_job_in_five_commands(evenhand: Evenhand, decisions: Path, plan: Path) -> None:
    imported = evenhand("import", decisions, "--into", "judgements,items")
    drawn = evenhand("sample", "draw", "--plan", plan)
    exported = evenhand("sample", "export", "每周", "--out", "sheet.xlsx")
    book = openpyxl.load_workbook("sheet.xlsx")
    book["Assess"]["I2"] = "none"
    book.save("sheet.xlsx")
    loaded = evenhand("sample", "load", "每周", "sheet.xlsx", "--assessor", "ada")
    reported = evenhand("report", "quality", "--sample", "每周", "--out", "report.html")

    assert [said.status for said in (imported, drawn, exported, loaded, reported)] == [0, 0, 0, 0, 0]
    assert "12 of 29 decisions, seed 3" in drawn.out
    assert "12 rows in sheet.xlsx" in exported.out
    assert "1 answers taken, 0 known already, 11 rows not filled in yet" in loaded.out
    assert "每周: 1 of 29 decisions assessed" in reported.out
    assert "每周" in Path("report.html").read_text(encoding="utf-8")


def test_import_tells_counts_and_names_the_rejects_file(evenhand: Evenhand, decisions: Path) -> None:
    said = evenhand("import", decisions, "--json")

    assert said.json["schema"] == "evenhand.import/1"
    assert said.json.keys() >= IMPORTED
    assert (said.json["rows"], said.json["accepted"], said.json["rejected"]) == (30, 29, 1)
    assert Path(said.json["rejects_file"]).is_file()
    assert said.err == ""


def test_a_dry_run_stores_nothing(evenhand: Evenhand, decisions: Path) -> None:
    said = evenhand("import", decisions, "--dry-run", "--json")

    assert said.json["files"][0]["tables"][0]["columns"]["label"] == "verdict"
    assert not Path("evenhand-data").exists()


def test_facts_tells_what_is_stored(evenhand: Evenhand, decisions: Path) -> None:
    evenhand("import", decisions, "--source", "desk")

    said = evenhand("facts", "--json")

    assert said.json["schema"] == "evenhand.facts/1"
    (table,) = said.json["tables"]
    assert (table["table"], table["rows"], table["sources"]) == ("judgements", 29, ["desk"])
    assert "judgements" in evenhand("facts").out


def test_facts_proves_that_nothing_was_altered(evenhand: Evenhand, decisions: Path) -> None:
    evenhand("import", decisions)
    whole = evenhand("facts", "--verify", "--json")
    next(Path("evenhand-data/facts").glob("judgements/*/*.parquet")).write_bytes(b"PAR1 no longer PAR1")
    altered = evenhand("facts", "--verify", "--json")
    unread = evenhand("facts")

    assert (whole.status, whole.json["verified"]["ok"]) == (0, True)
    assert (altered.status, altered.json["verified"]["ok"], altered.json["tables"]) == (1, False, [])
    assert (unread.status, unread.out) == (1, "")
    assert "'evenhand facts --verify' says which files are damaged" in unread.err
    assert "its SHA-256 differs" in evenhand("facts", "--verify").err


def test_facts_are_compacted_on_request(evenhand: Evenhand, assessed: str) -> None:
    said = evenhand("facts", "--compact")

    assert said.status == 0
    assert "files became" in said.out


def test_draw_tells_how_it_can_be_repeated(evenhand: Evenhand, decisions: Path, plan: Path) -> None:
    evenhand("import", decisions)

    said = evenhand("sample", "draw", "--plan", plan, "--seed", 8, "--json")

    assert said.json["schema"] == "evenhand.sample-draw/1"
    assert said.json.keys() >= DRAWN
    assert (said.json["population"], said.json["size"], said.json["seed"]) == (29, 12, 8)
    assert [stratum.keys() >= STRATUM for stratum in said.json["strata"]] == [True]
    assert evenhand("sample", "draw", "--plan", plan, "--seed", 8, "--json").json == said.json
    assert [s["sample"] for s in evenhand("sample", "list", "--json").json["samples"]] == [said.json["sample"]]


def test_draw_says_when_the_sample_is_not_as_large_as_planned(
    evenhand: Evenhand, decisions: Path, tmp_path: Path
) -> None:
    evenhand("import", decisions)
    (tmp_path / "all.toml").write_text("size = 500")
    (tmp_path / "floors.toml").write_text('size = 2\nfloor = 9\nstrata = ["label"]')

    everything = evenhand("sample", "draw", "--plan", "all.toml", "--json")
    floors = evenhand("sample", "draw", "--plan", "floors.toml")

    assert "only 29 decisions" in everything.json["warnings"][0]
    assert "floors ask for 18" in floors.err


def test_a_plan_can_be_looked_at_first(evenhand: Evenhand, decisions: Path, plan: Path) -> None:
    evenhand("import", decisions)

    shown = evenhand("sample", "draw", "--plan", plan, "--dry-run")
    values = evenhand("sample", "draw", "--plan", plan, "--dry-run", "--json").json

    assert "12 of 29 decisions" in shown.out
    assert "Nothing was drawn." in shown.out
    assert (values["population"], values["size"], values["hours"]) == (29, 12, 0.4)
    assert evenhand("sample", "list", "--json").json["samples"] == []


def test_export_and_load_tell_their_rows(evenhand: Evenhand, assessed: str, tmp_path: Path) -> None:
    exported = evenhand("sample", "export", assessed, "--out", "again.csv", "--json")
    loaded = evenhand("sample", "load", assessed, "filled.csv", "--json")

    assert (exported.json["schema"], exported.json["rows"]) == ("evenhand.sample-export/1", 12)
    assert loaded.json["schema"] == "evenhand.sample-load/1"
    assert (loaded.json["accepted"], loaded.json["unchanged"], loaded.json["rejected"]) == (0, 12, 0)
    assert loaded.json["rejects_file"] is None


def test_rows_that_cannot_be_taken_are_told_and_kept(evenhand: Evenhand, assessed: str) -> None:
    Path("bad.csv").write_text("task,label\nt1,none\n")

    said = evenhand("sample", "load", assessed, "bad.csv")
    as_json = evenhand("sample", "load", assessed, "bad.csv", "--json")

    assert said.status == 0
    assert "row 2, task 't1'" in said.err
    assert as_json.json["rejected"] == 1
    assert Path(as_json.json["rejects_file"]).read_text(encoding="utf-8-sig").startswith("reject_row,")


def test_a_new_label_is_allowed_by_name(evenhand: Evenhand, assessed: str) -> None:
    with Path("filled.csv").open(encoding="utf-8-sig", newline="") as file:
        task = next(csv.DictReader(file))["task"]
    Path("new.csv").write_text(f"task,label\n{task},spam\n")

    refused = evenhand("sample", "load", assessed, "new.csv", "--json")
    taken = evenhand("sample", "load", assessed, "new.csv", "--new-label", "spam", "--json")

    assert (refused.json["accepted"], taken.json["accepted"]) == (0, 1)


def test_the_findings_sheet_holds_what_differs(evenhand: Evenhand, assessed: str) -> None:
    wrong = evenhand("report", "quality", "--sample", assessed, "--json").json["findings"]

    said = evenhand("sample", "export", assessed, "--findings", "--out", "findings.csv", "--json")

    assert said.json["rows"] == wrong > 0


def test_the_report_gives_figures_with_their_intervals(evenhand: Evenhand, assessed: str) -> None:
    said = evenhand("report", "quality", "--sample", assessed, "--by", "language", "--by", "queue", "--json")

    assert said.json["schema"] == "evenhand.report-quality/1"
    assert [figure.keys() >= FIGURE for figure in said.json["overall"]] == [True] * 6
    assert [(FIGURE | {"by", "value"}) <= row.keys() for row in said.json["slices"]] == [True] * 6
    assert {(row["by"], row["value"]) for row in said.json["slices"]} == {("language", "zh"), ("queue", None)}
    assert any("second time" in warning for warning in said.json["warnings"])
    assert said.err == ""


@pytest.mark.parametrize("name", ["report.html", "report.pdf", "report.xlsx", "report.md", "report.json"])
def test_the_report_is_written_in_every_form(evenhand: Evenhand, assessed: str, name: str) -> None:
    said = evenhand("report", "quality", "--sample", assessed, "--out", name, "--json")

    assert said.json["files"] == [name]
    assert Path(name).stat().st_size > 1000


def test_the_report_speaks_chinese(evenhand: Evenhand, assessed: str) -> None:
    arguments = ("report", "quality", "--sample", assessed, "--language")
    evenhand(*arguments, "zh", "--out", "zh.md")
    evenhand(*arguments, "en", "--out", "en.md")

    assert "准确率" in Path("zh.md").read_text(encoding="utf-8")
    assert "准确率" not in Path("en.md").read_text(encoding="utf-8")


def test_facts_go_out_again(evenhand: Evenhand, assessed: str) -> None:
    said = evenhand("export", "facts", "judgements", "--out", "out.csv", "--json")

    assert (said.json["rows"], said.json["files"]) == (41, ["out.csv"])


def test_the_data_folder_may_come_from_the_environment(
    evenhand: Evenhand, decisions: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("EVENHAND_DATA", str(tmp_path / "elsewhere"))

    evenhand("import", decisions)

    assert Facts.open(tmp_path / "elsewhere").state().entries == 1
    assert evenhand("facts", "--data", "nowhere").status == 1

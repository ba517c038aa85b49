"""The whole job on real decisions: 109,770 crowd judgements in ten languages, English ones by test, and rated sites."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import openpyxl
import pytest

from evenhand.cli import run
from evenhand.facts import Facts, draw
from evenhand.facts.population import Population
from evenhand.measure import share, shares_by
from evenhand.measure.design import proportional

pytestmark = pytest.mark.real_data
Command = Callable[..., dict[str, Any]]
JUDGEMENTS, DISTINCT, WITH_GOLD = 109_770, 98_775, 109_746


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    """Runs a command in an empty folder and gives its JSON document."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: object) -> dict[str, Any]:
        capsys.readouterr()
        status = run([*(str(argument) for argument in arguments), "--json"])
        said = capsys.readouterr()
        assert status == 0, said.err
        document: dict[str, Any] = json.loads(said.out)
        return document

    return call


@pytest.fixture(scope="module")
def languages_home(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with Multilingual HateCheck, imported by the command."""
    home = tmp_path_factory.mktemp("languages")
    assert run(["import", str(real_data / "multilingual_hatecheck"), "--from", "hatecheck", "--data", str(home)]) == 0
    return home


@pytest.fixture(scope="module")
def gold(languages_home: Path) -> dict[str, str]:
    """The gold label of each item."""
    rows = Facts.open(languages_home).query("SELECT item_id, label FROM judgements WHERE setting = 'gold'").to_pylist()
    return {row["item_id"]: row["label"] for row in rows}


def test_every_judgement_of_the_ready_reading_arrives(languages_home: Path, gold: dict[str, str]) -> None:
    facts = Facts.open(languages_home)

    rows = facts.query(
        "SELECT count(*) AS n, count(DISTINCT judgement_id) AS ids, count(DISTINCT (item_id, label, started_at, "
        "judged_at, language)) AS contents, count(DISTINCT language) AS languages FROM judgements "
        "WHERE setting = 'annotation'"
    ).to_pylist()[0]
    items = facts.query("SELECT item_id FROM judgements WHERE setting = 'annotation'")["item_id"].to_pylist()

    assert rows == {"n": JUDGEMENTS, "ids": JUDGEMENTS, "contents": DISTINCT, "languages": 10}
    assert sum(item in gold for item in items) == WITH_GOLD


def test_every_judgement_of_a_plain_file_arrives_and_the_file_is_known_again(real_data: Path, command: Command) -> None:
    path = real_data / "multilingual_hatecheck" / "judgements.parquet"

    first = command("import", path, "--source", "crowd")
    again = command("import", path, "--source", "crowd")
    stored = Facts.open("evenhand-data").query(
        "SELECT count(DISTINCT judgement_id) AS ids, count(DISTINCT (item_id, label, started_at, judged_at, language)) "
        "AS contents, any_value(setting) AS setting FROM judgements"
    )

    assert (first["rows"], first["accepted"], first["rejected"]) == (JUDGEMENTS, JUDGEMENTS, 0)
    assert (again["accepted"], again["duplicates"]) == (0, JUDGEMENTS)
    assert stored.to_pylist() == [{"ids": JUDGEMENTS, "contents": DISTINCT, "setting": "live"}]


def plan_file(folder: Path, seed: int, *, strata: str, population: str, size: int = 400) -> Path:
    path = folder / "plan.toml"
    path.write_text(f'size = {size}\nseed = {seed}\nstrata = ["{strata}"]\n[population]\n{population}\n')
    return path


def answer(gold: dict[str, str], item: str) -> tuple[str, str | None]:
    """Gold as an assessor would write it; what has no gold cannot be judged."""
    return (gold[item], None) if item in gold else ("unable", "other")


def fill_csv(sheet: Path, gold: dict[str, str]) -> None:
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    with sheet.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        for row in rows:
            label, reason = answer(gold, row["item_id"])
            writer.writerow(row | {"label": label, "unable_reason": reason})


def fill_workbook(sheet: Path, gold: dict[str, str]) -> None:
    book = openpyxl.load_workbook(sheet)
    for row in book["Assess"].iter_rows(min_row=2):
        row[8].value, row[9].value = answer(gold, str(row[1].value))
    book.save(sheet)


def by_commands(
    command: Command, plan: Path, home: Path, gold: dict[str, str], *, by: str, sheet: str = "sheet.csv"
) -> dict[str, Any]:
    """Draws, exports, fills in by gold, loads, and reports."""
    sample = command("sample", "draw", "--plan", plan, "--data", home)["sample"]
    command("sample", "export", sample, "--out", sheet, "--data", home)
    {".csv": fill_csv, ".xlsx": fill_workbook}[Path(sheet).suffix](Path(sheet), gold)
    loaded = command("sample", "load", sample, sheet, "--data", home)
    assert (loaded["accepted"], loaded["rejected"]) == (400, 0)
    return command("report", "quality", "--sample", sample, "--by", by, "--data", home)


def by_library(home: Path, gold: dict[str, str], seed: int) -> dict[str, tuple[float, float, float, int]]:
    """The same figures from ``facts.draw`` and ``measure`` alone."""
    frame = draw.Frame(Population(setting="annotation", source="hatecheck"), ("language",))
    with Facts.open(home).connection() as connection:
        counted = draw.count(frame, connection)
        population = np.array(list(counted.strata.values()))
        sizes = proportional(population, 400).sizes
        named = dict(zip(counted.strata, (int(size) for size in sizes), strict=True))
        units = draw.smallest(frame, named, counted, seed=seed, connection=connection)
        connection.register("units", units)
        rows = connection.sql(
            "SELECT u.stratum, 1 / u.inclusion_probability AS weight, j.item_id, j.label FROM units u "
            "JOIN judgements j ON j.source = u.unit_source AND j.judgement_id = u.unit_id"
        ).fetchall()
        assert units.num_rows == 400
    names = list(counted.strata)
    rows = [row for row in rows if row[2] in gold]
    codes = np.array([names.index(row[0]) for row in rows])
    given: dict[str, Any] = {
        "metric": "accuracy",
        "numerator": [float(row[3] == gold[row[2]]) for row in rows],
        "denominator": [1.0] * len(rows),
        "stratum": codes,
        "weight": [row[1] for row in rows],
        "population_by_stratum": population,
    }
    figures = dict(zip(names, shares_by(codes, slices=len(names), **given), strict=True)) | {"": share(**given)}
    return {name: (f.estimate or 0, f.low or 0, f.high or 0, f.n) for name, f in figures.items()}


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_commands_and_library_give_the_same_sane_numbers(
    languages_home: Path, gold: dict[str, str], command: Command, tmp_path: Path, seed: int
) -> None:
    plan = plan_file(tmp_path, seed, strata="language", population='setting = "annotation"\nsource = "hatecheck"')
    sheet = "sheet.xlsx" if seed == 1 else "sheet.csv"

    report = by_commands(command, plan, languages_home, gold, by="language", sheet=sheet)

    figures = [row | {"value": ""} for row in report["overall"]] + report["slices"]
    accuracy = {row["value"]: row for row in figures if row["metric"] == "accuracy"}
    library = by_library(languages_home, gold, seed)
    found = {name: (row["estimate"], row["low"], row["high"], row["n"]) for name, row in accuracy.items()}
    assert found.keys() == library.keys()
    assert [found[name] for name in library] == [pytest.approx(library[name]) for name in library]
    assert {name: (p, low, high) for name, (p, low, high, _) in found.items() if not 0.4 < low <= p <= high <= 1} == {}
    assert 0.02 < (found[""][2] - found[""][1]) / 2 < 0.04
    assert abs(found[""][0] - 0.8947) < found[""][2] - found[""][1]  # four standard errors
    assert report["progress"]["assessed"] + report["progress"]["unable"] == 400
    assert report["confusion"]["labels"] == ["hate", "none"]
    assert np.sum(report["confusion"]["weighted"]) == pytest.approx(JUDGEMENTS)


def test_english_judgements_can_be_cut_by_what_they_test(real_data: Path, command: Command, tmp_path: Path) -> None:
    folder = real_data / "hatecheck"
    imported = command("import", folder, "--from", "hatecheck")
    facts = Facts.open("evenhand-data")
    gold = {
        row["item_id"]: row["label"]
        for row in facts.query("SELECT item_id, label FROM judgements WHERE setting = 'gold'").to_pylist()
    }
    (tests,) = duckdb.execute(
        "SELECT count(DISTINCT functionality) FROM read_parquet($1)", [str(folder / "cases.parquet")]
    ).fetchall()[0]
    plan = plan_file(
        tmp_path, 1, strata="item.attributes.functionality", population='setting = "annotation"\nsource = "hatecheck"'
    )

    report = by_commands(command, plan, Path("evenhand-data"), gold, by="item.attributes.functionality")

    slices = [row for row in report["slices"] if row["metric"] == "accuracy"]
    assert imported["rejected"] == 0
    assert (report["sample"]["population"], len(slices)) == (19_505, tests)
    assert sum(row["population"] for row in slices) == pytest.approx(19_505)
    assert sum(row["n"] for row in slices) == 400
    assert report["overall"][0]["low"] > 0.9


def test_sites_rated_without_gold_are_said_to_be_outside_what_is_known(
    real_data: Path, command: Command, tmp_path: Path
) -> None:
    folder = real_data / "adult_content"
    imported = command("import", folder / "adult2_labels.parquet", "--source", "adult2")
    command("import", folder / "adult2_gold.parquet", "--source", "adult2")
    facts = Facts.open("evenhand-data")
    held = facts.query(
        "SELECT count(DISTINCT judge_id) AS people, count(DISTINCT item_id) AS sites FROM judgements "
        "WHERE setting = 'live'"
    ).to_pylist()
    rows = facts.query("SELECT item_id, label FROM judgements WHERE setting = 'gold'").to_pylist()
    gold = {row["item_id"]: row["label"] for row in rows}
    plan = plan_file(tmp_path, 1, strata="label", population='source = "adult2"')

    report = by_commands(command, plan, Path("evenhand-data"), gold, by="label")

    progress, bounds = report["progress"], report["unable_bounds"]
    undefined = {row["metric"]: row["undefined"] for row in report["overall"] if row["estimate"] is None}
    assert (imported["accepted"], held, len(gold)) == (92_721, [{"people": 825, "sites": 11_040}], 333)
    assert progress["unable"] > progress["assessed"] > 0
    assert progress["assessed"] + progress["unable"] == 400
    assert bounds["high"] - bounds["low"] == pytest.approx(progress["unable"] / 400, abs=0.02)
    assert f"{progress['unable']} of 400 could not be judged" in " ".join(report["warnings"])
    assert undefined.keys() == {"precision", "recall", "over_enforcement", "under_enforcement", "verdict_accuracy"}
    assert "no label here is known to mean 'no violation'" in undefined["over_enforcement"]

from __future__ import annotations

import csv
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from cli_cast import Evenhand


@pytest.fixture
def votes(tmp_path: Path) -> Path:
    """Sixty posts by five reviewers: four are nearly always right, Eve never sees a violation."""
    path = tmp_path / "votes.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["post_id", "reviewer", "verdict"])
        for n in range(60):
            truth = "HT.1" if n % 3 == 0 else "none"
            for place, name in enumerate(("ada", "ben", "chi", "dan")):
                slip = (n + 7 * place) % 20 == 0
                writer.writerow([f"=p{n}", name, ("none" if truth == "HT.1" else "HT.1") if slip else truth])
            writer.writerow([f"=p{n}", "eve", "none"])
    return path


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """The truth of twenty posts."""
    path = tmp_path / "gold.csv"
    rows = [f"=p{n},{'HT.1' if n % 3 == 0 else 'none'}" for n in range(20)]
    path.write_text("\n".join(["post_id,gold", *rows]), encoding="utf-8")
    return path


def test_truth_tells_items_and_judges(evenhand: Evenhand, votes: Path) -> None:
    said = evenhand("measure", "truth", votes, "--json")

    assert said.status == 0
    assert said.json["schema"] == "evenhand.measure-truth/1"
    assert {"method", "items", "judges", "log_likelihood", "accuracy"} <= said.json.keys()
    assert said.json["items"][3]["label"] == "HT.1"
    assert said.json["items"][4]["probability"] > 0.9
    assert [one["judge"] for one in said.json["judges"]] == ["ada", "ben", "chi", "dan", "eve"]
    assert said.json["judges"][4]["high"] < said.json["judges"][0]["estimate"]
    assert said.json["accuracy"] is None


def test_truth_with_gold_tells_its_accuracy(evenhand: Evenhand, votes: Path, gold: Path) -> None:
    found = evenhand("measure", "truth", votes, "--gold", gold, "--json").json["accuracy"]

    assert found["n"] == 20
    assert found["low"] < found["estimate"] <= found["high"]


def test_truth_prints_tables_for_people(evenhand: Evenhand, votes: Path, gold: Path) -> None:
    said = evenhand("measure", "truth", votes, "--gold", gold)

    assert said.status == 0
    assert "300 labels by 5 judges on 60 items." in said.out
    assert "Accuracy on 20 items of known truth, hidden from the fit:" in said.out
    assert said.out.index("eve") < said.out.index("ada")


def test_truth_writes_its_items_and_judges(evenhand: Evenhand, votes: Path, tmp_path: Path) -> None:
    out, judges = tmp_path / "items.csv", tmp_path / "judges.parquet"
    said = evenhand("measure", "truth", votes, "--method", "pooled", "--out", out, "--judges-out", judges)
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert said.status == 0
    assert [len(rows), rows[0]["label"]] == [60, "HT.1"]
    assert rows[0]["item"] == "'=p0"  # no spreadsheet takes it for a formula
    assert pq.read_table(judges)["judge"].to_pylist() == ["ada", "ben", "chi", "dan", "eve"]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (("--method", "best"), "method is 'best'"),
        (("--out", "items.docx"), "items.docx has no known ending"),
        (("--gold", "nowhere.csv"), "nowhere.csv"),
        (("--judge", "moderator"), "no column 'moderator'"),
    ],
)
def test_truth_refuses_what_does_not_fit(evenhand: Evenhand, votes: Path, more: tuple[str, str], told: str) -> None:
    said = evenhand("measure", "truth", votes, *more)

    assert said.status == 1
    assert told in said.err
    assert "Traceback" not in said.err

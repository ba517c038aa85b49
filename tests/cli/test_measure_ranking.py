from __future__ import annotations

import csv
from pathlib import Path

import pytest
from cli_cast import Evenhand


@pytest.fixture
def audits(tmp_path: Path) -> Path:
    """Twenty people with 200 audits each, half of them on the hard queue; two err four times as often."""
    path = tmp_path / "audits.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["reviewer", "wrong", "queue"])
        for person in range(20):
            every = 5 if person >= 18 else 25
            writer.writerows([f"p{person:02}", int(n % every == 0), "hard" if n % 2 else "easy"] for n in range(200))
    return path


def test_people_are_told_with_their_intervals_and_those_who_stand_out_flagged(evenhand: Evenhand, audits: Path) -> None:
    said = evenhand("measure", "ranking", audits, "--target", 0.08, "--mix", "queue", "--json")

    assert said.status == 0
    assert said.json["schema"] == "evenhand.measure-ranking/1"
    assert [one["judge"] for one in said.json["people"] if one["flagged"]] == ["p18", "p19"]
    assert said.json["people"][0].keys() >= {"rate", "low", "high", "expected", "above_target", "further", "audits"}
    assert said.json["compared_on"] == ["queue"]
    assert said.json["wrong_flags"] < 0.01
    assert any("proves nothing" in text for text in said.json["warnings"])
    assert said.err == ""


def test_tables_for_people_say_what_a_flag_asks_for(evenhand: Evenhand, audits: Path, tmp_path: Path) -> None:
    said = evenhand("measure", "ranking", audits, "--audits", 500, "--chart", tmp_path / "funnel.svg")

    assert said.status == 0
    assert "2 people are flagged for a conversation and further audits as among the worst 10%" in said.out
    assert "further audits" in said.out
    assert "500 audits of 20 people" in said.out
    assert "next audits of" in said.out
    assert "people were given" in said.err
    assert (tmp_path / "funnel.svg").read_text(encoding="utf-8").startswith("<svg")


def test_further_audits_come_with_their_chances_and_weights(evenhand: Evenhand, audits: Path) -> None:
    given = evenhand("measure", "ranking", audits, "--audits", 100, "--floor", 0.5, "--json").json["next_audits"]

    assert sum(one["audits"] for one in given["people"]) == 100
    assert sum(one["chance"] for one in given["people"]) == pytest.approx(1)
    assert max(one["weight"] for one in given["people"]) <= 2


def test_a_share_given_in_per_cent_is_refused_with_the_fix(evenhand: Evenhand, audits: Path) -> None:
    said = evenhand("measure", "ranking", audits, "--target", 5)

    assert said.status == 1
    assert "write 5 % as 0.05" in said.err
    assert said.out == ""


def test_a_file_without_verdicts_is_refused_by_its_columns(evenhand: Evenhand, tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("reviewer,colour\nada,red\nben,blue\n", encoding="utf-8")
    said = evenhand("measure", "ranking", path)

    assert said.status == 1
    assert "no column that is known for the verdict of the audit" in said.err
    assert "'colour'" in said.err

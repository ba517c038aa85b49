from __future__ import annotations

import csv
from pathlib import Path

import pytest
from cli_cast import Evenhand

COEFFICIENT = {"name", "estimate", "low", "high", "se", "n"}


@pytest.fixture
def votes(tmp_path: Path) -> Path:
    """Forty posts by two reviewers who differ on eight; a ninth of the posts is English."""
    path = tmp_path / "votes.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["post_id", "reviewer", "verdict", "lang"])
        for n in range(40):
            label = "HT.1" if n % 4 == 0 else "none"
            second = "HT.2" if n % 5 == 0 else label
            writer.writerow([f"p{n}", "ben", label, "en" if n % 9 == 0 else "zh"])
            writer.writerow([f"p{n}", "chi", second, "en" if n % 9 == 0 else "zh"])
    return path


def test_agreement_tells_each_coefficient_with_its_interval(evenhand: Evenhand, votes: Path) -> None:
    said = evenhand("measure", "agreement", votes, "--by", "lang", "--json")

    assert said.status == 0
    assert said.json["schema"] == "evenhand.measure-agreement/1"
    assert [one["name"] for one in said.json["coefficients"]] == ["agreement", "alpha", "ac1", "fleiss"]
    assert [one.keys() >= COEFFICIENT for one in said.json["coefficients"]] == [True] * 4
    assert said.json["coefficients"][0]["estimate"] == 0.8
    assert [part["value"] for part in said.json["slices"]] == ["en", "zh"]
    assert [part["value"] for part in said.json["by_label"]] == ["HT.1", "HT.2", "none"]
    assert said.err == ""


def test_agreement_prints_tables_for_people(evenhand: Evenhand, votes: Path) -> None:
    said = evenhand("measure", "agreement", votes, "--by", "lang")

    assert said.status == 0
    assert "80 labels by 2 judges on 40 items; 40 have two labels or more." in said.out
    assert "Krippendorff's alpha" in said.out
    assert "by label" in said.out
    assert "by lang" in said.out


def test_a_depth_and_a_scale_may_be_asked_for(evenhand: Evenhand, votes: Path) -> None:
    cut = evenhand("measure", "agreement", votes, "--depth", 1, "--json").json
    ranked = evenhand(
        *("measure", "agreement", votes, "--scale", "ordinal", "--class", "none", "--class", "HT.2", "--class", "HT.1"),
        *("--interval", "bootstrap", "--seed", 4, "--json"),
    ).json

    assert cut["coefficients"][0]["estimate"] > 0.8
    assert [one["name"] for one in ranked["coefficients"]] == ["agreement", "alpha", "ac2", "fleiss"]
    assert {one["method"] for one in ranked["coefficients"]} == {"bootstrap"}


def test_the_picture_goes_to_a_file(evenhand: Evenhand, votes: Path) -> None:
    said = evenhand("measure", "agreement", votes, "--chart", "agreement.svg")

    assert "Written: agreement.svg" in said.out
    assert Path("agreement.svg").read_text(encoding="utf-8").startswith("<svg ")


def test_agreement_of_labels_that_came_twice_asks_which_counts(evenhand: Evenhand, votes: Path) -> None:
    with votes.open("a", encoding="utf-8") as file:
        file.write("p1,ben,HT.1,zh\n")

    refused = evenhand("measure", "agreement", votes)
    counted = evenhand("measure", "agreement", votes, "--repeats", "last")

    assert refused.status == 1
    assert "reviewer 'ben' labelled post_id 'p1' more than once" in refused.err
    assert counted.status == 0
    assert "Note: 1 rows are left out" in counted.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--label", "vote"), "no column 'vote'"),
        (("--scale", "ordinal"), "no order of their own"),
        (("--level", "95"), "95"),
        (("--rule", "any"), "no column of several labels"),
    ],
)
def test_a_wish_that_cannot_be_met_is_a_sentence(
    evenhand: Evenhand, votes: Path, arguments: tuple[str, ...], told: str
) -> None:
    said = evenhand("measure", "agreement", votes, *arguments, "--json")

    assert (said.status, said.out) == (1, "")
    assert told in said.err


def test_a_file_that_is_not_there_is_a_sentence(evenhand: Evenhand) -> None:
    said = evenhand("measure", "agreement", "nowhere.csv")

    assert said.status == 1
    assert "nowhere.csv" in said.err


def test_an_unknown_measure_is_told_with_the_nearest(evenhand: Evenhand) -> None:
    said = evenhand("measure", "agrement")

    assert said.status == 2
    assert "Did you mean agreement?" in said.err

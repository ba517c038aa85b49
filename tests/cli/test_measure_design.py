"""``evenhand measure design``, ``sample-size`` and ``hours``."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli_cast import Evenhand


@pytest.fixture
def strata(tmp_path: Path) -> Path:
    path = tmp_path / "strata.csv"
    path.write_text("stratum,population,right,missed,violating\nen,9000,.95,.1,.03\nzh,1000,.8,.3,.1\n")
    return path


@pytest.fixture
def scores(tmp_path: Path) -> Path:
    path = tmp_path / "scores.csv"
    path.write_text("item,score\n" + "".join(f"p{n},{(n % 50) / 100}\n" for n in range(500)))
    return path


def test_a_file_of_strata_gives_their_sizes(evenhand: Evenhand, strata: Path) -> None:
    asked = ("--metric", "accuracy=right", "--metric", "missed=missed/violating")
    said = evenhand(
        "measure", "design", strata, *asked, "--half-width", "accuracy=0.02", "--half-width", "missed=0.1", "--json"
    )

    assert said.status == 0
    assert said.json["schema"] == "evenhand.measure-design/1"
    assert [one["target"] for one in said.json["metrics"]] == [0.02, 0.1]
    assert [row["stratum"] for row in said.json["rows"]] == ["en", "zh"]
    assert sum(said.json["sizes"]) == said.json["n"]


def test_it_prints_a_table_for_people(evenhand: Evenhand, strata: Path) -> None:
    said = evenhand("measure", "design", strata, "--metric", "accuracy=right", "--half-width", "0.02")

    assert said.status == 0
    assert "from 2 strata (optimum): accuracy 93.5% ±2.00%" in said.out
    assert "accuracy ±" in said.out


def test_a_file_of_scores_gives_a_draw_that_can_be_written(evenhand: Evenhand, scores: Path) -> None:
    said = evenhand("measure", "design", scores, "--size", 40, "--out", "drawn.csv", "--seed", 4)
    lines = Path("drawn.csv").read_text(encoding="utf-8").splitlines()

    assert said.status == 0
    assert "40 draws from 500 by score" in said.out
    assert lines[0].replace('"', "") == "item,index,stratum,probability,weight"
    assert len(lines) == 41


def test_cheap_labels_give_two_phases(evenhand: Evenhand, strata: Path) -> None:
    said = evenhand(
        *("measure", "design", strata, "--metric", "missed=missed", "--hours", 20),
        *("--first-minutes", 0.1, "--minutes", 3, "--json"),
    )

    assert said.json["method"] == "two-phase sample"
    assert said.json["cost"] <= 1_200


def test_a_sample_size_tells_its_power(evenhand: Evenhand) -> None:
    said = evenhand("measure", "sample-size", "--expected", 0.9, "--other", 0.95, "--json")
    spoken = evenhand(
        "measure", "sample-size", "--expected", 0.95, "--half-width", 0.02, "--cluster-size", 20, "--alike", 0.05
    )

    assert said.json["schema"] == "evenhand.measure-sample-size/1"
    assert said.json["power"] >= 0.8
    assert "nine samples of ten within" in spoken.out
    assert "Note: the size is that of a simple random sample times a design effect of 1.95" in spoken.err


def test_hours_tell_what_they_buy(evenhand: Evenhand) -> None:
    asked = ("--metric", "accuracy=0.95", "--metric", "missed=0.1/0.2", "--slice", "en=0.6", "--second", "0.1")
    said = evenhand("measure", "hours", 10, 20, *asked, "--json")
    spoken = evenhand("measure", "hours", 10, *asked)

    assert said.json["schema"] == "evenhand.measure-hours/1"
    assert len(said.json["figures"]) == 8
    assert said.json["figures"][0]["assessed"] == 272
    assert "One in 10 is assessed twice: 27" in spoken.out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--metric", "accuracy"), "--metric is 'accuracy'. Write a name, =, and its value."),
        (("--metric", "a=right", "--half-width", "a=wide"), "--half-width a is 'wide', which is no number"),
        (("--metric", "a=right", "--metric", "a=right", "--size", "9"), "--metric names 'a' twice"),
        (("--metric", "a=right"), "Nothing says how large the sample shall be"),
        (("--metric", "a=right", "--size", "90", "--out", "drawn.csv"), "this file holds none"),
        (("--metric", "a=right", "--size", "90", "--out", "drawn.doc"), "drawn.doc has no known ending"),
    ],
)
def test_a_design_that_cannot_be_made_is_a_sentence(
    evenhand: Evenhand, strata: Path, arguments: tuple[str, ...], told: str
) -> None:
    said = evenhand("measure", "design", strata, *arguments, "--json")

    assert (said.status, said.out) == (1, "")
    assert told in said.err

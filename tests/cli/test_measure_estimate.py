from __future__ import annotations

import csv
from pathlib import Path

import pytest
from cli_cast import Evenhand


@pytest.fixture
def drawn(tmp_path: Path) -> Path:
    """Sixty posts drawn from two languages, a third of the English ones and a tenth of the Chinese violating."""
    path = tmp_path / "drawn.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["post", "verdict", "lang", "p", "score", "views"])
        for n in range(60):
            english = n < 30
            harmful = n % 3 == 0 if english else n % 10 == 0
            label = "harm" if harmful else "none"
            writer.writerow([f"p{n}", label, "en" if english else "zh", 0.004 if english else 0.001, 0.3, 10 + n])
    return path


def test_the_share_of_strata_is_told_with_its_reason(evenhand: Evenhand, drawn: Path) -> None:
    said = evenhand(
        *("measure", "estimate", drawn, "--value", "verdict", "--positive", "harm", "--stratum", "lang"),
        *("--population", "en=1000", "--population", "zh=3000", "--metric", "prevalence", "--json"),
    )

    assert said.status == 0
    assert said.json["schema"] == "evenhand.measure-estimate/1"
    assert said.json["metric"] == "prevalence"
    assert said.json["estimate"] == pytest.approx(0.25 / 3 + 0.75 * 0.1)
    assert said.json["estimator"] == "stratified-ratio"
    assert said.json["total"]["estimate"] == pytest.approx(4000 * said.json["estimate"])
    assert said.json["columns"]["value"] == "verdict"
    assert said.err == ""


def test_it_prints_a_table_for_people(evenhand: Evenhand, drawn: Path) -> None:
    said = evenhand(
        *("measure", "estimate", drawn, "--value", "verdict", "--positive", "harm", "--probability", "p"),
        *("--population", 4000, "--sensitivity", "45/50", "--specificity", "195/200"),
    )

    assert said.status == 0
    assert "share, corrected" in said.out
    assert "Estimator: hansen-hurwitz" in said.out
    assert "Why: assessors' errors are known" in said.out


def test_views_and_a_first_phase_may_be_asked_for(evenhand: Evenhand, drawn: Path) -> None:
    labels = ("--value", "verdict", "--positive", "harm")
    views = evenhand("measure", "estimate", drawn, *labels, "--reach", "views", "--json").json
    phases = evenhand(
        *("measure", "estimate", drawn, *labels, "--stratum", "lang"),
        *("--first-phase", "en=200", "--first-phase", "zh=600", "--json"),
    ).json

    assert (views["estimator"], phases["estimator"]) == ("reach-weighted", "two-phase")
    assert "comes from the size of the first phase" in phases["warnings"][0]


def test_the_picture_goes_to_a_file(evenhand: Evenhand, drawn: Path) -> None:
    said = evenhand(
        "measure", "estimate", drawn, "--value", "verdict", "--positive", "harm", "--weight", "post", "--chart", "a.svg"
    )
    assert said.status == 1
    assert "'post' holds text that is no number" in said.err
    said = evenhand("measure", "estimate", drawn, "--value", "verdict", "--positive", "harm", "--chart", "share.svg")
    assert "Written: share.svg" in said.out
    assert Path("share.svg").read_text(encoding="utf-8").startswith("<svg ")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "no column that is known for the value"),
        (("--value", "verdict"), "'verdict' holds 'harm', which is no value"),
        (("--value", "verdict", "--positive", "harm", "--level", "95"), "level is 95"),
        (("--value", "verdict", "--positive", "harm", "--stratum", "lang"), "Nothing says how much"),
        (("--value", "verdict", "--positive", "harm", "--stratum", "lang", "--population", "en"), "which is no number"),
        (("--value", "verdict", "--positive", "harm", "--first-phase", "en"), "--first-phase is 'en'"),
        (("--value", "verdict", "--positive", "harm", "--sensitivity", "0.9"), "--sensitivity is '0.9'"),
        (("--value", "verdict", "--positive", "harm", "--sensitivity", "9/10"), "Only one of sensitivity"),
    ],
)
def test_a_wish_that_cannot_be_met_is_a_sentence(
    evenhand: Evenhand, drawn: Path, arguments: tuple[str, ...], told: str
) -> None:
    said = evenhand("measure", "estimate", drawn, *arguments, "--json")

    assert (said.status, said.out) == (1, "")
    assert told in said.err

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from cli_cast import Evenhand

START = date(2026, 3, 2)


@pytest.fixture
def audits(tmp_path: Path) -> Path:
    """Twenty people audited on 80 days; the first ten, trained on day 40, err less from then on."""
    path, rows = tmp_path / "audits.csv", ["reviewer,date,wrong,trained,lang,since"]
    for person in range(20):
        for day in range(80):
            trained = person < 10
            wrong = (7 * person + 3 * day) % 10 < (1 if trained and day >= 40 else 3)
            since = START.isoformat() if trained else ""
            when = START + timedelta(days=day - 40)
            rows.append(f"=p{person},{when},{int(wrong)},{'yes' if trained else 'no'},{('en', 'zh')[day % 2]},{since}")
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_effect_tells_everything_as_json(evenhand: Evenhand, audits: Path) -> None:
    said = evenhand(
        *("measure", "effect", audits, "--start", "2026-03-02", "--treated", "trained"),
        *("--by", "lang", "--half-width", "0.001", "--json"),
    )
    assert said.status == 0
    assert said.json["schema"] == "evenhand.measure-effect/1"
    assert said.json["estimate"] == pytest.approx(-0.2)
    assert said.json["high"] < 0
    assert said.json["clusters"] == 20
    assert said.json["control"]["after"]["estimate"] == pytest.approx(0.3)
    assert [one["value"] for one in said.json["slices"]] == ["en", "zh"]
    assert [one["reached"] for one in said.json["needed"]] == [True, False]
    assert said.err == ""


def test_effect_tells_it_in_words(evenhand: Evenhand, audits: Path, tmp_path: Path) -> None:
    chart = tmp_path / "shares.svg"
    said = evenhand(
        *("measure", "effect", audits, "--start", "2026-03-02", "--treated", "trained", "--by", "lang"),
        *("--chosen-for-errors", "--chart", chart),
    )
    assert said.status == 0
    assert "wrong: -20.0 points" in said.out
    assert "Already before 2026-03-02" in said.out
    assert "by lang" in said.out
    assert "Still needed to exclude zero" in said.out
    assert "Note: the treated were picked for bad results" in said.err
    assert chart.read_text(encoding="utf-8").startswith("<svg")


def test_each_start_of_its_own_is_read(evenhand: Evenhand, audits: Path) -> None:
    said = evenhand("measure", "effect", audits, "--started", "since", "--json")
    assert said.json["estimate"] == pytest.approx(-0.2)


def test_a_series_is_told(evenhand: Evenhand, audits: Path) -> None:
    said = evenhand("measure", "effect", audits, "--start", "2026-03-02", "--series")
    assert said.status == 0
    assert "jump" in said.out
    assert "neighbouring days correlate by" in said.out
    assert "the line of before is taken to go on" in said.err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([], "There is no start"),
        (["--series"], "--series needs --start"),
        (["--series", "--start", "2026-03-02", "--treated", "trained"], "--treated does not go with --series"),
        (["--start", "2027-01-01"], "all rows lie before it"),
        (["--start", "2026-03-02", "--outcome", "rong"], "no column 'rong'"),
    ],
)
def test_a_slip_in_an_effect_is_told_in_a_sentence(
    evenhand: Evenhand, audits: Path, options: list[str], message: str
) -> None:
    said = evenhand("measure", "effect", audits, *options)
    assert said.status == 1
    assert message in said.err

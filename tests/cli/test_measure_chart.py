from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from cli_cast import Evenhand


@pytest.fixture
def reviews(tmp_path: Path) -> Path:
    """Two queues of 63 days; in the last week of one of them more is wrong."""
    rows, quiet = ["queue,date,errors,reviewed"], [5, 7, 6, 3, 2, 4, 8, 6, 4] * 7
    first = date(2026, 1, 1)
    for queue, errors in (("=chat", [*quiet[:56], 8, 9, 11, 7, 10, 12, 9]), ("video", quiet[::-1])):
        rows += [f"{queue},{first + timedelta(days=k)},{count},100" for k, count in enumerate(errors)]
    path = tmp_path / "reviews.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def test_chart_tells_everything_as_json(evenhand: Evenhand, reviews: Path, tmp_path: Path) -> None:
    picture = tmp_path / "chart.svg"
    said = evenhand("measure", "chart", reviews, "--series", "queue", "--changes", "--out", picture, "--json")
    assert said.status == 0
    assert said.json["schema"] == "evenhand.measure-chart/1"
    assert [one["series"] for one in said.json["series"]] == ["=chat", "video"]
    assert [one["drifted"] for one in said.json["series"]] == [True, False]
    assert [(one["series"], one["day"]) for one in said.json["signals"]] == [("=chat", "2026-03-02")]
    (change,) = said.json["changes"]["changes"]
    assert change["day_from"] <= "2026-02-26" <= change["day_to"]
    assert len(said.json["days"]) == 126
    assert "=chat" in picture.read_text(encoding="utf-8")


def test_chart_tells_it_in_words(evenhand: Evenhand, reviews: Path, tmp_path: Path) -> None:
    said = evenhand("measure", "chart", reviews, "--series", "queue", "--changes", "--out", tmp_path / "c.svg")
    assert said.status == 0
    assert "2 series, 64 days watched, cusum: 1 signal" in said.out
    assert "drift upwards" in said.out
    assert "p chart" in said.out
    assert "Written: " in said.out


def test_one_series_says_why_it_has_its_chart(evenhand: Evenhand, reviews: Path) -> None:
    said = evenhand("measure", "chart", reviews)
    assert said.status == 0
    assert "This chart since days differ more than counting explains" in said.out
    assert "63 rows were added to others of the same day" in said.err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--rule", "ewm"], "Did you mean 'ewma'"),
        (["--events", "wrong"], "no column 'wrong'"),
        (["--shift", "3"], "Write a shift of 1.2 points as 0.012"),
        (["--series", "queue", "--only", "chat", "--out", "c.svg"], "There is no series 'chat'"),
    ],
)
def test_what_makes_no_chart_is_said(evenhand: Evenhand, reviews: Path, options: list[str], message: str) -> None:
    said = evenhand("measure", "chart", reviews, *options)
    assert said.status == 1
    assert message in said.err
    assert "Traceback" not in said.err

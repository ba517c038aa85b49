from __future__ import annotations

from pathlib import Path

import pytest
from cli_cast import Evenhand

POSTS = [f"=p{n}" for n in range(200)]


def written(path: Path, head: str, rows: list[str]) -> Path:
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """Two hundred posts, twenty of them hateful, in two languages."""
    rows = [f"{post},{'HT.1' if n >= 180 else 'none'},{('en', 'zh')[n % 2]}" for n, post in enumerate(POSTS)]
    return written(tmp_path / "gold.csv", "post_id,gold,language", rows)


@pytest.fixture
def first(tmp_path: Path) -> Path:
    """A model that calls 25 posts hateful, 15 rightly, with a score; it skips the first post."""
    rows = [f"{post},{'HT.1' if 170 <= n < 195 else 'none'},{n / 200}" for n, post in enumerate(POSTS)]
    return written(tmp_path / "first.csv", "post_id,label,score", rows[1:])


@pytest.fixture
def second(tmp_path: Path) -> Path:
    """A model that never finds anything."""
    return written(tmp_path / "second.csv", "post_id,label", [f"{post},none" for post in POSTS])


def test_evaluate_tells_every_figure_as_json(evenhand: Evenhand, first: Path, second: Path, gold: Path) -> None:
    said = evenhand(
        *("evaluate", first, "--gold", gold, "--against", second, "--by", "language"),
        *("--positive", "HT.1", "--promise", "recall=0.8", "--costs", "5", "1", "--json"),
    )
    assert said.status == 0
    assert said.json["schema"] == "evenhand.evaluate/1"
    assert said.json["n"] == 199
    assert [one["metric"] for one in said.json["metrics"]] == [
        "accuracy",
        "balanced accuracy",
        "macro precision",
        "macro F1",
    ]
    assert [one["value"] for one in said.json["slices"]] == ["en", "zh"]
    assert said.json["comparison"]["only_first"] == 15
    assert said.json["scores"]["roc_auc"]["estimate"] == 1
    assert [one["rule"] for one in said.json["thresholds"]] == ["lowest cost: missed 5, wrong 1", "recall at least 0.8"]
    assert said.json["warnings"] == [
        "1 of 200 gold items are in no figure, since not every model labelled them: "
        "if it failed on the hard ones, the figures are too good"
    ]


def test_evaluate_tells_it_in_words(evenhand: Evenhand, first: Path, second: Path, gold: Path, tmp_path: Path) -> None:
    chart = tmp_path / "figures.svg"
    said = evenhand(
        *("evaluate", first, "--gold", gold, "--against", second, "--by", "language", "--chart", chart),
        *("--positive", "HT.1", "--promise", "precision=0.999"),
    )
    assert said.status == 0
    assert "199 items with gold and a prediction, 2 labels." in said.out
    assert "60.0%" in said.out
    assert "by language" in said.out
    assert "right alone: first 15, second 10" in said.out
    assert "ROC AUC 1.000" in said.out
    assert "average precision 1.000" in said.out
    assert "Calibration: shares lie" in said.out
    assert "no threshold" in said.out
    assert "Note: 1 of 200 gold items" in said.err
    assert chart.read_text(encoding="utf-8").startswith("<svg")


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """The same posts as the cases of two functionalities, drawn with unequal chances."""
    rows = [
        f"{post},{'slur' if n >= 180 else 'quotation'},{'HT.1' if n >= 180 else 'none'},{1 + n % 3},{n % 2}"
        for n, post in enumerate(POSTS)
    ]
    return written(tmp_path / "suite.csv", "post_id,functionality,gold,chance,half", rows)


@pytest.fixture
def panel(tmp_path: Path) -> Path:
    """Three people's labels of the posts; one of them errs often."""
    labels = {"ben": 180, "chi": 180, "dee": 150}
    rows = [
        f"{post},{who},{'HT.1' if n >= cut else 'none'}" for n, post in enumerate(POSTS) for who, cut in labels.items()
    ]
    return written(tmp_path / "panel.csv", "post_id,reviewer,verdict", rows)


def test_evaluate_holds_a_model_against_a_suite_and_a_panel(
    evenhand: Evenhand, first: Path, suite: Path, panel: Path
) -> None:
    asked = ("evaluate", first, "--gold", suite, "--functional", "--panel", panel, "--beta", "2", "--required", "0.85")
    said = evenhand(*asked, "--json")
    assert said.status == 0
    assert [one["verdict"] for one in said.json["functional"]["tests"]] == ["open", "kept"]
    assert said.json["rater"]["judges"] == 3
    assert said.json["labels"][0]["f_beta"]["metric"] == "F2"
    words = evenhand(*asked)
    assert "Functional tests: 2 functionalities" in words.out
    assert "As one more rater: model" in words.out
    assert "F2" in words.out


def test_evaluate_weighs_gold_that_was_drawn_unevenly(evenhand: Evenhand, first: Path, suite: Path) -> None:
    said = evenhand("evaluate", first, "--gold", suite, "--weight", "chance", "--stratum", "half", "--json")
    assert said.status == 0
    assert said.json["metrics"][0]["design"] == "weighted sample of items"
    refused = evenhand("evaluate", first, "--gold", suite, "--weight", "chance", "--functional")
    assert refused.status == 1
    assert "--functional does not go with --weight" in refused.err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--promise", "recall=0.8"], "--promise needs --positive"),
        (["--positive", "HT.1", "--promise", "recall"], "'recall' has no target"),
        (["--positive", "HT.1", "--promise", "beauty=0.8"], "'beauty' cannot be promised"),
        (["--positive", "HT.9"], "No item has the label 'HT.9'"),
        (["--by", "tongue"], "Neither gold nor predictions has a column 'tongue'"),
    ],
)
def test_a_slip_is_told_in_a_sentence(
    evenhand: Evenhand, first: Path, gold: Path, options: list[str], message: str
) -> None:
    said = evenhand("evaluate", first, "--gold", gold, *options)
    assert said.status == 1
    assert message in said.err

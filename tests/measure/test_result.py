"""What every result can do, whatever it holds."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest

from evenhand.measure import Estimate, share
from evenhand.measure.chart import Bar, interval_chart

SVG = "{http://www.w3.org/2000/svg}"


def accuracy() -> Estimate:
    return share(
        metric="accuracy", numerator=[1] * 38 + [0] * 2, denominator=[1] * 40, stratum=[0] * 40, weight=[25.0] * 40
    )


def test_a_share_has_a_table_and_a_picture_like_every_result() -> None:
    one = accuracy()

    assert one.to_frame().to_pylist()[0]["estimate"] == one.estimate
    assert one.to_dict()["method"] == "near-exact"
    assert one.to_dict()["warnings"] == []
    assert "accuracy: 0.95, from 0.837 to 0.993" in one.chart()


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", 'a"b', "a\u202eb", "a\x00b", "A & B"])
def test_hostile_names_stay_text_in_a_picture(name: str) -> None:
    tree = ET.fromstring(interval_chart([Bar(name, 0.5, 0.4, 0.6)]))  # noqa: S314  our own text

    assert {one.tag for one in tree.iter()} == {f"{SVG}{tag}" for tag in ("svg", "title", "line", "text", "circle")}
    assert not any("style" in one.attrib or "href" in one.attrib for one in tree.iter())


def test_an_undefined_figure_is_said_and_not_drawn() -> None:
    picture = interval_chart([Bar("alpha", None, None, None), Bar("AC1", 0.9, 0.8, 0.95)])

    assert picture.count("<circle") == 1
    assert "alpha: undefined" in picture


@pytest.mark.parametrize(
    "bars", [[], [Bar("a", 0.3, 0.3, 0.3)], [Bar("a", -1.0, -1.0, 1.0)], [Bar("a", 0.5, None, None)]]
)
def test_any_figures_fit_the_picture(bars: list[Bar], tmp_path: Path) -> None:
    tree = ET.fromstring(interval_chart(bars))  # noqa: S314  our own text
    places = [float(one.attrib[name]) for one in tree.iter() for name in ("x1", "x2", "cx") if name in one.attrib]

    assert bool(np.all((np.array(places) >= 0) & (np.array(places) <= 720)))

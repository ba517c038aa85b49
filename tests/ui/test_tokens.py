"""Ink can be read on every paper it stands on, in both themes: WCAG 2.2, 1.4.3 (4.5:1) and 1.4.11 (3:1)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import evenhand.ui

SHEET = (Path(evenhand.ui.__file__).parent / "static" / "ui" / "tokens.css").read_text()
TOKENS = {name: both for name, *both in re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", SHEET)}
PAPERS = ("paper", "card", "sunk", "raised")
INKS = ("ink", "ink-2", "ink-3", "accent", "ok", "warn", "bad")
TEXT = [(ink, paper) for ink in INKS for paper in PAPERS]
TEXT += [(state, f"{state}-soft") for state in ("accent", "ok", "warn", "bad")]
TEXT += [("ink", "ok-soft"), ("ink", "bad-soft"), ("ink-2", "accent-soft"), ("ink-3", "accent-soft")]
TEXT += [("on-accent", "accent"), ("on-accent", "accent-strong"), ("on-bad", "bad"), ("on-bad", "bad-strong")]


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "paper"), TEXT)
def test_text_can_be_read(ink: str, paper: str, theme: int) -> None:
    assert _contrast(TOKENS[ink][theme], TOKENS[paper][theme]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("paper", PAPERS)
def test_the_edge_of_a_field_can_be_seen(paper: str, theme: int) -> None:
    assert _contrast(TOKENS["edge"][theme], TOKENS[paper][theme]) >= 3

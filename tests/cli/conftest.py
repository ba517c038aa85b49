"""Runs commands in this process and keeps what they said."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from cli_cast import Evenhand, Said, fill

from evenhand.cli import run


@pytest.fixture
def evenhand(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Evenhand:
    """Runs ``evenhand`` with these arguments in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("EVENHAND_DATA", raising=False)
    monkeypatch.setenv("COLUMNS", "160")

    def call(*arguments: object) -> Said:
        capsys.readouterr()
        status = run([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return Said(status, said.out, said.err)

    return call


@pytest.fixture
def decisions(tmp_path: Path) -> Path:
    """A file of thirty decisions with their texts, one of them with a label missing."""
    path = tmp_path / "decisions.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["decision_id", "item_id", "moderator", "verdict", "decided_at", "lang", "text"])
        for n in range(30):
            label = "" if n == 29 else ("hate" if n % 3 == 0 else "none")
            writer.writerow([f"d{n}", f"i{n}", "ben", label, f"2026-11-{n % 9 + 1:02}T10:00:00Z", "zh", f"评论 {n}"])
    return path


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A plan of twelve of them."""
    path = tmp_path / "plan.toml"
    path.write_text('name = "每周"\nsize = 12\nstrata = ["language"]\nseed = 3\n', encoding="utf-8")
    return path


@pytest.fixture
def assessed(evenhand: Evenhand, decisions: Path, plan: Path, tmp_path: Path) -> str:
    """The id of a sample that is drawn, exported, filled in and loaded."""
    evenhand("import", decisions, "--into", "judgements,items")
    sample = str(evenhand("sample", "draw", "--plan", plan, "--json").json["sample"])
    evenhand("sample", "export", sample, "--out", "sheet.csv")
    evenhand("sample", "load", sample, fill(tmp_path / "sheet.csv", tmp_path / "filled.csv"))
    return sample

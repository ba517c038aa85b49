"""What comes from a file reaches the terminal without its control characters."""

from __future__ import annotations

from pathlib import Path

import pytest

from evenhand.cli import run

ESCAPE = "\x1b[31mred\x1b[0m"


def test_escape_sequences_of_an_imported_value_do_not_reach_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    decisions = tmp_path / "decisions.csv"
    decisions.write_text(f"item_id,label,language\n1,none,{ESCAPE}\n2,hate,{ESCAPE}\n", encoding="utf-8")
    plan = tmp_path / "plan.toml"
    plan.write_text('size = 2\nstrata = ["language"]\n', encoding="utf-8")
    home = str(tmp_path / "home")
    assert run(["import", str(decisions), "--dry-run", "--data", home]) == 0
    assert run(["import", str(decisions), "--data", home]) == 0
    assert run(["sample", "draw", "--plan", str(plan), "--data", home]) == 0
    printed = capsys.readouterr()
    assert "red" in printed.out
    assert "\x1b" not in printed.out + printed.err

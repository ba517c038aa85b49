from __future__ import annotations

import sys
from pathlib import Path

import pytest
from cli_cast import Evenhand

from evenhand.facts.store import Facts


@pytest.fixture
def without_desks(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if Django were not installed."""
    monkeypatch.setitem(sys.modules, "django", None)  # type: ignore[arg-type]  # which makes every import of it fail


@pytest.mark.usefixtures("without_desks")
def test_without_the_desks_the_demo_does_the_whole_job_in_a_folder_of_its_own_and_again(
    evenhand: Evenhand, tmp_path: Path
) -> None:
    first = evenhand("demo", "--data", "demo", "--json")
    (tmp_path / "demo" / "report.pdf").unlink()
    again = evenhand("demo", "--data", "demo")

    assert first.status == again.status == 0
    assert (first.json["url"], first.json["users"]) == (None, [])
    assert len(first.json["planted"]) > 0
    assert [Path(name).stat().st_size > 1000 for name in first.json["reports"]] == [True] * 4
    assert {path.name for path in tmp_path.iterdir()} == {"demo"}
    assert "assessed decisions were right" in again.out
    assert first.json["sample"] in {note["sample"] for note in Facts.open("demo").state().notes_of("sample")}


@pytest.mark.usefixtures("without_desks")
def test_the_plan_that_the_demo_leaves_draws_its_sample_again(evenhand: Evenhand) -> None:
    made = evenhand("demo", "--data", "demo", "--json").json

    again = evenhand("sample", "draw", "--plan", "demo/plan.toml", "--data", "demo", "--json").json

    assert again["sample"] == made["sample"]


@pytest.mark.parametrize("made", ["a file of mine", "a folder of mine", "only a file"])
def test_the_demo_leaves_alone_what_it_did_not_make(evenhand: Evenhand, tmp_path: Path, made: str) -> None:
    places = {
        "a file of mine": tmp_path / "demo" / "mine.txt",
        "a folder of mine": tmp_path / "demo" / "facts" / "mine.txt",
        "only a file": tmp_path / "demo",
    }
    places[made].parent.mkdir(parents=True, exist_ok=True)
    places[made].write_text("mine")

    said = evenhand("demo", "--data", "demo")

    assert said.status == 1
    assert "Name another" in said.err
    assert places[made].read_text() == "mine"


def test_the_demo_refuses_to_listen_for_other_machines(evenhand: Evenhand, tmp_path: Path) -> None:
    said = evenhand("demo", "--data", "demo", "--host", "192.0.2.7")

    assert said.status == 2
    assert "this machine alone" in said.err
    assert list(tmp_path.iterdir()) == []

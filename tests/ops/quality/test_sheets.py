"""Sheets out and back: looked at first, loaded once, never in conflict with what was judged at the desk."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from quality_cast import SOURCE, assess_next, drawn, publish

from evenhand import assess
from evenhand.ops.judgements.models import Task
from evenhand.ops.people.models import JudgeAlias, User
from evenhand.ops.policies.models import PolicyVersion
from evenhand.ops.quality import services
from evenhand.ops.quality.models import Finding, Sample
from evenhand.ops.quality.selectors.sheets import not_for_sheet
from evenhand.ops.quality.vocabulary import Mode
from evenhand.ops.spine import facts
from evenhand.ops.spine.errors import Denied

pytestmark = pytest.mark.django_db


@pytest.fixture
def sample(decisions: None, rules: PolicyVersion, ada: User, at: datetime) -> Sample:
    return drawn(ada, rules, at=at, mode=Mode.MIXED, where={"label": ("none", "spam")})


def exported(sample: Sample, path: Path, *, without: frozenset[str] = frozenset()) -> list[dict[str, str]]:
    assess.write_sheet(facts.whole(), sample.sample_id, path, without=without)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def filled(path: Path, rows: list[dict[str, str]], **columns: Any) -> Path:
    """The rows with these columns filled in, as a file."""
    written = [row | columns for row in rows]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, written[0].keys())
        writer.writeheader()
        writer.writerows(written)
    return path


@pytest.fixture
def sheet(sample: Sample, tmp_path: Path) -> Path:
    """The first ten rows, all found to be hate."""
    return filled(tmp_path / "filled.csv", exported(sample, tmp_path / "s.csv")[:10], label="hate")


def test_looking_at_a_sheet_stores_nothing(sample: Sample, sheet: Path, ben: User, at: datetime) -> None:
    looked = services.check(sample, sheet, assessor=ben, by=ben, at=at)
    assert (looked.accepted, looked.rejected, sample.units.exclude(assessed="").count()) == (10, 0, 0)
    assert not sheet.with_name("filled.rejects.csv").exists()


def test_a_loaded_sheet_answers_its_units_and_withdraws_their_tasks(
    sample: Sample, sheet: Path, ben: User, at: datetime
) -> None:
    services.load(sample, sheet, assessor=ben, by=ben, at=at)
    answered = sample.units.filter(by_sheet=True)
    assert set(answered.values_list("assessed", "assessor")) == {("hate", ben.pk)}
    withdrawn = Task.objects.filter(state="withdrawn").values_list("about_id", flat=True)
    assert set(withdrawn) == set(answered.values_list("decision_id", flat=True))
    assert Finding.objects.filter(retracted=False).count() == 10


def test_the_findings_of_a_sheet_are_those_of_the_facts(sample: Sample, sheet: Path, ben: User, at: datetime) -> None:
    services.load(sample, sheet, assessor=ben, by=ben, at=at)
    rows = facts.whole().query("SELECT finding_id, error_type FROM findings").to_pylist()
    known = set(Finding.objects.values_list("finding_id", "error_type"))
    assert {(row["finding_id"], row["error_type"]) for row in rows} == known


def test_the_same_sheet_twice_changes_nothing(sample: Sample, sheet: Path, ben: User, at: datetime) -> None:
    services.load(sample, sheet, assessor=ben, by=ben, at=at)
    again = services.load(sample, sheet, assessor=ben, by=ben, at=at)
    assert (again.accepted, again.unchanged, Finding.objects.count()) == (0, 10, 10)


def test_what_was_judged_at_the_desk_is_not_taken_from_a_sheet(
    sample: Sample, ben: User, ada: User, at: datetime, tmp_path: Path
) -> None:
    rows = exported(sample, tmp_path / "s.csv")
    assess_next(ben, sample, at=at)
    loaded = services.load(sample, filled(tmp_path / "f.csv", rows, label="hate"), assessor=ada, by=ada, at=at)
    publish(at)
    assert (loaded.accepted, loaded.rejected) == (11, 1)
    assert "at the desk" in loaded.refused[0].reason
    report = assess.quality(facts.whole(), sample.sample_id)
    assert report.progress.assessed == 12


def test_a_sheet_leaves_out_what_has_an_answer(sample: Sample, ben: User, at: datetime, tmp_path: Path) -> None:
    assess_next(ben, sample, at=at)
    assert len(exported(sample, tmp_path / "s.csv", without=not_for_sheet(ben, sample))) == 11


def test_nobody_assesses_a_decision_of_their_own_on_a_sheet(
    sample: Sample, ben: User, at: datetime, tmp_path: Path
) -> None:
    JudgeAlias.objects.create(user=ben, source=SOURCE, judge_id="judge-1")
    own = sample.units.filter(judge_id="judge-1").count()
    rows = exported(sample, tmp_path / "s.csv")
    loaded = services.load(sample, filled(tmp_path / "f.csv", rows, label="hate"), assessor=ben, by=ben, at=at)
    assert (loaded.rejected, own > 0) == (own, True)
    assert len(exported(sample, tmp_path / "t.csv", without=not_for_sheet(ben, sample))) == own * 0


def test_an_assessor_cannot_load_the_sheet_of_another(
    sample: Sample, sheet: Path, ada: User, ben: User, at: datetime
) -> None:
    with pytest.raises(Denied):
        services.load(sample, sheet, assessor=ada, by=ben, at=at)


def test_the_blind_sheet_tells_nothing_of_the_verdict(sample: Sample, tmp_path: Path) -> None:
    rows = exported(sample, tmp_path / "s.csv")
    assert {"label", "action", "judge_id", "queue", "reach"} - {"label"} & rows[0].keys() == set()
    assert {row["label"] for row in rows} == {""}

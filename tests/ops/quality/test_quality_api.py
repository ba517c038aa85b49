"""Samples, reports and findings by the REST API: what the pages show, to the same people, and no more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from quality_cast import assess_all, assess_next, drawn, publish

from evenhand.ops.people.models import User
from evenhand.ops.people.roles import Role
from evenhand.ops.policies.models import PolicyVersion
from evenhand.ops.quality import services
from evenhand.ops.quality.models import Finding, Sample
from programs import program_of

Browse = Callable[[User | None], Client]
READS = "quality.read"


@pytest.fixture
def sample(decisions: None, rules: PolicyVersion, ada: User, at: datetime) -> Sample:
    """Twelve decisions of two partners, half of them assessed, two otherwise than decided."""
    made = drawn(ada, rules, at=at)
    for number in range(6):
        assess_next(ada, made, at=at, label="hate" if number < 2 else None)
    return made


def test_a_sample_tells_how_far_it_is(sample: Sample, ada: User) -> None:
    said = program_of(ada, READS).read(f"quality/samples/{sample.uuid}")
    assert said["progress"] == {
        "planned": 12,
        "judged": 6,
        "unable": 0,
        "open": 6,
        "differs": Finding.objects.count(),
        "second_looks": 0,
    }
    assert (said["name"], said["state"], said["population"]) == ("Weekly", "open", 120)
    assert (said["sample_id"], said["policy_version"]) == (sample.sample_id, "2026-01")
    assert said["drawn_at"] == "2026-03-02T09:30:00Z"


def test_samples_are_listed_by_state_the_newest_first(sample: Sample, rules: PolicyVersion, ada: User, at: Any) -> None:
    later = drawn(ada, rules, at=at, name="Second")
    services.close(sample.uuid, by=ada, at=at)
    program = program_of(ada, READS)
    assert [row["id"] for row in program.read("quality/samples")["items"]] == [str(later.uuid), str(sample.uuid)]
    assert [row["id"] for row in program.read("quality/samples", state="closed")["items"]] == [str(sample.uuid)]
    assert program.read("quality/samples", state="failed") == {"items": [], "next": None}


def test_the_report_is_the_document_that_the_page_gives(sample: Sample, ada: User, at: Any, browse: Browse) -> None:
    assess_all(ada, drawn(ada, sample.policy_version, at=at, name="Whole"), at=at, wrong=3)
    whole = Sample.objects.get(name="Whole")
    program, page = program_of(ada, READS), reverse("quality:document", kwargs={"uuid": whole.uuid, "form": "json"})
    answer = program.get(f"quality/samples/{whole.uuid}/report")
    assert answer.json()["schema"] == "evenhand.report-quality/1"
    assert answer.content == b"".join(browse(ada).get(page))
    assert answer.headers["Evenhand-As-Of"] == at.isoformat()
    sliced = program.read(f"quality/samples/{whole.uuid}/report", by="partner")
    assert {row["value"] for row in sliced["slices"]} == {"lisbon", "kuala"}


@pytest.mark.parametrize("by", ["judge_id", "text", "label; DROP TABLE judgements", "item.text", ""])
def test_a_report_is_not_sliced_by_what_the_page_does_not_offer(by: str, sample: Sample, ada: User) -> None:
    answer = program_of(ada, READS).get(f"quality/samples/{sample.uuid}/report", by=by)
    assert answer.status_code == 422
    assert answer.json()["field"] == "by"


def test_a_sample_that_is_not_drawn_has_no_report(rules: PolicyVersion, ada: User, at: datetime) -> None:
    waiting = Sample.objects.create(name="x", plan={}, policy_version=rules, minutes=1, made_by=ada, created_at=at)
    answer = program_of(ada, READS).get(f"quality/samples/{waiting.uuid}/report")
    assert (answer.status_code, answer.json()["error"]) == (404, "not_found")


def test_findings_are_read_with_what_they_are_about(sample: Sample, ada: User) -> None:
    found = Finding.objects.select_related("unit").latest("id")
    program = program_of(ada, READS)
    rows = program.read("quality/findings")["items"]
    said = program.read(f"quality/findings/{found.uuid}")
    assert said in rows
    assert (said["decided"], said["assessed"]) == (found.unit.label, "hate")
    assert (said["sample"], said["item_id"]) == (str(sample.uuid), found.unit.item_key)
    assert "judge" not in " ".join(said)


def test_findings_are_filtered(sample: Sample, rules: PolicyVersion, ada: User, at: datetime) -> None:
    other = drawn(ada, rules, at=at, name="Second")
    program, every = program_of(ada, READS), Finding.objects.count()
    assert every > 0
    assert len(program.read("quality/findings", sample=sample.uuid)["items"]) == every
    assert program.read("quality/findings", sample=other.uuid)["items"] == []
    assert len(program.read("quality/findings", since=at.isoformat())["items"]) == every
    assert program.read("quality/findings", since="2026-03-02T10:30:00+00:59")["items"] == []
    kinds = {row["error_type"] for row in program.read("quality/findings")["items"]}
    for kind in kinds:
        assert {row["error_type"] for row in program.read("quality/findings", error_type=kind)["items"]} == {kind}


def test_a_partners_program_sees_its_partners_decisions_alone(sample: Sample, ada: User, chi: User, at: Any) -> None:
    assess_all_the_rest(ada, sample, at)
    program, own = program_of(chi, READS), sample.units.filter(partner="lisbon")
    assert 0 < own.count() < 12
    said = program.read(f"quality/samples/{sample.uuid}")["progress"]
    assert (said["planned"], said["judged"]) == (own.count(), own.count())
    findings = program.read("quality/findings")["items"]
    assert {row["partner"] for row in findings} <= {"lisbon"}
    report = program.read(f"quality/samples/{sample.uuid}/report", by="partner")
    assert {row["value"] for row in report["slices"]} == {"lisbon"}
    assert report["progress"]["assessed"] == own.count()


def test_what_another_partner_owns_is_not_found(sample: Sample, ada: User, hire: Any, at: datetime) -> None:
    stranger = hire("Una", Role.PARTNER_LEAD, partner="oslo")
    program, foreign = program_of(stranger, READS), Finding.objects.latest("id")
    for address in (f"samples/{sample.uuid}", f"samples/{sample.uuid}/report", f"findings/{foreign.uuid}"):
        known = program.get(f"quality/{address}")
        unknown = program.get(f"quality/{address}".replace(str(UUID(address.split("/")[1])), str(UUID(int=7))))
        assert known.status_code == unknown.status_code == 404
        assert known.json()["message"] == unknown.json()["message"]
    assert program.read("quality/findings", sample=sample.uuid)["items"] == []
    assert program.read("quality/samples")["items"] == []


def test_a_token_without_assessing_shows_an_assessor_no_verdict_that_they_must_not_know(
    sample: Sample, ada: User, ben: User, hire: Any, at: datetime
) -> None:
    assess_all_the_rest(ada, sample, at)
    services.look_again(sample.uuid, share=1.0, by=ada, at=at)
    trainer = hire("Tom", Role.TRAINER)
    found = Finding.objects.latest("id")
    bens, toms = program_of(ben, READS), program_of(trainer, READS)
    assert toms.get(f"quality/findings/{found.uuid}").status_code == 200
    assert bens.get(f"quality/findings/{found.uuid}").status_code == 404
    assert len(toms.read("quality/findings")["items"]) == Finding.objects.count()
    assert bens.read("quality/findings")["items"] == []
    assert toms.read(f"quality/samples/{sample.uuid}/report")["cases"]
    assert bens.read(f"quality/samples/{sample.uuid}/report")["cases"] == []


def test_what_waits_for_the_person_is_counted(sample: Sample, ben: User, hire: Any) -> None:
    said = program_of(ben, "judgements.judge").read("judgements/waiting")
    assert said["waiting"] == 6
    assert [(row["context_kind"], row["context_id"], row["setting"]) for row in said["contexts"]] == [
        ("sample", sample.sample_id, "assessment")
    ]
    reviewer = hire("Rui", Role.REVIEWER)
    assert program_of(reviewer, "judgements.judge").read("judgements/waiting") == {"waiting": 0, "contexts": []}


def assess_all_the_rest(user: User, sample: Sample, at: datetime) -> None:
    """The six that are left, as decided, and everything into the facts."""
    for _ in range(6):
        assess_next(user, sample, at=at)
    publish(at)

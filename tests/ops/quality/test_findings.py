"""A difference becomes a finding at once; its assessor says why, or agrees after all; every version is kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from quality_cast import assess_next, drawn, publish

from evenhand.ops.judgements.models import Judgement
from evenhand.ops.judgements.vocabulary import Setting
from evenhand.ops.ledger.models import Event
from evenhand.ops.people.models import User
from evenhand.ops.policies.models import PolicyVersion
from evenhand.ops.quality import services
from evenhand.ops.quality.models import Finding, Note, Sample
from evenhand.ops.quality.types import Named
from evenhand.ops.spine import facts
from evenhand.ops.spine.desks import Erasing
from evenhand.ops.spine.errors import Conflict, Invalid, NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def sample(decisions: None, rules: PolicyVersion, ada: User, at: datetime) -> Sample:
    return drawn(ada, rules, at=at, where={"label": ("none", "spam")})


def fact(table: str, **where: Any) -> list[dict[str, Any]]:
    found = facts.whole().query(f"SELECT * FROM {table}").to_pylist()
    return [row for row in found if all(row[name] == value for name, value in where.items())]


def differ(user: User, sample: Sample, at: datetime) -> Finding:
    """Assesses the next decision as hate, which none of them was decided as."""
    assess_next(user, sample, at=at, label="hate")
    return Finding.objects.select_related("unit").latest("pk")


def test_the_same_label_makes_no_finding(sample: Sample, ben: User, at: datetime) -> None:
    assess_next(ben, sample, at=at)
    assert Finding.objects.count() == 0
    assert sample.units.exclude(assessed="").get().assessor == ben


@pytest.mark.parametrize(
    ("label", "said", "error"),
    [("none", "hate", "under_enforcement"), ("spam", "none", "over_enforcement"), ("spam", "hate", "wrong_policy")],
)
def test_the_error_type_is_what_the_two_labels_imply(
    decisions: None, rules: PolicyVersion, ada: User, ben: User, at: datetime, label: str, said: str, error: str
) -> None:
    sample = drawn(ada, rules, at=at, where={"label": (label,)}, size=3, strata=())
    assess_next(ben, sample, at=at, label=said)
    assert Finding.objects.get().error_type == error


def test_what_cannot_be_judged_is_no_finding(sample: Sample, ben: User, at: datetime) -> None:
    assess_next(ben, sample, at=at, label="unable")
    assert Finding.objects.count() == 0


def test_a_named_finding_is_a_new_version_in_the_facts_and_its_note_stays_here(
    sample: Sample, ben: User, at: datetime
) -> None:
    found = differ(ben, sample, at)
    named = Named(error_type="under_enforcement", root_cause="knowledge_gap", severity=3, note="Ask about Ms Lee")
    services.name_finding(found.uuid, named, version=1, by=ben, at=at)
    publish(at)
    row = fact("findings", finding_id=found.finding_id)[0]
    assert (row["version"], row["root_cause"], row["severity"], row["judgement_id"]) == (
        2,
        "knowledge_gap",
        3,
        found.unit.decision_id,
    )
    assert "Lee" not in str(facts.whole().query("SELECT * FROM findings").to_pylist())
    assert "Lee" not in str(list(Event.objects.values_list("payload", flat=True)))
    assert Note.objects.get().text == "Ask about Ms Lee"


def test_the_assessment_joins_its_decision_in_the_facts(sample: Sample, ben: User, at: datetime) -> None:
    found = differ(ben, sample, at)
    publish(at)
    row = fact("judgements", setting="assessment")[0]
    unit = found.unit
    assert (row["source"], row["about_source"], row["about_id"]) == (unit.source, unit.source, unit.decision_id)
    assert (row["context_kind"], row["context_id"], row["judgement_id"]) == (
        "sample",
        sample.sample_id,
        unit.assessment_id,
    )


def test_agreeing_after_all_is_a_second_version_and_withdraws_the_finding(
    sample: Sample, ben: User, at: datetime
) -> None:
    found = differ(ben, sample, at)
    unit = services.agree_after_all(found.unit.uuid, by=ben, at=at + timedelta(minutes=1))
    publish(at)
    found.refresh_from_db()
    assert (found.retracted, unit.assessed) == (True, unit.label)
    assert list(Judgement.objects.order_by("version").values_list("version", "label")) == [(1, "hate"), (2, unit.label)]
    assert fact("findings") == []
    assert fact("judgements", setting="assessment")[0]["label"] == unit.label


def test_agreeing_twice_changes_nothing_more(sample: Sample, ben: User, at: datetime) -> None:
    found = differ(ben, sample, at)
    services.agree_after_all(found.unit.uuid, by=ben, at=at)
    services.agree_after_all(found.unit.uuid, by=ben, at=at)
    assert Judgement.objects.count() == 2


def test_nobody_else_names_or_withdraws_a_finding(sample: Sample, ada: User, ben: User, at: datetime) -> None:
    found = differ(ben, sample, at)
    with pytest.raises(NotFound):
        services.name_finding(found.uuid, Named(error_type="technical"), version=1, by=ada, at=at)
    with pytest.raises(NotFound):
        services.agree_after_all(found.unit.uuid, by=ada, at=at)


def test_a_finding_that_changed_meanwhile_is_not_overwritten(sample: Sample, ben: User, at: datetime) -> None:
    found = differ(ben, sample, at)
    services.name_finding(found.uuid, Named(error_type="wrong_policy"), version=1, by=ben, at=at)
    with pytest.raises(Conflict):
        services.name_finding(found.uuid, Named(error_type="technical"), version=1, by=ben, at=at)


@pytest.mark.parametrize(
    ("named", "field"),
    [
        (Named(error_type="gross"), "error_type"),
        (Named(error_type="technical", root_cause="bad luck"), "root_cause"),
        (Named(error_type="technical", severity=9), "severity"),
        (Named(error_type="technical", note="x" * 5_000), "note"),
    ],
)
def test_a_value_that_is_not_offered_is_refused_by_field(
    sample: Sample, ben: User, at: datetime, named: Named, field: str
) -> None:
    found = differ(ben, sample, at)
    with pytest.raises(Invalid) as refused:
        services.name_finding(found.uuid, named, version=1, by=ben, at=at)
    assert refused.value.field == field


def test_a_second_look_goes_to_neither_the_reviewer_nor_the_first_assessor(
    sample: Sample, ada: User, ben: User, at: datetime
) -> None:
    assess_next(ben, sample, at=at)
    assert services.look_again(sample.uuid, share=1.0, by=ada, at=at) == 1
    second = sample.units.get(second_look=True)
    task = Judgement.objects.get().task.__class__.objects.get(setting=Setting.SECOND_REVIEW)
    assert (task.about_id, set(task.bars.values_list("user", flat=True))) == (second.assessment_id, {ben.pk})


def test_a_planned_second_look_is_asked_for_as_the_first_is_given(
    decisions: None, rules: PolicyVersion, ada: User, ben: User, at: datetime
) -> None:
    sample = drawn(ada, rules, at=at, second_share=1.0)
    assess_next(ben, sample, at=at)
    assert sample.units.filter(second_look=True).count() == 1


def test_a_second_review_counts_as_one_in_the_figures(sample: Sample, ada: User, ben: User, at: datetime) -> None:
    from evenhand import assess

    assess_next(ben, sample, at=at)
    services.look_again(sample.uuid, share=1.0, by=ada, at=at)
    Judgement.objects.get().task.__class__.objects.filter(setting=Setting.ASSESSMENT, state="open").delete()
    assess_second(ada, sample, at)
    publish(at)
    review = assess.quality(facts.whole(), sample.sample_id).second_review
    assert review is not None
    assert (review.n, review.events) == (1, 1)


def assess_second(user: User, sample: Sample, at: datetime) -> None:
    from evenhand.ops.judgements.services import claim, judge
    from evenhand.ops.judgements.types import Given
    from evenhand.ops.quality.vocabulary import CONTEXT

    task = claim(user, at=at, context_kind=CONTEXT, context_id=sample.sample_id)
    assert task is not None
    label = sample.units.get(assessment_id=task.about_id).assessed
    judge(task.uuid, user, given=Given(label=label), version=task.version, at=at)


@pytest.mark.parametrize("kind", ["item", "person"])
def test_an_erasure_empties_the_notes_and_keeps_the_findings(
    sample: Sample, ben: User, at: datetime, kind: str
) -> None:
    found = differ(ben, sample, at)
    services.name_finding(found.uuid, Named(error_type="technical", note="Ask Ms Lee"), version=1, by=ben, at=at)
    subject = {"item": found.unit.item_key, "person": ben.pseudonym}[kind]
    assert services.erase_notes(Erasing(kind, subject), at) == 1
    note = Note.objects.get()
    assert (note.text, note.erased_at, Finding.objects.count()) == ("", at, 1)
    assert services.erase_notes(Erasing(kind, subject), at) == 0

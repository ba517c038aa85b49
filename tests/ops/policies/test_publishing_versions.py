"""Versions: written, put in force, retired; what has been in force never changes and never comes back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from policies_cast import BEFORE, CLAUSES, HOSTILE, content, draft, policy, version

from evenhand.ops.ledger.models import Event
from evenhand.ops.people.models import Grant, User
from evenhand.ops.people.roles import Role
from evenhand.ops.policies import services
from evenhand.ops.policies.models import Clause, Policy, PolicyVersion
from evenhand.ops.policies.packs import load_pack
from evenhand.ops.policies.services.taking import content_of_pack
from evenhand.ops.policies.types import Content, NewClause
from evenhand.ops.policies.vocabulary import VersionState
from evenhand.ops.spine.errors import Conflict, Denied, Invalid

pytestmark = pytest.mark.django_db
Change = Callable[[PolicyVersion], Any]


def refuses(change: Callable[[], Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        change()


def test_publishing_puts_a_version_in_force_and_retires_the_one_before(pia: User, at: datetime) -> None:
    first = version("4.1")
    second = services.publish(draft("4.2", first.policy), by=pia, at=at)
    first.refresh_from_db()
    assert (first.state, first.retired_at) == (VersionState.RETIRED, at)
    assert (second.state, second.published_at, second.retired_at) == (VersionState.PUBLISHED, at, None)


def test_each_step_is_in_the_ledger_with_who_did_it(pia: User, at: datetime) -> None:
    first = version("4.1")
    second = services.publish(draft("4.2", first.policy), by=pia, at=at)
    kinds = Event.objects.filter(subject=f"policy_version:{first.uuid}").values_list("kind", "actor")
    assert list(kinds) == [
        ("policies.drafted", "system"),
        ("policies.published", "system"),
        ("policies.retired", str(pia.uuid)),
    ]
    told = Event.objects.get(subject=f"policy_version:{second.uuid}", kind="policies.published")
    assert second.digest in bytes(told.payload).decode()


def test_publishing_again_changes_nothing(pia: User, at: datetime) -> None:
    known = version()
    events = Event.objects.count()
    again = services.publish(known, by=pia, at=at)
    assert (again.published_at, Event.objects.count()) == (BEFORE, events)


def test_a_retired_version_does_not_come_back(pia: User, at: datetime) -> None:
    known = services.retire(version(), by=pia, at=at)
    with pytest.raises(Conflict, match="is retired and cannot become published"):
        services.publish(known, by=pia, at=at)


def test_retiring_again_changes_nothing(pia: User, at: datetime) -> None:
    known = services.retire(version(), by=pia, at=at)
    assert services.retire(known, by=pia, at=at + timedelta(days=1)).retired_at == at


def test_a_draft_is_not_retired(pia: User, at: datetime) -> None:
    with pytest.raises(Conflict, match="is draft and cannot become retired"):
        services.retire(draft(), by=pia, at=at)


def test_a_draft_keeps_clauses_order_and_levels() -> None:
    made = draft()
    rows = made.clauses.order_by("order").values_list("code", "parent__code", "actions")
    assert list(rows) == [(each.code, each.parent or None, list(each.actions)) for each in CLAUSES]


def test_the_name_of_a_version_is_used_once_in_all_since_the_facts_know_no_more_than_it() -> None:
    version("4.2")
    with pytest.raises(Conflict, match=r"There is a version “4\.2” already"):
        draft("4.2", policy("ads"))
    assert PolicyVersion.objects.count() == 1


@pytest.mark.parametrize("name", ["", "  ", "x" * 161, "4\n2", "4\x002"])
def test_a_name_that_cannot_be_kept_is_refused(name: str) -> None:
    with pytest.raises(Invalid, match="cannot be the name of a version"):
        draft(name)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (NewClause(code="HA.1", title_en="T", title_zh="题"), "The code “HA.1” stands twice."),
        (NewClause(code="X.1", parent="X", title_en="T", title_zh="题"), "“X”, above “X.1”, does not stand before it."),
        (NewClause(code="", title_en="T", title_zh="题"), "cannot be the code of a clause"),
        (NewClause(code="x" * 301, title_en="T", title_zh="题"), "cannot be the code of a clause"),
        (NewClause(code="X\0", title_en="T", title_zh="题"), "cannot be the code of a clause"),
        (NewClause(code="X", title_en="T", title_zh=""), "no title in one of the two languages"),
        (NewClause(code="X", title_en="T", title_zh="题", definition_en="\0"), "or a NUL in a text"),
        (NewClause(code="X", title_en="T" * 301, title_zh="题"), "has a title of more than 300 characters"),
        (NewClause(code="X", title_en="T", title_zh="题", actions=("burn",)), "has the unknown action “burn”"),
    ],
)
def test_a_clause_that_cannot_be_kept_is_refused_and_nothing_of_its_version_is(more: NewClause, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        draft("4.2", None, more)
    assert not PolicyVersion.objects.exists()


def test_clauses_stand_six_levels_deep_at_most() -> None:
    chain = [NewClause(code=f"L{n}", parent=f"L{n - 1}" if n else "", title_en="T", title_zh="题") for n in range(7)]
    services.new_draft(policy(), "six", Content(clauses=tuple(chain[:6])), by=None, at=BEFORE)
    with pytest.raises(Invalid, match="“L6” stands more than 6 levels deep"):
        services.new_draft(policy("deep"), "seven", Content(clauses=tuple(chain)), by=None, at=BEFORE)


def test_only_those_who_may_publish_write_and_publish(ada: User, at: datetime) -> None:
    known = draft()
    with pytest.raises(Denied):
        services.publish(known, by=ada, at=at)
    with pytest.raises(Denied):
        services.retire(known, by=ada, at=at)
    with pytest.raises(Denied):
        services.new_draft(known.policy, "5", content(), by=ada, at=at)
    with pytest.raises(Denied):
        services.publish_pack("starter", version="1.0", by=ada, at=at)


def test_a_policy_manager_of_one_market_cannot_publish_for_all(hire: Callable[..., User], at: datetime) -> None:
    limited = hire("Lou", Role.POLICY_MANAGER)
    Grant.objects.filter(user=limited).update(markets=["de"])
    with pytest.raises(Denied):
        services.publish(draft(), by=limited, at=at)


@pytest.mark.parametrize(
    "change",
    [
        lambda known: Clause.objects.filter(version=known, code="HA.1").update(definition_en="Anything goes."),
        lambda known: Clause.objects.filter(version=known, code="HA.1").update(severity="low"),
        lambda known: Clause.objects.filter(version=known).update(version=draft("5", policy("other"))),
        lambda known: Clause.objects.filter(version=draft("5", policy("other"))).update(version=known),
        lambda known: Clause.objects.create(version=known, code="NEW", title_en="T", title_zh="题", order=9),
        lambda known: PolicyVersion.objects.filter(pk=known.pk).update(name="4.3"),
        lambda known: PolicyVersion.objects.filter(pk=known.pk).update(note_en="Other"),
        lambda known: PolicyVersion.objects.filter(pk=known.pk).update(digest=""),
        lambda known: PolicyVersion.objects.filter(pk=known.pk).update(policy=policy("other")),
        lambda known: PolicyVersion.objects.filter(pk=known.pk).update(published_at=known.published_at + timedelta(1)),
        lambda known: PolicyVersion.objects.filter(pk=known.pk).update(state="draft", published_at=None),
    ],
)
def test_the_database_refuses_to_change_what_was_published(change: Change) -> None:
    known = version()
    refuses(lambda: change(known))


def test_the_database_refuses_to_bring_a_retired_version_back(at: datetime) -> None:
    known = services.retire(version(), by=None, at=at)
    refuses(lambda: PolicyVersion.objects.filter(pk=known.pk).update(state="published", retired_at=None))


def test_a_draft_may_change() -> None:
    known = draft()
    assert Clause.objects.filter(version=known, code="HA.1").update(definition_en="Better.") == 1
    assert services.publish(known, by=None, at=BEFORE).state == VersionState.PUBLISHED


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "published", "published_at": BEFORE},  # beside the one in force
        {"name": "4.2"},
        {"name": ""},
        {"state": "gone"},
        {"state": "published"},
        {"published_at": BEFORE},
        {"state": "retired", "published_at": BEFORE},
        {"digest": "d" * 64},
    ],
)
def test_the_database_refuses_a_version_that_contradicts_itself(broken: dict[str, Any]) -> None:
    known = version("4.2")
    fields = {"policy": known.policy, "name": "5", "created_at": BEFORE} | broken
    refuses(lambda: PolicyVersion.objects.create(**fields))


@pytest.mark.parametrize(
    "broken",
    [
        {"code": "HA.1"},
        {"code": ""},
        {"severity": "grave"},
        {"automation": "robot"},
        {"exposure_tier": 5},
        {"harm_weight": 101},
    ],
)
def test_the_database_refuses_a_clause_that_contradicts_itself(broken: dict[str, Any]) -> None:
    known = draft()
    fields = {"version": known, "code": "X", "title_en": "T", "title_zh": "题", "order": 9} | broken
    refuses(lambda: Clause.objects.create(**fields))


@pytest.mark.parametrize("broken", [{"code": ""}, {"kind": "law"}, {"code": "guidelines"}])
def test_the_database_refuses_a_policy_that_contradicts_itself(broken: dict[str, Any]) -> None:
    policy()
    fields = {"code": "x", "title_en": "T", "title_zh": "题", "created_at": BEFORE} | broken
    refuses(lambda: Policy.objects.create(**fields))


def test_the_starter_pack_becomes_the_community_policy_in_force(pia: User, at: datetime) -> None:
    made = services.publish_pack("starter", version="1.0", by=pia, at=at)
    assert (made.policy.code, made.policy.title_zh, made.state) == ("community", "社区准则", VersionState.PUBLISHED)
    assert "proposals" in made.note_en
    assert (made.clauses.count(), made.clauses.filter(is_label=True).count()) == (84, 70)
    grooming = made.clauses.get(code="CS.1")
    assert (grooming.severity, grooming.exposure_tier, grooming.harm_weight) == ("critical", 4, 100)
    assert grooming.actions == ["remove", "escalate"]
    assert grooming.parent is not None
    assert grooming.parent.code == "CS"
    assert grooming.mappings["dsa_category"] == "STATEMENT_CATEGORY_PROTECTION_OF_MINORS"
    assert "NCMEC" in grooming.escalation_en
    assert not made.clauses.get(code="SH.1").is_violation


def test_the_same_pack_under_the_same_name_is_published_once(pia: User, at: datetime) -> None:
    made = services.publish_pack("starter", version="1.0", by=pia, at=at)
    events = Event.objects.count()
    assert services.publish_pack("starter", version="1.0", by=None, at=at + timedelta(days=1)) == made
    assert (PolicyVersion.objects.count(), Event.objects.count()) == (1, events)


def test_a_pack_published_again_does_not_undo_a_later_version(pia: User, at: datetime) -> None:
    first = services.publish_pack("starter", version="1.0", by=pia, at=at)
    later = services.publish_pack("starter", version="1.1", by=pia, at=at)
    assert services.publish_pack("starter", version="1.0", by=pia, at=at).state == VersionState.RETIRED
    later.refresh_from_db()
    first.refresh_from_db()
    assert (first.state, later.state) == (VersionState.RETIRED, VersionState.PUBLISHED)


def test_a_draft_of_the_same_pack_is_put_in_force(at: datetime) -> None:
    pack = content_of_pack(load_pack("starter"))
    community = policy("community", "Community guidelines")
    waiting = services.new_draft(community, "1.0", pack, by=None, at=BEFORE)
    assert services.publish_pack("starter", version="1.0", by=None, at=at) == waiting
    waiting.refresh_from_db()
    assert waiting.state == VersionState.PUBLISHED


def test_a_pack_under_a_name_that_says_something_else_is_refused(pia: User, at: datetime) -> None:
    version("1.0", policy("community", "Community guidelines"))
    with pytest.raises(Conflict, match="it says something else"):
        services.publish_pack("starter", version="1.0", by=pia, at=at)


def test_labels_become_clauses_with_exactly_their_text(ada: User, at: datetime) -> None:
    labels = ("toxic", " Toxic ", "TOXIC", HOSTILE, "a" * 300, "none", "unable", "涉黄/低俗")
    made = services.policy_from_labels("Labels of coop", labels, by=ada, at=at)
    rows = dict(made.clauses.values_list("code", "is_violation"))
    assert rows == {label: label != "none" for label in labels if label != "unable"}
    assert (made.state, made.policy.kind, made.policy.title_zh) == (VersionState.PUBLISHED, "labels", "Labels of coop")


def test_labels_that_are_there_are_reused_and_new_ones_are_added_to_them(ada: User, at: datetime) -> None:
    first = services.policy_from_labels("Labels of coop", ("b", "a"), by=ada, at=at)
    assert services.policy_from_labels("Labels of coop", ("a",), by=ada, at=at) == first
    second = services.policy_from_labels("Labels of coop", ("c", "a"), by=ada, at=at)
    assert list(second.clauses.values_list("code", flat=True)) == ["b", "a", "c"]
    assert (first.name, second.name) == ("Labels of coop · 1", "Labels of coop · 2")


def test_labels_of_another_name_are_another_policy(ada: User, at: datetime) -> None:
    first = services.policy_from_labels("Labels of coop", ("a",), by=ada, at=at)
    assert services.policy_from_labels("Labels of ozone", ("a",), by=ada, at=at).policy != first.policy


@pytest.mark.parametrize(
    ("name", "labels", "said"),
    [
        ("coop", (), "There are no labels"),
        ("coop", ("unable",), "There are no labels"),
        ("coop", ("a", ""), "cannot be the code of a clause"),
        ("coop", ("a", "b\0"), "cannot be the code of a clause"),
        ("coop", ("a", "b" * 301), "cannot be the code of a clause"),
        ("coop", tuple(map(str, range(2_001))), "These are 2,001 different labels"),
        ("", ("a",), "cannot be the name of a policy"),
        ("x" * 121, ("a",), "cannot be the name of a policy"),
        ("a\nb", ("a",), "cannot be the name of a policy"),
    ],
)
def test_labels_that_make_no_policy_are_refused(
    name: str, labels: tuple[str, ...], said: str, ada: User, at: datetime
) -> None:
    with pytest.raises(Invalid, match=said):
        services.policy_from_labels(name, labels, by=ada, at=at)
    assert not Policy.objects.exists()


def test_publishing_many_clauses_takes_few_queries(
    at: datetime, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    many = tuple(NewClause(code=f"c{n}", title_en="T", title_zh="题") for n in range(400))
    made = policy()
    with django_assert_max_num_queries(26):
        services.publish(services.new_draft(made, "1", Content(clauses=many), by=None, at=at), by=None, at=at)

"""Reading policies: the version in force, the tree, labels, search; drafts only for those who publish."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from policies_cast import CLAUSES, HOSTILE, draft, policy, version

from evenhand.ops.people.models import Grant, User
from evenhand.ops.people.roles import Role
from evenhand.ops.policies import selectors, services
from evenhand.ops.policies.models import Clause, PolicyVersion
from evenhand.ops.policies.types import NewClause
from evenhand.ops.spine import desks
from evenhand.ops.spine.errors import NotFound
from evenhand.ops.spine.refs import Ref

pytestmark = pytest.mark.django_db
Budget = Callable[[int], Any]


@pytest.fixture
def starter(at: datetime) -> PolicyVersion:
    return services.publish_pack("starter", version="1.0", by=None, at=at)


def found(known: PolicyVersion, words: str) -> list[str]:
    return [node.code for node in selectors.search(known, words)]


def test_the_tree_has_each_clause_under_its_parent_in_order() -> None:
    tree = selectors.clause_tree(version())
    assert [node.code for node in tree] == ["HA", "SH.1"]
    assert [node.code for top in tree for node in top.walk()] == [each.code for each in CLAUSES]


def test_a_node_says_what_its_clause_says() -> None:
    node = selectors.clauses_by_code(version())["HA.1"]
    assert (node.title("en"), node.title("zh-hans")) == ("Insult aimed at a person", "针对个人的侮辱")
    assert node.definition("zh") == "贬低被点名或被提及者的言论。"
    assert (node.severity, node.rank, node.tier, node.actions) == ("high", 3, 1, ("remove", "warn"))
    assert (node.is_label, node.is_violation) == (True, True)


def test_a_text_that_is_missing_in_one_language_is_shown_in_the_other() -> None:
    only = NewClause(code="X", title_en="T", title_zh="题", definition_en="English alone.")
    assert selectors.clauses_by_code(version("5", None, only))["X"].definition("zh-hans") == "English alone."


def test_a_section_is_no_label() -> None:
    assert selectors.labels_of(version()) == {"HA.1", "HA.1.a", "SH.1"}


def test_a_published_tree_is_read_once(django_assert_num_queries: Budget) -> None:
    known = version()
    with django_assert_num_queries(1):
        selectors.clause_tree(known)
    with django_assert_num_queries(0):
        selectors.clause_tree(known)
        selectors.labels_of(known)
        selectors.clauses_by_code(known)
        selectors.search(known, "insult")


def test_a_draft_is_read_anew_since_it_may_change() -> None:
    known = draft()
    selectors.clause_tree(known)
    Clause.objects.filter(version=known, code="HA.1").update(title_en="Changed")
    assert selectors.clauses_by_code(known)["HA.1"].title_en == "Changed"


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("HA.1", ["HA.1", "HA.1.a"]),
        ("ha.1.A", ["HA.1.a"]),
        ("insult", ["HA.1", "HA.1.a"]),
        ("INSULT named", ["HA.1"]),
        ("侮辱", ["HA.1", "HA.1.a"]),
        ("again", ["HA.1.a"]),
        ("% _", []),
        ("nothing of the kind", []),
        ("   ", []),
    ],
)
def test_a_search_looks_in_code_title_and_definition_in_both_languages(words: str, codes: list[str]) -> None:
    assert found(version(), words) == codes


def test_what_a_title_says_is_found_before_what_a_definition_says(starter: PolicyVersion) -> None:
    codes = found(starter, "grooming")
    assert codes[0] == "CS.3"


def test_the_versions_in_force_are_those_published(starter: PolicyVersion, at: datetime) -> None:
    labels = services.policy_from_labels("Labels of coop", ("a",), by=None, at=at)
    draft()
    later = services.publish_pack("starter", version="1.1", by=None, at=at)
    assert list(selectors.published()) == [later, labels]


def test_a_version_is_found_by_the_name_that_the_facts_hold(starter: PolicyVersion) -> None:
    assert selectors.version_named("1.0") == starter
    assert selectors.version_named("their own 7") is None


def test_a_draft_is_for_those_who_publish(pia: User, rui: User) -> None:
    known = draft()
    clause = Clause.objects.get(version=known, code="HA.1")
    assert selectors.version_for(pia, known.uuid) == known
    assert selectors.clause_for(pia, clause.uuid) == clause
    with pytest.raises(NotFound):
        selectors.version_for(rui, known.uuid)
    with pytest.raises(NotFound):
        selectors.clause_for(rui, clause.uuid)
    with pytest.raises(NotFound):
        selectors.policy_for(rui, known.policy.uuid)
    assert not selectors.policies_listed(rui).exists()


def test_a_policy_manager_of_one_market_reads_no_drafts(hire: Callable[..., User]) -> None:
    limited = hire("Lou", Role.POLICY_MANAGER)
    Grant.objects.filter(user=limited).update(markets=["de"])
    with pytest.raises(NotFound):
        selectors.version_for(limited, draft().uuid)


def test_somebody_without_a_role_sees_no_version_and_no_reference(dee: User) -> None:
    known = version()
    ref = Ref("policy_version", str(known.uuid))
    assert desks.show([ref], to=dee)[ref].url is None
    assert not selectors.policies_listed(dee).exists()


def test_what_does_not_exist_is_not_found(rui: User) -> None:
    with pytest.raises(NotFound):
        selectors.version_for(rui, uuid4())
    with pytest.raises(NotFound):
        selectors.clause_for(rui, uuid4())


def test_references_show_as_what_they_name(rui: User, django_assert_num_queries: Budget) -> None:
    known = version()
    clause = Clause.objects.get(version=known, code="HA.1")
    refs = [Ref("policy_version", str(known.uuid)), Ref("clause", str(clause.uuid)), Ref("clause", str(uuid4()))]
    rui.grants.all()
    shown = desks.show(refs, to=rui)
    assert shown[refs[0]].title == "Guidelines · 4.2"
    assert shown[refs[1]].title == "HA.1 Insult aimed at a person"
    assert shown[refs[2]].url is None


def test_a_search_of_everything_finds_clauses_in_force(rui: User, dee: User, starter: PolicyVersion) -> None:
    from evenhand.ops.policies.desk import search

    hits = list(search(rui, "doxxing"))
    assert [(hit.title, hit.detail, hit.kind) for hit in hits] == [
        ("HA.3 Doxxing", "Community guidelines · 1.0", "Clause")
    ]
    assert len(list(search(rui, "sexual"))) == 10
    assert list(search(dee, "doxxing")) == []


def test_a_search_among_many_policies_stops_when_it_has_enough(
    rui: User, at: datetime, django_assert_max_num_queries: Budget
) -> None:
    from evenhand.ops.policies.desk import search

    for number in range(12):
        services.policy_from_labels(f"Labels of {number}", ("toxic",), by=None, at=at)
    list(search(rui, "toxic"))
    with django_assert_max_num_queries(1):
        assert len(list(search(rui, "toxic"))) == 10


def test_labels_as_they_are_keep_their_exact_text_in_the_tree(at: datetime) -> None:
    labels = (HOSTILE, " a", "a", "A")
    made = services.policy_from_labels("Labels of coop", labels, by=None, at=at)
    assert selectors.labels_of(made) == set(labels)
    assert [node.code for node in selectors.clause_tree(made)] == list(labels)


def test_versions_of_a_policy_come_with_how_many_clauses_they_have(pia: User, rui: User, at: datetime) -> None:
    first = version("4.1")
    services.publish(draft("4.2", first.policy), by=None, at=at)
    draft("5.0", first.policy)
    assert dict(selectors.versions_of(first.policy, rui).values_list("name", "labels")) == {"4.1": 3, "4.2": 3}
    assert selectors.versions_of(first.policy, pia).count() == 3


def test_the_list_says_what_is_in_force(rui: User, starter: PolicyVersion) -> None:
    retired = services.retire(version("4.2", policy()), by=None, at=starter.created_at)
    rows = {row.code: row for row in selectors.policies_listed(rui)}
    assert (rows["community"].now_name, rows["community"].clauses) == ("1.0", 70)
    assert (rows[retired.policy.code].now_name, rows[retired.policy.code].clauses) == (None, 0)

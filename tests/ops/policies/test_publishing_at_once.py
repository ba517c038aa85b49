"""Many people publish at once: one version is in force, nothing is there twice, nobody sees an error that is ours."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from policies_cast import draft, policy

from evenhand.ops.ledger.models import Event
from evenhand.ops.people.models import User
from evenhand.ops.policies import selectors, services
from evenhand.ops.policies.models import Policy, PolicyVersion
from evenhand.ops.policies.vocabulary import VersionState
from evenhand.ops.spine.errors import Conflict

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 8


def at_once(work: Callable[[int], Any]) -> list[Any]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda number: _closing(work, number), range(AT_ONCE)))


def test_of_versions_published_at_once_the_last_is_in_force_and_the_others_were(pia: User, at: datetime) -> None:
    guidelines = policy()
    drafts = [draft(f"4.{number}", guidelines) for number in range(AT_ONCE)]
    at_once(lambda number: services.publish(drafts[number], by=pia, at=at))
    states = list(PolicyVersion.objects.values_list("state", flat=True))
    assert sorted(states) == [VersionState.PUBLISHED] + [VersionState.RETIRED] * (AT_ONCE - 1)
    assert Event.objects.filter(kind="policies.published").count() == AT_ONCE


def test_the_starter_pack_asked_for_by_many_at_once_is_there_once(pia: User, at: datetime) -> None:
    made = at_once(lambda _: services.publish_pack("starter", version="1.0", by=pia, at=at))
    assert {version.pk for version in made} == {PolicyVersion.objects.get().pk}
    assert Event.objects.filter(kind="policies.published").count() == 1


def test_a_version_name_taken_by_many_at_once_is_given_once(pia: User, at: datetime) -> None:
    policies = [policy(f"p{number}") for number in range(AT_ONCE)]
    answers = at_once(lambda number: _conflicting(lambda: draft("4.2", policies[number])))
    assert sum(answer is None for answer in answers) == AT_ONCE - 1
    assert PolicyVersion.objects.count() == 1


def test_labels_asked_for_by_many_at_once_are_all_in_the_version_in_force(ada: User, at: datetime) -> None:
    at_once(lambda n: services.policy_from_labels("Labels of coop", ("a", f"own {n}"), by=ada, at=at))
    now = selectors.published().get()
    assert Policy.objects.count() == 1
    assert selectors.labels_of(now) == {"a", *(f"own {number}" for number in range(AT_ONCE))}


def _conflicting(work: Callable[[], PolicyVersion]) -> PolicyVersion | None:
    try:
        return work()
    except Conflict:
        return None


def _closing(work: Callable[[int], Any], number: int) -> Any:
    try:
        return work(number)
    finally:
        connection.close()

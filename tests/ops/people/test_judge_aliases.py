"""Whose judgements are whose: pseudonyms here, ids in other tools."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from evenhand.ops.people import services
from evenhand.ops.people.models import JudgeAlias, User
from evenhand.ops.people.selectors import AT_ONCE, users_of_judges
from evenhand.ops.spine.errors import Conflict, Invalid


def test_a_judge_of_another_tool_is_the_person_who_has_the_alias(eve: User, ada: User, ben: User, at: datetime) -> None:
    services.add_alias(ada, source="label-studio", judge_id="7", by=eve, at=at)
    services.add_alias(ada, source="zendesk", judge_id="ada@example.org", by=eve, at=at)
    services.add_alias(ben, source="label-studio", judge_id="8", by=eve, at=at)
    assert users_of_judges("label-studio", ["7", "8", "9"]) == {"7": ada.pk, "8": ben.pk}
    assert users_of_judges("zendesk", ["7", "ada@example.org"]) == {"ada@example.org": ada.pk}


def test_a_judge_of_ours_is_the_person_of_the_pseudonym(ada: User, ben: User) -> None:
    assert users_of_judges("evenhand", [ada.pseudonym, "p-unknown"]) == {ada.pseudonym: ada.pk}
    assert users_of_judges("zendesk", [ada.pseudonym]) == {ada.pseudonym: ada.pk}


def test_a_pseudonym_tells_neither_name_nor_outside_id(ada: User) -> None:
    assert "ada" not in ada.pseudonym
    assert ada.pseudonym.removeprefix("p-") not in ada.uuid.hex


def test_a_judge_of_a_source_is_one_person(eve: User, ada: User, ben: User, at: datetime) -> None:
    services.add_alias(ada, source="label-studio", judge_id="7", by=eve, at=at)
    with pytest.raises(Conflict, match="is Ada already"):
        services.add_alias(ben, source="label-studio", judge_id="7", by=eve, at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        JudgeAlias.objects.create(user=ben, source="label-studio", judge_id="7")


def test_nobody_is_made_another_pseudonym_of_ours(eve: User, ada: User, ben: User, at: datetime) -> None:
    with pytest.raises(Invalid, match="already"):
        services.add_alias(ada, source="evenhand", judge_id=ben.pseudonym, by=eve, at=at)


def test_an_alias_that_is_taken_away_names_nobody(eve: User, ada: User, at: datetime) -> None:
    services.remove_alias(services.add_alias(ada, source="x", judge_id="7", by=eve, at=at), by=eve, at=at)
    assert users_of_judges("x", ["7"]) == {}


def test_many_judges_are_read_in_parts(ada: User, django_assert_num_queries: object) -> None:
    judges = [f"j-{number}" for number in range(2 * AT_ONCE + 1)]
    with django_assert_num_queries(6):  # type: ignore[operator]
        assert users_of_judges("evenhand", [*judges[:-1], ada.pseudonym]) == {ada.pseudonym: ada.pk}

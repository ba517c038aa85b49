"""Policies by the REST API: the version in force, its clauses in both languages."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import pytest

from evenhand.ops.people.models import User
from evenhand.ops.policies.models import Clause, Policy, PolicyVersion
from programs import program_of

READS = "policies.read"


@pytest.fixture
def guidelines(at: datetime, db: None) -> Policy:
    """A policy with a retired version, one in force and a draft; the one in force has a section with two clauses."""
    made = Policy.objects.create(code="guidelines", title_en="Guidelines", title_zh="准则", created_at=at)
    PolicyVersion.objects.create(policy=made, name="3", state="draft", created_at=at)
    PolicyVersion.objects.create(policy=made, name="1", state="retired", created_at=at, published_at=at, retired_at=at)
    now = PolicyVersion.objects.create(policy=made, name="2", created_at=at, note_en="Read it.", note_zh="请阅读。")
    section = Clause.objects.create(version=now, code="HA", order=1, title_en="Hate", title_zh="仇恨", is_label=False)
    for order, (code, zh) in enumerate((("HA.1", "侮辱"), ("HA.2", "<b>威胁</b>"))):
        Clause.objects.create(
            version=now, code=code, order=order + 2, parent=section, title_en=code, title_zh=zh, definition_en="Is …",
            severity="high",
        )  # fmt: skip
    PolicyVersion.objects.filter(pk=now.pk).update(state="published", published_at=at)
    return made


def test_policies_name_the_version_in_force(guidelines: Policy, rui: User) -> None:
    said = program_of(rui, READS).read("policies")
    assert said["next"] is None
    assert [(row["code"], row["title"]["zh"], row["in_force"]["name"]) for row in said["items"]] == [
        ("guidelines", "准则", "2")
    ]
    assert said["items"][0]["in_force"]["clauses"] == 2


def test_the_version_in_force_is_read_whole_in_both_languages(guidelines: Policy, rui: User) -> None:
    program = program_of(rui, READS)
    said = program.read(f"policies/{guidelines.uuid}/in-force")
    assert (said["name"], said["note"]) == ("2", {"en": "Read it.", "zh": "请阅读。"})
    clauses = [(row["code"], row["parent"], row["is_label"], row["title"]["zh"]) for row in said["clauses"]]
    assert clauses == [("HA", None, False, "仇恨"), ("HA.1", "HA", True, "侮辱"), ("HA.2", "HA", True, "<b>威胁</b>")]
    assert (said["clauses"][1]["severity"], said["clauses"][1]["severity_rank"]) == ("high", 3)
    assert program.read(f"policies/versions/{said['id']}") == said


def test_a_token_that_only_reads_shows_no_drafts_whoever_it_is_of(guidelines: Policy, rui: User, pia: User) -> None:
    draft = guidelines.versions.get(state="draft")
    reviewer, manager = program_of(rui, READS), program_of(pia, READS)
    for program in (reviewer, manager):
        rows = program.read(f"policies/{guidelines.uuid}/versions")["items"]
        assert {row["name"] for row in rows} == {"1", "2"}
        assert program.get(f"policies/versions/{draft.uuid}").status_code == 404


def test_a_policy_without_a_version_in_force_says_so(guidelines: Policy, rui: User, at: datetime) -> None:
    guidelines.versions.filter(state="published").update(state="retired", retired_at=at)
    program = program_of(rui, READS)
    said = program.get(f"policies/{guidelines.uuid}/in-force")
    assert (said.status_code, said.json()["fix"]) == (404, "Ask for its versions.")
    assert program.read("policies")["items"][0]["in_force"] is None


def test_a_policy_that_is_not_there_is_not_found(rui: User, db: None) -> None:
    program = program_of(rui, READS)
    for address in ("{}/versions", "{}/in-force", "versions/{}"):
        assert program.get(f"policies/{address.format(UUID(int=7))}").status_code == 404

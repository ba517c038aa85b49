"""The starter policy is whole, speaks both languages, and says the same as the references it was made from."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from evenhand.ops.policies.packs import DsaCategory, PackAction, Severity, load_pack
from evenhand.simulate.policy import CLAUSES as SIMULATED

STARTER = load_pack()
BY_CODE = {clause.code: clause for clause in STARTER.clauses}
HAN = re.compile(r"[\u4e00-\u9fff]")
BESIDE = Path(__file__).parents[4] / "shared" / "facts"
REFERENCES = Path(os.environ.get("EVENHAND_REFERENCES", BESIDE))

each_clause = pytest.mark.parametrize("clause", STARTER.clauses, ids=lambda clause: clause.code)
each_critical_clause = pytest.mark.parametrize(
    "clause", [one for one in STARTER.clauses if one.severity is Severity.CRITICAL], ids=lambda clause: clause.code
)
each_simulated_clause = pytest.mark.parametrize("clause", SIMULATED[1:], ids=lambda clause: clause.code)


def reference(name: str) -> dict[str, Any]:
    """A reference file, or a skip that says why there is none."""
    path = REFERENCES / name
    if not path.is_file():
        pytest.skip(f"The reference file is not there: {path}. EVENHAND_REFERENCES names another folder.")
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def statements() -> dict[str, Any]:
    """The closed lists of the EU's statements of reasons."""
    return reference("dsa_sor_schema.json")


@pytest.fixture(scope="module")
def leaves() -> dict[str, dict[str, Any]]:
    """The classes of the harm taxonomy by id."""
    return {leaf["id"]: leaf for section in reference("taxonomy.json")["taxonomy"] for leaf in section["leaves"]}


def test_it_is_one_policy_of_fourteen_sections_and_seventy_clauses():
    assert STARTER.title.zh == "社区准则"
    assert (len(STARTER.sections), len(STARTER.clauses)) == (14, 70)


@each_clause
def test_a_clause_is_written_in_english_and_in_chinese(clause):
    assert HAN.search(clause.title.zh)
    assert HAN.search(clause.definition.zh)
    assert not HAN.search(clause.title.en + clause.definition.en)


def test_no_two_clauses_have_the_same_words():
    assert len({clause.title.zh for clause in STARTER.clauses}) == 70
    assert len({clause.definition.zh for clause in STARTER.clauses}) == 70
    assert len({clause.definition.en for clause in STARTER.clauses}) == 70


def test_its_note_says_that_severities_are_proposals():
    assert "proposals" in STARTER.note.en
    assert "建议值" in STARTER.note.zh


@each_critical_clause
def test_a_critical_clause_can_be_escalated(clause):
    assert PackAction.ESCALATE in clause.actions


def test_a_person_at_risk_breaks_no_rule_and_is_handed_over_first():
    assert not BY_CODE["SH.1"].violation
    assert BY_CODE["SH.1"].actions[0] is PackAction.ESCALATE


@each_simulated_clause
def test_what_the_simulation_decides_stands_in_the_policy(clause):
    assert BY_CODE[clause.code].violation
    assert clause.action in BY_CODE[clause.code].actions


def test_severities_rank_as_the_facts_store_them():
    assert [severity.rank for severity in (Severity.INFO, Severity.MEDIUM, Severity.CRITICAL)] == [0, 2, 4]


def test_the_closed_list_of_dsa_categories_is_the_official_one(statements):
    assert set(DsaCategory) == set(statements["enums"]["category"])


@each_clause
def test_the_keywords_of_a_clause_belong_to_its_dsa_category(clause, statements):
    official = statements["category_keywords"].get(clause.dsa_category, [])
    assert set(clause.dsa_keywords) <= set(official)


@each_clause
def test_a_clause_is_mapped_as_the_taxonomy_maps_it(clause, leaves):
    leaf = leaves[clause.code]
    assert clause.severity == leaf["severity"]
    assert (clause.exposure_tier, clause.harm_weight) == (leaf["exposure_tier"], leaf["harm_weight"])
    assert clause.automation == leaf["automation"]
    assert clause.dsa_category == leaf["dsa_category"]
    assert list(clause.dsa_alternatives) == leaf.get("dsa_category_alternatives", [])
    assert list(clause.dsa_keywords) == leaf["dsa_keywords"]
    assert list(clause.ozone_reasons) == leaf["ozone_reasons"]
    assert clause.ailuminate == leaf["ailuminate"]
    assert (clause.cn_class is None, clause.escalation is None) == (leaf["cn_class"] is None, "escalation" not in leaf)


def test_every_class_of_the_taxonomy_has_its_clause_in_its_order(leaves):
    assert list(BY_CODE) == list(leaves)


def test_a_pack_is_read_where_django_is_not_installed():
    code = "import sys; sys.modules['django'] = None; import evenhand.ops.policies.packs as p; p.load_pack()"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

"""A pack file that is wrong is refused with a sentence that names the place, the value and the fix."""

from __future__ import annotations

import pytest

from evenhand.facts.errors import RequestError
from evenhand.ops.policies.packs import PackAction, load_pack, parse_pack

PACK = """
format = 1
title = {en = "Rules", zh = "准则"}
note = {en = "An example.", zh = "示例。"}

[[sections]]
code = "HA"
title = {en = "Harassment", zh = "骚扰"}

[[sections.clauses]]
code = "HA.1"
title = {en = "Bullying", zh = "霸凌"}
definition = {en = "Abuse of a person.", zh = "攻击他人。"}
severity = "medium"
exposure_tier = 2
harm_weight = 50
automation = "assist"
violation = true
actions = ["remove", "warn"]
dsa_category = "STATEMENT_CATEGORY_CYBER_VIOLENCE"
"""
CLAUSE = PACK[PACK.index("[[sections.clauses]]") :]


def test_a_small_pack_is_read():
    [clause] = parse_pack(PACK, name="own").clauses
    assert clause.title.zh == "霸凌"
    assert clause.actions == (PackAction.REMOVE, PackAction.WARN)
    assert (clause.escalation, clause.cn_class, clause.dsa_keywords) == (None, None, ())


def test_a_clause_may_stand_below_another():
    deeper = parse_pack(PACK + CLAUSE.replace('"HA.1"', '"HA.1.a"'), name="own").clauses[1]
    assert (deeper.code, deeper.parent) == ("HA.1.a", "HA.1")


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ('"medium"', '"grave"', "clause HA.1: severity is 'grave'. Choose one of: info, low, medium, high, critical."),
        ('"HA.1"', '"HT.1"', "code 'HT.1' is not below section 'HA'. Begin with 'HA.'"),
        ('"HA.1"', '"HA"', "code 'HA' is not below section 'HA'."),
        ('"HA.1"', '"HA..1"', "code 'HA..1' is not below section 'HA'."),
        ('"HA.1"', '"HA.1.a"', "clause 'HA.1.a' has no parent: there is no 'HA.1'."),
        ('"HA"', '"none"', "section none: code is 'none'."),
        (', zh = "霸凌"', "", "clause HA.1, title: zh is missing. Give title.en and title.zh."),
        ('"攻击他人。"', '" "', "clause HA.1, definition: zh is ' ', not a text."),
        ("exposure_tier = 2", "exposure_tier = 5", "exposure_tier is 5. Give a whole number from 0 to 4."),
        ("harm_weight = 50", "harm_weight = true", "harm_weight is True. Give a whole number from 0 to 100."),
        ('"assist"', '"robot"', "automation is 'robot'."),
        ("violation = true", 'violation = "yes"', "violation is 'yes'. Write true or false."),
        (
            '["remove", "warn"]',
            '["remove", "remove"]',
            "actions is ['remove', 'remove']. Give texts in quotes, each once.",
        ),
        ('["remove", "warn"]', '["fine"]', "actions is 'fine'."),
        ('["remove", "warn"]', "[]", "actions is empty."),
        ('["remove", "warn"]', '"remove"', "actions is 'remove', not a list."),
        ('["remove", "warn"]', '["keep"]', "actions has 'keep', but the clause is a violation."),
        ("CYBER_VIOLENCE", "CYBER", "dsa_category is 'STATEMENT_CATEGORY_CYBER'."),
        ("harm_weight", "weight", "the field 'weight' is not known."),
        ("format = 1", "format = 2", "format is 2. This version reads format = 1."),
        ("format = 1", "format =", "The pack 'own' is not valid TOML"),
        (CLAUSE, "", "section HA: it has no clauses."),
        (CLAUSE, CLAUSE + CLAUSE, "the code 'HA.1' stands twice."),
    ],
)
def test_a_wrong_pack_is_refused_with_its_place_value_and_fix(right, wrong, said):
    with pytest.raises(RequestError) as refused:
        parse_pack(PACK.replace(right, wrong, 1), name="own")
    assert said in str(refused.value)


def test_an_unknown_pack_is_refused_with_the_packs_there_are():
    with pytest.raises(RequestError, match=r"There is no pack '\.\./secrets'\. Choose one of: starter\."):
        load_pack("../secrets")

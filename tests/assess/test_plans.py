from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from evenhand.assess import Allocation, load_plan, read_plan
from evenhand.facts.errors import RequestError

PLAN = """
name = "Weekly, Mandarin queue"
size = 400
strata = ["language", "item.attributes.functionality"]
allocation = "neyman"
floor = 8
seed = 7
target = 0.95
timezone = "Asia/Kuala_Lumpur"

[population]
source = "desk"
from = 2026-11-01
to = 2026-11-07

[population.where]
market = ["MY", "SG"]
violating = true
"""


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    path = tmp_path / "plan.toml"
    path.write_text(PLAN, encoding="utf-8")
    return path


def test_a_plan_file_becomes_a_plan(plan_file: Path) -> None:
    plan = load_plan(plan_file)

    assert (plan.name, plan.size, plan.floor, plan.seed, plan.target) == ("Weekly, Mandarin queue", 400, 8, 7, 0.95)
    assert plan.strata == ("language", "item.attributes.functionality")
    assert plan.allocation is Allocation.NEYMAN
    assert plan.population.where == {"market": ("MY", "SG"), "violating": ("true",)}


def test_days_are_those_of_the_plans_time_zone_and_the_last_one_is_included(plan_file: Path) -> None:
    population = load_plan(plan_file).population

    assert population.since == datetime(2026, 10, 31, 16, tzinfo=UTC)
    assert population.until == datetime(2026, 11, 7, 16, tzinfo=UTC)


def test_a_seed_given_with_the_command_replaces_the_plans(plan_file: Path) -> None:
    assert load_plan(plan_file, seed=3).seed == 3


def test_a_file_and_a_form_say_the_same() -> None:
    as_form = {"size": 9, "population": {"from": "2026-11-01", "to": "2026-11-01T12:00:00+08:00"}}

    population = read_plan(as_form).population

    assert population.since == datetime(2026, 11, 1, tzinfo=UTC)
    assert population.until == datetime(2026, 11, 1, 4, tzinfo=UTC)


def test_a_plan_written_by_a_spreadsheet_editor_may_start_with_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text("\ufeffsize = 5", encoding="utf-8")

    assert load_plan(path).size == 5


def test_equal_plans_have_equal_values_and_the_seed_stands_apart() -> None:
    one, other = read_plan({"size": 5, "seed": 1}), read_plan({"size": 5, "seed": 2})

    assert one.to_dict() == other.to_dict()


WRONG: list[tuple[dict[str, Any], list[str]]] = [
    ({"size": 0}, ["size is 0", "from 1 to 1,000,000"]),
    ({"size": "400"}, ["size is '400'", "a whole number"]),
    ({"size": True}, ["size is True", "a whole number"]),
    ({"size": 2_000_000}, ["size is 2000000", "from 1 to 1,000,000"]),
    ({"half_width": 3}, ["half_width is 3", "between 0 and 1"]),
    ({}, ["neither size nor half_width", "size = 400"]),
    ({"size": 4, "half_width": 0.03}, ["both size and half_width", "one of them"]),
    ({"size": 4, "floor": 2, "person_floor": 3}, ["floor (2)", "person_floor (3)", "Keep the one"]),
    ({"size": 4, "floor": -1}, ["floor is -1", "from 0"]),
    ({"size": 4, "strata": ["langauge"]}, ["strata names 'langauge'", "Did you mean language"]),
    ({"size": 4, "strata": [3]}, ["strata is [3]", "a list of texts"]),
    ({"size": 4, "strata": ["market", "market"]}, ["strata is ['market', 'market']", "nothing twice"]),
    ({"size": 4, "strata": ["item.text"]}, ["strata names 'item.text'"]),
    ({"size": 4, "allocation": "optimal"}, ["allocation is 'optimal'", "proportional, equal, neyman, score"]),
    ({"size": 4, "allocation": "score"}, ['allocation is "score"', "score is None", "go together"]),
    ({"size": 4, "score": "reach"}, ["score is 'reach'", "go together"]),
    ({"size": 4, "allocation": "score", "score": "market"}, ["score is 'market'", "reach, severity"]),
    ({"half_width": 0.1, "allocation": "score", "score": "reach"}, ["half_width is 0.1", "Give size"]),
    ({"size": 4, "uniform_floor": 0}, ["uniform_floor is 0", "between 0 and 1"]),
    ({"size": 4, "seed": 2**70}, ["seed is 1180591620717411303424", "a whole number"]),
    ({"size": 4, "seed": 1.5}, ["seed is 1.5", "a whole number"]),
    ({"size": 4, "expected": 95}, ["expected is 95", "such as 0.95"]),
    ({"size": 4, "minutes": 0}, ["minutes is 0", "at most 1,440"]),
    ({"size": 4, "minutes": 5000}, ["minutes is 5000", "at most 1,440"]),
    ({"size": 4, "target": 1}, ["target is 1", "between 0 and 1"]),
    ({"size": 4, "level": "95%"}, ["level is '95%'", "such as 0.95"]),
    ({"size": 4, "timezone": "Mars/Olympus"}, ["timezone is 'Mars/Olympus'", "Asia/Kuala_Lumpur"]),
    ({"size": 4, "timezone": "../../etc/passwd"}, ["timezone is '../../etc/passwd'", "IANA"]),
    ({"size": 4, "name": 7}, ["name is 7", "a text"]),
    ({"size": 4, "sise": 5}, ["sise is 5", "Did you mean size?"]),
    ({"size": 4, "zzz": 5}, ["zzz is 5", "Allowed: ", "half_width"]),
    ({"size": 4, "population": "all"}, ["population is 'all'", "a table"]),
    ({"size": 4, "population": {"settings": "live"}}, ["population.settings is 'live'", "Did you mean setting?"]),
    ({"size": 4, "population": {"setting": "lice"}}, ["population.setting is 'lice'", "live, assessment"]),
    ({"size": 4, "population": {"from": "yesterday"}}, ["population.from is 'yesterday'", "2026-11-01"]),
    ({"size": 4, "population": {"to": "9999-12-31"}}, ["population.to is '9999-12-31'", "a date"]),
    (
        {"size": 4, "population": {"from": "2026-11-09", "to": "2026-11-02"}},
        ["population.from is 2026-11-09", "population.to, 2026-11-02", "Swap"],
    ),
    ({"size": 4, "population": {"where": {"markets": "MY"}}}, ["population.where names 'markets'", "market"]),
    ({"size": 4, "population": {"where": {"market": []}}}, ["population.where.market is []", "a list of values"]),
    ({"size": 4, "population": {"where": {"market": {"is": 1}}}}, ["population.where.market is", "a list of values"]),
]


@pytest.mark.parametrize(("document", "told"), WRONG, ids=[told[0] for _, told in WRONG])
def test_a_wrong_field_is_told_by_name_value_and_remedy(document: dict[str, Any], told: list[str]) -> None:
    with pytest.raises(RequestError) as caught:
        read_plan(document)

    missing = [part for part in told if part not in str(caught.value)]
    assert missing == [], str(caught.value)
    assert caught.value.hint


@pytest.mark.parametrize("content", ["size = ", "a = " + "[" * 5000, "\udcff"])
def test_a_file_that_is_no_toml_is_told_as_such(tmp_path: Path, content: str) -> None:
    path = tmp_path / "plan.toml"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))

    with pytest.raises(RequestError, match="not valid TOML"):
        load_plan(path)


@pytest.mark.parametrize("name", ["absent.toml", "."])
def test_a_plan_that_cannot_be_read_is_told_by_its_path(tmp_path: Path, name: str) -> None:
    with pytest.raises(RequestError, match="cannot be read"):
        load_plan(tmp_path / name)

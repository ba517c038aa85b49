"""The demo from end to end: what the command leaves, and what its people meet in the console."""

from __future__ import annotations

from typing import Any

import pytest
from demo_cast import Made

from evenhand.facts.store import Facts
from evenhand.ops.people.roles import Role

QUERIES = {"report": 40, "panel": 45}
MOST_QUERIES = 30


def test_the_demo_tells_where_it_is_who_can_sign_in_and_what_was_planted(demo: Made) -> None:
    assert demo.said["schema"] == "evenhand.demo/1"
    assert demo.said["url"] == "http://127.0.0.1:8000"
    assert len(demo.said["planted"]) == 5
    assert {path.name for path in demo.home.iterdir()} >= {"report.html", "report-zh.html", "report.pdf", "plan.toml"}


def test_every_role_has_somebody_who_can_sign_in(demo: Made) -> None:
    held = {role for user in demo.said["users"] for role in user["role"].partition(" (")[0].split(", ")}

    assert held == {str(role.label) for role in Role}


def test_passwords_are_told_and_kept_nowhere(demo: Made) -> None:
    passwords = [user["password"].encode() for user in demo.said["users"]]
    held = b"".join(path.read_bytes() for path in demo.home.rglob("*") if path.is_file())

    assert len(set(passwords)) == len(passwords)
    assert [password for password in passwords if password in held] == []


def test_everybody_has_a_home_with_nothing_late(visit: dict[str, Any]) -> None:
    homes = visit["homes"]

    assert {home["status"] for home in homes.values()} == {200}
    assert [name for name, home in homes.items() if home["late"]] == []
    assert max(home["queries"] for home in homes.values()) <= MOST_QUERIES


@pytest.mark.parametrize("username", ["amara", "siobhan", "diego", "meilin", "somchai", "beatriz", "priya"])
def test_those_with_work_see_it_on_their_home(visit: dict[str, Any], username: str) -> None:
    assert visit["homes"][username]["rows"] > 0


@pytest.mark.parametrize(
    "page",
    [
        "samples",
        "finished",
        "waiting",
        "report",
        "findings",
        "partner's findings",
        "tasks",
        "panel",
        "imports",
        "people",
    ],
)
def test_a_page_of_each_desk_opens_within_its_budget(visit: dict[str, Any], page: str) -> None:
    met = visit["pages"][page]

    assert met["status"] == 200
    assert met["queries"] <= QUERIES.get(page, MOST_QUERIES)


def test_some_people_read_the_console_in_chinese(visit: dict[str, Any]) -> None:
    assert visit["homes"]["meilin"]["language"] == "zh-hans"
    assert "任务" in visit["pages"]["in Chinese"]["text"]


def test_the_panel_shows_an_item_and_nothing_of_its_decision(demo: Made, visit: dict[str, Any]) -> None:
    panel = visit["pages"]["panel"]["text"]
    reviewers = Facts.open(demo.home).query("SELECT DISTINCT judge_id FROM judgements WHERE setting = 'live'")

    assert "Sample" in panel
    assert [judge for judge in reviewers["judge_id"].to_pylist() if judge in panel] == []


def test_nobody_assesses_a_decision_of_their_own(visit: dict[str, Any]) -> None:
    kept = visit["kept"]

    assert kept["barred"] > 0
    assert (kept["own_to_judge"], kept["judged_own"]) == (0, 0)


def test_work_is_done_and_work_is_left(visit: dict[str, Any]) -> None:
    kept = visit["kept"]

    assert kept["done"] > 300
    assert kept["open"] > 100
    assert kept["findings"] > 20


def test_facts_and_ledger_are_whole_and_nothing_waits(visit: dict[str, Any]) -> None:
    kept = visit["kept"]

    assert (kept["facts"], kept["ledger_ok"]) == (True, True), kept["ledger"]
    assert (kept["waiting_rows"], kept["set_aside"], kept["in_the_future"]) == (0, 0, 0)


def test_the_operation_ended_yesterday(demo: Made) -> None:
    facts = Facts.open(demo.home)
    drawn = facts.query("SELECT max(drawn_at) AS last FROM samples")["last"].to_pylist()[0]
    last = facts.query("SELECT max(judged_at) AS last FROM judgements WHERE setting = 'live'")["last"].to_pylist()[0]

    assert last.date() == drawn.date()
    assert facts.query("SELECT count(*) AS late FROM appeals WHERE decided_at > now()")["late"].to_pylist() == [0]

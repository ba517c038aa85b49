"""The first day of a policy, in Chromium: Pia puts it in force, Rui looks a clause up, Wei reads it in Chinese."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import expect

from evenhand.ops.people.models import User
from evenhand.ops.people.roles import Role
from evenhand.ops.policies.services import publish_pack
from windows import SitsDown

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_policy_manager_starts_and_a_reviewer_looks_a_clause_up(
    pia: User, rui: User, sits_down: SitsDown, at: datetime
) -> None:
    window = sits_down(pia)
    window.go("/policies/")
    assert window.faults() == []
    window.page.get_by_role("button", name="Put the starter policy in force").click()
    expect(window.page.get_by_role("heading", level=1)).to_have_text("Community guidelines")
    expect(window.page.locator("#messages")).to_contain_text("Its severities are proposals")
    assert window.faults() == []

    window = sits_down(rui, width=390, height=844, color_scheme="dark")
    window.go("/policies/")
    window.page.get_by_role("link", name="Community guidelines").click()
    window.page.get_by_label("Find a clause").fill("doxx")
    window.page.get_by_role("link", name="Doxxing").click()
    expect(window.page.get_by_role("heading", level=1)).to_have_text("Doxxing")
    assert window.faults() == []
    window.page.keyboard.press("j")
    expect(window.page.get_by_role("heading", level=1)).to_have_text("Stalking")


def test_a_chinese_reader_walks_the_tree_without_scripts(
    hire: Callable[..., User], sits_down: SitsDown, at: datetime
) -> None:
    publish_pack("starter", version="1.0", by=None, at=at)
    window = sits_down(hire("Wei", Role.REVIEWER, language="zh-hans"), java_script_enabled=False)
    window.go("/policies/")
    window.page.get_by_role("link", name="社区准则").click()
    window.page.get_by_label("查找条款").fill("骚扰")
    window.page.get_by_role("button", name="查找", exact=True).click()
    window.page.get_by_role("link", name="骚扰与网络暴力").click()
    expect(window.page.get_by_text("这是一个章节")).to_be_visible()

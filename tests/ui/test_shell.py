"""Around a page in Chromium: navigation, menus, the language and theme forms, copying a table."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

TABLE = """<table id="t"><tr><th>Name</th><th>Sum</th></tr><tr><td>=1+1</td><td>-3</td></tr>
<tr><td>Ada<span class="note">lead</span></td><td>1,200</td></tr></table>{{ copy_table("t") }}"""


def test_the_navigation_folds_on_narrow_screens(page_with: Any, open_page: Any) -> None:
    page = open_page(page_with("<p>Text</p>"), width=390)
    rail, button = page.locator("#rail"), page.get_by_role("button", name="Menu")
    expect(rail).not_to_be_visible()
    button.click()
    expect(rail).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(rail.get_by_role("link", name="Today")).to_be_focused()
    page.keyboard.press("Escape")
    expect(rail).not_to_be_visible()
    expect(button).to_be_focused()


def test_the_navigation_stands_on_wide_screens(page_with: Any, open_page: Any) -> None:
    page = open_page(page_with("<p>Text</p>"))
    expect(page.locator("#rail")).to_be_visible()
    expect(page.get_by_role("button", name="Menu")).not_to_be_visible()
    expect(page.locator("#rail [aria-current=page]")).to_have_text("Today")


def test_the_first_stop_skips_to_the_content(page_with: Any, open_page: Any) -> None:
    page = open_page(page_with("<p>Text</p>"))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()


def test_a_menu_closes_with_escape_and_with_a_press_elsewhere(page_with: Any, open_page: Any) -> None:
    page = open_page(page_with("<p>Text</p>"))
    menu = page.locator(".user-menu")
    menu.locator("summary").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    menu.locator("summary").click()
    page.get_by_text("Text", exact=True).click()
    expect(menu).not_to_have_attribute("open", "")


def test_language_theme_and_sign_out_are_posts_with_the_way_back(page_with: Any) -> None:
    html = page_with("")
    assert html.count('method="post"') == 3
    assert html.count('name="next" value="/"') == 2
    assert 'name="language" value="zh-hans" lang="zh-Hans"' in html


def test_a_table_is_copied_as_a_spreadsheet_takes_it_and_runs_nothing(page_with: Any, open_page: Any) -> None:
    page = open_page(page_with(TABLE, imports='{% from "ui/copy.html" import copy_table %}'))
    page.get_by_role("button", name="Copy as table").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "Name\tSum\n'=1+1\t-3\nAda · lead\t1,200"


def test_every_page_works_without_scripts(page_with: Any, chromium: Any) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.set_content(page_with("<p>Text</p>"))
    expect(page.get_by_role("link", name="Review")).to_be_visible()
    page.locator(".user-menu summary").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    context.close()

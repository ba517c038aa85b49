"""Keys in Chromium: they work where they should, and rest while somebody types, composes or looks at a window."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from evenhand.ui.types import Keys

pytestmark = pytest.mark.browser

IMPORTS = (
    '{% from "ui/button.html" import button %}{% from "ui/dialog.html" import dialog, open_dialog %}'
    '{% from "ui/options.html" import options %}{% from "ui/protected.html" import protected_media %}'
)
CONTENT = """
<form id="form" action="/sent"><label for="reason">Reason</label><input id="reason">
<textarea id="note" aria-label="Note"></textarea></form>
{{ button("Remove", key="r", action="remove", type="button", attrs={"id": "remove"}) }}
{{ button("Decide", key="Enter", type="button", attrs={"id": "decide"}) }}
{{ button("Send", key="ctrl+Enter", type="button", attrs={"id": "send"}) }}
{{ button("Off", key="o", type="button", disabled=True, attrs={"id": "off"}) }}
<fieldset><input type="radio" name="c" id="one" data-key="1" aria-label="One">
<input type="radio" name="c" id="two" data-key="2" aria-label="Two"></fieldset>
{{ protected_media("/static/none.png", "A picture", "Blurred.") }}
{{ open_dialog("Open", "window") }}{% call dialog("window", "A window") %}
{{ button("Inside", key="i", type="button", attrs={"id": "inside"}) }}{% endcall %}
"""
COUNT = """() => { window.pressed = {}; document.addEventListener("click", (e) => {
  const id = e.target.closest("[id]").id; window.pressed[id] = (window.pressed[id] ?? 0) + 1; }); }"""


@pytest.fixture
def desk(page_with: Any, open_page: Any) -> Any:
    """A page with keys that counts what was pressed."""

    def opened(keys: Keys | None = None) -> Page:
        page = open_page(page_with(CONTENT, keys=keys, imports=IMPORTS))
        page.evaluate(COUNT)
        return page

    return opened


def pressed(page: Page) -> dict[str, int]:
    """How often each control was pressed."""
    counts: dict[str, int] = page.evaluate("window.pressed")
    return counts


@pytest.mark.parametrize(
    ("key", "control"),
    [("r", "remove"), ("Enter", "decide"), ("Control+Enter", "send"), ("2", "two")],
)
def test_a_key_presses_its_control(desk: Any, key: str, control: str) -> None:
    page = desk()
    page.keyboard.press(key)
    assert pressed(page) == {control: 1}


@pytest.mark.parametrize("key", ["o", "Shift+R", "Control+r", "x", "t"])
def test_other_keys_press_nothing(desk: Any, key: str) -> None:
    page = desk()
    page.evaluate("window.addEventListener('keydown', (e) => e.ctrlKey && e.preventDefault())")
    page.keyboard.press(key)
    assert pressed(page) == {}


def test_a_held_key_presses_once(desk: Any) -> None:
    page = desk()
    for _again in ("first", "repeat", "repeat"):
        page.keyboard.down("r")
    assert pressed(page) == {"remove": 1}


@pytest.mark.parametrize("field", ["#reason", "#note"])
def test_keys_rest_while_somebody_types(desk: Any, field: str) -> None:
    page = desk()
    page.locator(field).press_sequentially("r12?/")
    assert pressed(page) == {}
    expect(page.locator(field)).to_have_value("r12?/")
    expect(page.locator("#keyboard-help")).not_to_be_visible()


def test_a_combination_works_while_somebody_types(desk: Any) -> None:
    page = desk()
    page.locator("#note").press("Control+Enter")
    assert pressed(page) == {"send": 1}


def test_escape_leaves_the_field_so_that_keys_work_again(desk: Any) -> None:
    page = desk()
    page.locator("#note").press("Escape")
    page.keyboard.press("r")
    assert pressed(page) == {"remove": 1}


@pytest.mark.parametrize("event", ["{key: 'r', isComposing: true}", "{key: 'r', keyCode: 229}"])
def test_keys_rest_while_an_input_method_composes(desk: Any, event: str) -> None:
    page = desk()
    page.evaluate(f"document.body.dispatchEvent(new KeyboardEvent('keydown', {{bubbles: true, ...{event}}}))")
    assert pressed(page) == {}


def test_composing_pinyin_with_its_enter_neither_decides_nor_sends(desk: Any) -> None:
    page = desk()
    page.locator("#reason").focus()
    session = page.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "ru", "selectionStart": 2, "selectionEnd": 2})
    enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229}
    session.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": "\r", **enter})
    session.send("Input.dispatchKeyEvent", {"type": "keyUp", **enter})
    session.send("Input.insertText", {"text": "辱骂"})
    expect(page.locator("#reason")).to_have_value("辱骂")
    assert pressed(page) == {}
    assert page.url == "http://localhost/"


def test_enter_on_a_focused_control_presses_that_control_alone(desk: Any) -> None:
    page = desk()
    page.locator("#remove").press("Enter")
    assert pressed(page) == {"remove": 1}


def test_a_moved_key_works_shows_and_is_announced(desk: Any) -> None:
    page = desk(Keys(remapped={"remove": "x", "1": ""}))
    for key in ("r", "1", "x"):
        page.keyboard.press(key)
    assert pressed(page) == {"remove": 1}
    expect(page.locator("#remove kbd")).to_have_text("X")
    expect(page.locator("#remove")).to_have_attribute("aria-keyshortcuts", "X")
    expect(page.locator("#send")).to_have_attribute("aria-keyshortcuts", "Control+Enter")


def test_keys_can_be_switched_off(desk: Any) -> None:
    page = desk(Keys(enabled=False))
    for key in ("r", "?", "Enter", "2"):
        page.keyboard.press(key)
    assert pressed(page) == {}
    expect(page.locator("#remove kbd")).not_to_be_visible()


def test_below_an_open_window_keys_rest_and_in_it_they_work(desk: Any) -> None:
    page = desk()
    page.get_by_role("button", name="Open").click()
    for key in ("r", "i"):
        page.keyboard.press(key)
    counts = pressed(page)
    assert (counts.get("remove"), counts.get("inside")) == (None, 1)


def test_the_slash_goes_to_search(desk: Any) -> None:
    page = desk()
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    expect(page.locator("#search")).to_have_value("")


def test_the_question_mark_lists_what_keys_do_here(desk: Any) -> None:
    page = desk()
    page.keyboard.press("?")
    window = page.locator("#keyboard-help")
    expect(window).to_be_visible()
    for words in ("Remove", "Decide", "Search", "Hold to look", "This help"):
        expect(window).to_contain_text(words)
    expect(window).not_to_contain_text("Inside")


def test_holding_the_key_shows_media_and_letting_go_covers_it(desk: Any) -> None:
    page = desk()
    figure = page.locator(".protected")
    page.keyboard.down("Space")
    expect(figure).to_have_class("protected looking")
    page.keyboard.up("Space")
    expect(figure).to_have_class("protected")


def test_a_switch_shows_media_without_holding(desk: Any) -> None:
    page = desk()
    page.get_by_role("button", name="Keep showing").click()
    expect(page.locator(".protected")).to_have_class("protected looking")
    page.get_by_role("button", name="Keep showing").click()
    expect(page.locator(".protected")).to_have_class("protected")


def test_media_is_blurred_and_grey_until_then_and_grey_after(desk: Any) -> None:
    page = desk()
    filtered = "getComputedStyle(document.querySelector('.protected .seen')).filter"
    assert page.evaluate(filtered) == "grayscale(1) blur(22px)"
    page.get_by_role("button", name="Keep showing").click()
    assert page.evaluate(filtered) == "grayscale(1)"

"""A shift at the panel, in Chromium: by keyboard alone, in Chinese, through a dead browser, offline, signed out."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from playwright.sync_api import expect

from evenhand.ops.judgements import services
from evenhand.ops.judgements.models import Draft, Judgement, Task
from evenhand.ops.people.models import User
from windows import SitsDown, Window

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., list[Task]]
NEXT = "/tasks/next?context=exercise:e-1"


@pytest.fixture
def window(sits_down: SitsDown, ben: User, opened: Open) -> Window:
    """Ben at his first of twelve tasks."""
    opened(12)
    window = sits_down(ben)
    window.go(NEXT)
    expect(window.page.locator("#desk")).to_be_visible()
    return window


def ready(window: Window) -> None:
    """The next task is there already."""
    expect(window.page.locator("#desk[data-ahead]")).to_be_visible()


def title_of(window: Window) -> str:
    """The text in front of the judge."""
    return window.page.locator(".content-text").first.inner_text()


def test_ten_tasks_are_judged_by_keyboard_alone(window: Window, ben: User) -> None:
    _judge_by_keys(window, *(("1", "1", "Enter") for _ in range(5)))
    _judge_by_keys(window, *(("n", "Enter") for _ in range(3)))
    _judge_by_keys(window, ("u", "4", "Enter"), ("/", *"spam", "Enter", "Enter"))
    given = list(Judgement.objects.order_by("id").values_list("label", "action", "unable_reason"))
    assert given == [("HA.1", "remove", "")] * 5 + [("none", "", "")] * 3 + [
        ("unable", "", "no_context"),
        ("SP.1", "", ""),
    ]
    assert window.asked.count("POST page") == 10
    assert "GET page" not in window.asked[3:]


def _judge_by_keys(window: Window, *tasks: tuple[str, ...]) -> None:
    for keys in tasks:
        before = window.page.locator("#desk").get_attribute("data-task")
        ready(window)
        window.press(*keys)
        expect(window.page.locator(f"#desk:not([data-task='{before}'])")).to_be_visible()


def test_the_next_task_is_there_at_once_and_takes_the_focus(window: Window) -> None:
    first = title_of(window)
    ready(window)
    window.press("n", "Enter")
    expect(window.page.locator("#task-title")).to_be_focused()
    assert title_of(window) != first
    expect(window.page.locator("[data-says]")).to_contain_text("2 of 12")
    assert window.page.url.endswith(f"/tasks/{window.page.locator('#desk').get_attribute('data-task')}/")


def test_a_page_that_is_left_gives_the_next_task_back(window: Window, ben: User) -> None:
    ready(window)
    assert Task.objects.filter(holder=ben).count() == 2
    window.go("/tasks/")
    assert window.until(lambda: Task.objects.filter(holder=ben).count() == 1)


def test_several_clauses_and_another_action(window: Window) -> None:
    window.press("1", "1", "m", "2", "e")
    expect(window.page.locator("[data-chosen-line]")).to_have_text("HA.1 Insult aimed at a person · medium · + HA.2")
    with window.answered("/"):
        window.press("Enter")
    judgement = Judgement.objects.get()
    assert (judgement.label, judgement.labels, judgement.action) == ("HA.1", ["HA.1", "HA.2"], "escalate")


def test_walking_the_tree_up_again_and_reading_a_definition(window: Window) -> None:
    trail = window.page.locator("[data-trail]")
    window.press("1")
    expect(trail).to_have_text("Harassment")
    window.press("d")
    expect(window.page.get_by_text("What insult aimed at a person means.")).to_be_visible()
    window.press("Backspace")
    expect(trail).to_have_text("Guidelines 4.2")
    window.press("2", "ArrowLeft", "3")
    expect(trail).to_have_text("Spam")


@pytest.mark.parametrize(("words", "code"), [("ha.2", "HA.2"), ("侮辱", "HA.1"), ("posts means", "SP.1")])
def test_the_search_finds_codes_and_either_language(window: Window, words: str, code: str) -> None:
    window.page.fill("#clause-search", words)
    expect(window.page.locator(".clause:visible code")).to_have_text([code])


def test_a_search_without_a_find_says_so(window: Window) -> None:
    window.page.fill("#clause-search", "nothing like it")
    expect(window.page.get_by_text("No clause holds these words.")).to_be_visible()


@pytest.mark.parametrize("field", ["#reason", "#clause-search"])
def test_the_enter_of_an_input_method_never_submits(window: Window, field: str) -> None:
    window.press("n")
    window.page.focus(field)
    cdp = window.page.context.new_cdp_session(window.page)
    enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229}
    cdp.send("Input.imeSetComposition", {"text": "ni'hao", "selectionStart": 6, "selectionEnd": 6})
    cdp.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **enter})
    cdp.send("Input.dispatchKeyEvent", {"type": "keyUp", **enter})
    cdp.send("Input.insertText", {"text": "你好"})
    window.page.evaluate(_ENTER_AS_SAFARI_SAYS_IT, field)
    expect(window.page.locator(field)).to_have_value("你好")
    window.page.wait_for_timeout(200)
    assert not Judgement.objects.exists()


_ENTER_AS_SAFARI_SAYS_IT = """(field) => {
  for (const options of [{ isComposing: true }, { keyCode: 229 }])
    document.querySelector(field).dispatchEvent(
      new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, ...options }));
}"""


def test_enter_in_the_reason_is_a_new_line_and_ctrl_enter_judges(window: Window) -> None:
    window.press("n", "t", "a", "Enter", "b")
    expect(window.page.locator("#reason")).to_have_value("a\nb")
    assert not Judgement.objects.exists()
    with window.answered("/"):
        window.press("Control+Enter")
    assert Judgement.objects.get().reason.text == "a\r\nb"


def test_a_draft_is_kept_on_the_server(window: Window, ben: User) -> None:
    window.press("1", "2", "t")
    window.page.keyboard.type("half a thought")
    expect(window.page.get_by_text("Draft kept")).to_be_visible(timeout=5_000)
    body = Draft.objects.get(user=ben).body
    assert (body["label"], body["action"], body["reason"]) == ("HA.2", "remove", "half a thought")
    window.page.reload()
    expect(window.page.locator("#reason")).to_have_value("half a thought")
    expect(window.page.locator("[data-chosen-line]")).to_contain_text("HA.2")


def test_what_a_dead_browser_had_not_sent_is_restored(window: Window, ben: User) -> None:
    address = window.page.url
    window.press("1", "2", "t")
    window.page.keyboard.type("not sent yet")
    window.page.close(run_before_unload=False)
    assert not Draft.objects.exists()
    window = window.page.context.new_page()
    window.goto(address)
    expect(window.get_by_text("Restored: what you had filled in before this page was closed.")).to_be_visible()
    expect(window.locator("#reason")).to_have_value("not sent yet")
    expect(window.locator("[data-chosen-line]")).to_contain_text("HA.2")
    expect(window.locator("input[name=action][value=remove]")).to_be_checked()


def test_without_a_connection_nothing_is_lost_and_it_is_sent_afterwards(window: Window) -> None:
    ready(window)
    window.page.context.set_offline(True)
    window.press("1", "1", "Enter")
    expect(window.page.locator("[data-told]")).to_contain_text("No connection")
    assert not Judgement.objects.exists()
    window.page.context.set_offline(False)
    expect(window.page.locator("[data-says]")).to_contain_text("2 of 12")
    assert Judgement.objects.get().label == "HA.1"


def test_who_was_signed_out_is_told_and_judges_after_signing_in_again(
    window: Window, ben: User, browse: Callable[[User], Client]
) -> None:
    window.press("n", "t")
    window.page.keyboard.type("kept")
    window.page.context.clear_cookies(name="sessionid")
    window.press("Control+Enter")
    expect(window.page.locator("[data-told]")).to_contain_text("You are signed out. What you filled in is kept")
    expect(window.page.locator("#reason")).to_have_value("kept")
    assert "kept" in json.dumps(window.page.evaluate("Object.values(localStorage)"))
    window.sign_in(browse(ben), csrf="n" * 32)
    with window.answered("/"):
        window.press("Control+Enter")
    assert Judgement.objects.get().reason.text == "kept"


def test_a_task_that_went_to_another_says_so_and_keeps_the_words(window: Window, ben: User, at: datetime) -> None:
    task = Task.objects.get(uuid=window.page.locator("#desk").get_attribute("data-task"))
    window.press("n", "t")
    window.page.keyboard.type("kept")
    services.release(task.uuid, ben, at=at)
    window.press("Control+Enter")
    expect(window.page.locator("[data-told]")).to_contain_text("You no longer hold this task")
    expect(window.page.locator("#reason")).to_have_value("kept")


def test_what_does_not_fit_is_said_beside_the_form(window: Window) -> None:
    window.press("u", "Enter")
    expect(window.page.locator("[data-told]")).to_contain_text("Say why it cannot be judged.")
    window.press("2", "Enter")
    expect(window.page.locator("[data-told]")).to_be_hidden()


def test_keys_moved_on_the_account_page_work_show_and_are_listed_at_the_panel(window: Window) -> None:
    window.go("/people/account")
    window.page.get_by_text("Judging", exact=True).click()
    for label, key in (("Search the clauses", "z"), ("Remove", "h"), ("Judge", "j"), ("No violation", "")):
        window.page.get_by_label(label, exact=True).fill(key)
    window.page.get_by_role("button", name="Save the keys").click()
    window.go(NEXT)
    for _task in ("opened", "put in its place by the script"):
        expect(window.page.locator(".finder kbd")).to_have_text("Z")
        expect(window.page.locator("[data-give] kbd")).to_have_text("J")
        ready(window)
        window.press("n", "r", "Enter", "z")
        expect(window.page.locator("#clause-search")).to_be_focused()
        window.press(*"ha.2", "Enter", "e", "h", "j")
        expect(window.page.locator(".told")).to_be_hidden()
        expect(window.page.locator("#task-title")).to_be_focused()
    given = [(each.label, each.action) for each in Judgement.objects.all()]
    assert given == [("HA.2", "remove")] * 2
    window.press("?")
    listed = window.page.locator("#keyboard-help dl").inner_text()
    assert "Search the clauses\nZ" in listed
    assert "Judge\nJ" in listed
    assert "No violation" not in listed


def test_skipping_is_one_key_away(window: Window, ben: User) -> None:
    first = window.page.locator("#desk").get_attribute("data-task")
    window.press("s")
    expect(window.page.get_by_role("heading", name="Skip this task")).to_be_visible()
    window.press("2", "Enter")
    expect(window.page.locator("#desk")).to_be_visible()
    assert window.page.locator("#desk").get_attribute("data-task") != first
    assert Task.objects.get(uuid=first).bars.get(user=ben).skipped == "involved"


@pytest.mark.parametrize(
    ("scheme", "language"),
    [
        ("light", "en"),
        ("dark", "zh-hans"),
        pytest.param("light", "zh-hans", marks=pytest.mark.slow),
        pytest.param("dark", "en", marks=pytest.mark.slow),
    ],
)
def test_nothing_on_the_panel_keeps_anybody_out(
    sits_down: SitsDown, ben: User, opened: Open, language: str, scheme: str
) -> None:
    User.objects.filter(pk=ben.pk).update(language=language)
    opened(2)
    window = sits_down(ben, color_scheme=scheme)
    window.go(NEXT)
    assert window.faults() == []
    window.press("1", "1", "d", "m")
    assert window.faults() == []
    window.press("u")
    assert window.faults() == []
    window.go("/tasks/")
    assert window.faults() == []


def test_the_decisive_buttons_are_in_view_on_a_small_screen(sits_down: SitsDown, ben: User, opened: Open) -> None:
    opened(2)
    window = sits_down(ben, width=1093, height=614)  # 1366 x 768 at 125 %
    window.go(NEXT)
    window.press("1", "1")
    for name in ("Judge", "Skip", "Stop"):
        expect(window.page.locator(".foot").get_by_text(name, exact=True)).to_be_in_viewport(ratio=1)
    for words in ("No violation", "Cannot be judged", "Remove", "Warn"):
        expect(window.page.locator(".decide").get_by_text(words, exact=True)).to_be_in_viewport(ratio=1)


def test_a_phone_shows_all_of_it_in_one_column(sits_down: SitsDown, ben: User, opened: Open) -> None:
    opened(2)
    window = sits_down(ben, width=390, height=844, has_touch=True)
    window.go(NEXT)
    assert window.page.evaluate("document.documentElement.scrollWidth") <= 390
    window.page.get_by_role("button", name="Harassment").tap()
    window.page.get_by_text("Insult aimed at a person").first.tap()
    with window.answered("/"):
        window.page.get_by_role("button", name="Judge", exact=True).tap()
    assert Judgement.objects.get().label == "HA.1"


def test_words_of_the_worst_tiers_wait_to_be_asked_for(sits_down: SitsDown, ben: User, opened: Open) -> None:
    (task,) = opened(1)
    task.snapshot.__class__.objects.filter(pk=task.snapshot_id).update(
        tier=3, context=[{"role": "parent", "text": "P"}]
    )
    window = sits_down(ben)
    window.go(NEXT)
    expect(window.page.locator(".content-text")).to_be_hidden()
    window.press("x")
    expect(window.page.locator(".content-text")).to_be_visible()


def test_without_scripts_the_panel_is_a_form(sits_down: SitsDown, ben: User, opened: Open) -> None:
    opened(2)
    window = sits_down(ben, java_script_enabled=False)
    window.go(NEXT)
    window.page.get_by_label("Threat or incitement").check()
    window.page.locator("label", has_text="Remove").locator("input").check(force=True)
    window.page.locator("#reason").fill("Says where and when.")
    window.page.get_by_role("button", name="Judge").click()
    judgement = Judgement.objects.get()
    assert (judgement.label, judgement.action, judgement.seconds) == ("HA.2", "remove", None)
    window.page.get_by_role("button", name="Judge").click()
    expect(window.page.locator("#errors")).to_contain_text("No clause is chosen.")

"""A shift at the panel, in Chromium: by keyboard alone, in Chinese, through a dead browser, offline, signed out."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from panel_browser import Desk
from playwright.sync_api import expect

from evenhand.ops.judgements import services
from evenhand.ops.judgements.models import Draft, Judgement, Task
from evenhand.ops.people.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SitDown = Callable[..., Desk]
Open = Callable[..., list[Task]]
NEXT = "/tasks/next?context=exercise:e-1"


@pytest.fixture
def desk(sits_down: SitDown, ben: User, opened: Open) -> Desk:
    """Ben at his first of twelve tasks."""
    opened(12)
    desk = sits_down(ben)
    desk.go(NEXT)
    expect(desk.page.locator("#desk")).to_be_visible()
    return desk


def ready(desk: Desk) -> None:
    """The next task is there already."""
    expect(desk.page.locator("#desk[data-ahead]")).to_be_visible()


def title_of(desk: Desk) -> str:
    """The text in front of the judge."""
    return desk.page.locator(".content-text").first.inner_text()


def test_ten_tasks_are_judged_by_keyboard_alone(desk: Desk, ben: User) -> None:
    _judge_by_keys(desk, *(("1", "1", "Enter") for _ in range(5)))
    _judge_by_keys(desk, *(("n", "Enter") for _ in range(3)))
    _judge_by_keys(desk, ("u", "4", "Enter"), ("/", *"spam", "Enter", "Enter"))
    given = list(Judgement.objects.order_by("id").values_list("label", "action", "unable_reason"))
    assert given == [("HA.1", "remove", "")] * 5 + [("none", "", "")] * 3 + [
        ("unable", "", "no_context"),
        ("SP.1", "", ""),
    ]
    assert desk.asked.count("POST page") == 10
    assert "GET page" not in desk.asked[3:]


def _judge_by_keys(desk: Desk, *tasks: tuple[str, ...]) -> None:
    for keys in tasks:
        before = desk.page.locator("#desk").get_attribute("data-task")
        ready(desk)
        desk.press(*keys)
        expect(desk.page.locator(f"#desk:not([data-task='{before}'])")).to_be_visible()


def test_the_next_task_is_there_at_once_and_takes_the_focus(desk: Desk) -> None:
    first = title_of(desk)
    ready(desk)
    desk.press("n", "Enter")
    expect(desk.page.locator("#task-title")).to_be_focused()
    assert title_of(desk) != first
    expect(desk.page.locator("[data-says]")).to_contain_text("2 of 12")
    assert desk.page.url.endswith(f"/tasks/{desk.page.locator('#desk').get_attribute('data-task')}/")


def test_a_page_that_is_left_gives_the_next_task_back(desk: Desk, ben: User) -> None:
    ready(desk)
    assert Task.objects.filter(holder=ben).count() == 2
    desk.go("/tasks/")
    assert desk.until(lambda: Task.objects.filter(holder=ben).count() == 1)


def test_several_clauses_and_another_action(desk: Desk) -> None:
    desk.press("1", "1", "m", "2", "e")
    expect(desk.page.locator("[data-chosen-line]")).to_have_text("HA.1 Insult aimed at a person · medium · + HA.2")
    with desk.answered("/"):
        desk.press("Enter")
    judgement = Judgement.objects.get()
    assert (judgement.label, judgement.labels, judgement.action) == ("HA.1", ["HA.1", "HA.2"], "escalate")


def test_walking_the_tree_up_again_and_reading_a_definition(desk: Desk) -> None:
    trail = desk.page.locator("[data-trail]")
    desk.press("1")
    expect(trail).to_have_text("Harassment")
    desk.press("d")
    expect(desk.page.get_by_text("What insult aimed at a person means.")).to_be_visible()
    desk.press("Backspace")
    expect(trail).to_have_text("Guidelines 4.2")
    desk.press("2", "ArrowLeft", "3")
    expect(trail).to_have_text("Spam")


@pytest.mark.parametrize(("words", "code"), [("ha.2", "HA.2"), ("侮辱", "HA.1"), ("posts means", "SP.1")])
def test_the_search_finds_codes_and_either_language(desk: Desk, words: str, code: str) -> None:
    desk.page.fill("#clause-search", words)
    expect(desk.page.locator(".clause:visible code")).to_have_text([code])


def test_a_search_without_a_find_says_so(desk: Desk) -> None:
    desk.page.fill("#clause-search", "nothing like it")
    expect(desk.page.get_by_text("No clause holds these words.")).to_be_visible()


@pytest.mark.parametrize("field", ["#reason", "#clause-search"])
def test_the_enter_of_an_input_method_never_submits(desk: Desk, field: str) -> None:
    desk.press("n")
    desk.page.focus(field)
    cdp = desk.page.context.new_cdp_session(desk.page)
    enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229}
    cdp.send("Input.imeSetComposition", {"text": "ni'hao", "selectionStart": 6, "selectionEnd": 6})
    cdp.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **enter})
    cdp.send("Input.dispatchKeyEvent", {"type": "keyUp", **enter})
    cdp.send("Input.insertText", {"text": "你好"})
    desk.page.evaluate(_ENTER_AS_SAFARI_SAYS_IT, field)
    expect(desk.page.locator(field)).to_have_value("你好")
    desk.page.wait_for_timeout(200)
    assert not Judgement.objects.exists()


_ENTER_AS_SAFARI_SAYS_IT = """(field) => {
  for (const options of [{ isComposing: true }, { keyCode: 229 }])
    document.querySelector(field).dispatchEvent(
      new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, ...options }));
}"""


def test_enter_in_the_reason_is_a_new_line_and_ctrl_enter_judges(desk: Desk) -> None:
    desk.press("n", "t", "a", "Enter", "b")
    expect(desk.page.locator("#reason")).to_have_value("a\nb")
    assert not Judgement.objects.exists()
    with desk.answered("/"):
        desk.press("Control+Enter")
    assert Judgement.objects.get().reason.text == "a\r\nb"


def test_a_draft_is_kept_on_the_server(desk: Desk, ben: User) -> None:
    desk.press("1", "2", "t")
    desk.page.keyboard.type("half a thought")
    expect(desk.page.get_by_text("Draft kept")).to_be_visible(timeout=5_000)
    body = Draft.objects.get(user=ben).body
    assert (body["label"], body["action"], body["reason"]) == ("HA.2", "remove", "half a thought")
    desk.page.reload()
    expect(desk.page.locator("#reason")).to_have_value("half a thought")
    expect(desk.page.locator("[data-chosen-line]")).to_contain_text("HA.2")


def test_what_a_dead_browser_had_not_sent_is_restored(desk: Desk, ben: User) -> None:
    address = desk.page.url
    desk.press("1", "2", "t")
    desk.page.keyboard.type("not sent yet")
    desk.page.close(run_before_unload=False)
    assert not Draft.objects.exists()
    window = desk.page.context.new_page()
    window.goto(address)
    expect(window.get_by_text("Restored: what you had filled in before this page was closed.")).to_be_visible()
    expect(window.locator("#reason")).to_have_value("not sent yet")
    expect(window.locator("[data-chosen-line]")).to_contain_text("HA.2")
    expect(window.locator("input[name=action][value=remove]")).to_be_checked()


def test_without_a_connection_nothing_is_lost_and_it_is_sent_afterwards(desk: Desk) -> None:
    ready(desk)
    desk.page.context.set_offline(True)
    desk.press("1", "1", "Enter")
    expect(desk.page.locator("[data-told]")).to_contain_text("No connection")
    assert not Judgement.objects.exists()
    desk.page.context.set_offline(False)
    expect(desk.page.locator("[data-says]")).to_contain_text("2 of 12")
    assert Judgement.objects.get().label == "HA.1"


def test_who_was_signed_out_is_told_and_judges_after_signing_in_again(
    desk: Desk, ben: User, browse: Callable[[User], Client]
) -> None:
    desk.press("n", "t")
    desk.page.keyboard.type("kept")
    desk.page.context.clear_cookies(name="sessionid")
    desk.press("Control+Enter")
    expect(desk.page.locator("[data-told]")).to_contain_text("You are signed out. What you filled in is kept")
    expect(desk.page.locator("#reason")).to_have_value("kept")
    assert "kept" in json.dumps(desk.page.evaluate("Object.values(localStorage)"))
    desk.sign_in(browse(ben), csrf="n" * 32)
    with desk.answered("/"):
        desk.press("Control+Enter")
    assert Judgement.objects.get().reason.text == "kept"


def test_a_task_that_went_to_another_says_so_and_keeps_the_words(desk: Desk, ben: User, at: datetime) -> None:
    task = Task.objects.get(uuid=desk.page.locator("#desk").get_attribute("data-task"))
    desk.press("n", "t")
    desk.page.keyboard.type("kept")
    services.release(task.uuid, ben, at=at)
    desk.press("Control+Enter")
    expect(desk.page.locator("[data-told]")).to_contain_text("You no longer hold this task")
    expect(desk.page.locator("#reason")).to_have_value("kept")


def test_what_does_not_fit_is_said_beside_the_form(desk: Desk) -> None:
    desk.press("u", "Enter")
    expect(desk.page.locator("[data-told]")).to_contain_text("Say why it cannot be judged.")
    desk.press("2", "Enter")
    expect(desk.page.locator("[data-told]")).to_be_hidden()


def test_skipping_is_one_key_away(desk: Desk, ben: User) -> None:
    first = desk.page.locator("#desk").get_attribute("data-task")
    desk.press("s")
    expect(desk.page.get_by_role("heading", name="Skip this task")).to_be_visible()
    desk.press("2", "Enter")
    expect(desk.page.locator("#desk")).to_be_visible()
    assert desk.page.locator("#desk").get_attribute("data-task") != first
    assert Task.objects.get(uuid=first).bars.get(user=ben).skipped == "involved"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_on_the_panel_keeps_anybody_out(
    sits_down: SitDown, ben: User, opened: Open, language: str, scheme: str
) -> None:
    User.objects.filter(pk=ben.pk).update(language=language)
    opened(2)
    desk = sits_down(ben, color_scheme=scheme)
    desk.go(NEXT)
    assert desk.faults() == []
    desk.press("1", "1", "d", "m")
    assert desk.faults() == []
    desk.press("u")
    assert desk.faults() == []
    desk.go("/tasks/")
    assert desk.faults() == []


def test_the_decisive_buttons_are_in_view_on_a_small_screen(sits_down: SitDown, ben: User, opened: Open) -> None:
    opened(2)
    desk = sits_down(ben, width=1093, height=614)  # 1366 x 768 at 125 %
    desk.go(NEXT)
    desk.press("1", "1")
    for name in ("Judge", "Skip", "Stop"):
        expect(desk.page.locator(".foot").get_by_text(name, exact=True)).to_be_in_viewport(ratio=1)
    for words in ("No violation", "Cannot be judged", "Remove", "Warn"):
        expect(desk.page.locator(".decide").get_by_text(words, exact=True)).to_be_in_viewport(ratio=1)


def test_a_phone_shows_all_of_it_in_one_column(sits_down: SitDown, ben: User, opened: Open) -> None:
    opened(2)
    desk = sits_down(ben, width=390, height=844, has_touch=True)
    desk.go(NEXT)
    assert desk.page.evaluate("document.documentElement.scrollWidth") <= 390
    desk.page.get_by_role("button", name="Harassment").tap()
    desk.page.get_by_text("Insult aimed at a person").first.tap()
    with desk.answered("/"):
        desk.page.get_by_role("button", name="Judge", exact=True).tap()
    assert Judgement.objects.get().label == "HA.1"


def test_words_of_the_worst_tiers_wait_to_be_asked_for(sits_down: SitDown, ben: User, opened: Open) -> None:
    (task,) = opened(1)
    task.snapshot.__class__.objects.filter(pk=task.snapshot_id).update(
        tier=3, context=[{"role": "parent", "text": "P"}]
    )
    desk = sits_down(ben)
    desk.go(NEXT)
    expect(desk.page.locator(".content-text")).to_be_hidden()
    desk.press("x")
    expect(desk.page.locator(".content-text")).to_be_visible()


def test_without_scripts_the_panel_is_a_form(sits_down: SitDown, ben: User, opened: Open) -> None:
    opened(2)
    desk = sits_down(ben, java_script_enabled=False)
    desk.go(NEXT)
    desk.page.get_by_label("Threat or incitement").check()
    desk.page.locator("label", has_text="Remove").locator("input").check(force=True)
    desk.page.locator("#reason").fill("Says where and when.")
    desk.page.get_by_role("button", name="Judge").click()
    judgement = Judgement.objects.get()
    assert (judgement.label, judgement.action, judgement.seconds) == ("HA.2", "remove", None)
    desk.page.get_by_role("button", name="Judge").click()
    expect(desk.page.locator("#errors")).to_contain_text("No clause is chosen.")

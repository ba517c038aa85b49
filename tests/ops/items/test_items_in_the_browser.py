"""An investigator adds a post, looks at it as softly as it has to be shown, and follows a link with open eyes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from items_cast import kept, with_file
from playwright.sync_api import Page, expect

from evenhand.ops.items.models import Item
from evenhand.ops.people.models import User
from evenhand.ops.people.roles import Role
from hostile import texts
from hostile.pictures import photo
from windows import SitsDown, faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Opens = Callable[..., Page]


@pytest.fixture
def opens(sits_down: SitsDown) -> Opens:
    """Opens an address as somebody."""

    def opening(user: User, address: str, **options: Any) -> Page:
        window = sits_down(user, **options)
        window.go(address)
        return window.page

    return opening


@pytest.fixture
def ira(hire: Callable[..., User]) -> User:
    """Investigates."""
    return hire("Ira", Role.INVESTIGATOR)


def test_an_investigator_adds_a_post_and_looks_at_it(opens: Opens, ira: User) -> None:
    page = opens(ira, reverse("items:index"))
    assert faults(page) == []
    page.get_by_role("link", name="Add an item").first.click()
    assert faults(page) == []
    page.get_by_label("Text", exact=False).first.fill("Look: https://example.org/offer")
    page.get_by_label("File", exact=False).set_input_files(
        {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    page.get_by_label("How hard it may be to look at").select_option("3")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("added by hand")
    assert faults(page) == []
    assert Item.objects.get().added_by == ira


def test_media_of_a_hard_item_come_when_asked_for_and_blurred(opens: Opens, ada: User) -> None:
    snapshot = kept(1, tier=3)
    with_file(snapshot, ada)
    page = opens(ada, reverse("items:item", kwargs={"uuid": snapshot.item.uuid}))
    picture = page.locator("img.seen")
    expect(picture).not_to_be_visible()
    page.keyboard.press("p")
    expect(picture).to_be_visible()
    assert "blur(40px)" in picture.evaluate("element => getComputedStyle(element).filter")
    expect(picture).to_have_js_property("naturalWidth", 320)
    assert faults(page) == []


def test_a_long_text_goes_on_in_its_place(opens: Opens, ada: User) -> None:
    snapshot = kept(1, text="start " + "word " * 3_000 + "end of it")
    page = opens(ada, reverse("items:item", kwargs={"uuid": snapshot.item.uuid}))
    page.get_by_role("link", name="Show more").click()
    expect(page.locator(".content-text").first).to_contain_text("end of it")
    expect(page.get_by_role("link", name="Show more")).to_have_count(0)
    assert "/items/snapshots/" not in page.url


def test_a_long_text_goes_on_without_scripts(opens: Opens, ada: User) -> None:
    snapshot = kept(1, text="start " + "word " * 3_000 + "end of it")
    address = reverse("items:item", kwargs={"uuid": snapshot.item.uuid})
    page = opens(ada, address, java_script_enabled=False)
    page.get_by_role("link", name="Show more").click()
    expect(page.locator(".content-text").first).to_contain_text("end of it")


def test_a_link_is_followed_from_a_page_that_says_where_it_leads(opens: Opens, ada: User) -> None:
    snapshot = kept(1, text="see https://xn--pple-43d.com/login")
    page = opens(ada, reverse("items:item", kwargs={"uuid": snapshot.item.uuid}))
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Where it leads").click()
    between = opened.value
    expect(between.locator(".host")).to_have_text("xn--pple-43d.com")
    onward = between.get_by_role("link", name="Open it in a new window")
    expect(onward).to_have_attribute("href", "https://xn--pple-43d.com/login")
    expect(onward).to_have_attribute("rel", re.compile("noreferrer"))
    assert faults(between) == []


def test_nothing_in_hostile_content_runs(opens: Opens, ada: User) -> None:
    everything = "\n".join(text for text in texts.ALL.values())
    snapshot = kept(1, text=everything, translation=everything, context=({"role": "parent", "text": everything},))
    page = opens(ada, reverse("items:item", kwargs={"uuid": snapshot.item.uuid}))
    assert page.evaluate("() => typeof window.harmed") == "undefined"
    assert faults(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_read_well_in_the_dark_and_on_a_phone(scheme: Any, opens: Opens, ada: User) -> None:
    snapshot = kept(1, tier=2, attributes={"views": 3}, author_id="a-1")
    kept(2, author_id="a-1")
    with_file(snapshot, ada)
    page = opens(ada, reverse("items:item", kwargs={"uuid": snapshot.item.uuid}), color_scheme=scheme)
    page.set_viewport_size({"width": 390, "height": 844})
    assert faults(page) == []

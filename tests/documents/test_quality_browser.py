from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from quality_example import bare, hostile, rich, waiting

from evenhand.documents import quality_document
from evenhand.documents.words import Language

pytestmark = pytest.mark.browser
REPORTS = {"rich": rich, "waiting": waiting, "bare": bare, "hostile": hostile}


def opened(chromium: Browser, text: str, width: int, scheme: str = "light") -> tuple[Page, list[str], list[str]]:
    """The document in a window, with what its console said and what it asked for."""
    page = chromium.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(text)
    return page, said, asked


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("name", "language"), [("rich", "en"), ("rich", "zh"), ("waiting", "en"), ("hostile", "en")])
def test_the_report_has_no_accessibility_violation(
    chromium: Browser, name: str, language: Language, scheme: str
) -> None:
    page, _, _ = opened(chromium, quality_document(REPORTS[name](), language), 1440, scheme)
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    result = Axe().run(page)
    page.close()
    assert result.violations_count == 0, result.generate_report()


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("name", sorted(REPORTS))
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_never_scrolls_sideways(chromium: Browser, name: str, width: int, language: Language) -> None:
    page, _, _ = opened(chromium, quality_document(REPORTS[name](), language), width)
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    assert wide == width


@pytest.mark.parametrize("name", ["rich", "hostile"])
def test_the_report_keeps_its_own_policy_and_asks_for_nothing(chromium: Browser, name: str) -> None:
    page, said, asked = opened(chromium, quality_document(REPORTS[name]()), 1440)
    styled = page.evaluate("getComputedStyle(document.querySelector('h1')).fontSize")
    page.close()
    assert (said, [url for url in asked if not url.startswith("data:")]) == ([], [])
    assert styled == "26px"


def test_a_text_is_not_seen_before_its_case_is_opened(chromium: Browser) -> None:
    page, _, _ = opened(chromium, quality_document(rich()), 1440)
    before = page.locator("blockquote").first.is_visible()
    page.locator("details.case summary").first.click()
    after = page.locator("blockquote").first.is_visible()
    page.close()
    assert (before, after) == (False, True)

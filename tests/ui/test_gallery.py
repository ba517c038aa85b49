"""The gallery holds every component, in both languages and themes, and nothing hostile gets through."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import RequestFactory

import evenhand.ui
from evenhand.ui.views import gallery as gallery_view

TEMPLATES = Path(evenhand.ui.__file__).parent / "templates" / "ui"
LAYOUT = {"base", "shell", "plain", "gallery"}
AROUND = {"brand", "message", "user_menu", "keyboard_help"}
MACROS = sorted(path.stem for path in TEMPLATES.glob("*.html") if path.stem not in LAYOUT | AROUND)
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("sides", ["", "light", "dark", "both"])
def test_the_gallery_renders_in_each_language_and_theme(gallery: Any, language: str, sides: str) -> None:
    html = gallery(language, sides=sides)
    assert f'<html lang="{ {"en": "en", "zh-hans": "zh-Hans"}[language] }"' in html
    assert html.count('class="side"') == {"both": 2}.get(sides, 1)


def test_the_gallery_opens_without_anybody_signed_in(rf: RequestFactory) -> None:
    answer = gallery_view(rf.get("/-/components/", {"theme": '"><script>'}))
    assert answer.status_code == 200
    assert b'<main id="content"' in answer.content


@pytest.mark.parametrize("name", MACROS)
def test_every_component_stands_in_the_gallery(name: str) -> None:
    used = "".join(path.read_text() for path in (TEMPLATES / "gallery").glob("*.html"))
    used += "".join((TEMPLATES / f"{name}.html").read_text() for name in ("page_head", "table"))
    assert f'"ui/{name}.html"' in used


@pytest.mark.parametrize("name", MACROS)
def test_every_component_lists_its_states_at_the_top(name: str) -> None:
    comment = re.match(r"\{#-(.+?)-#\}", (TEMPLATES / f"{name}.html").read_text(), re.DOTALL)
    assert comment
    assert re.search(r"[Ss]tates?\b", comment[1])


def test_hostile_text_is_shown_and_never_run(gallery: Any) -> None:
    html = gallery(sides="both")
    assert "<img src=x" not in html
    assert "javascript:" not in html
    assert html.count("&lt;img src=x onerror=&#34;alert(1)&#34;&gt;") > 10


def test_no_id_stands_twice_when_both_themes_are_shown(gallery: Any) -> None:
    ids = re.findall(r'\sid="([^"]+)"', gallery(sides="both"))
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize(("language", "words"), [("en", "Show everything"), ("zh-hans", "显示全部")])
def test_words_follow_the_language(gallery: Any, language: str, words: str) -> None:
    assert words in gallery(language)


@pytest.mark.browser
@pytest.mark.parametrize(("language", "theme", "width"), [("en", "light", 1440), ("zh-hans", "dark", 390)])
def test_the_gallery_has_no_accessibility_fault(
    gallery: Any, open_page: Any, language: str, theme: str, width: int
) -> None:
    found = Axe().run(open_page(gallery(language, theme), width=width), options=RULES)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 1093, 768, 390, 320])
def test_the_gallery_never_scrolls_sideways(gallery: Any, open_page: Any, width: int) -> None:
    page = open_page(gallery(), width=width)
    assert page.evaluate("document.documentElement.scrollWidth") == width

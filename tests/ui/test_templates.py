"""What no template of the project may hold: inline style, inline script, handlers, or text marked safe."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import evenhand

SOURCE = Path(evenhand.__file__).parent
TEMPLATES = sorted(SOURCE.glob("**/templates/**/*.html"))
MODULES = sorted(SOURCE.glob("**/static/**/*.js"))
BY_NAME = {str(path).rpartition("/templates/")[2]: path for path in TEMPLATES}
PAGES = [path for path in TEMPLATES if '{% extends "ui/' in path.read_text()]
PARTS = re.compile(r"""{% (?:from|import|include|extends) "([^"]+)\"""")
FORBIDDEN = {
    "an inline style": re.compile(r"\sstyle\s*=|<style\b", re.IGNORECASE),
    "a handler": re.compile(r"""\son[a-z]+\s*=\s*["'{]|\bhx-on\b""", re.IGNORECASE),
    "an inline script": re.compile(r"<script(?![^>]*\b(src=|type=\"application/json\"))", re.IGNORECASE),
    "an address that runs": re.compile(r"""(href|src|action)\s*=\s*["']?\s*(javascript|data|vbscript):""", re.I),
    "an address elsewhere": re.compile(r"""(src|href)\s*=\s*["'](https?:)?//""", re.IGNORECASE),
    "text marked safe": re.compile(r"\|\s*safe\b|\bautoescape\s+false\b|\bMarkup\("),
    "code in htmx": re.compile(r"""hx-(vals|headers)\s*=\s*["']js:|hx-trigger\s*=\s*["'][^"']*\["""),
}
RUNNING = re.compile(r"\beval\(|new Function|\.innerHTML|\.outerHTML|insertAdjacentHTML|document\.write|\.style\b")


def _named(path: Path) -> str:
    return str(path.relative_to(SOURCE))


def _spoken(path: Path) -> str:
    """The template without its comments, which may name what is forbidden."""
    return re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)


@pytest.mark.parametrize("what", FORBIDDEN)
@pytest.mark.parametrize("path", TEMPLATES, ids=_named)
def test_no_template_holds(path: Path, what: str) -> None:
    found = FORBIDDEN[what].search(_spoken(path))
    assert found is None, f"{_named(path)} holds {what}: {found}"


def _drawn_with(path: Path) -> set[str]:
    """The templates that this one is made of, by name, at any depth."""
    named = set(PARTS.findall(_spoken(path))) & BY_NAME.keys()
    return named.union(*(_drawn_with(BY_NAME[name]) for name in named))


@pytest.mark.parametrize("path", PAGES, ids=_named)
def test_a_page_that_shows_the_content_of_items_brings_its_style(path: Path) -> None:
    shows_content = "items/content.html" in _drawn_with(path)
    assert shows_content == ("items/content.css" in _spoken(path))


@pytest.mark.parametrize("path", MODULES, ids=_named)
def test_no_module_makes_html_or_style_from_text(path: Path) -> None:
    found = RUNNING.search(re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL))
    assert found is None, f"{_named(path)} holds {found}"


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("an inline style", '<p style="color: red">'),
        ("a handler", "<a onclick='go()'>"),
        ("an inline script", "<script>go()</script>"),
        ("an inline script", '<script type="module">go()</script>'),
        ("an address that runs", '<a href="javascript:go()">'),
        ("text marked safe", "{{ text|safe }}"),
        ("code in htmx", """<p hx-vals='js:{a: 1}'>"""),
    ],
)
def test_the_search_finds(what: str, text: str) -> None:
    assert FORBIDDEN[what].search(text)

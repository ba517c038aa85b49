"""Fixtures of the component tests: the gallery as a page, and Chromium getting pages and static files from here."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import get_template
from django.utils.translation import override
from playwright.sync_api import Browser, Page, Route

from evenhand.ui.gallery import gallery_context
from evenhand.ui.types import Keys, NavEntry, NavGroup, Shell, Theme

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'"

Render = Callable[..., str]
Open = Callable[..., Page]


def shell(language: str = "en", theme: Theme = "light", keys: Keys | None = None) -> Shell:
    """What stands around a page in these tests."""
    groups = (NavGroup("Work", (NavEntry("Today", "/today", current=True), NavEntry("Review", "/review", 214))),)
    return Shell(
        "Ada Moreau",
        "quality lead",
        language,
        theme,
        groups,
        "09:40 UTC",
        home_url="/",
        search_url="/search",
        language_url="/language",
        theme_url="/theme",
        sign_out_url="/out",
        account_url="/account",
        keys=keys or Keys(),
    )


@pytest.fixture
def gallery() -> Render:
    """The gallery's HTML in a language and theme."""

    def rendered(language: str = "en", theme: Theme = "light", *, sides: str = "") -> str:
        around = {"shell": shell(language, theme), "csrf_input": "", "csrf_token": "token"}
        with override(language):
            return get_template("ui/gallery.html").render({**gallery_context(sides), **around})

    return rendered


@pytest.fixture
def page_with() -> Render:
    """A page of a desk with this content and keyboard."""

    def rendered(content: str, *, keys: Keys | None = None, imports: str = "") -> str:
        source = (
            '{% extends "ui/shell.html" %}'
            + imports
            + "{% block title %}Test{% endblock %}{% block content %}"
            + content
            + "{% endblock %}"
        )
        environment = get_template("ui/base.html").template.environment
        return environment.from_string(source).render(shell=shell(keys=keys), csrf_input="", csrf_token="token")  # noqa: S106  # no secret

    return rendered


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Open]:
    """Opens HTML as a page with its static files, under the policy of the server; any error on it fails the test."""
    context = chromium.new_context(reduced_motion="reduce")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    errors: list[str] = []

    def opened(html: str, *, width: int = 1440, height: int = 900) -> Page:
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if "Policy" in message.text else None)
        page.route("**/*", lambda route: _answer(route, html))
        page.goto("http://localhost/")
        page.wait_for_load_state("load")
        return page

    yield opened
    context.close()
    assert errors == []


def _answer(route: Route, html: str) -> None:
    path = urlsplit(route.request.url).path
    if path == "/":
        headers = {"Content-Security-Policy": POLICY}
        return route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=headers)
    found = finders.find(path.split("/", 3)[-1]) if path.startswith("/static/") else None
    if not found:
        return route.fulfill(status=404, body="")
    return route.fulfill(body=Path(found).read_bytes(), content_type=mimetypes.guess_type(found)[0] or "text/plain")

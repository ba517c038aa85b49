"""People in front of the console in Chromium."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Request

from evenhand.ops.people.models import User

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

SitsDown = Callable[..., "Window"]


@dataclass
class Window:
    """One person's window; ``asked`` are its requests, ``wrong`` is what its page complained of."""

    page: Page
    server: str
    asked: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        """Opens an address."""
        self.page.goto(self.server + path)

    def sign_in(self, client: Client, *, csrf: str | None = None) -> None:
        """Takes over a client's session; with ``csrf`` the form token is new, as after every login."""
        given = {"sessionid": client.cookies["sessionid"].value, **({"csrftoken": csrf} if csrf else {})}
        self.page.context.add_cookies(
            [{"name": name, "value": value, "url": self.server} for name, value in given.items()]
        )

    def press(self, *keys: str) -> None:
        """Presses keys one after the other, once the page has loaded and so listens."""
        self.page.wait_for_load_state("load")
        for key in keys:
            self.page.keyboard.press(key)

    def answered(self, last: str) -> AbstractContextManager[object]:
        """Waits, at its end, for the answer to a POST whose address ends so."""
        return self.page.expect_response(lambda got: got.request.method == "POST" and got.url.endswith(last))

    def until(self, holds: Callable[[], bool]) -> bool:
        """Whether something comes to hold within some seconds: what a page sends as it leaves is answered to nobody."""
        for _ in range(100):
            if holds():
                return True
            self.page.wait_for_timeout(100)
        return False

    def faults(self) -> list[str]:
        """What axe finds on the page, and whether it is wider than its window."""
        return faults(self.page)

    def _note(self, request: Request) -> None:
        path = urlsplit(request.url).path
        if not path.startswith("/static/"):
            self.asked.append(f"{request.method} {path.rsplit('/', 1)[-1] or 'page'}")


@pytest.fixture
def sits_down(chromium: Browser, live_server: Any, browse: Callable[[User], Client]) -> Iterator[SitsDown]:
    """Opens a window for a person, or for somebody who has yet to sign in; what a page complains of fails the test."""
    contexts: list[BrowserContext] = []
    windows: list[Window] = []

    def sitting(user: User | None, *, width: int = 1440, height: int = 900, **options: Any) -> Window:
        context = chromium.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce", **options)
        contexts.append(context)
        windows.append(_opened(context.new_page(), live_server.url))
        if user is not None:
            windows[-1].sign_in(browse(user))
        return windows[-1]

    yield sitting
    for context in contexts:
        context.close()
    for thread in threading.enumerate():  # each holds a connection to the database
        if "process_request_thread" in thread.name:
            thread.join(10)
    assert [fault for window in windows for fault in window.wrong] == []


def faults(page: Page) -> list[str]:
    """What axe finds on a page, and whether it is wider than its window."""
    found = Axe().run(page, options=RULES).response["violations"]
    wider = page.evaluate(WIDER)
    said = [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found]
    return [*said, f"{wider} px too wide"] if wider else said


def _opened(page: Page, server: str) -> Window:
    window = Window(page, server)
    page.on("request", window._note)
    page.on("pageerror", lambda error: window.wrong.append(str(error)))
    page.on("console", lambda message: window.wrong.append(message.text) if "Policy" in message.text else None)
    return window

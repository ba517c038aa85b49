"""A person in front of the desks in Chromium."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import BrowserContext, Page, Request

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}


@dataclass
class Desk:
    """One person's window; ``asked`` are the requests, ``wrong`` what the page complained of."""

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
        """Presses keys one after the other."""
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
        """What axe finds on the page."""
        found = Axe().run(self.page, options=RULES)
        return [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found.response["violations"]]

    def note(self, request: Request) -> None:
        """Keeps what was asked for: the method and the last part of the address."""
        path = urlsplit(request.url).path
        if not path.startswith("/static/"):
            self.asked.append(f"{request.method} {path.rsplit('/', 1)[-1] or 'page'}")


def opened(context: BrowserContext, server: str) -> Desk:
    """A window in this browser."""
    page = context.new_page()
    desk = Desk(page, server)
    page.on("request", desk.note)
    page.on("pageerror", lambda error: desk.wrong.append(str(error)))
    page.on("console", lambda message: desk.wrong.append(message.text) if "Policy" in message.text else None)
    return desk

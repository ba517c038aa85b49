"""A person in front of the quality desk in Chromium."""

from __future__ import annotations

from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}


@dataclass
class Seat:
    """One person's window; ``wrong`` is what the page complained of."""

    page: Page
    server: str
    wrong: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        """Opens an address."""
        self.page.goto(self.server + path)

    def press(self, *keys: str) -> None:
        """Presses keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def faults(self) -> list[str]:
        """What axe finds on the page."""
        found = Axe().run(self.page, options=RULES)
        return [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found.response["violations"]]

    def sideways(self) -> int:
        """How far the page is wider than its window."""
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        return int(self.page.evaluate(wide))


def seated(context: BrowserContext, server: str) -> Seat:
    """A window in this browser."""
    page = context.new_page()
    seat = Seat(page, server)
    page.on("pageerror", lambda error: seat.wrong.append(str(error)))
    page.on("console", lambda message: seat.wrong.append(message.text) if "Policy" in message.text else None)
    return seat

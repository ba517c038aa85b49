"""A person in front of the policies desk in Chromium."""

from __future__ import annotations

from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass
class Window:
    """One person's window; ``wrong`` is what the page complained of."""

    page: Page
    server: str
    wrong: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        """Opens an address."""
        self.page.goto(self.server + path)

    def is_fit(self) -> None:
        """Axe finds nothing, and the page is no wider than the window."""
        found = Axe().run(self.page, options=RULES).response["violations"]
        assert [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found] == []
        assert self.page.evaluate(WIDER) == 0


def opened(context: BrowserContext, server: str) -> Window:
    """A window in this browser."""
    page = context.new_page()
    window = Window(page, server)
    page.on("pageerror", lambda error: window.wrong.append(str(error)))
    page.on("console", lambda message: window.wrong.append(message.text) if "Policy" in message.text else None)
    return window

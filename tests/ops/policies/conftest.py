"""The people of the policies desk, and their windows."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import policies_browser
import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from policies_browser import Window

from evenhand.ops.people.models import User
from evenhand.ops.people.roles import Role

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture
def pia(hire: Callable[..., User]) -> User:
    """Manages policies."""
    return hire("Pia", Role.POLICY_MANAGER)


@pytest.fixture
def rui(hire: Callable[..., User]) -> User:
    """Reviews, and reads policies."""
    return hire("Rui", Role.REVIEWER)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Chromium, or a skip that says why there is none."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("Chromium is not installed: apt install chromium")
    # Its event loop runs in this thread, idle while Django works: Django takes it for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield running
        running.close()


@pytest.fixture
def sits_down(chromium: Browser, live_server: Any, browse: Callable[[User], Client]) -> Iterator[Callable[..., Window]]:
    """Opens a window for a person; what a page complains of fails the test."""
    contexts: list[BrowserContext] = []
    windows: list[Window] = []

    def sitting(user: User, *, width: int = 1440, height: int = 900, **options: Any) -> Window:
        context = chromium.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce", **options)
        session = browse(user).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        contexts.append(context)
        windows.append(policies_browser.opened(context, live_server.url))
        return windows[-1]

    yield sitting
    for context in contexts:
        context.close()
    assert [fault for window in windows for fault in window.wrong] == []

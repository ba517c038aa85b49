"""What a test of the quality desk can ask for: decisions, a policy, a seat in front of Chromium."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from quality_browser import Seat, seated
from quality_cast import policy, store_decisions

from evenhand.ops.people.models import User
from evenhand.ops.policies.models import PolicyVersion

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
def decisions(home: Path) -> None:
    """120 decisions of two partners in three languages, with their items."""
    store_decisions(120)


@pytest.fixture
def rules(db: None) -> PolicyVersion:
    """A published policy whose clauses are the labels of the decisions."""
    return policy()


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
def sits_down(chromium: Browser, live_server: Any, browse: Callable[[User], Client]) -> Iterator[Callable[..., Seat]]:
    """Opens a window for a person; what a page complains of fails the test."""
    contexts: list[BrowserContext] = []
    seats: list[Seat] = []

    def sitting(user: User, *, width: int = 1440, height: int = 900, **options: Any) -> Seat:
        context = chromium.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce", **options)
        session = browse(user).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        contexts.append(context)
        seats.append(seated(context, live_server.url))
        return seats[-1]

    yield sitting
    for context in contexts:
        context.close()
    assert [fault for seat in seats for fault in seat.wrong] == []

"""A policy version and open tasks."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

import judging_cast
import panel_browser
import pytest
from django.test import Client
from panel_browser import Desk
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from evenhand.ops.judgements.models import Task
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
OpenTasks = Callable[..., Sequence[Task]]


@pytest.fixture
def version(db: None) -> PolicyVersion:
    """The policy version that everything here is judged under."""
    return judging_cast.policy_version()


@pytest.fixture
def opened(version: PolicyVersion, at: datetime) -> OpenTasks:
    """Opens tasks of the sample on new items."""

    def opening(count: int = 1, **changes: Any) -> Sequence[Task]:
        return judging_cast.tasks(count, version, at=at, **changes)

    return opening


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
def sits_down(chromium: Browser, live_server: Any, browse: Callable[[User], Client]) -> Iterator[Callable[..., Desk]]:
    """Opens a window for a person; what a page complains of fails the test."""
    contexts: list[BrowserContext] = []
    desks: list[Desk] = []

    def sitting(user: User, *, width: int = 1366, height: int = 768, **options: Any) -> Desk:
        context = chromium.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce", **options)
        contexts.append(context)
        desks.append(panel_browser.opened(context, live_server.url))
        desks[-1].sign_in(browse(user))
        return desks[-1]

    yield sitting
    for context in contexts:
        context.close()
    assert [fault for desk in desks for fault in desk.wrong] == []

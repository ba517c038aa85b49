"""Chromium in front of the items desk."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from evenhand.ops.people.models import User

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
        connections.close_all()  # those of the loop: Django keeps them apart, and PostgreSQL drops no database in use


@pytest.fixture
def opens(chromium: Browser, live_server: Any, browse: Callable[[User], Client]) -> Iterator[Callable[..., Page]]:
    """Opens an address as somebody; what a page complains of fails the test."""
    wrong: list[str] = []
    contexts: list[BrowserContext] = []

    def opening(user: User, address: str, **options: Any) -> Page:
        context = chromium.new_context(viewport={"width": 1366, "height": 768}, reduced_motion="reduce", **options)
        contexts.append(context)
        session = browse(user).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text) if "Policy" in message.text else None)
        page.goto(live_server.url + address)
        return page

    yield opening
    for context in contexts:
        context.close()
    for thread in threading.enumerate():  # each holds a connection as well
        if "process_request_thread" in thread.name:
            thread.join(10)
    assert wrong == []

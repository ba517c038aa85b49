"""The shell's tests play with the same cast; a failing page answers 500 here as it does to people."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from cast import ada, at, ben, chi, dee, eve, hire, home  # noqa: F401  # fixtures
from evenhand.ops.people.models import User


@pytest.fixture
def browse() -> Callable[[User | None], Client]:
    """A client that is signed in as somebody, or as nobody."""

    def browsing(user: User | None = None) -> Client:
        client = Client(raise_request_exception=False)
        if user is not None:
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return browsing

"""The cast of every desk's tests: a home of its own, a moment, people by role, and a browser without a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from evenhand.ops.people.models import Grant, Partner, User
from evenhand.ops.people.roles import Role
from evenhand.ops.spine import clock

Hire = Callable[..., User]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Path:
    """The data folder of this test alone."""
    settings.EVENHAND = replace(settings.EVENHAND, data=str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def at() -> Iterator[datetime]:
    """The moment at which the test happens."""
    moment = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    with clock.frozen(moment):
        yield moment


@pytest.fixture
def hire(db: None) -> Hire:
    """Makes a person with roles, of this organisation or of a partner."""

    def hired(name: str, *roles: Role, partner: str | None = None, **fields: Any) -> User:
        site = Partner.objects.get_or_create(code=partner, defaults={"name": partner.title()})[0] if partner else None
        user = User(username=name.lower(), name=name, partner=site, **fields)
        user.set_password("a long enough phrase")
        user.save()
        Grant.objects.bulk_create(Grant(user=user, role=role) for role in roles)
        return user

    return hired


@pytest.fixture
def ada(hire: Hire) -> User:
    """Leads quality."""
    return hire("Ada", Role.QUALITY_LEAD)


@pytest.fixture
def ben(hire: Hire) -> User:
    """Assesses."""
    return hire("Ben", Role.ASSESSOR)


@pytest.fixture
def chi(hire: Hire) -> User:
    """Leads a partner's site."""
    return hire("Chi", Role.PARTNER_LEAD, partner="lisbon")


@pytest.fixture
def dee(hire: Hire) -> User:
    """Has a login and no role: the outsider."""
    return hire("Dee")


@pytest.fixture
def eve(hire: Hire) -> User:
    """Administers."""
    return hire("Eve", Role.ADMINISTRATOR)


@pytest.fixture
def browse() -> Callable[[User | None], Client]:
    """A client that is signed in as somebody, or as nobody."""

    def browsing(user: User | None = None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return browsing

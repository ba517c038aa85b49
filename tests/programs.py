"""Programs that come in by a token."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.test import Client

from evenhand.ops.people import services
from evenhand.ops.people.models import User
from evenhand.ops.spine import clock

API = "/api/v1/"


@dataclass(frozen=True)
class Program:
    """Asks by its token alone, and keeps no cookies."""

    token: str

    def get(self, path: str, **query: Any) -> HttpResponse:
        """The answer to a GET below the API's address."""
        client = Client(raise_request_exception=False)
        return client.get(API + path, query or None, headers={"Authorization": f"Bearer {self.token}"})

    def read(self, path: str, **query: Any) -> Any:
        """What it answers, when it answers."""
        answer = self.get(path, **query)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def pages(self, path: str, **query: Any) -> Iterable[list[dict[str, Any]]]:
        """All pages of a list."""
        page = self.read(path, **query)
        yield page["items"]
        while page["next"]:
            page = self.read(path, **query, after=page["next"])
            yield page["items"]


def program_of(user: User, *capabilities: str, name: str = "dashboard", days: int = 90) -> Program:
    """A program with a new token of this person."""
    made = services.make_token(user, name=name, days=days, capabilities=capabilities, at=clock.now())
    return Program(made.secret)

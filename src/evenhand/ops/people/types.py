"""What crosses the edge of this app: who a person is to be, what limits a role, and what a new login comes with."""

from __future__ import annotations

from dataclasses import dataclass

from evenhand.ops.people.models import Language, Partner, Team, Token, User


@dataclass(frozen=True)
class Details:
    """What an administrator says of a person. ``languages`` are those that they can judge in."""

    username: str
    name: str
    email: str = ""
    partner: Partner | None = None
    team: Team | None = None
    language: str = Language.ENGLISH.value
    languages: tuple[str, ...] = ()
    time_zone: str = "UTC"


@dataclass(frozen=True)
class Within:
    """The limits of a role: codes of partners, markets and queues; empty does not limit."""

    partners: tuple[str, ...] = ()
    markets: tuple[str, ...] = ()
    queues: tuple[str, ...] = ()

    @property
    def is_everything(self) -> bool:
        """Whether nothing is limited."""
        return not (self.partners or self.markets or self.queues)


EVERYTHING = Within()


@dataclass(frozen=True)
class NewLogin:
    """A person with the one-time password that is shown once and kept nowhere."""

    person: User
    password: str


@dataclass(frozen=True)
class NewToken:
    """A token with what its holder sends, which is shown once and kept nowhere."""

    token: Token
    secret: str


@dataclass(frozen=True)
class Preferences:
    """What a person chooses for themselves."""

    language: str
    time_zone: str
    theme: str

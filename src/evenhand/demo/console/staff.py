"""Makes the partners, teams and people of the demo, each person with a role, and those who decide with their alias.

Not here: who they are (``cast``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import translation

from evenhand.demo.console.cast import ADMINISTRATOR, CAST, PARTNERS, Member
from evenhand.demo.types import Login
from evenhand.ops.people import services
from evenhand.ops.people.models import Partner, Team, User
from evenhand.ops.people.types import Details, NewLogin
from evenhand.simulate import SOURCE, Operation


@dataclass(frozen=True)
class Staff:
    """Everybody by login name, and what each can sign in with."""

    people: dict[str, User]
    logins: tuple[Login, ...]


def hire(simulated: Operation, *, at: datetime) -> Staff:
    """Everybody of the cast. Nobody is asked for a new password: a visitor signs in as many of them."""
    first = services.add_first_administrator(_details(ADMINISTRATOR, {}, {}), at=at)
    partners, teams = _sites(simulated, by=first.person, at=at)
    made = {ADMINISTRATOR: first}
    for member in CAST:
        made[member] = services.add_person(_details(member, partners, teams), by=first.person, at=at)
        for role in member.roles:
            services.grant(made[member].person, role, by=first.person, at=at)
        if member.judges_as is not None:
            judge = _judge(simulated, *member.judges_as)
            services.add_alias(made[member].person, source=SOURCE, judge_id=judge, by=first.person, at=at)
    User.objects.update(must_change_password=False)
    return Staff(
        {member.username: new.person for member, new in made.items()},
        tuple(_login(member, new) for member, new in made.items()),
    )


def _sites(simulated: Operation, *, by: User, at: datetime) -> tuple[dict[str, Partner], dict[str, Team]]:
    partners = {code: services.add_partner(code=code, name=name, by=by, at=at) for code, name in PARTNERS.items()}
    rows = simulated.people.select(["team", "partner"]).to_pylist()
    of_team = {row["team"]: row["partner"] for row in rows if row["team"]}
    teams = {
        name: services.add_team(name=name, partner=partners.get(partner), by=by, at=at)
        for name, partner in of_team.items()
    }
    return partners, teams


def _details(member: Member, partners: dict[str, Partner], teams: dict[str, Team]) -> Details:
    return Details(
        username=member.username,
        name=member.name,
        partner=partners.get(member.partner),
        team=teams.get(member.team),
        language=member.language,
        languages=member.languages,
        time_zone=member.zone,
    )


def _judge(simulated: Operation, team: str, place: int) -> str:
    """The id of one of the reviewers of a team, counted from 1."""
    rows = simulated.people.select(["judge_id", "team"]).to_pylist()
    return str([row["judge_id"] for row in rows if row["team"] == team][place - 1])


def _login(member: Member, new: NewLogin) -> Login:
    with translation.override("en"):
        role = ", ".join(str(role.label) for role in member.roles)
    site = PARTNERS.get(member.partner, "")
    return Login(f"{role} ({site})" if site else role, member.name, member.username, new.password)

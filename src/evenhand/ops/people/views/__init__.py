"""The pages of people."""

from __future__ import annotations

from evenhand.ops.people.views.own import account, keys, password
from evenhand.ops.people.views.persons import (
    add,
    change,
    deactivate,
    people,
    person,
    reactivate,
    reset_password,
)
from evenhand.ops.people.views.roles import add_alias, add_role, remove_alias, take_role
from evenhand.ops.people.views.signing_in import locked_out, login, sign_out
from evenhand.ops.people.views.sites import add_partner, add_team, close_partner, partner, sites, team
from evenhand.ops.people.views.tokens import add_token, revoke_own_token, revoke_token

__all__ = [
    "account",
    "add",
    "add_alias",
    "add_partner",
    "add_role",
    "add_team",
    "add_token",
    "change",
    "close_partner",
    "deactivate",
    "keys",
    "locked_out",
    "login",
    "partner",
    "password",
    "people",
    "person",
    "reactivate",
    "remove_alias",
    "reset_password",
    "revoke_own_token",
    "revoke_token",
    "sign_out",
    "sites",
    "take_role",
    "team",
]

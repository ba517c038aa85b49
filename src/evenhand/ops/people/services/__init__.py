"""What changes people: each function is one change with its permission, lock, check and ledger event.

Not here: signing in (``signing_in``), reading (``selectors``).
"""

from __future__ import annotations

from evenhand.ops.people.services.aliases import add_alias, remove_alias
from evenhand.ops.people.services.grants import grant, revoke
from evenhand.ops.people.services.own import change_own_password, choose_keys, choose_language, choose_theme, prefer
from evenhand.ops.people.services.persons import (
    add_first_administrator,
    add_person,
    change_person,
    deactivate,
    reactivate,
    reset_password,
)
from evenhand.ops.people.services.sites import add_partner, add_team, change_partner, change_team, close_partner
from evenhand.ops.people.services.tokens import make_token, revoke_token

__all__ = [
    "add_alias",
    "add_first_administrator",
    "add_partner",
    "add_person",
    "add_team",
    "change_own_password",
    "change_partner",
    "change_person",
    "change_team",
    "choose_keys",
    "choose_language",
    "choose_theme",
    "close_partner",
    "deactivate",
    "grant",
    "make_token",
    "prefer",
    "reactivate",
    "remove_alias",
    "reset_password",
    "revoke",
    "revoke_token",
]

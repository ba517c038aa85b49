"""What the pages of people show."""

from __future__ import annotations

from evenhand.ops.people.presenters.account import AccountPage, account_page
from evenhand.ops.people.presenters.forms import (
    FormHead,
    Question,
    add_head,
    add_partner_head,
    add_team_head,
    alias_head,
    change_head,
    close_question,
    deactivate_question,
    partner_head,
    reactivate_question,
    reset_question,
    role_head,
    team_head,
)
from evenhand.ops.people.presenters.listing import listed, people_page, people_table
from evenhand.ops.people.presenters.person import one_time_page, person_page, role_notes
from evenhand.ops.people.presenters.sites import sites_page

__all__ = [
    "AccountPage",
    "FormHead",
    "Question",
    "account_page",
    "add_head",
    "add_partner_head",
    "add_team_head",
    "alias_head",
    "change_head",
    "close_question",
    "deactivate_question",
    "listed",
    "one_time_page",
    "partner_head",
    "people_page",
    "people_table",
    "person_page",
    "reactivate_question",
    "reset_question",
    "role_head",
    "role_notes",
    "sites_page",
    "team_head",
]

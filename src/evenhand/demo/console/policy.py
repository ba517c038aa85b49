"""The policy of the demo: the starter pack in the operation's two versions, the second with a clause that changed.

Not here: the pack (``ops.policies.packs``).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from evenhand.ops.people.models import User
from evenhand.ops.policies.models import PolicyVersion
from evenhand.ops.policies.services import new_draft, publish, publish_pack
from evenhand.ops.policies.services.contents import content_of
from evenhand.ops.policies.types import Content, NewClause

CHANGED = "FR.1"
ADDED_EN = " From this version on also: tickets, jobs and rooms that are offered against a deposit."
ADDED_ZH = "自本版本起，亦包括要求先付定金的门票、招聘与租房信息。"


def put_in_force(first: tuple[str, datetime], second: tuple[str, datetime], *, by: User) -> PolicyVersion:
    """Both versions, each at its time; answers the second, which is in force now."""
    before = publish_pack("starter", version=first[0], by=by, at=first[1])
    name, at = second
    after = new_draft(before.policy, name, _next(content_of(before)), by=by, at=at)
    return publish(after, by=by, at=at)


def _next(content: Content) -> Content:
    return replace(content, clauses=tuple(map(_changed, content.clauses)))


def _changed(clause: NewClause) -> NewClause:
    if clause.code != CHANGED:
        return clause
    english, chinese = clause.definition_en + ADDED_EN, clause.definition_zh + ADDED_ZH
    return replace(clause, definition_en=english, definition_zh=chinese)

"""What a version says, from and to the database, and its digest. Not here: states (``publishing``)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields

from django.utils.translation import gettext as _

from evenhand.ops.policies.models import LONGEST_CODE, Clause, PolicyVersion
from evenhand.ops.policies.types import Content, NewClause
from evenhand.ops.policies.vocabulary import Act
from evenhand.ops.spine.errors import Invalid

DEEPEST = 6  # levels; the judgement panel shows no more
COLUMNS = tuple(each.name for each in fields(NewClause) if each.name != "parent")
TEXTS = ("title_en", "title_zh", "definition_en", "definition_zh", "escalation_en", "escalation_zh")


def content_of(version: PolicyVersion) -> Content:
    """What a version says now; one query."""
    rows = version.clauses.order_by("order", "id").values(*COLUMNS, "parent__code")
    clauses = tuple(
        NewClause(
            **{**{name: row[name] for name in COLUMNS}, "actions": tuple(row["actions"])},
            parent=row["parent__code"] or "",
        )
        for row in rows
    )
    return Content(clauses=clauses, note_en=version.note_en, note_zh=version.note_zh, pack=version.pack)


def digest_of(content: Content) -> str:
    """SHA-256 of the notes and clauses; the same for the same content, whichever database held it."""
    written = json.dumps(asdict(content), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode("ascii")).hexdigest()


def write_clauses(version: PolicyVersion, clauses: Sequence[NewClause]) -> None:
    """Adds the clauses to a new version, level by level.

    Raises:
        Invalid: a code is empty, too long or stands twice, a parent does not stand before, or an action is unknown.

    """
    depths = _depths(clauses)
    made: dict[str, Clause] = {}
    for depth in sorted(set(depths.values())):
        level = [
            Clause(version=version, order=order, parent=made.get(each.parent), **_columns(each))
            for order, each in enumerate(clauses)
            if depths[each.code] == depth
        ]
        made |= {row.code: row for row in Clause.objects.bulk_create(level, batch_size=500)}


def _columns(clause: NewClause) -> dict[str, object]:
    return {name: getattr(clause, name) for name in COLUMNS} | {"actions": list(clause.actions)}


def _depths(clauses: Sequence[NewClause]) -> Mapping[str, int]:
    """How deep each clause stands, by code."""
    depths: dict[str, int] = {}
    for clause in clauses:
        check_code(clause.code)
        _check(clause)
        if clause.code in depths:
            raise Invalid(_("The code “%(code)s” stands twice.") % {"code": clause.code}, field="clauses")
        if clause.parent and clause.parent not in depths:
            said = {"code": clause.code, "parent": clause.parent}
            raise Invalid(_("“%(parent)s”, above “%(code)s”, does not stand before it.") % said, field="clauses")
        depths[clause.code] = depths[clause.parent] + 1 if clause.parent else 0
        if depths[clause.code] >= DEEPEST:
            raise Invalid(
                _("“%(code)s” stands more than %(most)s levels deep.") % {"code": clause.code, "most": DEEPEST},
                field="clauses",
            )
    return depths


def check_code(code: str) -> None:
    """Invalid for a code that a clause cannot have; a label of imported data is one as it is."""
    if not code or len(code) > LONGEST_CODE or "\0" in code:
        raise Invalid(
            _("“%(code)s” cannot be the code of a clause.") % {"code": code[:60].replace("\0", "�")},
            field="clauses",
            hint=_("A code has from 1 to %(most)s characters, and none of them is NUL.") % {"most": LONGEST_CODE},
        )


def _check(clause: NewClause) -> None:
    unknown = [act for act in clause.actions if act not in Act.values]
    if unknown:
        raise Invalid(
            _("“%(code)s” has the unknown action “%(action)s”.") % {"code": clause.code, "action": unknown[0]},
            field="clauses",
            hint=_("Actions: %(actions)s.") % {"actions": ", ".join(Act.values)},
        )
    if max(len(clause.title_en), len(clause.title_zh)) > LONGEST_CODE:
        raise Invalid(
            _("“%(code)s” has a title of more than %(most)s characters.") % {"code": clause.code, "most": LONGEST_CODE},
            field="clauses",
        )
    if any("\0" in getattr(clause, name) for name in TEXTS) or not (clause.title_en and clause.title_zh):
        raise Invalid(
            _("“%(code)s” has no title in one of the two languages, or a NUL in a text.") % {"code": clause.code},
            field="clauses",
        )

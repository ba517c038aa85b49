"""Taking a pack that comes with Evenhand as the community policy. Not here: reading the pack (``packs``)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from evenhand.ops.people.models import User
from evenhand.ops.policies.models import Policy, PolicyVersion
from evenhand.ops.policies.packs import Pack, PackClause, PackSection, load_pack
from evenhand.ops.policies.permissions import require_publishes
from evenhand.ops.policies.services.contents import content_of, digest_of
from evenhand.ops.policies.services.publishing import draft, policy_called, put_in_force
from evenhand.ops.policies.types import Content, NewClause
from evenhand.ops.policies.vocabulary import PolicyKind, VersionState
from evenhand.ops.spine.errors import Conflict

COMMUNITY = "community"


@transaction.atomic
def publish_pack(name: str, *, version: str, by: User | None, at: datetime) -> PolicyVersion:
    """Puts a pack in force as a version of the community policy; the version before is retired.

    Once more with the same name and pack changes nothing, even when a later version is in force by now.

    Raises:
        Conflict: a version of this name holds something else.

    """
    require_publishes(by)
    pack = load_pack(name)
    title = {"title_en": pack.title.en, "title_zh": pack.title.zh}
    policy = policy_called(COMMUNITY, kind=PolicyKind.RULES, **title, at=at)
    content = content_of_pack(pack)
    known = PolicyVersion.objects.select_related("policy").filter(name=version.strip()).first()
    if known is None:
        return put_in_force(draft(policy, version, content, by=by, at=at), by=by, at=at)
    _require_same(known, policy, content)
    return put_in_force(known, by=by, at=at) if known.state == VersionState.DRAFT else known


def content_of_pack(pack: Pack) -> Content:
    """A pack as the content of a version: each section above its clauses."""
    clauses = tuple(clause for section in pack.sections for clause in _section(section))
    return Content(clauses=clauses, note_en=pack.note.en, note_zh=pack.note.zh, pack=pack.name)


def _require_same(known: PolicyVersion, policy: Policy, content: Content) -> None:
    if known.policy_id != policy.pk or digest_of(content_of(known)) != digest_of(content):
        raise Conflict(
            _("There is a version “%(name)s” already, and it says something else.") % {"name": known.name},
            hint=_("Choose another name."),
        )


def _section(section: PackSection) -> Iterator[NewClause]:
    yield NewClause(code=section.code, title_en=section.title.en, title_zh=section.title.zh, is_label=False)
    yield from map(_clause, section.clauses)


def _clause(clause: PackClause) -> NewClause:
    return NewClause(
        code=clause.code,
        parent=clause.parent,
        title_en=clause.title.en,
        title_zh=clause.title.zh,
        definition_en=clause.definition.en,
        definition_zh=clause.definition.zh,
        escalation_en=clause.escalation.en if clause.escalation else "",
        escalation_zh=clause.escalation.zh if clause.escalation else "",
        is_violation=clause.violation,
        severity=clause.severity.value,
        exposure_tier=clause.exposure_tier,
        harm_weight=clause.harm_weight,
        automation=clause.automation.value,
        actions=tuple(action.value for action in clause.actions),
        mappings={
            "dsa_category": clause.dsa_category.value,
            "dsa_alternatives": [each.value for each in clause.dsa_alternatives],
            "dsa_keywords": list(clause.dsa_keywords),
            "ozone_reasons": list(clause.ozone_reasons),
            "ailuminate": clause.ailuminate,
            "cn_class": {"en": clause.cn_class.en, "zh": clause.cn_class.zh} if clause.cn_class else None,
        },
    )

"""Policies by the REST API: which there are, their versions, and what a version says, in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Schema

from evenhand.ops.people.gate import me, requires
from evenhand.ops.people.operations import DeskRouter, Listed, Paging, part_of
from evenhand.ops.policies import selectors
from evenhand.ops.policies.models import Policy, PolicyVersion
from evenhand.ops.policies.types import ClauseNode
from evenhand.ops.policies.vocabulary import READ, PolicyKind, VersionState
from evenhand.ops.spine.errors import NotFound

router = DeskRouter()


class Both(Schema):
    """A text in both languages; empty where nobody has written it."""

    en: str
    zh: str


class VersionEntry(Schema):
    """A state of a policy. `name` is what judgements hold as `policy_version`."""

    id: UUID
    policy: UUID
    name: str
    state: VersionState
    published_at: datetime | None
    retired_at: datetime | None
    digest: str = Field(description="SHA-256 of notes and clauses as they were published; empty before.")


class InForce(Schema):
    """The version that holds now."""

    id: UUID
    name: str
    since: datetime
    clauses: int


class PolicyEntry(Schema):
    """A body of rules, or the labels of imported decisions."""

    id: UUID
    code: str
    kind: PolicyKind
    title: Both
    in_force: InForce | None


class Policies(Listed[PolicyEntry]):
    """One page of policies."""


class Versions(Listed[VersionEntry]):
    """One page of versions."""


class ClauseText(Schema):
    """A clause, or a section of them. `code` is what judgements hold as `label`."""

    id: UUID
    code: str
    parent: str | None
    title: Both
    definition: Both
    is_label: bool = Field(description="Whether an item can be judged as this; false for a section.")
    is_violation: bool
    severity: str
    severity_rank: int = Field(description="0 (note only) to 4 (critical), as the facts hold it.")
    exposure_tier: int = Field(description="What looking at it asks of a person, 0 to 4.")
    actions: list[str] = Field(description="What may follow, the usual one first.")


class VersionText(VersionEntry):
    """A version with what it says, its clauses in the order of the policy."""

    note: Both
    clauses: list[ClauseText]


@router.get("", response=Policies)
@requires(READ)
def policies(request: HttpRequest, paging: Query[Paging]) -> dict[str, object]:
    """The policies, each with the version in force."""
    part = part_of(selectors.policies_listed(me(request)), paging, by="created_at")
    return {"items": [_policy(row) for row in part.rows], "next": part.next}


@router.get("/{uuid:policy}/versions", response=Versions)
@requires(READ)
def versions(request: HttpRequest, policy: UUID, paging: Query[Paging]) -> dict[str, object]:
    """The versions of a policy, retired ones too."""
    user = me(request)
    part = part_of(selectors.versions_of(selectors.policy_for(user, policy), user), paging, by="created_at")
    return {"items": [_version(row, policy) for row in part.rows], "next": part.next}


@router.get("/{uuid:policy}/in-force", response=VersionText)
@requires(READ)
def in_force(request: HttpRequest, policy: UUID) -> VersionText:
    """What holds now: the version in force with all its clauses."""
    version = selectors.published().filter(policy=selectors.policy_for(me(request), policy)).first()
    if version is None:
        raise NotFound("No version of this policy is in force.", hint="Ask for its versions.")
    return _text(version)


@router.get("/versions/{uuid:version}", response=VersionText)
@requires(READ)
def version(request: HttpRequest, version: UUID) -> VersionText:
    """One version with all its clauses. What has been published never changes."""
    return _text(selectors.version_for(me(request), version))


def _policy(row: Policy) -> PolicyEntry:
    now = row.now_uuid  # type: ignore[attr-defined]  # annotated, as the following
    shown = InForce(id=now, name=row.now_name, since=row.now_since, clauses=row.clauses) if now else None  # type: ignore[attr-defined]
    return PolicyEntry(
        id=row.uuid,
        code=row.code,
        kind=PolicyKind(row.kind),
        title=Both(en=row.title_en, zh=row.title_zh),
        in_force=shown,
    )


def _version(row: PolicyVersion, policy: UUID) -> VersionEntry:
    return VersionEntry(
        id=row.uuid,
        policy=policy,
        name=row.name,
        state=VersionState(row.state),
        published_at=row.published_at,
        retired_at=row.retired_at,
        digest=row.digest,
    )


def _text(row: PolicyVersion) -> VersionText:
    return VersionText(
        **_version(row, row.policy.uuid).model_dump(),
        note=Both(en=row.note_en, zh=row.note_zh),
        clauses=list(_clauses(selectors.clause_tree(row))),
    )


def _clauses(nodes: Iterable[ClauseNode], parent: str | None = None) -> Iterator[ClauseText]:
    for node in nodes:
        yield ClauseText(
            id=UUID(node.uuid),
            code=node.code,
            parent=parent,
            title=Both(en=node.title_en, zh=node.title_zh),
            definition=Both(en=node.definition_en, zh=node.definition_zh),
            is_label=node.is_label,
            is_violation=node.is_violation,
            severity=node.severity,
            severity_rank=node.rank,
            exposure_tier=node.tier,
            actions=list(node.actions),
        )
        yield from _clauses(node.children, node.code)

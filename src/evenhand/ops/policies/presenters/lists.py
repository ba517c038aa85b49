"""The lists of policies and of a policy's versions."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evenhand.facts.plain import one_line
from evenhand.ops.policies.models import Policy, PolicyVersion
from evenhand.ops.policies.presenters.words import STATE_TONES, own, title_of
from evenhand.ops.policies.vocabulary import PolicyKind, VersionState
from evenhand.ui.tables import Column, Filter, Table, absent, strong, tag
from evenhand.ui.types import Cell


def policies_table() -> Table[Policy]:
    """The policies, each opening at the version in force; sorted by title in the reader's language."""
    return Table(
        name="policies",
        caption=gettext_lazy("Policies"),
        order="kind",
        row_url=_page_of,
        columns=(
            Column("title", gettext_lazy("Policy"), lambda row: strong(title_of(row)), sort=f"title_{own()}"),
            Column("kind", gettext_lazy("Made of"), _kind, sort="shown_first"),
            Column("version", gettext_lazy("In force"), lambda row: _named(row)),
            Column("since", gettext_lazy("Since"), lambda row: _of(row, "now_since"), sort="now_since", nullable=True),
            Column("clauses", gettext_lazy("Clauses"), lambda row: _of(row, "clauses"), numeric=True, sort="clauses"),
        ),
        filters=(Filter("kind", gettext_lazy("Made of"), "kind", choices=tuple(PolicyKind.choices)),),
    )


VERSIONS: Table[PolicyVersion] = Table(
    name="versions",
    caption=gettext_lazy("Versions"),
    order="-created",
    row_url=lambda row: reverse("policies:version", kwargs={"uuid": row.uuid}),
    columns=(
        Column("name", gettext_lazy("Version"), lambda row: strong(one_line(row.name)), sort="name"),
        Column("state", gettext_lazy("State"), lambda row: state_tag(row), sort="state"),
        Column(
            "since", gettext_lazy("In force from"), lambda row: row.published_at, sort="published_at", nullable=True
        ),
        Column("until", gettext_lazy("To"), lambda row: row.retired_at, sort="retired_at", nullable=True),
        Column("clauses", gettext_lazy("Clauses"), lambda row: _of(row, "labels"), numeric=True, sort="labels"),
        Column("created", gettext_lazy("Written"), lambda row: row.created_at, sort="created_at"),
    ),
    filters=(Filter("state", gettext_lazy("State"), "state", choices=tuple(VersionState.choices)),),
)


def state_tag(version: PolicyVersion) -> Cell:
    """The state of a version as a cell."""
    return tag(str(VersionState(version.state).label), STATE_TONES.get(version.state, "neutral"))


def _kind(row: Policy) -> str:
    return str(PolicyKind(row.kind).label)


def _named(row: Policy) -> Cell | str:
    name = _of(row, "now_name")
    return one_line(name) if name else absent(_("no version is in force"))


def _page_of(row: Policy) -> str:
    now = _of(row, "now_uuid")
    if now:
        return reverse("policies:version", kwargs={"uuid": now})
    return reverse("policies:policy", kwargs={"uuid": row.uuid})


def _of(row: Any, name: str) -> Any:
    """What the selector annotated the row with."""
    return getattr(row, name)

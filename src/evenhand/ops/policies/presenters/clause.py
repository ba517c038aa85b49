"""The page of a clause: its text in both languages, what it weighs, what may follow, where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _

from evenhand.facts.plain import one_line, plain
from evenhand.ops.policies.models import Clause
from evenhand.ops.policies.presenters.mappings import mapped
from evenhand.ops.policies.presenters.version import clause_url, tree_nodes
from evenhand.ops.policies.presenters.words import (
    SEVERITY_TONES,
    TIERS,
    act_words,
    full_name,
    html_language,
    language_name,
    other,
    own,
    severity_words,
    shortened,
    since_words,
    title_of,
)
from evenhand.ops.policies.types import ClauseNode
from evenhand.ops.policies.vocabulary import Automation, PolicyKind, VersionState
from evenhand.ui.types import Crumb, Definition, Tone, TreeNode

NEIGHBOURS = 20  # shown on each side of a clause among many


@dataclass(frozen=True, kw_only=True)
class Wording:
    """A clause in one language; ``language`` as HTML names it. An empty text is not written yet."""

    language: str
    name: str
    title: str
    text: str
    escalation: str


@dataclass(frozen=True, kw_only=True)
class ClausePage:
    """A clause as its page shows it; ``previous`` and ``next`` are its neighbours in the order of the policy."""

    title: str
    code: str
    lead: str
    crumbs: tuple[Crumb, ...]
    severity: str | None
    severity_tone: Tone
    violation: str
    in_force: bool
    wordings: tuple[Wording, ...]
    weighs: tuple[Definition, ...]
    proposed: bool
    actions: tuple[str, ...]
    mappings: tuple[Definition, ...]
    below: tuple[TreeNode, ...]
    around: tuple[TreeNode, ...]
    previous: Crumb | None
    next: Crumb | None


def clause_page(clause: Clause, tree: Sequence[ClauseNode]) -> ClausePage:
    """Everything that the page of a clause shows."""
    path = _path(tree, str(clause.uuid))
    node, version = path[-1], clause.version
    order = [each for top in tree for each in top.walk()]
    place = order.index(node)
    return ClausePage(
        title=title_of(clause),
        code="" if one_line(clause.code) == title_of(clause) else one_line(clause.code),
        lead=_("%(version)s, %(since)s.") % {"version": full_name(version), "since": since_words(version)},
        crumbs=tuple(_crumbs(clause, path)),
        severity=severity_words(clause.severity) if _is_rule(clause) else None,
        severity_tone=SEVERITY_TONES.get(clause.severity, "neutral"),
        violation=_violation(clause),
        in_force=version.state == VersionState.PUBLISHED,
        wordings=(_wording(clause, own()), _wording(clause, other())),
        weighs=tuple(_weighs(clause)) if _is_rule(clause) else (),
        proposed=version.pack == "starter",
        actions=tuple(map(act_words, clause.actions)),
        mappings=mapped(clause.mappings),
        below=tree_nodes(node.children, unfold=True),
        around=_around(tree, path),
        previous=_beside(order, place - 1),
        next=_beside(order, place + 1),
    )


def _is_rule(clause: Clause) -> bool:
    """Whether somebody has said how much it weighs: not for sections, nor for labels of the data."""
    return clause.is_label and clause.version.policy.kind == PolicyKind.RULES


def _violation(clause: Clause) -> str:
    if not clause.is_label:
        return _("A section: items are judged as one of the clauses below.")
    if clause.is_violation:
        return _("An item judged as this breaks the rules.")
    return _("An item judged as this breaks no rule.")


def _wording(clause: Clause, language: str) -> Wording:
    return Wording(
        language=html_language(language),
        name=language_name(language),
        title=one_line(getattr(clause, f"title_{language}")),
        text=plain(getattr(clause, f"definition_{language}")),
        escalation=plain(getattr(clause, f"escalation_{language}")),
    )


def _weighs(clause: Clause) -> Iterator[Definition]:
    yield Definition(_("Severity"), severity_words(clause.severity))
    yield Definition(_("Looking at it"), str(TIERS[clause.exposure_tier]), _("exposure tier"))
    yield Definition(
        _("Harm weight"),
        _("%(weight)s of 100") % {"weight": clause.harm_weight},
        _("counts a view of it when harm is measured"),
    )
    yield Definition(_("What a machine may do"), str(Automation(clause.automation).label))


def _path(nodes: Sequence[ClauseNode], uuid: str) -> tuple[ClauseNode, ...]:
    """From the top down to the clause."""
    for node in nodes:
        if node.uuid == uuid:
            return (node,)
        if below := _path(node.children, uuid):
            return (node, *below)
    return ()


def _crumbs(clause: Clause, path: Sequence[ClauseNode]) -> Iterator[Crumb]:
    yield Crumb(_("Policies"), reverse("policies:index"))
    version = clause.version
    yield Crumb(full_name(version), reverse("policies:version", kwargs={"uuid": version.uuid}))
    for node in path[:-1]:
        yield Crumb(shortened(one_line(node.title(own()))), clause_url(node))


def _around(tree: Sequence[ClauseNode], path: Sequence[ClauseNode]) -> tuple[TreeNode, ...]:
    """The top of the policy with the way to the clause unfolded, and no more of it than one looks at."""
    here = path[0]
    place = tree.index(here)
    shown = tree[max(0, place - NEIGHBOURS) : place + NEIGHBOURS + 1]
    current = path[-1].uuid
    return tuple(
        tree_nodes((node,), unfold=True, current=current)[0]
        if node is here
        else tree_nodes((_alone(node),), unfold=False)[0]
        for node in shown
    )


def _alone(node: ClauseNode) -> ClauseNode:
    return replace(node, children=())


def _beside(order: Sequence[ClauseNode], place: int) -> Crumb | None:
    if not 0 <= place < len(order):
        return None
    return Crumb(shortened(one_line(order[place].title(own()))), clause_url(order[place]))

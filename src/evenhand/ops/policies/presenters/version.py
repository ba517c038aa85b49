"""The page of a version: its tree, or what a search in it found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from evenhand.facts.plain import one_line, plain
from evenhand.ops.policies.models import PolicyVersion
from evenhand.ops.policies.presenters.words import (
    SEVERITY_TONES,
    act_words,
    own,
    severity_words,
    since_words,
    title_of,
)
from evenhand.ops.policies.types import ClauseNode
from evenhand.ops.policies.vocabulary import PolicyKind, Severity, VersionState
from evenhand.ui import format as formats
from evenhand.ui.tables import code, simple_table, tag
from evenhand.ui.tables import plain as plain_cell
from evenhand.ui.types import Crumb, Definition, Row, TableView, Tone, TreeNode

MOST_FOUND = 200
MOST_OPEN = 300  # clauses; a tree with more begins closed
PACKS = {"starter": gettext_lazy("the starter pack"), "labels": gettext_lazy("the labels of imported decisions")}


@dataclass(frozen=True, kw_only=True)
class VersionPage:
    """A version as its page shows it; ``found`` is None where nothing was searched for."""

    title: str
    lead: str
    crumbs: tuple[Crumb, ...]
    state: str
    state_tone: Tone
    note: str
    facts: tuple[Definition, ...]
    words: str
    tree: tuple[TreeNode, ...]
    found: TableView | None
    found_line: str
    url: str
    versions_url: str
    instead: Crumb | None


def version_page(
    version: PolicyVersion,
    tree: Sequence[ClauseNode],
    *,
    words: str,
    found: Sequence[ClauseNode],
    instead: PolicyVersion | None,
) -> VersionPage:
    """Everything that the page of a version shows; ``instead`` is what is in force where this one is not."""
    labels = [node for top in tree for node in top.walk() if node.is_label]
    return VersionPage(
        title=title_of(version.policy),
        lead=_("Version %(name)s, %(since)s.") % {"name": one_line(version.name), "since": since_words(version)},
        crumbs=(Crumb(_("Policies"), reverse("policies:index")),),
        state=str(VersionState(version.state).label),
        state_tone="ok" if version.state == VersionState.PUBLISHED else "warn",
        note=note_of(version),
        facts=tuple(_facts(version, labels)),
        words=words,
        tree=tree_nodes(tree, unfold=len(labels) <= MOST_OPEN) if not words else (),
        found=found_table(found[:MOST_FOUND]) if words else None,
        found_line=_found_line(len(found)),
        url=reverse("policies:version", kwargs={"uuid": version.uuid}),
        versions_url=reverse("policies:policy", kwargs={"uuid": version.policy.uuid}),
        instead=_instead(instead),
    )


def note_of(version: PolicyVersion) -> str:
    """How far the version can be trusted, in the reader's language."""
    if version.policy.kind == PolicyKind.LABELS:
        return _(
            "These are the labels of imported decisions as they stand in the data. Nobody has written what they mean "
            "yet; severity and exposure tier are not known and stand in the middle."
        )
    return plain(version.note_zh if own() == "zh" else version.note_en).strip()


def tree_nodes(nodes: Iterable[ClauseNode], *, unfold: bool, current: str = "") -> tuple[TreeNode, ...]:
    """Clauses for the tree, each a link to its page."""
    return tuple(
        TreeNode(
            title=one_line(node.title(own())),
            code=one_line(node.code) if one_line(node.code) != one_line(node.title(own())) else None,
            url=clause_url(node),
            tag=severity_words(node.severity) if node.is_label and node.definition(own()) else None,
            tone=SEVERITY_TONES.get(node.severity, "neutral"),
            current=node.uuid == current,
            open=unfold,
            children=tree_nodes(node.children, unfold=unfold, current=current),
        )
        for node in nodes
    )


def clause_url(node: ClauseNode) -> str:
    """The page of a clause."""
    return reverse("policies:clause", kwargs={"uuid": node.uuid})


def found_table(found: Iterable[ClauseNode]) -> TableView:
    """What a search found, each row opening its clause."""
    heads = (_("Clause"), _("Code"), _("Severity"), _("Actions"))
    return simple_table("found", _("What was found"), heads, [_found_row(node) for node in found])


def _found_row(node: ClauseNode) -> Row:
    weighs = tag(severity_words(node.severity), SEVERITY_TONES.get(node.severity, "neutral"))
    cells = (
        plain_cell(one_line(node.title(own())), note=one_line(node.definition(own())) or None),
        code(one_line(node.code)),
        weighs if node.is_label else plain_cell(_("section")),
        plain_cell(_(", ").join(map(act_words, node.actions))),
    )
    return Row(cells, clause_url(node))


def _found_line(count: int) -> str:
    if count > MOST_FOUND:
        return _("%(count)s clauses, the first %(most)s of them here.") % {
            "count": formats.number(count),
            "most": formats.number(MOST_FOUND),
        }
    return ngettext("%(count)s clause.", "%(count)s clauses.", count) % {"count": formats.number(count)}


def _facts(version: PolicyVersion, labels: Sequence[ClauseNode]) -> Iterable[Definition]:
    yield Definition(_("Version"), one_line(version.name), _("so it stands beside each judgement"))
    yield Definition(_("Clauses"), formats.number(len(labels)))
    if version.policy.kind == PolicyKind.RULES:
        counts = Counter(node.severity for node in labels)
        for severity in reversed(Severity):
            if counts[severity]:
                yield Definition(str(severity.label).capitalize(), formats.number(counts[severity]))
    if version.pack:
        yield Definition(_("Taken from"), str(PACKS.get(version.pack, one_line(version.pack))))
    if version.digest:
        yield Definition(_("Digest"), version.digest[:16], _("of notes and clauses; the ledger holds it in full"))


def _instead(version: PolicyVersion | None) -> Crumb | None:
    if version is None:
        return None
    url = reverse("policies:version", kwargs={"uuid": version.uuid})
    return Crumb(_("Version %(name)s is in force") % {"name": one_line(version.name)}, url)

"""What can be chosen: the clause tree as a flat list that a page without scripts reads well, actions, reasons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from evenhand.ops.judgements.keys import ACT_KEYS
from evenhand.ops.judgements.vocabulary import ANSWERS, SkipReason, UnableReason
from evenhand.ops.policies.types import ClauseNode
from evenhand.ops.policies.vocabulary import Act, Severity
from evenhand.ui.types import Option

SURE = (50, 60, 70, 80, 90, 95, 99)
DEEPEST = 6  # how far a list is indented


@dataclass(frozen=True, kw_only=True)
class ClauseView:
    """A clause or section, with its text in the reader's language first and then in the other."""

    code: str
    parent: str
    depth: int
    title: str
    definition: str
    other_title: str
    other_definition: str
    other_language: str
    is_label: bool
    severity: str
    actions: str


def clause_views(clauses: Sequence[ClauseNode]) -> tuple[ClauseView, ...]:
    """Parents before their children, in the order of the policy."""
    return tuple(_below(clauses, "", 0))


def _below(clauses: Iterable[ClauseNode], parent: str, depth: int) -> Iterable[ClauseView]:
    for clause in clauses:
        if clause.code not in ANSWERS:
            yield _view(clause, parent, min(depth, DEEPEST))
            yield from _below(clause.children, clause.code, depth + 1)


def _view(clause: ClauseNode, parent: str, depth: int) -> ClauseView:
    chinese = (get_language() or "en").startswith("zh")
    own, other = ("zh", "en") if chinese else ("en", "zh")
    return ClauseView(
        code=clause.code,
        parent=parent,
        depth=depth,
        title=getattr(clause, f"title_{own}"),
        definition=getattr(clause, f"definition_{own}"),
        other_title=getattr(clause, f"title_{other}"),
        other_definition=getattr(clause, f"definition_{other}"),
        other_language="en" if chinese else "zh-Hans",
        is_label=clause.is_label,
        severity=str(Severity(clause.severity).label) if clause.is_label else "",
        actions=" ".join(clause.actions),
    )


def action_options(clauses: Iterable[ClauseNode], chosen: str) -> tuple[Option, ...]:
    """Every action that some clause allows, and keeping the item; the page narrows them to what is chosen."""
    known = {act for top in clauses for clause in top.walk() for act in clause.actions} & set(Act.values)
    return tuple(
        Option(value=act.value, label=str(act.label), key=ACT_KEYS[act], selected=act.value == chosen)
        for act in Act
        if act.value in known or act is Act.KEEP
    )


def reason_options(chosen: str) -> tuple[Option, ...]:
    """Why it cannot be judged."""
    return tuple(
        Option(value=reason.value, label=str(reason.label), selected=reason.value == chosen) for reason in UnableReason
    )


def confidence_options(chosen: float | None) -> tuple[Option, ...]:
    """How sure somebody is, not said by default."""
    given = None if chosen is None else round(chosen * 100)
    steps = sorted({*SURE, *((given,) if given is not None else ())})
    said = (Option(value=f"{step / 100:g}", label=f"{step} %", selected=step == given) for step in steps)
    return (Option(value="", label=_("not said"), selected=given is None), *said)


def skip_options() -> tuple[Option, ...]:
    """Why somebody passes a task on, each with a key."""
    return tuple(
        Option(value=reason.value, label=str(reason.label), key=str(number))
        for number, reason in enumerate(SkipReason, start=1)
    )

"""A flat policy of the labels that imported decisions carry, so that a first sample needs no policy of one's own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from evenhand.ops.people.models import User
from evenhand.ops.policies.models import PolicyVersion
from evenhand.ops.policies.services.contents import check_code
from evenhand.ops.policies.services.publishing import draft, policy_called, put_in_force
from evenhand.ops.policies.types import Content, NewClause
from evenhand.ops.policies.vocabulary import PolicyKind, VersionState
from evenhand.ops.spine.errors import Invalid

NONE, UNABLE = "none", "unable"  # words of every judgement: no violation, and cannot be judged
MOST_LABELS = 2_000
LONGEST_NAME = 120  # the name of a version adds a number


@transaction.atomic
def policy_from_labels(
    name: str, labels: Iterable[str], *, by: User | None, at: datetime, title_zh: str | None = None
) -> PolicyVersion:
    """The version in force of the policy of this name, with each label as a clause whose code is the label.

    It is the one there is when that holds all these labels, else a new one with those it held and these: labels seen
    once stay, so that two samples do not take each other's labels away. Every label is a violation but ``none``;
    ``unable`` is no clause. Whoever may do what asks for it may have it: there is no capability of its own.

    Raises:
        Invalid: no labels, too many, or one that cannot be a code.

    """
    wanted = _checked(name, labels)
    code = f"labels-{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"
    policy = policy_called(code, kind=PolicyKind.LABELS, title_en=name, title_zh=title_zh or name, at=at)
    now = PolicyVersion.objects.filter(policy=policy, state=VersionState.PUBLISHED).first()
    known = tuple(now.clauses.order_by("order").values_list("code", flat=True)) if now else ()
    if now is not None and set(wanted) <= set(known):
        return now
    together = _not_too_many(tuple(dict.fromkeys((*known, *wanted))))
    content = Content(clauses=tuple(map(_clause, together)), pack="labels")
    number = PolicyVersion.objects.filter(policy=policy).count() + 1
    return put_in_force(draft(policy, f"{name} · {number}", content, by=by, at=at), by=by, at=at)


def _checked(name: str, labels: Iterable[str]) -> tuple[str, ...]:
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        raise Invalid(
            _("“%(name)s” cannot be the name of a policy.") % {"name": name[:60]},
            field="name",
            hint=_("Give it from 1 to %(most)s printable characters.") % {"most": LONGEST_NAME},
        )
    wanted = tuple(dict.fromkeys(label for label in labels if label != UNABLE))
    if not wanted:
        raise Invalid(_("There are no labels to make a policy of."), field="labels")
    for label in wanted:
        check_code(label)
    return _not_too_many(wanted)


def _not_too_many(labels: tuple[str, ...]) -> tuple[str, ...]:
    if len(labels) > MOST_LABELS:
        raise Invalid(
            _("These are %(count)s different labels; a policy of labels holds %(most)s at most.")
            % {"count": f"{len(labels):,}", "most": f"{MOST_LABELS:,}"},
            field="labels",
            hint=_("Choose a policy instead, or see whether the label column holds free text."),
        )
    return labels


def _clause(label: str) -> NewClause:
    if label == NONE:
        return NewClause(code=label, title_en="No violation", title_zh="未违规", is_violation=False)
    return NewClause(code=label, title_en=label, title_zh=label)

"""Emptying what judges wrote: about an item or an account, or everything that a person wrote. The judgements stay."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from evenhand.ops.judgements.models import Draft, Reason
from evenhand.ops.spine.desks import Erasing


@transaction.atomic
def erase_words(subject: Erasing, at: datetime) -> int:
    """Empties reasons and drops drafts; safe to repeat. Answers how many rows that were."""
    of_reasons, of_drafts = _wanted(subject, "judgement__"), _wanted(subject, "")
    if of_reasons is None or of_drafts is None:
        return 0
    emptied = Reason.objects.filter(of_reasons, erased_at=None).update(text="", erased_at=at)
    dropped, _ = Draft.objects.filter(of_drafts).delete()
    return emptied + dropped


def _wanted(subject: Erasing, to_task: str) -> Q | None:
    item = f"{to_task}task__item__"
    own = Q(**{f"{item}source": subject.source}) if subject.source else Q()
    match subject.kind:
        case "item":
            return own & Q(**{f"{item}external_id": subject.id})
        case "account":
            author = Q(**{f"{item}author_id": subject.id})
            return own & (author | Q(**{f"{item}kind": "account", f"{item}external_id": subject.id}))
        case "person":
            return Q(**{f"{to_task}judge__pseudonym" if to_task else "user__pseudonym": subject.id})
        case _:
            return None

"""Emptying the notes of findings: about an item or an account, or all that a person wrote. The findings stay."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from evenhand.ops.quality.models import Note
from evenhand.ops.spine.desks import Erasing


@transaction.atomic
def erase_notes(subject: Erasing, at: datetime) -> int:
    """Empties notes; safe to repeat. Answers how many."""
    wanted = _wanted(subject)
    return 0 if wanted is None else Note.objects.filter(wanted, erased_at=None).update(text="", erased_at=at)


def _wanted(subject: Erasing) -> Q | None:
    own = Q(finding__unit__source=subject.source) if subject.source else Q()
    match subject.kind:
        case "item":
            return own & Q(finding__unit__item_key=subject.id)
        case "account":
            return own & Q(finding__unit__item__author_id=subject.id)
        case "person":
            return Q(finding__unit__assessor__pseudonym=subject.id)
        case _:
            return None

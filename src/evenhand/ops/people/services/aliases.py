"""The ids under which a person judges in other tools' data, so that those judgements become theirs here."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from evenhand.ops.people import checks
from evenhand.ops.people.models import JudgeAlias, User
from evenhand.ops.people.services.authority import ref, require_manager, tell_ledger
from evenhand.ops.spine.errors import Conflict, Invalid


@transaction.atomic
def add_alias(person: User, *, source: str, judge_id: str, by: User, at: datetime) -> JudgeAlias:
    """From now on judgements of this id in this source count as this person's."""
    require_manager(by)
    source, judge_id = checks.one_line(source, field="source", most=100), checks.one_line(judge_id, field="judge_id")
    if source == checks.OWN_SOURCE:
        raise Invalid(
            _("Judgements made here are this person's already."),
            field="source",
            hint=_("Give the name of the other source, as its import names it."),
        )
    try:
        with transaction.atomic():
            made = JudgeAlias.objects.create(user=person, source=source, judge_id=judge_id)
    except IntegrityError as error:
        raise _taken(source, judge_id) from error
    tell_ledger("alias_added", ref(person), {"alias": str(made.uuid)}, by=by, at=at)
    return made


@transaction.atomic
def remove_alias(alias: JudgeAlias, *, by: User, at: datetime) -> None:
    """Judgements of this id are nobody's again."""
    require_manager(by)
    subject, payload = ref(alias.user), {"alias": str(alias.uuid)}
    alias.delete()
    tell_ledger("alias_removed", subject, payload, by=by, at=at)


def _taken(source: str, judge_id: str) -> Conflict:
    held = JudgeAlias.objects.select_related("user").filter(source=source, judge_id=judge_id).first()
    named = {"judge": judge_id, "source": source, "name": held.user.name if held else _("another person")}
    return Conflict(
        _("%(judge)s of %(source)s is %(name)s already.") % named,
        hint=_("Take it away there first."),
    )

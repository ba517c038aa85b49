"""What the judgements desk declares: my tasks, what waits on the home page, and what becomes of a leaver's tasks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from evenhand.ops.judgements import selectors
from evenhand.ops.judgements.keys import PANEL, TASKS
from evenhand.ops.judgements.presenters.lists import home_rows
from evenhand.ops.judgements.presenters.references import show_judgements, show_tasks
from evenhand.ops.judgements.services import erase_words, release_all
from evenhand.ops.people.models import User
from evenhand.ops.people.permissions import may
from evenhand.ops.people.roles import JUDGE
from evenhand.ops.spine import clock
from evenhand.ops.spine.desks import Desk, HomeRow, NavigationEntry
from evenhand.ops.spine.refs import RefKind


def home(user: User, at: datetime) -> Iterable[HomeRow]:
    """What waits for this person, a row for each context."""
    return home_rows(user, selectors.contexts_of(user, at)) if may(user, JUDGE) else ()


def give_back(*, user: User, **_others: Any) -> None:
    """Who has left holds nothing."""
    release_all(user, at=clock.now())


desk = Desk(
    app="judgements",
    title=_("Judgements"),
    urls="evenhand.ops.judgements.urls",
    prefix="tasks/",
    api="evenhand.ops.judgements.api.router",
    navigation=(NavigationEntry("work", _("My tasks"), "judgements:mine", JUDGE, selectors.waiting_for, order=10),),
    home=(home,),
    capabilities={JUDGE: _("Take tasks and judge them")},
    keys=(PANEL, TASKS),
    erasers=(erase_words,),
    items_within=(selectors.items_within,),
    blind_items=(selectors.blind_items,),
    handlers={"people.left": (give_back,)},
    refs={"task": RefKind(_("Task"), show_tasks), "judgement": RefKind(_("Judgement"), show_judgements)},
)

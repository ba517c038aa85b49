"""The item as the panel shows it: its content as everywhere (``items.presenters.seen``), and what is known of it.

Nothing here says what anybody thought of the item: attributes and signals stay out, the task may be blind.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from evenhand.ops.items.presenters import SeenItem, seen
from evenhand.ops.items.protection import Protection
from evenhand.ops.items.selectors import snapshot_for_task
from evenhand.ops.judgements.models import Task
from evenhand.ui import format as formats
from evenhand.ui.types import Definition

ContentView = SeenItem

COVERED_FROM = 3  # text of this exposure tier and worse waits to be asked for


def content_of(task: Task) -> ContentView:
    """What the judge sees of the item, as it was when the snapshot was taken."""
    wishes = Protection(text_covered=task.snapshot.tier >= COVERED_FROM)
    return seen(snapshot_for_task(task.snapshot_id), protection=wishes, language=task.language)


def facts_of(task: Task) -> tuple[Definition, ...]:
    """What is known of the item that says nothing about how it was judged."""
    item = task.item
    rows = (
        (_("Kind"), f"{item.get_kind_display()}, {item.get_content_type_display()}"),
        (_("Market"), task.market or item.market),
        (_("Posted"), formats.moment(item.created_at) if item.created_at else ""),
        (_("As it was"), formats.moment(task.snapshot.taken_at)),
        (_("Author"), item.author_id),
        (_("Item"), item.external_id),
    )
    return tuple(Definition(term=term, value=str(value)) for term, value in rows if value)

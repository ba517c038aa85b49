"""What is read of items: those that somebody may see, their content, and what stands around them."""

from __future__ import annotations

from evenhand.ops.items.selectors.around import Around, Neighbour, context_of
from evenhand.ops.items.selectors.seeing import (
    is_blind,
    item_of,
    items_seen_by,
    medium_of,
    snapshot_for_task,
    snapshot_of,
    snapshots_of,
)

__all__ = [
    "Around",
    "Neighbour",
    "context_of",
    "is_blind",
    "item_of",
    "items_seen_by",
    "medium_of",
    "snapshot_for_task",
    "snapshot_of",
    "snapshots_of",
]

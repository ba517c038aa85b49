"""What can be read of tasks and judgements: what somebody may take, holds, has given, and how far it all is."""

from __future__ import annotations

from evenhand.ops.judgements.selectors.blindness import blind_items, items_within
from evenhand.ops.judgements.selectors.panel import draft_of, judgement_of, own_judgement
from evenhand.ops.judgements.selectors.progress import contexts_of, pace, progress, share_of
from evenhand.ops.judgements.selectors.tasks import held_by, history, task_for, waiting_for

__all__ = [
    "blind_items",
    "contexts_of",
    "draft_of",
    "held_by",
    "history",
    "items_within",
    "judgement_of",
    "own_judgement",
    "pace",
    "progress",
    "share_of",
    "task_for",
    "waiting_for",
]

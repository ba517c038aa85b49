"""The pages and calls of the judgements desk."""

from __future__ import annotations

from evenhand.ops.judgements.views.background import ahead, draft, hold, opened, release
from evenhand.ops.judgements.views.changing import change
from evenhand.ops.judgements.views.lists import history, mine, next_task
from evenhand.ops.judgements.views.panel import skip, task

__all__ = ["ahead", "change", "draft", "history", "hold", "mine", "next_task", "opened", "release", "skip", "task"]

"""The pages of items, and the files that pages show."""

from __future__ import annotations

from evenhand.ops.items.views.adding import add, attach
from evenhand.ops.items.views.content import leave, rest
from evenhand.ops.items.views.files import medium, preview
from evenhand.ops.items.views.pages import index, item

__all__ = ["add", "attach", "index", "item", "leave", "medium", "preview", "rest"]

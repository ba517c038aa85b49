"""What is done with items: kept, added by hand, given files, erased."""

from __future__ import annotations

from evenhand.ops.items.services.adding import add
from evenhand.ops.items.services.attaching import attach
from evenhand.ops.items.services.erasing import erase_payload, erase_subject
from evenhand.ops.items.services.keeping import keep

__all__ = ["add", "attach", "erase_payload", "erase_subject", "keep"]

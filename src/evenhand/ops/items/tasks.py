"""What the items desk has done periodically."""

from __future__ import annotations

from evenhand.ops.items.services.attaching import drop_leftovers
from evenhand.ops.spine import clock
from evenhand.ops.spine.jobs import background


@background()
def tidy_files() -> None:
    """Takes files off the disk that no medium refers to."""
    drop_leftovers(at=clock.now())

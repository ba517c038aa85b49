"""How a desk tells those above it what happened: by name, in the same transaction, without importing them."""

from __future__ import annotations

from typing import Any

from evenhand.ops.spine import desks


def tell(event: str, **facts: Any) -> None:
    """Calls what the desks have declared for this event (``Desk.handlers``), in the order of the layers."""
    for desk in desks.all_desks():
        for handler in desk.handlers.get(event, ()):
            handler(**facts)

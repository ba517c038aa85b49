"""What an item is called in one word."""

from __future__ import annotations

from evenhand.ops.items.models import Item
from evenhand.ops.items.vocabulary import ContentType, Kind


def what(item: Item) -> str:
    """The form of content; of anything else its kind."""
    kind = Kind(item.kind)
    return str(ContentType(item.content_type).label if kind is Kind.CONTENT else kind.label)

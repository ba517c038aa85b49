"""What crosses the edge of this desk: an item as somebody brings it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, kw_only=True)
class NewItem:
    """An item with its content as it is now; (``source``, ``external_id``) is its key in the facts.

    ``context`` is what stood around it, such as ``({"role": "parent", "text": …},)``; ``attributes`` are the fields of
    the platform that ours do not have. "" means not known. ``created_at`` is when it was made on the platform.
    """

    source: str
    external_id: str
    kind: str = "content"
    content_type: str = "text"
    text: str = ""
    translation: str = ""
    media_uri: str = ""
    author_id: str = ""
    parent_id: str = ""
    thread_id: str = ""
    language: str = ""
    market: str = ""
    created_at: datetime | None = None
    context: tuple[Mapping[str, Any], ...] = ()
    attributes: Mapping[str, Any] = field(default_factory=dict)
    tier: int = 1

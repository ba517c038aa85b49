"""What the pages show of items. How content is shown, here and in every other desk, is ``seen``."""

from __future__ import annotations

from evenhand.ops.items.presenters.links import LinkPage, SeenLink, link_page
from evenhand.ops.items.presenters.lists import ITEMS
from evenhand.ops.items.presenters.page import ItemPage, item_page
from evenhand.ops.items.presenters.passages import Passage, Piece, passage, rest_of
from evenhand.ops.items.presenters.seen import SeenItem, SeenMedium, protection_of, seen

__all__ = [
    "ITEMS",
    "ItemPage",
    "LinkPage",
    "Passage",
    "Piece",
    "SeenItem",
    "SeenLink",
    "SeenMedium",
    "item_page",
    "link_page",
    "passage",
    "protection_of",
    "rest_of",
    "seen",
]

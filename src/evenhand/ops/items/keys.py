"""The keys of an item's content, wherever it is shown, and of the desk's own pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from evenhand.ops.items.permissions import ADD, LOOK
from evenhand.ops.spine.keys import Key, KeyPlace

CONTENT = KeyPlace(
    "content",
    _("Content of an item"),
    (
        Key("content.translation", _("Translation"), "v"),
        Key("content.text", _("Show the text"), "x"),
        Key("content.media", _("Show the media"), "p"),
    ),
    taken=frozenset({"Space"}),  # held, it shows a medium plainly
    capability=LOOK,
)
ITEMS = KeyPlace(
    "items",
    _("Items"),
    (Key("items.add", _("Add an item"), "n"), Key("items.save", _("Add it"), "ctrl+Enter")),
    capability=ADD,
)

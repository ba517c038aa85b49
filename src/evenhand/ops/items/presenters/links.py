"""Addresses in content: what they really say, and the page between us and where they lead.

The page is found by the snapshot and the place of the link in it, so that nobody can send somebody else through it, and
no address of content stands in ours. Not here: which addresses may be links (``addresses``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evenhand.ops.items.addresses import Address, NoLink, look_at
from evenhand.ops.items.models import Snapshot
from evenhand.ops.items.presenters.passages import Passage, passage
from evenhand.ops.spine.errors import NotFound

MOST = 20  # links of one item
LONGEST_SHOWN = 300

WHY: Mapping[NoLink, Any] = MappingProxyType(
    {
        NoLink.EMPTY: gettext_lazy("There is no address."),
        NoLink.TOO_LONG: gettext_lazy("It is too long to be opened from here."),
        NoLink.HIDDEN: gettext_lazy("It holds characters that cannot be seen or that browsers read otherwise."),
        NoLink.SCHEME: gettext_lazy("It is no web address: only http and https open from here."),
        NoLink.CREDENTIALS: gettext_lazy("It holds a name or password, which hides where it leads."),
        NoLink.HOST: gettext_lazy("Its host is no proper name."),
        NoLink.PRIVATE: gettext_lazy("It leads inside a network, such as ours."),
    }
)
"""Why an address does not open from here."""

_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"'`\u3000-\u303f\uff00-\uff0f\uff1a-\uff20]{1,2048}", re.IGNORECASE)
_TRAILING = ".,;:!?)]}*_~"


@dataclass(frozen=True, kw_only=True)
class SeenLink:
    """An address as it came, and where it leads; ``url`` is our page before it, None with ``why``."""

    text: Passage
    host: str
    reads_as: str
    url: str | None
    why: str


@dataclass(frozen=True, kw_only=True)
class LinkPage:
    """The page before a link: ``link`` is where it leads, built anew from what was checked."""

    text: Passage
    host: str
    reads_as: str
    link: str


def links_of(snapshot: Snapshot) -> tuple[SeenLink, ...]:
    """The addresses of a snapshot: of its media, then those in its text, in their order."""
    return tuple(_seen(snapshot, place, uri) for place, uri in enumerate(_addresses(snapshot)))


def link_page(snapshot: Snapshot, place: int) -> LinkPage:
    """The page before a link of a snapshot; NotFound where there is none, or none that may be opened."""
    found = _addresses(snapshot)
    address = look_at(found[place]) if place < len(found) else None
    if address is None or address.link is None:
        raise NotFound(_("There is no link here that can be opened."))
    return LinkPage(
        text=_as_it_came(address),
        host=address.host or "",
        reads_as=address.reads_as or "",
        link=address.link,
    )


def _addresses(snapshot: Snapshot) -> list[str]:
    found = dict.fromkeys(uri for uri in (snapshot.media_uri, *_in_text(snapshot.text)) if uri)
    return list(found)[:MOST]


def _in_text(text: str) -> Iterator[str]:
    return islice((match.group().rstrip(_TRAILING) for match in _WEB_ADDRESS.finditer(text)), 10 * MOST)


def _seen(snapshot: Snapshot, place: int, uri: str) -> SeenLink:
    address = look_at(uri)
    known = {"uuid": snapshot.uuid, "place": place}
    return SeenLink(
        text=_as_it_came(address),
        host=address.host or "",
        reads_as=address.reads_as or "",
        url=reverse("items:leave", kwargs=known) if address.link else None,
        why=str(WHY[address.refusal]) if address.refusal else "",
    )


def _as_it_came(address: Address) -> Passage:
    return passage(address.text, limit=LONGEST_SHOWN)

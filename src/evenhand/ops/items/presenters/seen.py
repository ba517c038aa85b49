"""The one way in which content is shown: words made fit to read, media behind their protection, what stood around it.

Used by the item's page and by every panel where somebody judges; nothing here says what anybody thought of the item.
Not here: how much is softened (``protection``), the markup (``templates/items/content.html``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from evenhand.ops.items.models import Medium, Snapshot
from evenhand.ops.items.presenters.links import SeenLink, links_of
from evenhand.ops.items.presenters.passages import CONTEXT, Passage, context_text, one_line, passage, rest_url
from evenhand.ops.items.protection import Protection, floor, strengthened
from evenhand.ops.items.vocabulary import MediumKind
from evenhand.ui import format as formats

TEXT_LIMIT, CONTEXT_LIMIT = 5_000, 1_000  # characters of the text, and of each part of the context, before "show more"
MOST_CONTEXT = 50  # parts of the context
SIDE, SMALL_SIDE = 1280, 320  # of a preview, in pixels


@dataclass(frozen=True, kw_only=True)
class SeenMedium:
    """A file: ``src`` is what the page loads, ``original`` what is downloaded; ``about`` says its size.

    ``covered``: blurred until somebody looks on purpose; ``floor`` "grey" stays grey then; ``muted`` starts silent.
    """

    kind: MediumKind
    src: str
    original: str
    alt: str
    about: str
    covered: bool
    floor: str
    strength: str
    muted: bool


@dataclass(frozen=True, kw_only=True)
class SeenContext:
    """What stood around the item when the snapshot was taken: "Parent", and its words (None: erased)."""

    role: str
    text: Passage | None


@dataclass(frozen=True, kw_only=True)
class SeenItem:
    """The content of a snapshot, fit to be shown.

    ``covered``: words wait to be asked for; ``media_wait``: media are not even loaded before. ``why`` says what is
    behind a cover.
    """

    text: Passage | None
    translation: Passage | None
    covered: bool
    why: str
    media: tuple[SeenMedium, ...]
    media_wait: bool
    links: tuple[SeenLink, ...]
    context: tuple[SeenContext, ...]
    erased: bool

    @property
    def is_empty(self) -> bool:
        """Whether nothing of the content was kept, though nothing was erased."""
        return not (self.erased or self.text or self.media or self.links)


def protection_of(snapshot: Snapshot, wishes: Protection | None = None) -> Protection:
    """How softly a snapshot is shown: the floor of its tier, and what the person wishes beyond it."""
    return strengthened(floor(snapshot.tier), wishes or Protection())


def seen(snapshot: Snapshot, *, protection: Protection, language: str = "") -> SeenItem:
    """A snapshot (with its item, and its media fetched) as it is shown under a protection.

    ``language`` is that of the text where the item does not say. No protection can be weaker than the floor.
    """
    applied = protection_of(snapshot, protection)
    spoken = snapshot.item.language or language
    return SeenItem(
        text=_passage(snapshot, "text", spoken),
        translation=_passage(snapshot, "translation", ""),
        covered=applied.text_covered,
        why=_why(snapshot.tier),
        media=tuple(_medium(each, applied) for each in snapshot.media.all() if each.erased_at is None),
        media_wait=applied.text_first,
        links=links_of(snapshot),
        context=tuple(_around(snapshot)),
        erased=snapshot.erased_at is not None,
    )


def _passage(snapshot: Snapshot, part: str, language: str) -> Passage | None:
    text: str = getattr(snapshot, part)
    return passage(text, limit=TEXT_LIMIT, language=language, rest=rest_url(snapshot, part)) if text else None


def _medium(medium: Medium, protection: Protection) -> SeenMedium:
    kind = MediumKind(medium.kind)
    known = {"uuid": medium.uuid}
    side = SMALL_SIDE if protection.small else SIDE
    preview = f"{reverse('items:preview', kwargs=known)}?side={side}{'&grey=1' if protection.grey else ''}"
    original = reverse("items:medium", kwargs=known)
    return SeenMedium(
        kind=kind,
        src=preview if kind is MediumKind.IMAGE else original,
        original=f"{original}?download=1",
        alt=_("%(kind)s of the item, not described") % {"kind": str(kind.label).capitalize()},
        about=_about(medium),
        covered=protection.blur,
        floor="grey" if protection.grey else "none",
        strength="strong" if protection.small else "usual",
        muted=protection.mute,
    )


def _about(medium: Medium) -> str:
    """Its size, such as "1,200 × 800, 24 frames, the first is shown, 1.2 MB"."""
    parts = [formats.bytes_size(medium.bytes)]
    if medium.frames and medium.frames > 1:
        parts.insert(0, _("%(count)s frames, the first is shown") % {"count": formats.number(medium.frames)})
    if medium.width and medium.height:
        parts.insert(0, f"{formats.number(medium.width)} × {formats.number(medium.height)}")
    return formats.listed(parts)


def _around(snapshot: Snapshot) -> Iterator[SeenContext]:
    roles = {
        "parent": _("Parent"),
        "before": _("Before"),
        "after": _("After"),
        "title": _("Title"),
        "caption": _("Caption"),
        "quoted": _("Quoted"),
        "profile": _("Profile"),
    }
    for place, part in enumerate(snapshot.context[:MOST_CONTEXT]):
        text = context_text(part)
        erased = isinstance(part, dict) and part.get("erased") is True
        if not (text or erased):
            continue
        rest = rest_url(snapshot, f"{CONTEXT}{place}")
        role = str(part.get("role") or "")
        yield SeenContext(
            role=roles.get(role) or one_line(role, limit=60) or _("Context"),
            text=passage(text, limit=CONTEXT_LIMIT, rest=rest) if text else None,
        )


def _why(tier: int) -> str:
    return (
        _("Shown as it is."),
        _("Shown as it is."),
        _("May be upsetting."),
        _("May be graphic, sexual or about self-harm."),
        _("May be extreme."),
    )[tier]

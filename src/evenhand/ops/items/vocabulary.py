"""The closed words of items: the same values as in the facts."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What is judged."""

    CONTENT = "content", _("content")
    ACCOUNT = "account", _("account")
    THREAD = "thread", _("thread")
    TICKET = "ticket", _("ticket")


class ContentType(TextChoices):
    """What content consists of."""

    TEXT = "text", _("text")
    IMAGE = "image", _("image")
    VIDEO = "video", _("video")
    AUDIO = "audio", _("audio")
    LINK = "link", _("link")
    PROFILE = "profile", _("profile")
    LISTING = "listing", _("listing")
    OTHER = "other", _("other")


class MediumKind(TextChoices):
    """What a kept file is, by its content: the values of ``sniffing.MediaKind``."""

    IMAGE = "image", _("picture")
    VIDEO = "video", _("video")
    AUDIO = "audio", _("sound")
    DOCUMENT = "document", _("document")
    OTHER = "other", _("file")

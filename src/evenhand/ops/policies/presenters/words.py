"""The reader's words for what clauses hold. Codes and titles may be any text: shown harmlessly, on one line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evenhand.facts.plain import one_line
from evenhand.ops.policies.models import PolicyVersion
from evenhand.ops.policies.vocabulary import Act, Severity, VersionState
from evenhand.ui import format as formats
from evenhand.ui.types import Tone

SEVERITY_TONES: Mapping[str, Tone] = {Severity.CRITICAL: "bad", Severity.HIGH: "warn"}
STATE_TONES: Mapping[str, Tone] = {VersionState.PUBLISHED: "ok", VersionState.DRAFT: "accent"}
TIERS: tuple[Any, ...] = (
    gettext_lazy("0 of 4: nothing that weighs on the one who looks"),
    gettext_lazy("1 of 4: ordinary"),
    gettext_lazy("2 of 4: upsetting"),
    gettext_lazy("3 of 4: graphic, sexual, or about self-harm"),
    gettext_lazy("4 of 4: extreme"),
)


class Titled(Protocol):
    """What has a title in both languages."""

    @property
    def title_en(self) -> str:
        """In English."""

    @property
    def title_zh(self) -> str:
        """In Chinese."""


def own() -> str:
    """The reader's language as columns name it: en or zh."""
    return "zh" if formats.current_language() == "zh-Hans" else "en"


def other() -> str:
    """The other one."""
    return "en" if own() == "zh" else "zh"


def html_language(language: str) -> str:
    """A language of ours as HTML names it."""
    return "zh-Hans" if language == "zh" else "en"


def language_name(language: str) -> str:
    """A language by its own name, as its readers know it."""
    return "简体中文" if language == "zh" else "English"


def title_of(thing: Titled) -> str:
    """The title in the reader's language."""
    return one_line(thing.title_zh if own() == "zh" else thing.title_en)


def full_name(version: PolicyVersion) -> str:
    """A version with its policy; the versions of a policy of labels have its name in theirs."""
    title, name = title_of(version.policy), one_line(version.name)
    return name if name.startswith(one_line(version.policy.title_en)) else f"{title} · {name}"


def shortened(text: str, most: int = 48) -> str:
    """A text on one line that leaves room for others."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def severity_words(severity: str) -> str:
    """A severity by its name."""
    return str(Severity(severity).label)


def act_words(act: str) -> str:
    """What is done to an item; an act that we do not know stands as it is written."""
    return str(Act(act).label) if act in Act.values else one_line(act)


def since_words(version: PolicyVersion) -> str:
    """From when to when a version was in force."""
    if version.published_at is None:
        return _("not in force yet")
    since = formats.day(version.published_at)
    if version.retired_at is None:
        return _("in force since %(day)s") % {"day": since}
    return _("in force from %(since)s to %(until)s") % {"since": since, "until": formats.day(version.retired_at)}

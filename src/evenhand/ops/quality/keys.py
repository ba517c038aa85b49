"""The keys of samples, and of the page that names an error; the answers there have keys that stay."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from evenhand.ops.items.keys import CONTENT
from evenhand.ops.quality.vocabulary import ASSESS, READ
from evenhand.ops.spine.keys import EVERYWHERE, Key, KeyPlace

ERROR_KEYS = "123456"
CAUSE_KEYS = "qwertyui"
NO_CAUSE_KEY = "o"

SAMPLES = KeyPlace(
    "samples",
    _("Samples"),
    (
        Key("quality.new", _("New sample"), "n"),
        Key("quality.report", _("Report"), "r"),
        Key("quality.assess", _("Assess"), "a"),
    ),
    capability=READ,
)
REVEAL = KeyPlace(
    "reveal",
    _("Naming an error"),
    (
        Key("quality.more", _("Severity and note"), "m"),
        Key("quality.same", _("Agree with the decision after all"), "a"),
        Key("quality.skip", _("Skip"), "s"),
        Key("quality.keep", _("Keep and go on"), "Enter"),
    ),
    beside=(EVERYWHERE, CONTENT.name),
    taken=frozenset(ERROR_KEYS + CAUSE_KEYS + NO_CAUSE_KEY),
    capability=ASSESS,
)

"""The keys of the panel and of what leads there; the digits number what can be chosen, and stay."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from evenhand.ops.items.keys import CONTENT
from evenhand.ops.people.roles import JUDGE
from evenhand.ops.policies.vocabulary import Act
from evenhand.ops.spine.keys import Key, KeyPlace

ACT_KEYS = {
    Act.KEEP: "k",
    Act.REMOVE: "r",
    Act.LIMIT: "l",
    Act.LABEL: "b",
    Act.AGE_RESTRICT: "g",
    Act.WARN: "w",
    Act.ESCALATE: "e",
}
DIGITS = frozenset("123456789")

# Not beside what works everywhere: at the panel the search of the whole console has no key.
PANEL = KeyPlace(
    "panel",
    _("Judging"),
    (
        Key("judge.search", _("Search the clauses"), "/"),
        Key("judge.up", _("One level up"), "ArrowLeft"),
        Key("judge.also", _("One more clause"), "m"),
        Key("judge.define", _("Definition of the clause"), "d"),
        Key("judge.more", _("Number the next nine"), "0"),
        Key("judge.none", _("No violation"), "n"),
        Key("judge.unable", _("Cannot be judged"), "u"),
        *(Key(f"judge.act.{act.value}", act.label, key) for act, key in ACT_KEYS.items()),
        Key("judge.reason", _("Write the reason"), "t"),
        Key("judge.sure", _("How sure"), "f"),
        Key("judge.skip", _("Skip"), "s"),
        Key("judge.stop", _("Stop"), "q"),
        Key("judge.give", _("Judge"), "Enter"),
    ),
    beside=(CONTENT.name,),
    taken=DIGITS | {"Backspace", "ctrl+Enter", "meta+Enter"},
    capability=JUDGE,
)
TASKS = KeyPlace("tasks", _("My tasks"), (Key("judge.start", _("Start"), "Enter"),), capability=JUDGE)

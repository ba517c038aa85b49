"""Labels, columns and codes in the reader's words, the same as on documents."""

from __future__ import annotations

from django.utils.translation import gettext as _

from evenhand.documents.quality.naming import column_name, group_name
from evenhand.facts.plain import one_line
from evenhand.measure.result import Note
from evenhand.ops.judgements.vocabulary import NONE, UNABLE
from evenhand.ui.format import document_words

LONGEST = 200


def capital(text: object) -> str:
    """Words that stand alone begin with a capital."""
    written = str(text)
    return written[:1].upper() + written[1:]


def label_words(label: str) -> str:
    """A label as people say it: a clause keeps its code, on one line."""
    plain = one_line(label)
    named = {NONE: _("no violation"), UNABLE: _("cannot be judged")}
    return named.get(label, plain if len(plain) <= LONGEST else f"{plain[: LONGEST - 1]}…")


def column_words(column: str) -> str:
    """A column of the facts as a heading."""
    return capital(column_name(document_words(), column))


def group_words(column: str, value: str | None) -> str:
    """One value of a column."""
    return group_name(document_words(), column, value)


def note_words(note: Note) -> str:
    """A remark on a number as a sentence."""
    return capital(document_words().note(note))


def error_words(code: str) -> str:
    """An error type."""
    return document_words().name("error_types", code)


def cause_words(code: str) -> str:
    """A root cause."""
    return document_words().name("root_causes", code)

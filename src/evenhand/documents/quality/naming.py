"""What readers call the columns, groups and labels of the data; foreign names are made harmless on the way."""

from __future__ import annotations

from evenhand.documents.words import Words
from evenhand.facts.plain import one_line
from evenhand.facts.population import OF_ITEM

LONGEST = 200


def column_name(words: Words, column: str) -> str:
    """A column in the reader's words: "language", "policy version"; its own name where there is no word."""
    bare = column.removeprefix(OF_ITEM)
    return words.name("columns", clipped(bare).replace("_", " ") if not words.knows("columns", bare) else bare)


def group_name(words: Words, column: str, value: str | None) -> str:
    """One value of a column: a language by its name, any other as it is, an absent one as "not known"."""
    if value is None:
        return words("slices.unknown")
    code = clipped(value)
    return words.name("languages", code) if column == "language" else code


def label_name(words: Words, label: str) -> str:
    """A clause code or class as it is; ``none`` says what it means."""
    return words("confusion.none") if label == "none" else clipped(label)


def columns_joined(words: Words, columns: tuple[str, ...]) -> str:
    """The columns of the strata in running text."""
    return words.join(tuple(column_name(words, column) for column in columns))


def clipped(name: str, longest: int = LONGEST) -> str:
    """A name on one line, cut with an ellipsis where it is longer than a name should be."""
    name = one_line(name)
    return name if len(name) <= longest else f"{name[: longest - 1]}…"

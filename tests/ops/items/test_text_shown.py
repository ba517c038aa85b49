"""Hostile text reaches a page with everything hidden made visible, floods folded, and no more than a page can bear."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.ops.items.text import LIMIT, MOST_PARTS, Hidden, Part, PartKind, Shown, shown
from hostile import cases, texts

DANGEROUS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
ORDINARY = {
    "english": "An ordinary sentence, with 3 numbers & <b>marks</b>.\nAnd\ta second line.",
    "chinese": "这是一条普通的评论，没有任何问题！",
    "vietnamese-decomposed": "Tie\u0302\u0301ng Vie\u0323\u0302t",
    "hebrew-with-points": "בְּרֵאשִׁית בָּרָא אֱלֹהִים",
    "arabic-with-vowels": "بِسْمِ ٱللَّهِ ٱلرَّحْمَٰنِ",
    "persian-with-joiners": "می\u200cخواهم کتاب\u200cها را",
    "hindi-with-joiner": "क्\u200dष नमस्ते",
    "thai": "ที่นี่ น้ำ",
    "family": "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466",
    "heart-on-fire": "\u2764\ufe0f\u200d\U0001f525",
    "skin": "\U0001f44d\U0001f3fd",
    "flag-of-wales": "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f",
    "key-cap": "1\ufe0f\u20e3",
    "a-few-empty-lines": "one\n\n\n\ntwo",
}


def printed(text: Shown) -> str:
    return "".join(part.text for part in text.parts)


def words(text: Shown) -> str:
    return "".join(part.text for part in text.parts if part.kind is PartKind.WORDS)


@pytest.mark.parametrize("text", cases(ORDINARY))
def test_ordinary_text_of_any_script_stays_as_it_is(text: str) -> None:
    assert shown(text).parts == (Part(PartKind.WORDS, text),)
    assert shown(text).marks == frozenset()


def test_a_hidden_character_is_shown_by_its_code() -> None:
    assert shown("harmless\u202egnp.exe").parts == (
        Part(PartKind.WORDS, "harmless"),
        Part(PartKind.MARK, "⟦U+202E⟧"),
        Part(PartKind.WORDS, "gnp.exe"),
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a\u202eb", Hidden.REORDERING),
        ("a\u2067b", Hidden.REORDERING),
        ("a\u200fb", Hidden.REORDERING),
        ("a\u200bb", Hidden.INVISIBLE),
        ("a\u200db", Hidden.INVISIBLE),
        ("a\u3164b", Hidden.INVISIBLE),
        ("a\U000e0041b", Hidden.INVISIBLE),
        ("a\x00b", Hidden.CONTROL),
        ("a\x1bb", Hidden.CONTROL),
        ("a\ud800b", Hidden.CONTROL),
        ("a\uffffb", Hidden.CONTROL),
        ("a" + "\u0301" * 9, Hidden.STACKED),
        ("a" + "\n" * 20 + "b", Hidden.BLANK),
    ],
)
def test_a_text_says_what_was_hidden_in_it(text: str, found: Hidden) -> None:
    assert shown(text).marks == {found}


@pytest.mark.parametrize("text", cases(texts.REORDERED, texts.HIDDEN, texts.STACKED))
def test_every_known_trick_is_noticed(text: str) -> None:
    assert shown(text).marks


@pytest.mark.parametrize("text", cases(texts.ALL, texts.LONG))
def test_nothing_that_reorders_hides_or_breaks_is_printed(text: str) -> None:
    on_page = printed(shown(text))
    assert DANGEROUS.search(on_page) is None
    on_page.encode()


@pytest.mark.parametrize("text", cases(texts.MARKUP, texts.TEMPLATES))
def test_markup_is_left_to_the_template_to_escape(text: str) -> None:
    assert words(shown(text)) == text


def test_joiners_are_marked_where_no_script_needs_them() -> None:
    assert printed(shown("ha\u200cte \U0001f468\u200dx")) == "ha⟦U+200C⟧te \U0001f468⟦U+200D⟧x"


def test_invisible_letters_are_marked_unless_they_make_a_flag() -> None:
    assert Hidden.INVISIBLE in shown("\U0001f3f4\U000e0067\U000e0062").marks
    assert Hidden.INVISIBLE in shown("x\U000e0067\U000e0062\U000e007f").marks


def test_the_same_hidden_character_again_and_again_is_counted() -> None:
    assert printed(shown("a" + "\u200b" * 500)) == "a⟦U+200B ×500⟧"


def test_a_message_hidden_in_invisible_characters_is_named_shortly() -> None:
    parts = shown("hello" + "\u200b\u200c" * 500 + "there").parts
    assert len(parts) == 11
    assert parts[-2] == Part(PartKind.MORE, "⟦+992⟧", 992)


def test_a_pile_of_marks_is_folded_to_what_scripts_need() -> None:
    assert shown("z" + "\u0301" * 60 + "a").parts == (
        Part(PartKind.WORDS, "z" + "\u0301" * 4),
        Part(PartKind.STACK, "⟦+56 ◌̈⟧", 56),
        Part(PartKind.WORDS, "a"),
    )


@pytest.mark.parametrize("line", ["\n", "\r\n", "\n  ", "\u2028", "\n\t\t"])
def test_a_stretch_of_empty_lines_cannot_push_the_rest_out_of_sight(line: str) -> None:
    parts = shown("top" + line * 5_000 + "\nbottom").parts
    assert [part.kind for part in parts] == [PartKind.WORDS, PartKind.BLANK, PartKind.WORDS]
    assert parts[1].count == 5_001


@pytest.mark.parametrize("text", ["a\r\nb", "a\rb", "a\u2028b", "a\x85b"])
def test_every_kind_of_line_end_is_a_line_end(text: str) -> None:
    assert printed(shown(text)) == "a\nb"


def test_a_long_text_is_cut_and_goes_on_where_it_was_cut() -> None:
    text = "".join(f"{number:07} " for number in range(10_000))
    first = shown(text)
    assert (len(words(first)), first.cut, first.total) == (LIMIT, LIMIT, len(text))
    second = shown(text, start=LIMIT, limit=len(text))
    assert words(first) + words(second) == text
    assert second.cut is None


def test_a_cut_leaves_a_letter_with_its_marks() -> None:
    text = "a" * 9 + "e\u0302\u0301" + "b"
    assert shown(text, limit=10).cut == 12


def test_a_text_of_nothing_but_tricks_is_cut_by_its_parts_and_goes_on() -> None:
    text = "a\u202e" * 50_000
    first = shown(text)
    assert len(first.parts) == MOST_PARTS
    assert first.cut == MOST_PARTS
    assert shown(text, start=first.cut).parts[0] == Part(PartKind.WORDS, "a")


@pytest.mark.parametrize("start", [5, 6, 10**9])
def test_a_start_beyond_the_end_shows_nothing(start: int) -> None:
    found = shown("hello", start=start)
    assert (found.parts, found.cut) == ((), None)


@given(st.text(st.characters(codec=None), max_size=200), st.integers(1, 50))
def test_reading_on_from_each_cut_reaches_the_end_once(text: str, limit: int) -> None:
    at: int | None = 0
    ends = []
    while at is not None:
        found = shown(text, start=at, limit=limit)
        at = found.cut
        ends.append(at)
    assert ends[:-1] == sorted(set(ends[:-1]))


@pytest.mark.parametrize(
    "text",
    [
        "The quick brown fox. " * 500_000,
        "他们写了很多很多话。" * 1_000_000,
        "e" + "\u0301" * 10_000_000,
        "a\u202e" * 5_000_000,
        "\u200b\u200c" * 5_000_000,
        "\n" + " " * 41 + "\n " * 5_000_000,
        "\U0001f3f4\U000e0067" * 5_000_000,
        "\u0627\u200c" * 5_000_000,
        " " * 10_000_000,
    ],
    ids=["english", "chinese", "stack", "overrides", "invisible", "lines", "flags", "joiners", "spaces"],
)
def test_ten_million_characters_are_ready_at_once(text: str) -> None:
    began = time.process_time()
    found = shown(text)
    assert time.process_time() - began < 0.3
    assert sum(len(part.text) for part in found.parts) < 2 * LIMIT

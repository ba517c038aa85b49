from __future__ import annotations

from string import Formatter

import pytest

from evenhand.documents.words import words_for
from evenhand.facts.errors import RequestError
from evenhand.facts.tables import ERROR_TYPES, ROOT_CAUSES, UNABLE_REASONS
from evenhand.measure.notes import NOTES
from evenhand.measure.result import Method, Note

ENGLISH, CHINESE = words_for("en"), words_for("zh")
SHARED = {key: text for key, text in CHINESE.texts.items() if not key.startswith("notes.")}


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_have_the_same_keys() -> None:
    assert set(ENGLISH.texts) == set(SHARED)


@pytest.mark.parametrize("key", sorted(ENGLISH.texts))
def test_both_languages_fill_the_same_placeholders(key: str) -> None:
    assert placeholders(CHINESE.texts[key]) == placeholders(ENGLISH.texts[key])


@pytest.mark.parametrize("code", sorted(NOTES))
def test_every_remark_has_a_chinese_text_with_the_same_values(code: str) -> None:
    assert placeholders(CHINESE.texts[f"notes.{code}"]) == placeholders(NOTES[code])


@pytest.mark.parametrize(
    ("section", "code"),
    [("error_types", code) for code in ERROR_TYPES]
    + [("root_causes", code) for code in ROOT_CAUSES]
    + [("unable", code) for code in UNABLE_REASONS]
    + [("methods", str(method)) for method in Method],
)
def test_every_code_of_the_contracts_has_a_name(section: str, code: str) -> None:
    assert ENGLISH.knows(section, code)


def test_a_remark_without_translation_falls_back_to_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(NOTES, "brand_new", "{n} of something new")
    assert CHINESE.note(Note("brand_new", {"n": 1234})) == "1,234 of something new"


def test_an_unknown_language_is_refused_with_the_known_ones() -> None:
    with pytest.raises(RequestError, match=r"'fr'.*en, zh"):
        words_for("fr")


def test_a_list_reads_as_running_text_in_each_language() -> None:
    assert ENGLISH.join(("a", "b", "c")) == "a, b and c"
    assert CHINESE.join(("甲", "乙", "丙")) == "甲、乙和丙"

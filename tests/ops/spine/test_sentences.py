"""What the pure half says, on a Chinese page and on an English one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from django.utils.translation import override

import evenhand
from evenhand.facts.errors import RequestError
from evenhand.ops.spine.sentences import kept, told

SOURCE = Path(evenhand.__file__).parent
SHOWN = (
    *sorted((SOURCE / "facts" / "reading").glob("*.py")),
    *sorted((SOURCE / "facts" / "importing").glob("*.py")),
    *(SOURCE / "assess" / f"{name}.py" for name in ("answers", "fields", "frame", "loading", "plan", "samples")),
    SOURCE / "facts" / "population.py",
)
ELSEWHERE = {"mapping.py", "request.py"}  # map files and options of a command, of which a page has none


def _texts(node: ast.expr | None) -> list[str]:
    """The sentences that an expression can give, each value marked ‹…›; none for what is made elsewhere."""
    match node:
        case ast.Constant(value=str() as text):
            return [text]
        case ast.JoinedStr(values=values):
            parts = [_texts(value) or ["‹value›"] for value in values]
            return ["".join(each) for each in product(*parts)]
        case ast.FormattedValue(value=ast.IfExp() as choice):
            return _texts(choice)
        case ast.IfExp(body=one, orelse=other):
            return [*_texts(one), *_texts(other)]
        case ast.BinOp(left=one, op=ast.Add(), right=other):
            return ["".join(each) for each in product(_texts(one) or ["‹value›"], _texts(other) or ["‹value›"])]
    return []


def _said() -> Iterator[str]:
    for path in SHOWN:
        calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
        for call in calls if path.name not in ELSEWHERE else ():
            if isinstance(call.func, ast.Name) and call.func.id in {"RequestError", "_Fault", "Refusal"}:
                for argument in (*call.args, *(keyword.value for keyword in call.keywords)):
                    yield from (text for text in _texts(argument) if text.endswith((".", "?")))


SENTENCES = sorted(set(_said()))


@pytest.mark.parametrize("sentence", SENTENCES)
def test_what_a_page_can_be_told_is_told_in_chinese(sentence: str) -> None:
    with override("zh-hans"):
        shown = told(sentence)
    assert shown != sentence
    assert shown.endswith(("。", "？", "）"))
    assert shown.count("‹value›") == sentence.count("‹value›")


def test_the_sentences_were_found() -> None:
    assert len(SENTENCES) > 100


def test_an_error_is_stored_once_and_told_to_each_reader_in_their_language() -> None:
    stored = kept(RequestError("notes.csv is not readable as utf-8: bad.", hint="Say its encoding with --encoding."))
    with override("zh-hans"):
        assert told(stored) == "notes.csv 无法按 utf-8 读取：bad。请填写编码，或另存为 UTF-8。"
    with override("en"):
        assert told(stored) == "notes.csv is not readable as utf-8: bad. Fill in its encoding, or save it as UTF-8."


@pytest.mark.parametrize(
    ("sentence", "chinese"),
    [
        ("old.xls is an old Office file (.xls, .doc).", "old.xls 是旧版 Office 文件（.xls、.doc）。"),
        ("judged_at must be a number from 0.", "judged_at 必须是不小于 0 的数字。"),
        (
            "judged_at must be a time written as %Y, between 1990 and 2100.",
            "judged_at 必须是按 %Y 书写、1990 至 2100 年之间的时间。",
        ),
        ("label is empty, and every row must have one.", "label 为空，而每一行都必须有。"),
        ("Columns kept aside in attributes: a, b.", "另存到 attributes 的列：a, b。"),
        (
            "No decision uses this label. Did you mean spam? A new label must be allowed by name (--new-label).",
            "没有处置使用这个标签。是否想写 spam？",
        ),
        ("violating must be one of yes, no.", "violating 必须是以下之一：yes, no。"),
        ("Did you mean 'label'? Its columns are 'labl', 'id'.", "是否想写 'label'？它的列有：'labl', 'id'。"),
        ("Somebody wrote this.", "Somebody wrote this."),
        ("", ""),
    ],
)
def test_values_stay_as_they_are_and_our_own_words_among_them_are_told(sentence: str, chinese: str) -> None:
    with override("zh-hans"):
        assert told(sentence) == chinese


@pytest.mark.parametrize("name", ["%(file)s", "%s", "<b>x</b>", " is empty. is empty.", "100 % of it", "空 文件\x00"])
def test_a_hostile_name_is_only_a_name(name: str) -> None:
    with override("zh-hans"):
        assert told(f"{name} is empty.") == f"{name} 是空文件。"

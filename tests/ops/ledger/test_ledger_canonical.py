"""One value, one line of bytes, on any machine; what has no such line is refused by name."""

from __future__ import annotations

import json
import struct
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.facts.errors import RequestError
from evenhand.ops.ledger.canonical import DEEPEST, LARGEST, canonical_bytes


class Colour(StrEnum):
    RED = "red"


def double(bits: str) -> float:
    number: float = struct.unpack(">d", bytes.fromhex(bits))[0]
    return number


def nested(depth: int) -> Any:
    return [nested(depth - 1)] if depth else 0


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        ([True, False], "[true,false]"),
        ({}, "{}"),
        ([], "[]"),
        ((1, "a"), '[1,"a"]'),
        ({"b": 1, "a": {"d": 2, "c": [None]}}, '{"a":{"c":[null],"d":2},"b":1}'),
        (Colour.RED, '"red"'),
        ({Colour.RED: 1}, '{"red":1}'),
        ("判断", '"判断"'),
        (LARGEST, "9007199254740991"),
        (-LARGEST, "-9007199254740991"),
        (1.0, "1"),
        (datetime(2026, 3, 1, 9, 30, tzinfo=UTC), '"2026-03-01T09:30:00.000000Z"'),
        (datetime(2026, 3, 1, 9, 30, 0, 7, tzinfo=timezone(timedelta(hours=8))), '"2026-03-01T01:30:00.000007Z"'),
    ],
)
def test_a_value_has_one_text(value: object, text: str) -> None:
    assert canonical_bytes(value).decode() == text


def test_keys_stand_in_the_order_of_their_utf16_code_units() -> None:
    """The example of RFC 8785, section 3.2.3: the emoji's surrogates sort before U+FB33."""
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    written = json.loads(canonical_bytes(dict.fromkeys(keys)))
    assert list(written) == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


def test_text_is_escaped_as_little_as_json_allows() -> None:
    """The string of RFC 8785, section 3.2.2."""
    assert canonical_bytes('\u20ac$\x0f\nA\'B"\\\\"/').decode() == '"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'


@pytest.mark.parametrize(
    ("bits", "text"),
    [
        ("0000000000000000", "0"),
        ("8000000000000000", "0"),
        ("0000000000000001", "5e-324"),
        ("8000000000000001", "-5e-324"),
        ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"),
        ("3eb0c6f7a0b5ed8d", "0.000001"),
        ("41b3de4355555553", "333333333.3333332"),
        ("41b3de4355555554", "333333333.33333325"),
        ("41b3de4355555555", "333333333.3333333"),
        ("41b3de4355555556", "333333333.3333334"),
        ("41b3de4355555557", "333333333.33333343"),
        ("becbf647612f3696", "-0.0000033333333333333333"),
        ("43143ff3c1cb0959", "1424953923781206.2"),
    ],
)
def test_a_fraction_is_written_as_ecmascript_writes_it(bits: str, text: str) -> None:
    """RFC 8785, appendix B, as far as the numbers are in our range."""
    assert canonical_bytes(double(bits)).decode() == text


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (float("nan"), "The value is nan, which JSON cannot say"),
        ({"share": float("inf")}, "share is inf"),
        ({"n": [0, LARGEST + 1]}, r"n\.1 is a number beyond 2\^53 - 1\. Record it as text"),
        (-1e16, "beyond"),
        (10**400, "beyond"),
        ({"at": datetime(2026, 3, 1)}, "at is 2026-03-01 00:00:00, a time without a zone"),  # noqa: DTZ001
        ({"data": {"job": UUID(int=1)}}, r"data\.job is a UUID, which has no canonical form"),
        (b"bytes", "is a bytes"),
        ({1: "a"}, "has the key 1, which is not text"),
        ({"a": {"b", "c"}}, "a is a set"),
        ("\ud800", r"half a character \(U\+D800\)"),
        ({"\udfff": 1}, r"half a character \(U\+DFFF\)"),
        (nested(DEEPEST + 1), "is nested more than"),
    ],
)
def test_what_has_no_canonical_form_is_refused_with_its_place(value: object, sentence: str) -> None:
    with pytest.raises(RequestError, match=sentence):
        canonical_bytes(value)


def test_the_deepest_nesting_is_written() -> None:
    assert canonical_bytes(nested(DEEPEST)).count(b"[") == DEEPEST


scalars = (
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | st.text() | st.floats(-LARGEST, LARGEST, width=64)
)
values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=12)


@given(values)
def test_reading_and_writing_again_changes_nothing(value: object) -> None:
    written = canonical_bytes(value)
    assert json.loads(written) == value
    assert canonical_bytes(json.loads(written)) == written


@given(st.dictionaries(st.text(), scalars))
def test_the_order_in_which_keys_were_added_does_not_matter(value: dict[str, object]) -> None:
    assert canonical_bytes(dict(reversed(value.items()))) == canonical_bytes(value)

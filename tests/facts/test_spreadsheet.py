"""A text goes through a spreadsheet and comes back as it was, and never as a formula."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.facts.spreadsheet import guard, guarded, unguard, unguarded

# Dense in what matters: formula signs, apostrophes, line ends; DuckDB's texts hold no lone surrogate.
TEXTS = st.text(
    st.one_of(st.sampled_from("'=+-@＝＋－＠\t\r\n a1\"是"), st.characters(exclude_categories=["Cs"])), max_size=8
)


def in_sql(expression: str, text: str) -> str:
    ((found,),) = duckdb.execute(f"SELECT {expression.format('$1')}", [text]).fetchall()
    return str(found)


@given(TEXTS)
def test_any_text_survives_the_round_trip(text: str) -> None:
    assert unguard(guard(text)) == text


@given(TEXTS)
def test_no_guarded_text_starts_a_formula(text: str) -> None:
    assert not guard(text).startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n"))


@given(TEXTS)
def test_sql_and_python_agree(text: str) -> None:
    assert in_sql(guarded("$1"), text) == guard(text)
    assert in_sql(unguarded("$1"), text) == unguard(text)


@pytest.mark.parametrize("text", ["=1+1", "'=1+1", "''@x", "-5", "+44 20", "＝cmd", "\tx", "\r=1", "\n=1"])
def test_a_formula_gets_one_apostrophe(text: str) -> None:
    assert guard(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "'", "it's", "'quoted'", "a=b", "1-2", " =1", "是"])
def test_other_text_is_left_alone(text: str) -> None:
    assert (guard(text), unguard(text)) == (text, text)

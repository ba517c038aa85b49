"""A population is a filter by known columns: a wrong name is told with the nearest right ones, and is never SQL."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from facts_cast import judgement

from evenhand.facts import RequestError
from evenhand.facts.draw import Frame, count
from evenhand.facts.population import Population, require_column
from evenhand.facts.store import Facts


@pytest.mark.parametrize(
    "name", ["label", "source", "item.language", "attributes.shift", "item.attributes.any thing", 'attributes.q"uote']
)
def test_a_column_that_decisions_can_be_cut_by_is_let_through(name: str) -> None:
    assert require_column(name, field="by") == name


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("lable", "Did you mean label"),
        ("item.languages", "Did you mean item.language"),
        ("item.text", "Did you mean item"),
        ("labels", "Did you mean label"),
        ("attributes.", "Columns are"),
        ("label; DROP TABLE items", "Columns are"),
        ("", "Columns are"),
    ],
)
def test_any_other_name_is_refused_with_the_nearest(name: str, hint: str) -> None:
    with pytest.raises(RequestError, match="by names") as refused:
        require_column(name, field="by")
    assert hint in str(refused.value.hint)


@pytest.mark.parametrize(("key", "value"), [('q"uote', "x"), ("back\\slash", "y"), ("a.b", "z"), ("it's", "'--")])
def test_names_and_values_of_a_filter_are_taken_as_they_are(
    facts: Facts, add: Callable[..., int], key: str, value: str
) -> None:
    aside = '{"q\\"uote":"x","back\\\\slash":"y","a.b":"z","it\'s":"\'--"}'
    add("judgements", judgement(1, attributes=aside), judgement(2))
    frame = Frame(Population(where={f"attributes.{key}": (value,)}))
    with facts.connection() as connection:
        assert count(frame, connection).units == 1

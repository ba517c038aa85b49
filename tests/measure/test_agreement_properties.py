"""What no change of names or order may change, for any small table of labels."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.measure import Coefficient, agreement, disagreement, judge_pairs

LABELS = st.lists(
    st.tuples(st.integers(0, 7), st.integers(0, 4), st.integers(0, 3)),
    min_size=2,
    max_size=40,
    unique_by=lambda row: row[:2],
).map(lambda rows: [*rows, (8, 3, 0), (9, 4, 0)])  # two judges at least; what they add is compared with nothing
NAMES = {0: "none", 1: "HT.1", 2: "HT.2", 3: "SP"}


def table(rows: list[tuple[int, int, int]]) -> dict[str, list[Any]]:
    item, judge, label = ([row[k] for row in rows] for k in range(3))
    return {"item": [f"i{k}" for k in item], "judge": [f"j{k}" for k in judge], "label": [NAMES[k] for k in label]}


def figures(rows: list[tuple[int, int, int]], **options: Any) -> list[tuple[float | None, ...]]:
    found = agreement(table(rows), classes=list(NAMES.values()), **options)
    return [_rounded(one) for one in found.coefficients]


def _rounded(one: Coefficient) -> tuple[float | None, ...]:
    return tuple(None if value is None else round(value, 9) for value in (one.estimate, one.low, one.high, one.se))


@settings(max_examples=25, deadline=None)
@given(LABELS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows: list[tuple[int, int, int]], chance: Any) -> None:
    turned = list(rows)
    chance.shuffle(turned)

    assert figures(turned) == figures(rows)
    assert figures(turned, scale="ordinal") == figures(rows, scale="ordinal")


@settings(max_examples=25, deadline=None)
@given(LABELS, st.permutations(range(4)))
def test_other_names_for_the_classes_change_no_nominal_figure(
    rows: list[tuple[int, int, int]], places: list[int]
) -> None:
    assert figures([(item, judge, places[label]) for item, judge, label in rows]) == figures(rows)


@settings(max_examples=25, deadline=None)
@given(LABELS, st.permutations(range(10)), st.permutations(range(5)))
def test_other_names_for_items_and_judges_change_nothing(
    rows: list[tuple[int, int, int]], items: list[int], judges: list[int]
) -> None:
    renamed = [(items[item], judges[judge], label) for item, judge, label in rows]

    assert figures(renamed) == figures(rows)


@settings(max_examples=25, deadline=None)
@given(LABELS)
def test_an_ordinal_scale_may_be_turned_round(rows: list[tuple[int, int, int]]) -> None:
    turned = [(item, judge, 3 - label) for item, judge, label in rows]
    held = agreement(table(turned), classes=list(NAMES.values())[::-1])

    assert figures(rows) == [_rounded(one) for one in held.coefficients]


@settings(max_examples=25, deadline=None)
@given(LABELS)
def test_figures_lie_in_their_intervals_and_never_beyond_one(rows: list[tuple[int, int, int]]) -> None:
    for estimate, low, high, _ in figures(rows):
        inside = estimate is None or low is None or high is None or low - 1e-9 <= estimate <= high + 1e-9 <= 1 + 2e-9
        assert inside


@settings(max_examples=25, deadline=None)
@given(LABELS)
def test_no_number_is_ever_nan(rows: list[tuple[int, int, int]]) -> None:
    frame = agreement(table(rows), classes=list(NAMES.values()), interval="bootstrap", replicates=100)
    numbers = [value for row in frame.rows() for value in row.values() if isinstance(value, float)]

    assert bool(np.isfinite(numbers).all())


@settings(max_examples=25, deadline=None)
@given(LABELS)
def test_disagreement_between_two_labels_adds_up_to_all_of_it(rows: list[tuple[int, int, int]]) -> None:
    found = disagreement(table(rows), classes=list(NAMES.values()))

    assert sum(one.share.estimate or 0 for one in found.confusions) == pytest.approx(1 if found.confusions else 0)


@settings(max_examples=25, deadline=None)
@given(LABELS)
def test_pairs_are_what_each_two_judges_would_be_alone(rows: list[tuple[int, int, int]]) -> None:
    options = {"classes": list(NAMES.values())}
    for pair in judge_pairs(table(rows), least=2, **options).pairs:
        alone = [row for row in rows[:-2] if f"j{row[1]}" in (pair.first, pair.second)]
        both = agreement(table([*alone, (8, 3, 0), (9, 4, 0)]), **options)
        assert pair.agreement.estimate == pytest.approx(both.figure("agreement").estimate)

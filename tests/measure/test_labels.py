from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from evenhand.facts import RequestError
from evenhand.measure import Labels, read_labels
from evenhand.measure.labels import need_classes, need_judges

TABLE = {"item": ["b", "a", "b", "a"], "judge": ["ben", "ben", "chi", "chi"], "label": ["hate", "none", "none", "none"]}


def rows(labels: Labels) -> list[tuple[str, str, str]]:
    return [
        (labels.items[int(item)].as_py(), labels.judges[judge] if judge >= 0 else "?", labels.classes[label])
        for item, judge, label in zip(labels.item, labels.judge, labels.label, strict=True)
    ]


def test_rows_are_sorted_by_item_and_otherwise_stay_in_order() -> None:
    found = read_labels(TABLE)

    assert rows(found) == [("b", "ben", "hate"), ("b", "chi", "none"), ("a", "ben", "none"), ("a", "chi", "none")]
    assert found.classes == ("hate", "none")
    assert found.columns == {"item": "item", "judge": "judge", "label": "label"}


def test_labels_tell_how_many_they_are() -> None:
    assert repr(read_labels(TABLE)) == "<4 labels of 2 items by 2 judges, 2 classes>"


@pytest.mark.parametrize("names", [("task", "worker", "verdict"), ("Content ID", "RATER", "Decision")])
def test_columns_are_found_by_their_usual_names(names: tuple[str, str, str]) -> None:
    found = read_labels(dict(zip(names, TABLE.values(), strict=True)))

    assert rows(found) == rows(read_labels(TABLE))


def test_a_stated_column_wins_over_the_usual_name() -> None:
    found = read_labels(TABLE | {"second": ["x", "x", "y", "y"]}, label="second")

    assert found.classes == ("x", "y")


def test_an_arrow_table_and_a_file_read_alike(tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    path.write_text("item,judge,label\nb,ben,hate\na,ben,none\nb,chi,none\na,chi,none\n", encoding="utf-8")

    assert rows(read_labels(pa.table(TABLE))) == rows(read_labels(path)) == rows(read_labels(str(path)))


def test_whole_numbers_are_sorted_by_size_and_keep_their_values() -> None:
    found = read_labels(TABLE | {"label": [10, 9, -1, 9]})

    assert found.classes == ("-1", "9", "10")
    assert found.values is not None
    assert found.values.tolist() == [-1, 9, 10]
    assert read_labels(TABLE).values is None


@pytest.mark.parametrize("empty", [None, "", "  ", "unable"])
def test_a_row_without_a_label_is_left_out_and_counted(empty: str | None) -> None:
    found = read_labels(TABLE | {"label": ["hate", empty, "none", "none"]})

    assert (found.size, found.missing) == (3, 1)


def test_whole_numbers_with_gaps_come_as_floats_and_are_read_as_whole() -> None:
    found = read_labels(TABLE | {"label": np.array([1.0, np.nan, 2.0, 1.0])})

    assert (found.classes, found.missing) == (("1", "2"), 1)


def test_text_with_nan_among_it_is_read_as_missing() -> None:
    found = read_labels(TABLE | {"label": np.array(["hate", np.nan, "none", "none"], dtype=object)})

    assert (found.classes, found.missing) == (("hate", "none"), 1)


def test_stated_classes_give_the_order_and_may_be_unseen() -> None:
    found = read_labels(TABLE, classes=["none", "hate", "spam"])

    assert found.classes == ("none", "hate", "spam")
    assert found.label.tolist() == [1, 0, 0, 0]


def test_labels_without_judges_are_by_unknown_ones() -> None:
    found = read_labels({"item": TABLE["item"], "label": TABLE["label"]})

    assert found.judge.tolist() == [-1] * 4
    assert found.judges == ()
    need_judges(found)


@pytest.mark.parametrize(("rule", "kept"), [("first", ["hate"]), ("last", ["none"]), ("keep", ["hate", "none"])])
def test_the_rule_for_repeats_says_which_label_counts(rule: str, kept: list[str]) -> None:
    table = {"item": ["a", "a"], "judge": ["ben", "ben"], "label": ["hate", "none"]}

    found = read_labels(table, repeats=rule)

    assert [label for _, _, label in rows(found)] == kept
    assert found.repeated == 2 - len(kept)


def test_the_last_label_is_the_latest_where_times_are_named() -> None:
    table = {
        "item": ["a", "a"],
        "judge": ["ben", "ben"],
        "label": ["hate", "none"],
        "at": ["2026-01-02T10:00:00Z", "2026-01-01T10:00:00Z"],
    }

    found = read_labels(table, time="at", repeats="last")

    assert [label for _, _, label in rows(found)] == ["hate"]
    assert found.time is not None
    assert found.time.tolist() == [1_767_348_000_000_000]


def test_weights_and_further_columns_follow_their_rows() -> None:
    found = read_labels(TABLE | {"w": [1, 2, 3, 4], "lang": ["zh", None, "en", "zh"]}, weight="w", by=["lang"])

    assert found.weight is not None
    assert found.weight.tolist() == [1, 3, 2, 4]
    assert found.by["lang"].names == ("en", "zh")
    assert found.by["lang"].codes.tolist() == [1, 0, -1, 1]


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (TABLE | {"label": [0.5, 1, 2, 3]}, "'label' holds decimals, such as 0.5"),
        (TABLE | {"label": [1.5e300, 1, 2, 3]}, "'label' holds decimals"),
        (TABLE | {"label": [None] * 4}, "'label' has no label in any of 4 rows"),
        (TABLE | {"label": [float("nan")] * 4}, "'label' has no label in any of 4 rows"),
        (TABLE | {"label": ["hate", 1, "none", 2]}, "'label' mixes types: 'hate' (str), 1 (int)"),
        (TABLE | {"label": [["hate"], ["none"], [], []]}, "'label' holds values of type list"),
        (TABLE | {"label": "hate"}, "'label' is one text, 'hate'"),
        (TABLE | {"label": ["hate"]}, "'item' 4, 'judge' 4, 'label' 1"),
        (TABLE | {"item": ["a"] * 4}, "judge 'ben' labelled item 'a' more than once, and so in 1 more places"),
        ({"item": [], "judge": [], "label": []}, "The table has no rows"),
        ({"item": ["a"], "judge": ["ben"]}, "no column that is known for the label"),
        ([1, 2], "This is no table: list"),
    ],
)
def test_a_table_at_fault_is_told_by_column_and_value(table: Any, told: str) -> None:
    with pytest.raises(RequestError) as refused:
        read_labels(table)

    assert told in refused.value.message
    assert refused.value.hint


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"label": "lable"}, "no column 'lable'. Did you mean 'label'?"),
        ({"classes": ["none", "spam"]}, "holds 'hate', which is not among the classes"),
        ({"classes": ["none", "none"]}, "names one twice"),
        ({"repeats": "newest"}, "repeats is 'newest'"),
        ({"weight": "w"}, "holds the weight 0"),
        ({"weight": "judge"}, "'judge' holds text that is no number"),
        ({"time": "judge"}, "'judge' holds what is no time"),
        ({"by": ["lang"]}, "no column 'lang'"),
    ],
)
def test_a_wish_that_cannot_be_met_is_told(options: dict[str, Any], told: str) -> None:
    with pytest.raises(RequestError) as refused:
        read_labels(TABLE | {"w": [1, 0, 1, 1]}, **options)

    assert told in str(refused.value)


def test_one_judge_and_one_class_are_named_where_two_are_needed() -> None:
    found = read_labels({"item": ["a", "b"], "judge": ["ben", "ben"], "label": ["none", "none"]})

    with pytest.raises(RequestError, match="'judge' names only one judge, 'ben'"):
        need_judges(found)
    with pytest.raises(RequestError, match="'label' holds only one label, 'none'"):
        need_classes(found)


def test_a_damaged_file_is_told_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    path.write_text("item,judge,label\na,ben,none\na,chi,none,too,many\n", encoding="utf-8")

    with pytest.raises(RequestError, match=r"labels.csv, line 3"):
        read_labels(path)


def test_a_million_labels_need_memory_by_the_label_only() -> None:
    items, judges = 200_000, 2_000
    item = np.repeat(np.arange(items), 5)
    judge = (item * 7 + np.tile(np.arange(5), items)) % judges

    found = read_labels({"item": item, "judge": judge, "label": item % 3})

    assert found.item.nbytes + found.judge.nbytes + found.label.nbytes == 12 * found.size

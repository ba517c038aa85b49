"""Truth as a whole: what a table gives, what is said of it, and what is refused."""

from __future__ import annotations

import math
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from truth_tables import Simulated, simulated

import evenhand as eh
from evenhand.facts.errors import RequestError
from evenhand.measure import Truth, TruthMethod, read_labels, truth

TWO = {"item": list("aabbccdd"), "judge": list("xyxyxyxy"), "label": list("ststttss")}
MODELS = ("majority", "one-coin", "dawid-skene", "pooled")


def codes(found: Truth) -> list[str]:
    return [note.code for note in found.warnings]


def accuracy(one: Simulated, found: Truth) -> float:
    return one.accuracy(found.to_frame()["label"].to_pylist(), found.item_names.to_pylist())


@pytest.mark.parametrize("method", MODELS)
def test_every_method_finds_most_truths(method: str) -> None:
    one = simulated(1)
    found = truth(one.table(), method=method)

    assert found.method == method
    assert accuracy(one, found) > 0.85


@pytest.mark.parametrize("method", MODELS)
def test_the_chances_of_an_item_sum_to_one(method: str) -> None:
    found = truth(simulated(2, shares=(0.5, 0.3, 0.2)).table(), method=method)

    assert found.posterior.sum(axis=0) == pytest.approx(1)
    assert ((found.posterior >= 0) & (found.posterior <= 1)).all()


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000), method=st.sampled_from(("auto", *MODELS)))
def test_the_order_of_rows_does_not_matter(seed: int, method: str) -> None:
    one = simulated(seed, items=60, judges=9, per_item=3, shares=(0.5, 0.3, 0.2))
    plain = truth(one.table(), method=method)
    mixed = truth(one.table(np.random.default_rng(seed).permutation(one.item.size)), method=method)
    place = [plain.item_names.to_pylist().index(name) for name in mixed.item_names.to_pylist()]

    assert mixed.method == plain.method
    assert mixed.posterior == pytest.approx(plain.posterior[:, place], abs=1e-7)
    assert mixed.skill.n_effective == pytest.approx(plain.skill.n_effective, abs=1e-5, nan_ok=True)


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000), method=st.sampled_from(MODELS), order=st.permutations(range(3)))
def test_the_names_of_classes_and_judges_do_not_matter(seed: int, method: str, order: list[int]) -> None:
    one = simulated(seed, items=60, judges=9, per_item=3, shares=(0.5, 0.3, 0.2))
    plain = truth(one.table(), method=method, classes=["a", "b", "c"])
    renamed = one.table().set_column(1, "judge", pa.array([f"j{9 - j}" for j in one.judge]))
    other = truth(renamed, method=method, classes=[["a", "b", "c"][k] for k in order])

    assert other.posterior == pytest.approx(plain.posterior[list(order)], abs=1e-7)
    assert other.skill.estimate == pytest.approx(plain.skill.estimate[::-1], abs=1e-7, nan_ok=True)


def test_a_path_and_a_table_give_the_same(tmp_path: Path) -> None:
    one = simulated(3, items=50)
    path = tmp_path / "labels.csv"
    lines = ["content_id,rater,label", *(",".join(row.values()) for row in one.table().to_pylist())]
    path.write_text("\n".join(lines), encoding="utf-8")

    assert eh.measure.truth(path).to_dict()["items"] == truth(one.table()).to_dict()["items"]


def test_known_truth_is_kept_and_lifts_the_rest() -> None:
    one = simulated(7, items=400, judges=6, per_item=2, skill=(4, 2))
    without, found = truth(one.table(), method="pooled"), truth(one.table(), method="pooled", gold=one.gold(300))
    known = found.to_frame()["label"].to_pylist()[:300]

    assert known == list(one.gold(300).values())
    assert (found.posterior.max(axis=0)[:300] == 1).all()
    hidden = slice(300, None)
    truths = one.truth[hidden]
    assert (found.label[hidden] == truths).mean() >= (without.label[hidden] == truths).mean()


def test_the_accuracy_is_that_of_a_fit_which_did_not_see_the_truth() -> None:
    one = simulated(7, items=400, judges=6, per_item=3, skill=(4, 2))
    without, found = truth(one.table(), method="pooled"), truth(one.table(), method="pooled", gold=one.gold(200))

    assert found.accuracy is not None
    assert found.accuracy.estimate == pytest.approx((without.label[:200] == one.truth[:200]).mean())
    assert found.accuracy.n == 200


def test_known_truth_shows_how_far_chances_can_be_believed() -> None:
    rng = np.random.default_rng(9)
    hidden, traps = rng.integers(0, 2, 600), rng.random(600) < 0.2
    wrong = rng.random((7, 600)) < np.where(traps, 0.8, 0.1)  # on traps most judges err together
    rows = {"item": np.tile(np.arange(600), 7), "judge": np.repeat(np.arange(7), 600)}
    rows |= {"label": np.where(wrong, 1 - hidden, hidden).ravel()}
    blind = truth(rows)
    told = truth(rows, gold={str(n): str(hidden[n]) for n in range(200)})
    right = (told.label[200:] == hidden[200:]).mean()

    assert codes(blind) == ["truth_no_gold"]
    assert "truth_too_sure" in codes(told)
    assert blind.posterior.max(axis=0).mean() > right + 0.1
    assert told.posterior.max(axis=0)[200:].mean() == pytest.approx(right, abs=0.08)


def test_judges_who_err_apart_are_believed_as_they_stand() -> None:
    one = simulated(7, items=400, judges=10, per_item=3)

    assert truth(one.table(), gold=one.gold(100)).power == 1


def test_two_judges_alone_cannot_be_told_apart() -> None:
    found = truth(TWO)

    assert found.method is TruthMethod.MAJORITY
    assert codes(found)[0] == "truth_few_judges"
    assert [one.estimate for one in found.judges] == [None, None]
    assert "a third judge or gold" in repr(found.judge("x"))


def test_two_judges_with_known_truth_can() -> None:
    found = truth(TWO, gold={"a": "s", "b": "s", "c": "t"})

    assert found.method is not TruthMethod.MAJORITY
    x, y = found.judges
    assert x.estimate is not None
    assert y.estimate is not None
    assert x.estimate > y.estimate


def test_labels_that_never_overlap_tell_nothing_of_judges() -> None:
    found = truth({"item": list("abcdef"), "judge": list("xyzxyz"), "label": list("ststst")})

    assert codes(found) == ["truth_no_overlap"]
    assert found.judge("x").undefined is not None


def test_a_judge_who_meets_nobody_has_no_skill() -> None:
    one = simulated(4, items=50).table()
    lonely = pa.table({"item": ["alone1", "alone2"], "judge": ["hermit"] * 2, "label": ["a", "b"]})
    found = truth(pa.concat_tables([one, lonely]))

    assert found.judge("hermit").undefined is not None
    assert found.judge("hermit").undefined.code == "truth_alone"
    assert found.judge("j001").estimate is not None


def test_pairs_of_labels_carry_a_warning() -> None:
    assert "truth_pairs_only" in codes(truth(simulated(5, per_item=2).table()))


def test_a_class_that_judges_rather_call_another_is_named() -> None:
    rng = np.random.default_rng(6)
    hidden = rng.integers(0, 3, 300)
    label = np.tile(hidden, (7, 1))
    label[:5, hidden == 2] = np.where(rng.random((5, (hidden == 2).sum())) < 0.8, 1, 2)
    rows = {"item": np.tile(np.arange(300), 7), "judge": np.repeat(np.arange(7), 300), "label": label.ravel()}
    found = truth(rows, gold={str(i): str(k) for i, k in enumerate(hidden[:100])})

    assert [note.values for note in found.warnings if note.code == "truth_blurred"] == [{"label": "2", "other": "1"}]


def test_ties_are_counted_and_broken_by_frequency() -> None:
    rows = {"item": list("aabbcc"), "judge": list("xyxyxz"), "label": list("stssss")}
    found = truth(rows, method="majority")

    assert found.item("a").tied
    assert found.item("a").label == "s"
    assert {note.code: note.values for note in found.warnings}["truth_ties"] == {"count": 1}


def test_an_item_without_any_label_stays_undecided() -> None:
    table = pa.concat_tables(
        [simulated(8, items=30).table(), pa.table({"item": ["none"], "judge": ["j001"], "label": ["unable"]})]
    )
    found = truth(table)

    assert found.item("none").label is None
    assert found.item("none").difficulty is None
    assert "truth_unlabelled" in codes(found)


def test_labels_by_nobody_in_particular_count_alike() -> None:
    one = simulated(9)
    found = truth(one.table().drop_columns("judge"))

    assert found.method is TruthMethod.ONE_COIN
    assert found.judges == ()
    assert "truth_strangers" in codes(found)
    assert accuracy(one, found) == pytest.approx(accuracy(one, truth(one.table(), method="majority")), abs=0.05)


def test_repeats_share_one_vote_unless_each_counts() -> None:
    rows = {"item": list("aaaa") + list("bb"), "judge": list("xxxy") + list("xy"), "label": list("ssst") + list("st")}

    assert truth(rows, method="majority").item("a").chances == pytest.approx({"s": 0.5, "t": 0.5})
    assert "truth_repeats" in codes(truth(rows, method="majority"))
    assert truth(rows, method="majority", repeats="keep").item("a").chances == pytest.approx({"s": 0.75, "t": 0.25})
    assert truth(rows, method="majority", repeats="last").item("a").n == 2


def test_a_known_label_that_nobody_gave_becomes_a_class() -> None:
    found = truth(simulated(3, items=30).table(), gold={"i00001": "spam"})

    assert found.classes == ("a", "b", "spam")
    assert found.item("i00001").label == "spam"


def test_known_truth_of_other_items_is_counted() -> None:
    found = truth(simulated(3, items=30).table(), gold={"i00001": "a", "elsewhere": "b"})

    assert {note.code: note.values for note in found.warnings}["truth_gold_elsewhere"] == {"count": 1}


def test_hard_items_are_harder() -> None:
    rng = np.random.default_rng(4)
    hidden, hard = rng.integers(0, 2, 400), np.arange(400) < 100
    wrong = rng.random((9, 400)) < np.where(hard, 0.35, 0.05)
    rows = {"item": np.tile(np.arange(400), 9), "judge": np.repeat(np.arange(9), 400)}
    found = truth(rows | {"label": np.where(wrong, 1 - hidden, hidden).ravel()})

    assert np.median(found.difficulty[:100]) > 1.5
    assert np.median(found.difficulty[100:]) < 0.8


def test_a_classifier_s_chances_come_as_a_table() -> None:
    one = simulated(5, items=300, per_item=3, skill=(6, 3))
    rng = np.random.default_rng(1)
    sure = np.clip(np.where(one.truth == 1, 0.9, 0.1) + rng.normal(0, 0.05, 300), 0.01, 0.99)
    scores = {"item": [f"i{n:05}" for n in range(300)], "a": 1 - sure, "b": sure}
    found = truth(one.table(), scores=scores)

    assert found.classifier is not None
    assert found.classifier > 0.5
    assert accuracy(one, found) > accuracy(one, truth(one.table()))


def test_a_judge_who_declines_is_found_and_the_others_are_not() -> None:
    rng = np.random.default_rng(3)
    hidden = rng.integers(0, 2, 600)
    error = np.full((8, 600), 0.1)
    error[3] = np.linspace(0.02, 0.5, 600)
    label = np.where(rng.random((8, 600)) < error, 1 - hidden, hidden)
    rows = {"item": np.tile(np.arange(600), 8), "judge": np.repeat(np.arange(8), 600), "label": label.ravel()}
    found = truth(rows | {"at": np.tile(np.arange(600), 8)}, time="at")
    drifting = [one.judge for one in found.drift if one.p_adjusted is not None and one.p_adjusted < 0.01]

    assert drifting == ["3"]
    first, *_, last = found.drift[3].stretches
    assert first.low > last.high
    assert (first.first, last.last) == (0, 599)


def test_few_labels_show_no_drift_and_say_so() -> None:
    table = simulated(3, items=20, judges=10).table()
    found = truth(table.append_column("at", pa.array(np.arange(table.num_rows))), time="at")

    assert {one.undefined.code for one in found.drift if one.undefined} == {"truth_too_few_for_drift"}


def test_the_result_reads_well_and_goes_anywhere() -> None:
    found = truth(simulated(1).table())
    frame, told = found.to_frame(), found.to_dict()

    assert repr(found).startswith("Truth by pooled: 1,200 labels by 20 judges, 300 items")
    assert "… and 15 more judges" in repr(found)
    assert frame.column_names == [
        "item",
        "label",
        "probability",
        "tied",
        "difficulty",
        "labels",
        "chance of a",
        "chance of b",
    ]
    assert {"method", "items", "judges", "log_likelihood", "accuracy"} <= set(told)
    assert len(found.judges_frame()) == 20
    assert found.chart().startswith("<svg")
    assert found.item("i00007").chances["a"] == pytest.approx(frame["chance of a"][7].as_py())


def test_coded_labels_are_taken_as_they_are() -> None:
    one = simulated(1, items=50)

    assert truth(read_labels(one.table())).posterior == pytest.approx(truth(one.table()).posterior)


@pytest.mark.parametrize("name", ["judge", "item"])
def test_a_name_that_is_not_there_is_told(name: str) -> None:
    with pytest.raises(RequestError, match="nobody"):
        getattr(truth(TWO), name)("nobody")


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"method": "best"}, "method is 'best'. Give one of 'auto', 'majority'"),
        ({"level": 95}, "level is 95"),
        ({"repeats": "some"}, "repeats is 'some'. Give one of 'share'"),
        ({"gold": {"item": ["a", "a"], "gold": ["s", "t"]}}, "the item 'a' two different labels"),
        ({"gold": {"thing": ["a"], "gold": ["s"]}}, "no column for the item"),
        ({"gold": {"item": ["a"], "colour": ["s"]}}, "no column for the known label"),
        ({"scores": {"item": ["a"], "s": [0.5]}}, "scores has no column for 't'"),
        ({"scores": {"item": ["a"], "s": [-0.5], "t": [0.5]}}, "negative chance"),
        ({"scores": {"item": ["a", "a"], "s": [0.5, 0.4], "t": [0.5, 0.4]}}, "names an item twice"),
        ({"repeats": "refuse"}, "more than once"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_way_out(more: dict[str, Any], told: str) -> None:
    rows = {name: [*values, values[0]] for name, values in TWO.items()}
    with pytest.raises(RequestError, match=told):
        truth(rows, **more)


def test_one_class_alone_is_refused() -> None:
    with pytest.raises(RequestError, match="only one label"):
        truth({"item": list("aabb"), "judge": list("xyxy"), "label": list("ssss")})


def test_more_classes_and_judges_than_memory_holds_are_refused() -> None:
    size = 500
    rows = {"item": [str(n) for n in range(size)] * 2, "judge": [str(n % 900) for n in range(2 * size)]}
    with pytest.raises(RequestError, match="too many for a confusion matrix"):
        truth(rows | {"label": [f"clause{n % size}" for n in range(2 * size)]})


def test_memory_grows_with_the_labels_and_not_with_items_times_judges() -> None:
    rng = np.random.default_rng(1)
    hidden, judge = rng.integers(0, 2, 20_000), rng.integers(0, 15_000, 60_000)
    label = np.where(rng.random(60_000) < 0.85, hidden.repeat(3), 1 - hidden.repeat(3))
    table = pa.table({"item": np.arange(20_000).repeat(3), "judge": judge, "label": label})
    tracemalloc.start()
    found = truth(table)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert (found.label == hidden).mean() > 0.9
    assert peak < 100e6  # items times judges would be 300 million cells


def test_unanimous_judges_are_right_without_certainty() -> None:
    rows = {"item": [n // 5 for n in range(200)], "judge": [n % 5 for n in range(200)]}
    found = truth(rows | {"label": [n // 5 % 2 for n in range(200)]})
    one = found.judge("0")

    assert one.estimate == pytest.approx(1.0, abs=1e-3)
    assert one.low is not None
    assert 0.8 < one.low < 0.97
    assert not any(math.isnan(value) for value in found.skill.estimate)

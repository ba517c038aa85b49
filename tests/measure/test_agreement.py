"""Agreement against published worked examples, and what its results say."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from agreement_tables import ABSTRACTORS, observers, of_counts, of_pairs, psychiatrists, simulated

from evenhand.facts import RequestError
from evenhand.measure import (
    Repeats,
    agreement,
    agreement_change,
    agreement_difference,
    judge_pairs,
    read_labels,
    repeatability,
)


@pytest.mark.parametrize(
    ("scale", "published"),
    # Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), sections C and E.
    [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)],
)
def test_alpha_of_krippendorffs_four_observers(scale: str, published: float) -> None:
    alpha = agreement(observers(), scale=scale).figure("alpha")

    assert alpha.estimate == pytest.approx(published, abs=0.0005)
    assert alpha.n == 11


def test_kappa_of_fleiss_thirty_patients() -> None:
    found = agreement(psychiatrists())  # Fleiss (1971): 0.556, 0.220 and 0.430

    assert found.figure("agreement").estimate == pytest.approx(0.556, abs=0.0005)
    assert found.figure("fleiss").chance == pytest.approx(0.220, abs=0.0005)
    assert found.figure("fleiss").estimate == pytest.approx(0.430, abs=0.0005)


@pytest.mark.parametrize(
    ("name", "estimate", "error"),
    # Gwet, overview of the R package irrCAC: distrib.6raters, the first fifteen of Fleiss' patients.
    # With equal numbers of labels 1 - alpha is (1 - kappa) (N - 1) / N, and so are their errors: N is 90.
    [("ac1", 0.4448007, 0.08418757), ("fleiss", 0.4139265, 0.08119291), ("alpha", 0.4204384, 0.08119291 * 89 / 90)],
)
def test_coefficients_and_standard_errors_of_gwets_six_raters(name: str, estimate: float, error: float) -> None:
    found = agreement(psychiatrists(15)).figure(name)

    assert found.estimate == pytest.approx(estimate, abs=5e-8)
    assert found.se == pytest.approx(error, rel=1e-6)


@pytest.mark.parametrize(
    ("name", "estimate", "error"),
    # The same, cont3x3abstractors; its errors for tables of two raters divide by n, ours by n - 1.
    [
        ("agreement", 0.89, 0.03128898),
        ("ac1", 0.8493305, 0.04321747),
        ("fleiss", 0.7962397, 0.05905473),
        ("alpha", 0.7972585, 0.05905473),
    ],
)
def test_coefficients_and_standard_errors_of_gwets_two_abstractors(name: str, estimate: float, error: float) -> None:
    found = agreement(of_pairs(ABSTRACTORS)).figure(name)

    assert found.estimate == pytest.approx(estimate, abs=5e-8)
    assert found.se == pytest.approx(error * np.sqrt(100 / 99), rel=6e-3)


def test_cohens_kappa_of_gwets_two_abstractors() -> None:
    (pair,) = judge_pairs(of_pairs(ABSTRACTORS)).pairs  # irrCAC: 0.7964094, standard error 0.05891072

    assert pair.cohen.estimate == pytest.approx(0.7964094, abs=5e-8)
    assert pair.cohen.se == pytest.approx(0.05891072 * np.sqrt(100 / 99), rel=1e-6)
    assert (pair.first, pair.second, pair.items) == ("first", "second", 100)


def test_items_with_one_label_add_no_noise_of_their_own_to_ac1() -> None:
    # The handbook's error, 0.14295 (irrCAC, cac.raw4raters), adds g (n/m_i - 1) to each item's influence; see the page.
    found = agreement(observers()).figure("ac1")

    assert found.estimate == pytest.approx(0.77544, abs=5e-6)
    assert found.se == pytest.approx(0.12474, abs=5e-6)


def test_the_standard_errors_are_what_repeating_the_study_shows() -> None:
    random = np.random.default_rng(4)
    studies = [agreement(_with_gaps(simulated(random, 150, 3, [0.7, 0.2, 0.1], 0.15), random)) for _ in range(200)]
    values = np.array([[one.estimate for one in study.coefficients] for study in studies], dtype=float)
    errors = np.array([[one.se for one in study.coefficients] for study in studies], dtype=float)

    assert errors.mean(axis=0).tolist() == pytest.approx(values.std(axis=0).tolist(), rel=0.15)


def _with_gaps(labels: Any, random: np.random.Generator) -> Any:
    """About a third of the labels gone, so that many items have one."""
    return labels.only(random.random(labels.size) < 0.65)


@pytest.mark.parametrize("scale", ["nominal", "ordinal", "interval"])
def test_bootstrap_and_formula_agree_where_there_are_many_items(scale: str) -> None:
    labels = simulated(np.random.default_rng(5), 3000, 4, [0.6, 0.25, 0.15], 0.2)
    drawn = agreement(labels, scale=scale, interval="bootstrap").coefficients
    formula = agreement(labels, scale=scale).coefficients

    ends = [(one.low, one.high) for one in drawn]
    assert ends == [pytest.approx((one.low, one.high), abs=0.004) for one in formula]


def test_a_bootstrap_is_the_same_each_time_and_in_any_order_of_rows() -> None:
    table = psychiatrists()
    turned = {name: values[::-1] for name, values in table.items()}

    assert (
        agreement(table, interval="bootstrap").coefficients
        == agreement(turned, interval="bootstrap").coefficients
        != agreement(table, interval="bootstrap", seed=2).coefficients
    )


def test_ordinal_agreement_forgives_neighbours() -> None:
    near = agreement(of_pairs({"11": 20, "22": 20, "33": 20, "12": 5, "23": 5}), scale="ordinal")
    far = agreement(of_pairs({"11": 20, "22": 20, "33": 20, "13": 10}), scale="ordinal")

    assert [one.name for one in near.coefficients] == ["agreement", "alpha", "ac2", "fleiss"]
    assert [a.estimate > b.estimate for a, b in zip(near.coefficients, far.coefficients, strict=True)] == [True] * 4


def test_the_paradox_of_prevalence_is_explained() -> None:
    found = agreement(of_pairs({"NN": 180, "NV": 9, "VN": 9, "VV": 2}))
    (note,) = found.explanation

    assert found.figure("alpha").estimate == pytest.approx(0.136, abs=0.001)
    assert found.figure("ac1").estimate == pytest.approx(0.899, abs=0.001)
    assert note.text.startswith(
        "two judges agree in 91.0% of cases, yet alpha is only 0.14: 94.5% of all labels are 'N'"
    )
    assert note.text.endswith("Where one judge says 'V', the commonest of the other labels, a second says so in 18.2%")
    assert note.text in repr(found)


def test_labels_that_are_balanced_need_no_explanation() -> None:
    assert agreement(of_pairs({"NN": 50, "NV": 9, "VN": 9, "VV": 50})).explanation == ()


def test_figures_without_meaning_are_none_and_say_why() -> None:
    found = agreement(of_pairs({"NN": 30}) | {}, classes=["N", "V"])
    alpha, ac1 = found.figure("alpha"), found.figure("ac1")

    assert (alpha.estimate, alpha.low, alpha.se) == (None, None, None)
    assert alpha.undefined is not None
    assert "all labels that are compared are the same" in alpha.undefined.text
    assert "undefined" in repr(alpha)
    assert ac1.estimate == 1
    assert ac1.low is not None
    assert 0.8 < ac1.low < 0.95
    assert found.explanation[0].code == "only_one_label"


def test_nothing_to_compare_is_said() -> None:
    found = agreement({"item": [1, 2, 3], "judge": ["a", "b", "c"], "label": ["x", "y", "x"]})

    assert [one.undefined.text for one in found.coefficients if one.undefined] == [
        "no item has two labels, so there is nothing to compare"
    ] * 4


def test_items_with_one_label_make_no_figure_surer() -> None:
    few = of_pairs({"NN": 5, "VV": 5})
    more = {name: values + few[name][:1] * 500 for name, values in few.items()}
    more["item"][20:] = list(range(100, 600))
    found, with_singles = agreement(few).figure("ac1"), agreement(more).figure("ac1")

    assert found.n == with_singles.n == 10
    assert with_singles.low is not None
    assert with_singles.low < 0.7


def test_one_item_has_no_interval() -> None:
    found = agreement({"item": [1, 1, 2], "judge": ["a", "b", "a"], "label": ["x", "y", "x"]}).figure("agreement")

    assert (found.estimate, found.low, found.method) == (0, None, "none")
    assert "one item" in found.warnings[0].text


def test_what_was_left_out_is_said() -> None:
    table = observers()
    table["item"] += [0, 99]
    table["judge"] += ["observer 0", "observer 1"]
    table["label"] += ["1", "1"]

    found = agreement(table, repeats="last")

    assert [note.code for note in found.warnings] == [
        "missing_labels",
        "repeated_labels",
        "single_labels",
        "few_others",
    ]


def test_each_label_stands_against_all_others() -> None:
    found = agreement(of_pairs(ABSTRACTORS))
    ectopic, aiu = found.by_label[1], found.by_label[0]

    assert [part.value for part in found.by_label] == ["A", "E", "N"]
    assert ectopic.figure("alpha").estimate == 1
    assert aiu.share == pytest.approx(51 / 200)
    assert aiu.figure("specific").estimate == pytest.approx(40 / 51)


def test_slices_compare_labels_of_the_same_slice_only() -> None:
    table = of_pairs({"NN": 20, "NV": 5, "VV": 10})
    table["lang"] = ["zh"] * 50 + ["en"] * 20
    found = agreement(table, by=["lang"])

    assert [(part.by, part.value, part.labels) for part in found.slices] == [("lang", "en", 20), ("lang", "zh", 50)]
    assert found.slices[0].figure("alpha").undefined is not None
    assert found.slices[1].figure("agreement").estimate == pytest.approx(0.8)


def test_rows_without_a_slice_come_last() -> None:
    table = of_pairs({"NN": 20, "VV": 10})
    table["lang"] = [None] * 20 + ["en"] * 40

    assert [part.value for part in agreement(table, by=["lang"]).slices] == ["en", ""]


@pytest.mark.parametrize(
    ("rule", "agreed"),
    [("primary", 2 / 3), ("exact", 1 / 3), ("any", 1), ("clause", 1)],
)
def test_several_labels_are_compared_by_the_rule(rule: str, agreed: float) -> None:
    table = {
        "item": [1, 1, 2, 2, 3, 3],
        "judge": ["a", "b"] * 3,
        "label": ["HT.1", "HT.1", "none", "none", "SP.1", "HT.2"],
        "labels": [["HT.1", "SP.1"], ["HT.1"], None, None, ["SP.1", "HT.2"], ["HT.2"]],
    }
    found = agreement(table, rule=rule)

    assert found.rule == rule
    assert found.figure("agreement").estimate == pytest.approx(agreed)


def test_each_clause_of_several_labels_has_its_figures() -> None:
    table = {"item": [1, 1, 2, 2], "judge": ["a", "b"] * 2, "labels": ["HT.1;SP.1", "HT.1", '["none"]', "none"]}
    found = agreement(table, rule="clause")
    parts = {part.value: part for part in found.by_label}

    assert list(parts) == ["HT.1", "SP.1", "none"]
    assert parts["HT.1"].figure("alpha").estimate == 1
    assert parts["SP.1"].figure("specific").estimate == 0
    assert "another label than 'none'" in found.warnings[0].text


@pytest.mark.parametrize(("depth", "agreed"), [(1, 1), (2, 0.5), (3, 0), (None, 0)])
def test_a_depth_cuts_codes_of_the_clause_tree(depth: int | None, agreed: float) -> None:
    table = {"item": [1, 1, 2, 2], "judge": ["a", "b"] * 2, "label": ["HT.2.1", "HT.2.2", "SP.1.1", "SP.2.1"]}

    assert agreement(table, depth=depth).figure("agreement").estimate == agreed


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"scale": "ratio"}, "scale is 'ratio'"),
        ({"scale": "interval"}, "no whole numbers"),
        ({"scale": "ordinal"}, "no order of their own"),
        ({"rule": "some"}, "rule is 'some'"),
        ({"rule": "any"}, "no column of several labels"),
        ({"interval": "wald"}, "interval is 'wald'"),
        ({"interval": "bootstrap", "replicates": 5}, "replicates is 5"),
        ({"level": 95}, "95"),
        ({"depth": 0}, "depth is 0"),
    ],
)
def test_a_wish_that_cannot_be_met_is_told(options: dict[str, Any], told: str) -> None:
    with pytest.raises(RequestError) as refused:
        agreement(of_pairs(ABSTRACTORS), **options)

    assert told in str(refused.value)


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ({"item": [1, 2], "judge": ["a", "a"], "label": ["x", "y"]}, "names only one judge, 'a'"),
        ({"item": [1, 1], "judge": ["a", "b"], "label": ["x", "x"]}, "holds only one label, 'x'"),
    ],
)
def test_one_judge_or_one_label_is_refused(table: dict[str, Any], told: str) -> None:
    with pytest.raises(RequestError, match=told):
        agreement(table)


def test_a_difference_between_slices_puts_both_intervals_together() -> None:
    table = of_pairs({"NN": 40, "VV": 40, "NV": 10} | {}) | {}
    table["lang"] = (["zh"] * 20 + ["en"] * 60) * 2 + ["zh"] * 20
    first, second = agreement(table, by=["lang"]).slices
    found = agreement_difference(first, second, "agreement")

    assert found.estimate is not None
    assert found.low is not None
    assert found.high is not None
    assert found.estimate == pytest.approx(second.figure("agreement").estimate - first.figure("agreement").estimate)
    assert found.low < found.estimate < found.high
    assert not found.paired


def test_a_change_is_paired_by_item() -> None:
    random = np.random.default_rng(6)
    labels = simulated(random, 400, 6, [0.5, 0.3, 0.2], 0.2)
    before, after = labels.only(labels.judge < 3), labels.only(labels.judge >= 3)
    found = agreement_change(before, after, "alpha")
    nothing = agreement_change(before, before, "alpha")
    one, other = agreement(before).figure("alpha"), agreement(after).figure("alpha")

    assert found.estimate == pytest.approx(other.estimate - one.estimate)
    assert (found.paired, found.n) == (True, 400)
    assert found.correlation is not None
    assert (nothing.low, nothing.estimate, nothing.high) == pytest.approx((0, 0, 0), abs=0.002)


def test_a_change_needs_common_items_and_the_same_classes() -> None:
    first = read_labels(of_pairs({"NN": 5, "VV": 5}))
    other_items = of_pairs({"NN": 5, "VV": 5})
    other_items["item"] = [f"x{item}" for item in other_items["item"]]

    with pytest.raises(RequestError, match="No item was labelled both before and after"):
        agreement_change(first, read_labels(other_items))
    with pytest.raises(RequestError, match="The classes differ"):
        agreement_change(first, read_labels(of_pairs({"NN": 5, "XX": 5})))
    with pytest.raises(RequestError, match="no figure 'beta'"):
        agreement_change(first, first, "beta")


def test_pairs_with_few_common_items_are_counted_and_left_out() -> None:
    labels = simulated(np.random.default_rng(7), 30, 4, [0.5, 0.5], 0.2)
    few = labels.only((labels.judge < 3) | (labels.item < 5))
    found = judge_pairs(few, least=20)

    assert [(pair.first, pair.second, pair.items) for pair in found.pairs] == [
        ("0", "1", 30),
        ("0", "2", 30),
        ("1", "2", 30),
    ]
    assert found.left_out == 3


def test_a_pair_that_knows_one_label_only_has_no_kappa() -> None:
    (pair,) = judge_pairs(of_pairs({"NN": 30}), classes=["N", "V"]).pairs

    assert pair.cohen.estimate is None
    assert pair.cohen.undefined is not None
    assert pair.agreement.estimate == 1


def test_repeatability_is_the_agreement_of_judges_with_themselves() -> None:
    table = {
        "item": [1, 1, 2, 2, 3, 3, 1, 1, 4],
        "judge": ["a"] * 6 + ["b"] * 3,
        "label": list("xxyyxyxxy"),
    }
    found = repeatability(table)

    assert (found.repeated, found.judges) == (4, 2)
    assert found.figure("agreement").estimate == pytest.approx(3 / 4)
    assert [part.value for part in found.by_judge] == ["a", "b"]
    assert found.by_judge[0].figure("agreement").estimate == pytest.approx(2 / 3)


def test_repeatability_needs_items_that_came_back() -> None:
    with pytest.raises(RequestError, match="No judge labelled an item more than once"):
        repeatability(read_labels(of_pairs(ABSTRACTORS), repeats=Repeats.KEEP))


def test_labels_that_were_read_before_may_be_used_again() -> None:
    table = of_pairs(ABSTRACTORS)
    table["lang"] = ["zh", "zh", "en", "en"] * 50
    labels = read_labels(table, classes=["N", "A", "E"], by=["lang"])

    assert agreement(labels, by=["lang"], scale="ordinal") == agreement(
        table, classes=["N", "A", "E"], by=["lang"], scale="ordinal"
    )
    with pytest.raises(RequestError, match="'market' was not read"):
        agreement(labels, by=["market"])


def test_a_result_gives_values_a_table_and_a_picture() -> None:
    found = agreement(of_pairs(ABSTRACTORS | {"<N": 1}))
    values, frame, picture = found.to_dict(), found.to_frame(), found.chart()

    assert values["scale"] == "nominal"
    assert frame.num_rows == 4 + 4 * 5
    assert frame.column("estimate")[1].as_py() == found.figure("alpha").estimate
    assert picture.startswith("<svg ")
    assert "Krippendorff" in picture
    assert "style=" not in picture
    assert "&lt;" in found.by_label[0].to_frame().to_pylist()[0]["value"].replace("<", "&lt;")


def test_many_labels_on_few_items_cost_no_table_of_items_by_judges() -> None:
    table = of_counts([[300, 200, 100], [100, 400, 50], [10, 10, 10]])
    found = agreement(table, interval="bootstrap", replicates=200)

    assert found.pairable_items == 3
    assert found.figure("alpha").low is not None

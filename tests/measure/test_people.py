"""People compared fairly: what intervals and chances promise, who is flagged, and when nobody is."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.integrate import quad
from scipy.special import expit
from scipy.stats import beta, betabinom, binom

from evenhand.facts.errors import RequestError
from evenhand.measure import Question, Ranking, ranking
from evenhand.measure.people.naming import name
from evenhand.measure.people.posterior import Posterior, person_posterior
from evenhand.measure.people.spread import people_spread
from evenhand.measure.people.worst import among_worst

Floats = NDArray[np.float64]
SHAPE = (3.75, 71.25)  # mean 5 %, standard deviation 2.5 points
# Tumours among control rats in 71 experiments: Tarone, Biometrics 38 (1982) 215-220.
RATS = (
    "0 " * 14
    + "1 " * 8
    + "2 " * 9
    + "1 5 2 5 3 2 7 7 3 3 2 9 10"
    + " 4" * 7
    + " 10 4 4 4 5 11 12 5 5 6 5 6 6 6 6 16 15 15 9 4"
)
OF = (
    "20 " * 7
    + "19 " * 4
    + "18 18 17 20 20 20 20 19 19 18 18 25 24 23 20 20 20 20 20 20 10 49 19 46 27 17 49 47 20 20 13 48 50"
    + " 20" * 7
    + " 48 19 19 19 22 46 49 20 20 23 19 22 20 20 20 52 46 47 24 14"
)


def counted(events: object, n: object, **asked: object) -> Ranking:
    size = len(np.asarray(n))
    return ranking({"judge": [f"p{k:03}" for k in range(size)], "events": events, "n": n}, **asked)  # type: ignore[arg-type]


def simple(a: Floats, b: Floats) -> Posterior:
    """One beta distribution per person."""
    mean, size = a / (a + b), a + b
    return Posterior(mean, size, mean[:, None], size[:, None], np.ones(1))


def simulated(seed: int, people: int, n: int) -> tuple[Floats, Ranking]:
    rng = np.random.default_rng(seed)
    rates = rng.beta(*SHAPE, people)
    return rates, counted(rng.binomial(n, rates), np.full(people, n))


def rats() -> tuple[Floats, Floats]:
    return np.array(RATS.split(), dtype=float), np.array(OF.split(), dtype=float)


def test_the_spread_of_published_rates_is_found_again() -> None:
    events, n = rats()
    found = people_spread(events, n)
    size = float(found.weight.sum(axis=0) @ found.size)

    assert (n.size, events.sum(), n.sum()) == (71, 267, 1739)
    assert found.overall == pytest.approx(2.4 / (2.4 + 14.3), abs=0.003)  # Gelman et al., Bayesian Data Analysis, 5.3
    assert 12 < size < 2.4 + 14.3  # their prior rises less with the spread


def test_the_spread_is_that_of_the_likelihood_summed_without_narrowing() -> None:
    events, n = rats()
    logits, roots = np.linspace(-2.6, -1.0, 81), np.linspace(0.001, 0.6, 150)
    mean, size = expit(logits)[:, None, None], (roots**-2 - 1)[None, :, None]
    height = betabinom.logpmf(events, n, mean * size, (1 - mean) * size).sum(axis=2)
    weight = np.exp(height - height.max()) * (mean * (1 - mean))[:, :, 0] * roots
    sd = np.sqrt(mean * (1 - mean) / (size + 1))[:, :, 0]
    found = people_spread(events, n)

    assert found.overall == pytest.approx(float((weight * mean[:, :, 0]).sum() / weight.sum()), abs=1e-4)
    assert (found.weight * found.sd).sum() == pytest.approx((weight * sd).sum() / weight.sum(), abs=2e-4)


def test_a_posterior_is_the_mixture_over_the_spreads() -> None:
    events, n = rats()
    spread = people_spread(events, n)
    a = spread.mean[:, None] * spread.size + events[40]
    b = (1 - spread.mean)[:, None] * spread.size + n[40] - events[40]
    found = person_posterior(events, n, spread)

    assert found.mean[40] == pytest.approx((spread.weight * beta.mean(a, b)).sum(), abs=1e-9)
    variance = (spread.weight * (beta.var(a, b) + (beta.mean(a, b) - found.mean[40]) ** 2)).sum()
    assert beta.var(found.a[40], found.b[40]) == pytest.approx(variance)
    for chance in (0.025, 0.5, 0.975):
        assert (spread.weight * beta.cdf(found.quantile(chance)[40], a, b)).sum() == pytest.approx(chance, abs=2e-3)


@pytest.mark.parametrize("n", [20, 100, 400])
def test_intervals_hold_the_true_rates_averaged_over_people(n: int) -> None:
    held = []
    for seed in range(12):
        rates, found = simulated(seed, 100, n)
        held += [person.low <= rate <= person.high for person, rate in zip(found.people, rates, strict=True)]
    assert 0.92 <= np.mean(held) <= 0.98


def test_of_people_with_a_chance_of_p_to_be_among_the_worst_p_are() -> None:
    chance, true = [], []
    for seed in range(10):
        rates, found = simulated(seed, 150, 200)
        chance += [person.among_worst for person in found.people]
        true += (rates > np.sort(rates)[-16]).tolist()
    told, right = np.array(chance, dtype=float), np.array(true)
    for low, high in ((0, 0.2), (0.2, 0.5), (0.5, 0.8), (0.8, 1.01)):
        inside = (told >= low) & (told < high)
        assert right[inside].mean() == pytest.approx(told[inside].mean(), abs=0.1)


@pytest.mark.parametrize(("people", "k", "n"), [(200, 20, 100), (60, 1, 300), (12, 3, 50), (80, 8, 20_000)])
def test_chances_among_the_worst_are_those_of_many_draws(people: int, k: int, n: int) -> None:
    rng = np.random.default_rng(people)
    events = rng.binomial(n, rng.beta(*SHAPE, people))
    posterior = simple(SHAPE[0] + events, SHAPE[1] + n - events)
    draws = rng.beta(posterior.a, posterior.b, (6_000, people))
    worst = np.zeros(people)
    np.add.at(worst, np.argpartition(-draws, k - 1, axis=1)[:, :k], 1 / 6_000)
    found = among_worst(posterior, k)

    assert np.abs(found.chance - worst).max() < 0.03
    assert found.chance.sum() == pytest.approx(k, rel=0.02)
    kth = np.sort(draws, axis=1)[:, -k]
    assert found.line == pytest.approx(np.median(kth), rel=0.03)
    assert (found.line_high - found.line_low) / 2 == pytest.approx(kth.std(), rel=0.25)


def test_the_worse_of_two_is_told_by_the_integral() -> None:
    a, b = np.array([8.0, 5.0]), np.array([92.0, 95.0])
    chance = quad(lambda x: beta.pdf(x, a[0], b[0]) * beta.cdf(x, a[1], b[1]), 0, 1)[0]
    assert among_worst(simple(a, b), 1).chance == pytest.approx([chance, 1 - chance], abs=0.03)


def test_twenty_audits_each_name_nobody_and_say_so() -> None:
    _, found = simulated(3, 200, 20)
    assert found.flagged == ()
    assert found.wrong_flags is None
    assert found.warnings[0].code == "people_nobody_worst"
    assert "these audits name nobody: the largest chance to be among the worst 10% is" in found.warnings[0].text
    assert str(found).endswith("Nobody is flagged.")


def test_people_who_are_alike_are_not_named_however_often_they_are_audited() -> None:
    events = np.random.default_rng(4).binomial(2_000, 0.05, 60)
    found = counted(events, np.full(60, 2_000))
    assert found.flagged == ()
    assert "people_alike" in [note.code for note in found.warnings]


def test_who_stands_out_is_flagged_for_a_conversation_with_the_chance_of_being_wrong() -> None:
    found = counted([10] * 18 + [70, 75], [300] * 20)
    assert [person.judge for person in found.flagged] == ["p018", "p019"]
    assert found.wrong_flags is not None
    assert found.wrong_flags < 0.02
    assert "2 people are flagged for a conversation and further audits as among the worst 10%" in str(found)
    assert "flagged for a conversation and further audits" in repr(found.person("p019"))
    assert found.warnings[-1].text.startswith("a flag asks for a conversation and further audits and proves nothing")


def test_a_target_asks_another_question_than_the_worst_tenth() -> None:
    found = counted([30] * 10 + [1] * 10, [300] * 20, target=0.05)
    assert found.question is Question.ABOVE_TARGET
    assert [person.judge for person in found.flagged] == [f"p{k:03}" for k in range(10)]
    assert (found.line, found.line_low, found.line_high) == (0.05, 0.05, 0.05)
    assert found.person("p000").among_worst == pytest.approx(0.2, abs=0.03)
    assert found.said == "above 5.0%"


def test_few_people_have_no_worst_tenth_but_may_have_a_target() -> None:
    events, n = [2, 3, 40], [300, 300, 300]
    worst, target = counted(events, n), counted(events, n, target=0.06)
    assert worst.warnings[0].text == (
        "3 people are too few to single out the worst 10%, which takes 10: name a target rate instead"
    )
    assert [(person.among_worst, person.further) for person in worst.people] == [(None, None)] * 3
    assert worst.line is None
    assert [person.judge for person in target.flagged] == ["p002"]


@pytest.mark.parametrize("question", [{}, {"target": 0.06}])
def test_about_a_tenth_of_many_flags_is_wrong(question: dict[str, float]) -> None:
    flags = wrong = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        rates = rng.beta(*SHAPE, 100)
        found = counted(rng.binomial(300, rates), np.full(100, 300), **question)
        line = question.get("target", np.sort(rates)[-11])
        flagged = np.array([person.flagged for person in found.people])
        flags, wrong = flags + flagged.sum(), wrong + (flagged & (rates <= line)).sum()
    assert flags >= 50
    assert wrong / flags <= 0.15


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.sampled_from([0.05, 0.1, 0.3]))
def test_flags_keep_both_promises_and_no_larger_group_would(chances: list[float], wrong: float) -> None:
    chance = np.array(chances)
    found = name(chance, wrong)
    if found.flagged.any():
        assert (1 - chance[found.flagged]).mean() == pytest.approx(found.wrong)
        assert found.wrong is not None
        assert found.wrong <= wrong + 1e-12
        assert (1 - chance[found.flagged]).max() <= min(3 * wrong, 0.5) + 1e-12
        assert chance[found.flagged].min() > chance[~found.flagged].max(initial=-1)
    else:
        assert found.wrong is None
        assert 1 - chance.max() > wrong or np.count_nonzero(chance == chance.max()) > 1


def test_nobody_is_carried_along_by_the_others() -> None:
    assert name(np.array([1.0] * 20 + [0.6]), 0.1).flagged.tolist() == [True] * 20 + [False]


def test_people_stand_by_name_or_number_and_not_by_rate() -> None:
    found = ranking({"judge": [10, 9, 1, 2] * 5, "error": [1, 0, 1, 0] * 5})
    assert [person.judge for person in found.people] == ["1", "2", "9", "10"]


@settings(max_examples=15)
@given(st.permutations(range(40)))
def test_the_order_of_rows_and_the_names_change_nothing(order: list[int]) -> None:
    judge = np.array(["ada", "ben", "chi", "dee"])[np.arange(40) % 4]
    error, lang = np.arange(40) % 7 == 0, np.arange(40) % 3
    plain = ranking({"judge": judge, "error": error, "lang": lang}, mix=["lang"], target=0.1)
    other = np.array([{"ada": "z", "ben": "y", "chi": "x", "dee": "w"}[one] for one in judge])
    moved = ranking({"judge": other[order], "error": error[order], "lang": lang[order]}, mix=["lang"], target=0.1)
    for before, after in zip(plain.people, reversed(moved.people), strict=True):
        assert (after.rate, after.low, after.expected, after.above_target, after.further) == pytest.approx(
            (before.rate, before.low, before.expected, before.above_target, before.further), rel=1e-9
        )


def test_weights_scale_out_and_unequal_ones_are_worth_fewer_audits() -> None:
    rng = np.random.default_rng(6)
    table = {"judge": np.arange(600) % 3, "error": rng.random(600) < 0.1}
    plain = ranking(table, target=0.1)
    scaled = ranking(table | {"w": np.full(600, 7.5)}, weight="w", target=0.1)
    uneven = ranking(table | {"w": 1 + 3.0 * (rng.random(600) < 0.3)}, weight="w", target=0.1)
    assert [one.rate for one in scaled.people] == pytest.approx([one.rate for one in plain.people])
    assert [one.n_effective for one in plain.people] == pytest.approx([200] * 3)
    assert all(one.n_effective < 150 for one in uneven.people)
    assert [one.audits for one in uneven.people] == [200] * 3


def test_rows_of_audits_and_their_counts_give_the_same() -> None:
    rows = ranking({"judge": list("aaaabbbbcc"), "error": [1, 0, 0, 0, 0, 0, 1, 1, 0, 0]}, target=0.2)
    counts = ranking({"judge": list("abc"), "errors": [1, 2, 0], "audits": [4, 4, 2]}, target=0.2)
    assert rows == counts


@pytest.mark.parametrize(
    "words", [(1, 0), (True, False), ("yes", "No"), ("wrong", "right"), ("错误", "正确"), (1.0, 0.0)]
)
def test_verdicts_may_be_written_as_people_write_them(words: tuple[object, object]) -> None:
    found = ranking({"judge": ["a", "a", "b", "b"], "error": [words[0], words[1], words[1], words[1]]})
    assert [person.errors for person in found.people] == [1, 0]


def test_people_without_audits_are_known_by_the_others_and_rows_without_answers_left_out() -> None:
    found = counted([5, 3, 0], [100, 100, 0], target=0.1)
    nobody = found.person("p002")
    assert (nobody.ratio, nobody.observed, nobody.n_effective) == (None, None, 0)
    assert nobody.low < 0.04 < nobody.high
    assert "people_unaudited" in [note.code for note in found.warnings]
    gaps = ranking({"judge": ["a", None, "b", "b"], "error": [1, 0, None, 0]})
    assert [(person.judge, person.audits) for person in gaps.people] == [("a", 1), ("b", 1)]
    assert [note.text for note in gaps.warnings if note.code == "people_missing"] == [
        "2 rows have no person or no outcome and are left out"
    ]


def test_nothing_wrong_at_all_is_an_answer_too() -> None:
    found = counted([0] * 20, [50] * 20)
    assert found.flagged == ()
    assert all(0 == person.observed < person.rate < 0.02 for person in found.people)
    assert all(person.errors == 0 for person in found.people)


def test_everything_wrong_is_an_answer_too() -> None:
    found = counted([50] * 20, [50] * 20)
    assert found.flagged == ()
    assert all(person.rate > 0.98 for person in found.people)


def test_the_funnel_lets_through_the_shares_it_says() -> None:
    _, found = simulated(7, 50, 300)
    funnel = found.funnel()
    (low, high), (lowest, highest) = funnel.limits
    at = int(np.argmin(np.abs(funnel.sizes - 300)))
    size = funnel.sizes[at]
    for limit, chance in ((low, 0.025), (high, 0.975), (lowest, 0.001), (highest, 0.999)):
        count = limit[at] * size
        below, above = binom.cdf(np.floor(count), size, funnel.mean), binom.cdf(np.ceil(count), size, funnel.mean)
        assert below <= chance <= above
    assert (high - low)[0] > (high - low)[-1]


def test_the_picture_names_only_the_flagged_and_escapes_them() -> None:
    names = [f"person {k}" for k in range(18)] + ['<script>"&', "eve\n\x1b"]
    found = ranking({"judge": names, "events": [10] * 18 + [70, 75], "n": [300] * 20}, target=0.1)
    picture = found.chart()
    tree = ET.fromstring(picture)  # noqa: S314  our own text
    texts = [text.text or "" for text in tree.iter("{http://www.w3.org/2000/svg}text")]
    assert '<script>"&' in texts
    assert any(text.startswith("eve") for text in texts)
    assert not any("person" in text for text in texts if not text.startswith("audits"))
    assert "<script" not in picture
    assert "nobody is flagged" in counted([0, 0], [1, 1], target=0.5).chart()


def test_the_result_gives_itself_as_rows_and_values() -> None:
    found = counted([10] * 18 + [70, 75], [300] * 20)
    assert found.to_frame().num_rows == 20
    assert found.rows()[19]["flagged"] is True
    values = found.to_dict()
    assert values["question"] == "among the worst"
    assert values["people"][0]["judge"] == "p000"  # type: ignore[index]
    assert len(found.bars()) == 20
    with pytest.raises(KeyError):
        found.person("nobody")


ROWS = {"judge": ["a", "b"], "error": [0, 1]}
COUNTS = {"judge": ["a", "b"], "events": [0, 1], "n": [5, 5]}


@pytest.mark.parametrize(
    ("table", "asked", "said"),
    [
        ({"judge": [], "error": []}, {}, "The table has no rows"),
        ({"judge": [None, ""], "error": [1, 0]}, {}, "No row has both a person in 'judge' and an audit in 'error'"),
        ({"judge": ["a", "b"], "error": [None, None]}, {}, "No row has both"),
        ({"judge": ["a", "a"], "error": [0, 1]}, {}, "names only one person, 'a'"),
        ({"judge": ["a", "b"]}, {}, "known for the verdict of the audit. Name it as error, or the counts"),
        ({"error": [1, 0]}, {}, "known for the person who judged. Name it as judge"),
        (ROWS | {"error": [0, 5]}, {}, "'error' holds '5', which is no verdict. Write 1 for an error"),
        (ROWS | {"error": [0.5, 1]}, {}, "'error' holds decimals, such as 0.5"),
        (ROWS | {"error": ["x", 1]}, {}, "'error' mixes types"),
        (ROWS, {"error": "eror"}, "has no column 'eror'. Did you mean 'error'"),
        (ROWS, {"error": "error", "n": "n"}, "error is 'error' beside events or n"),
        (ROWS, {"mix": ["queue"]}, "has no column 'queue'"),
        (ROWS, {"judge": "who"}, "has no column 'who'"),
        (COUNTS | {"events": [0, 6]}, {}, "'events' holds 6 in row 2. There cannot be more errors than audits"),
        (COUNTS | {"events": [0, -1]}, {}, "'events' holds -1 in row 2. Give whole counts"),
        (COUNTS | {"n": [5, 1.5]}, {}, "'n' holds 1.5 in row 2"),
        (COUNTS | {"n": [float("inf"), 5]}, {}, "'n' holds inf in row 1"),
        (COUNTS | {"n": [0, 0], "events": [0, 0]}, {}, "No row has both"),
        (COUNTS, {"events": "events", "n": "m"}, "has no column 'm'"),
        (ROWS | {"w": [1, 0]}, {"weight": "w"}, "'w' holds 0 in row 2. Give weights above 0"),
        (ROWS | {"w": [None, 1]}, {"weight": "w"}, "'w' holds nan in row 1"),
        (ROWS | {"s": [float("inf"), 1]}, {"score": "s"}, "'s' holds inf in row 1. Give finite scores"),
        (ROWS | {"s": ["high", "low"]}, {"score": "s"}, "'s' holds text that is no number"),
        (ROWS, {"bins": 1}, "bins is 1"),
        (ROWS, {"target": 5}, "target is 5. Give a share between 0 and 1: write 5 % as 0.05"),
        (ROWS, {"target": float("nan")}, "target is nan"),
        (ROWS, {"worst": 10}, "worst is 10"),
        (ROWS, {"worst": 0.9}, "worst is 0.9. Give a share up to 0.5"),
        (ROWS, {"wrong": 0}, "wrong is 0"),
        (ROWS, {"level": 95}, "level is 95"),
    ],
)
def test_what_cannot_be_compared_is_refused(table: dict[str, object], asked: dict[str, object], said: str) -> None:
    with pytest.raises(RequestError, match=said):
        ranking(table, **asked)  # type: ignore[arg-type]


def test_a_name_stands_at_the_height_of_its_own_point_or_not_at_all() -> None:
    events, n = [30, 31, 32, 33, 34, 30, 3, 2, 4, 3], [200, 203, 206, 209, 212, 400, 200, 200, 200, 200]
    tree = ET.fromstring(counted(events, n, target=0.05).chart())  # noqa: S314  our own text
    points = {
        float(one.get("cy", "")) for one in tree.iter("{http://www.w3.org/2000/svg}circle") if one.get("r") == "5"
    }
    texts = tree.iter("{http://www.w3.org/2000/svg}text")
    names = [float(one.get("y", "")) - 4 for one in texts if (one.text or "").startswith("p0")]

    assert 1 <= len(names) < 6
    assert set(names) <= points

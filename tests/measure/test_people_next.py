"""Whom to audit next: fewer audits for the same flags, known chances, and figures about everybody that stay right."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.special import betainc
from scipy.stats import beta

from evenhand.facts.errors import RequestError
from evenhand.measure import Ranking, next_audits, ranking, share
from evenhand.measure.people.further import Standing, audits_until_decided, worth_of_an_audit

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
SHAPE = (3.75, 71.25)  # mean 5 %, standard deviation 2.5 points


def compared(events: Counts, n: Counts, **asked: float) -> Ranking:
    return ranking({"judge": [f"p{k:03}" for k in range(n.size)], "events": events, "n": n}, **asked)  # type: ignore[arg-type]


def middling(people: int = 20, audits: int = 60, seed: int = 1) -> Ranking:
    rng = np.random.default_rng(seed)
    return compared(rng.binomial(audits, rng.beta(*SHAPE, people)), np.full(people, audits))


def flags(rates: Floats, events: Counts, n: Counts) -> tuple[int, int, int]:
    """How many are flagged, wrongly, and of the worst tenth."""
    worst = rates > np.sort(rates)[-rates.size // 10 - 1]
    flagged = np.array([person.flagged for person in compared(events, n).people])
    return int(flagged.sum()), int((flagged & ~worst).sum()), int((flagged & worst).sum())


def test_by_worth_six_tenths_of_the_audits_catch_more_than_an_even_round() -> None:
    """The short form of benchmarks/people.py: 33,000 audits beside 55,000, 200 people."""
    by_worth, evenly = np.zeros(3), np.zeros(3)
    for seed in range(3):
        rng = np.random.default_rng(seed)
        rates = rng.beta(*SHAPE, 200)
        n = np.full(200, 30)
        events = rng.binomial(n, rates)
        for number in range(9):
            found = next_audits(compared(events, n), 3_000, seed=number)
            more = np.array([one.audits for one in found.people])
            n, events = n + more, events + rng.binomial(more, rates)
        by_worth += flags(rates, events, n)
        evenly += flags(rates, rng.binomial(275, rates), np.full(200, 275))
    assert by_worth[2] / (3 * 20) >= 0.45
    assert by_worth[1] / by_worth[0] <= 0.15
    assert by_worth[2] > 1.3 * evenly[2]


def test_weighted_figures_about_everybody_stay_right_and_plain_ones_do_not() -> None:
    rates = np.array([0.03] * 14 + [0.05, 0.08, 0.1, 0.15, 0.2, 0.25])
    volume = np.linspace(300, 2_000, 20).astype(int)
    names = [f"p{k:03}" for k in range(20)]
    true = float((volume * rates).sum() / volume.sum())
    plain, weighted, held = [], [], []
    for seed in range(50):
        rng = np.random.default_rng(seed)
        n = np.full(20, 15)
        events = rng.binomial(n, rates)
        weight, wrong = [np.repeat(20 * volume / volume.sum(), n)], [(np.arange(15) < events[:, None]).ravel()]
        for number in range(3):
            found = next_audits(
                compared(events, n), 200, volume=dict(zip(names, volume.tolist(), strict=True)), seed=3 * seed + number
            )
            more = np.array([one.audits for one in found.people])
            seen = rng.binomial(more, rates)
            weight.append(np.repeat([one.weight for one in found.people], more))
            wrong.append(np.concatenate([np.arange(a) < e for a, e in zip(more, seen, strict=True)]))
            n, events = n + more, events + seen
        w, y = np.concatenate(weight), np.concatenate(wrong)
        plain.append(y.mean())
        weighted.append((w * y).sum() / y.size)
        one = share(
            metric="errors",
            numerator=y,
            denominator=np.ones(y.size),
            stratum=np.zeros(y.size, dtype=int),
            weight=w,
            population_by_stratum=[volume.sum()],
            with_replacement=True,
        )
        held.append((one.low or 0) <= true <= (one.high or 0))
    error = np.std(weighted) / np.sqrt(50)
    assert np.mean(weighted) == pytest.approx(true, abs=3 * error)
    assert np.mean(plain) > true + 0.02
    assert np.mean(held) >= 0.87


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 900), st.floats(0.05, 1), st.integers(0, 9), st.booleans())
def test_a_round_adds_up_keeps_the_floor_and_tells_its_chances(
    audits: int, floor: float, seed: int, with_volume: bool
) -> None:
    found = MIDDLING
    volume = {person.judge: 5 * k for k, person in enumerate(found.people)} if with_volume else None
    given_ = next_audits(found, audits, floor=floor, seed=seed, volume=volume)
    size = np.array([5 * k for k in range(20)] if with_volume else [1] * 20)
    expected = np.array([one.expected for one in given_.people])
    drawn = np.array([one.audits for one in given_.people])
    held = expected > 0
    weight = np.array([one.weight for one in given_.people], dtype=float)

    assert drawn.sum() == audits == pytest.approx(expected.sum())
    assert (np.abs(drawn - expected) < 1).all()
    assert (expected >= audits * floor * size / size.sum() - 1e-6).all()
    assert (weight[held] <= given_.bound + 1e-6).all()
    assert (weight[held] * expected[held]).sum() == pytest.approx(audits)
    assert weight[held] * expected[held] == pytest.approx(audits * size[held] / size.sum())
    if with_volume:
        assert (drawn <= size).all()
        assert [one.inclusion for one in given_.people[1:]] == pytest.approx(expected[1:] / size[1:])


MIDDLING = middling()


def test_rounding_by_chance_keeps_the_mean() -> None:
    drawn = np.array([[one.audits for one in next_audits(MIDDLING, 30, seed=seed).people] for seed in range(400)])
    expected = np.array([one.expected for one in next_audits(MIDDLING, 30).people])
    assert drawn.mean(axis=0) == pytest.approx(expected, abs=0.1)


def test_audits_go_where_something_is_open_and_not_where_all_is_clear() -> None:
    found = compared(np.array([2] * 17 + [40, 18, 19]), np.array([400] * 17 + [400, 200, 200]))
    given_ = next_audits(found, 1_000)
    clear, open_ = given_.person("p000"), given_.person("p018")
    assert open_.audits > 5 * clear.audits
    assert open_.weight is not None
    assert clear.weight is not None
    assert open_.weight < clear.weight
    assert "from" in str(given_)


def test_where_there_is_no_line_to_decide_about_the_round_is_even() -> None:
    given_ = next_audits(compared(np.array([1, 9, 3]), np.array([50, 50, 50])), 30)
    assert [one.audits for one in given_.people] == [10, 10, 10]
    assert [note.code for note in given_.warnings] == ["people_next_weights", "people_next_even"]


def test_a_round_as_large_as_all_decisions_takes_all() -> None:
    volume = {person.judge: 3 for person in MIDDLING.people}
    assert {one.audits for one in next_audits(MIDDLING, 60, volume=volume).people} == {3}


def test_somebody_without_decisions_is_given_no_audit_and_no_weight() -> None:
    given_ = next_audits(MIDDLING, 50, volume={person.judge: 100 for person in MIDDLING.people} | {"p007": 0})
    assert (given_.person("p007").audits, given_.person("p007").weight) == (0, None)


@pytest.mark.parametrize(("events", "n"), [(12, 150), (6, 60), (24, 400), (3, 80)])
def test_so_many_further_audits_decide_in_half_of_the_cases(events: int, n: int) -> None:
    a, b = SHAPE[0] + events, SHAPE[1] + n - events
    chance = np.array([1 - betainc(a, b, 0.06)])
    further = int(audits_until_decided(Standing(chance, np.array([a + b]), 0.0), 0.1)[0])
    rng = np.random.default_rng(events)
    rates = beta.rvs(a, b, size=4_000, random_state=rng)
    seen = rng.binomial(further, rates)
    after = 1 - betainc(a + seen, b + further - seen, 0.06)
    decided = ((after >= 0.9) | (after <= 0.1)).mean()
    assert further > 0
    assert 0.42 <= decided <= 0.6


def test_the_worth_of_audits_is_the_loss_that_they_are_expected_to_save() -> None:
    a, b = SHAPE[0] + 9, SHAPE[1] + 91
    size = a + b
    chance = 1 - betainc(a, b, 0.08)
    rng = np.random.default_rng(1)
    best = 0.0
    for times in 2.0 ** np.arange(-3, 5):
        further = round(times * size)
        seen = rng.binomial(further, beta.rvs(a, b, size=40_000, random_state=rng))
        after = 1 - betainc(a + seen, b + further - seen, 0.08)
        lost = min(chance, 7 / 3 * (1 - chance)) - np.minimum(after, 7 / 3 * (1 - after)).mean()
        best = max(best, lost / further)
    found = worth_of_an_audit(Standing(np.array([chance]), np.array([size]), 0.0), 0.1)[0]
    assert found == pytest.approx(best, rel=0.15)


def test_who_is_decided_needs_no_further_audits_and_who_is_on_the_line_many() -> None:
    found = compared(np.array([2] * 18 + [40, 45]), np.full(20, 300), target=0.06)
    assert found.person("p019").further == 0
    assert found.person("p000").further == 0
    on_the_line = compared(np.array([2] * 18 + [18, 45]), np.full(20, 300), target=0.06).person("p018").further
    assert on_the_line is not None
    assert on_the_line > 300


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"audits": 0}, "audits is 0. Give the number of audits"),
        ({"audits": 2.5}, "audits is 2.5"),
        ({"audits": 10, "floor": 0}, "floor is 0. Give the share spread evenly"),
        ({"audits": 10, "floor": 20}, "floor is 20"),
        ({"audits": 10, "volume": {"p000": 5}}, "volume lacks 'p001'"),
        ({"audits": 10, "volume": {f"p{k:03}": 5 for k in range(21)}}, "volume names 'p020', who is not in"),
        ({"audits": 10, "volume": {f"p{k:03}": 5 - 9 * (k == 3) for k in range(20)}}, "volume is -4 for 'p003'"),
        ({"audits": 10, "volume": {f"p{k:03}": 0 for k in range(20)}}, "volume is 0 for 'p000'"),
        ({"audits": 101, "volume": {f"p{k:03}": 5 for k in range(20)}}, "audits is 101, and the people have 100"),
    ],
)
def test_a_round_that_cannot_be_is_refused(asked: dict[str, object], said: str) -> None:
    with pytest.raises(RequestError, match=said):
        next_audits(MIDDLING, **asked)  # type: ignore[arg-type]


def test_a_round_gives_itself_as_rows_values_and_a_picture() -> None:
    given_ = next_audits(MIDDLING, 100)
    assert given_.to_frame().num_rows == 20
    assert given_.to_dict()["people"][0] == given_.rows()[0]  # type: ignore[index]
    assert "p000" in given_.chart()

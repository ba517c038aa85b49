"""A draw is a function of frame, sizes and seed: checked by hand, over many seeds, and against the layout of files."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from facts_cast import START, judgement
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from evenhand.facts import compact
from evenhand.facts.draw import Counted, Frame, count, smallest, systematic
from evenhand.facts.engine import Settings
from evenhand.facts.population import Population
from evenhand.facts.store import Facts

Add = Callable[..., int]
Units = list[dict[str, Any]]

FRAME = Frame(Population(), strata=("market",))
SIZED = Frame(Population(), strata=("market",), score="reach")


@pytest.fixture
def operation(facts: Facts, add: Add) -> Facts:
    """40 decisions of MY and 10 of ID; the views of an item grow with its number, and three were seen by all."""
    rows = [
        judgement(number, market="MY" if number % 5 else "ID", reach=number + (5_000 if number in (7, 8, 10) else 0))
        for number in range(50)
    ]
    add("judgements", *rows[:30])
    add("judgements", *rows[30:])
    return facts


def u(seed: int, unit: str, *, source: str = "console") -> int:
    """The first 52 bits of the MD5 of seed, source and id."""
    return int(hashlib.md5(f"{seed}\x1f{source}\x1f{unit}".encode(), usedforsecurity=False).hexdigest()[:13], 16)


def stratified(facts: Facts, sizes: dict[str, int], *, seed: int, frame: Frame = FRAME) -> Units:
    with facts.connection() as connection:
        counted = count(frame, connection)
        return smallest(frame, sizes, counted, seed=seed, connection=connection).to_pylist()


def by_size(facts: Facts, sizes: dict[str, int], *, seed: int, floor: float = 0.1, frame: Frame = SIZED) -> Units:
    with facts.connection() as connection:
        counted = count(frame, connection)
        drawn = systematic(frame, sizes, counted, uniform_floor=floor, seed=seed, connection=connection)
        return drawn.to_pylist()


def ids(units: Units) -> list[str]:
    return [unit["unit_id"] for unit in units]


def test_a_stratum_gives_its_smallest_u(operation: Facts) -> None:
    malaysian = [f"j{number}" for number in range(50) if number % 5]
    expected = sorted(malaysian, key=lambda unit: u(42, unit))[:6]
    assert ids(stratified(operation, {"MY": 6}, seed=42)) == expected


def test_the_chance_of_a_stratified_unit_is_n_of_its_stratum(operation: Facts) -> None:
    drawn = stratified(operation, {"MY": 8, "ID": 3}, seed=42)
    assert {(unit["stratum"], unit["inclusion_probability"]) for unit in drawn} == {("MY", 0.2), ("ID", 0.3)}
    assert Counter(unit["stratum"] for unit in drawn) == {"MY": 8, "ID": 3}


def test_a_systematic_draw_is_what_the_rule_gives_by_hand(facts: Facts, add: Add) -> None:
    sizes = {"j1": 1, "j2": 2, "j3": 3, "j4": 4}
    add("judgements", *(judgement(int(unit[1:]), reach=size) for unit, size in sizes.items()))
    seed, take = 11, 2
    order = sorted(sizes, key=lambda unit: u(seed, unit))
    scale = 2**40
    chances = {unit: int(take * sizes[unit] / 10 * scale) for unit in order}
    whole = sum(chances.values())
    start = int(hashlib.md5(f"{seed}\x1fstart\x1fall".encode(), usedforsecurity=False).hexdigest()[:10], 16)
    points = [(whole * start // scale + step * whole) / take for step in range(take)]
    edges = np.cumsum([0, *(chances[unit] for unit in order)])
    expected = [order[int(np.searchsorted(edges, point, side="right")) - 1] for point in points]
    drawn = by_size(facts, {"all": take}, seed=seed, floor=0, frame=Frame(Population(), score="reach"))
    assert ids(drawn) == expected
    assert {unit["unit_id"]: round(unit["inclusion_probability"], 9) for unit in drawn} == {
        unit: take * sizes[unit] / 10 for unit in expected
    }


DRAWS = [
    pytest.param(lambda facts, seed: stratified(facts, {"MY": 9, "ID": 4}, seed=seed), id="stratified"),
    pytest.param(lambda facts, seed: by_size(facts, {"MY": 9, "ID": 4}, seed=seed), id="by size"),
]
Draw = Callable[[Facts, int], Units]


@pytest.mark.parametrize("draw", DRAWS)
def test_a_draw_is_the_same_after_compaction(operation: Facts, draw: Draw) -> None:
    before = draw(operation, 3)
    compact(operation)
    assert draw(operation, 3) == before


@pytest.mark.parametrize("draw", DRAWS)
def test_a_draw_is_the_same_on_any_number_of_threads(operation: Facts, draw: Draw) -> None:
    one, two = (Facts.open(operation.home, settings=Settings(threads=threads)) for threads in (1, 2))
    assert draw(one, 3) == draw(two, 3)


@pytest.mark.parametrize("draw", DRAWS)
def test_a_draw_is_the_same_from_other_files_in_another_order(operation: Facts, tmp_path: Path, draw: Draw) -> None:
    rows = operation.query("SELECT * EXCLUDE (batch) FROM judgements ORDER BY md5(judgement_id)")
    other = Facts.open(tmp_path / "other", create=True)
    for part in (rows.slice(0, 13), rows.slice(13, 1), rows.slice(14)):
        with other.writing("test") as batch:
            batch.connection.register("part", part)
            batch.add("judgements", "part")
    assert draw(other, 3) == draw(operation, 3)


@pytest.mark.parametrize("draw", DRAWS)
def test_another_seed_draws_other_units(operation: Facts, draw: Draw) -> None:
    assert ids(draw(operation, 3)) != ids(draw(operation, 4))


@pytest.mark.parametrize("draw", DRAWS)
@pytest.mark.parametrize("seed", range(5))
def test_sizes_are_exact_and_no_unit_comes_twice(operation: Facts, draw: Draw, seed: int) -> None:
    drawn = draw(operation, seed)
    assert Counter(unit["stratum"] for unit in drawn) == {"MY": 9, "ID": 4}
    assert len(set(ids(drawn))) == 13


@pytest.mark.parametrize("seed", range(5))
def test_a_smaller_stratified_sample_lies_in_a_larger_one_of_the_same_seed(operation: Facts, seed: int) -> None:
    ten, twenty = (stratified(operation, {"MY": size}, seed=seed) for size in (10, 20))
    assert ids(twenty)[:10] == ids(ten)


def test_a_whole_stratum_is_taken_for_certain(operation: Facts) -> None:
    for drawn in (stratified(operation, {"ID": 10}, seed=1), by_size(operation, {"ID": 10}, seed=1)):
        assert sorted(ids(drawn)) == sorted(f"j{number}" for number in range(0, 50, 5))
        assert {unit["inclusion_probability"] for unit in drawn} == {1.0}


def test_a_size_of_nothing_draws_nothing(operation: Facts) -> None:
    assert stratified(operation, {"MY": 0, "ID": 2}, seed=1)[0]["stratum"] == "ID"
    assert len(by_size(operation, {"MY": 0, "ID": 2}, seed=1)) == 2


@pytest.mark.parametrize("seed", range(5))
def test_units_too_big_for_chance_are_taken_for_certain(operation: Facts, seed: int) -> None:
    drawn = by_size(operation, {"MY": 9, "ID": 4}, seed=seed)
    certain = {unit["unit_id"] for unit in drawn if unit["inclusion_probability"] == 1}
    assert certain == {"j7", "j8", "j10"}
    assert len(drawn) == 13


def test_sizes_that_are_all_nothing_give_equal_chances(facts: Facts, add: Add) -> None:
    add("judgements", *(judgement(number, reach=0) for number in range(8)))
    drawn = by_size(facts, {"all": 2}, seed=5, frame=Frame(Population(), score="reach"))
    assert [unit["inclusion_probability"] for unit in drawn] == [pytest.approx(0.25)] * 2


def test_a_size_beyond_all_measure_is_certain_and_breaks_nothing(facts: Facts, add: Add) -> None:
    add("judgements", *(judgement(number, reach=2**63 - 1 if number == 3 else number) for number in range(8)))
    drawn = by_size(facts, {"all": 2}, seed=5, frame=Frame(Population(), score="reach"))
    assert "j3" in ids(drawn)
    assert len(drawn) == 2


SEEDS = 120


@pytest.fixture
def small(facts: Facts, add: Add) -> Facts:
    """Twelve decisions with sizes from 1 to 12; the last is five times as big."""
    add("judgements", *(judgement(number, reach=60 if number == 12 else number) for number in range(1, 13)))
    return facts


def frequencies(facts: Facts, draw: Callable[[Counted, Any, int], Any], frame: Frame) -> tuple[Counter[str], Any]:
    """How often each unit was drawn over the seeds, and the chance that it was said to have."""
    drawn: Counter[str] = Counter()
    chances: dict[str, float] = {}
    with facts.connection() as connection:
        counted = count(frame, connection)
        for seed in range(SEEDS):
            units = draw(counted, connection, seed).to_pylist()
            drawn.update(ids(units))
            chances |= {unit["unit_id"]: unit["inclusion_probability"] for unit in units}
    return drawn, chances


def unlikely(drawn: Counter[str], chances: dict[str, float]) -> list[str]:
    """Units drawn so often or so rarely that their chance can hardly be what it is said to be."""
    return [unit for unit, p in chances.items() if binomtest(drawn[unit], SEEDS, min(p, 1.0)).pvalue < 0.001]


def test_every_unit_of_a_stratified_sample_comes_as_often_as_its_chance_says(small: Facts) -> None:
    frame = Frame(Population())
    drawn, chances = frequencies(
        small, lambda counted, on, seed: smallest(frame, {"all": 4}, counted, seed=seed, connection=on), frame
    )
    assert chances == {f"j{number}": pytest.approx(1 / 3) for number in range(1, 13)}
    assert unlikely(drawn, chances) == []


def test_every_unit_of_a_systematic_sample_comes_as_often_as_its_chance_says(small: Facts) -> None:
    frame = Frame(Population(), score="reach")
    drawn, chances = frequencies(
        small,
        lambda counted, on, seed: systematic(frame, {"all": 4}, counted, uniform_floor=0.2, seed=seed, connection=on),
        frame,
    )
    # j12 is certain; the other three are shared: a fifth equally among 11 units, the rest by size (their sum is 66).
    expected = {f"j{number}": 3 * (0.2 / 11 + 0.8 * number / 66) for number in range(1, 12)} | {"j12": 1.0}
    assert chances == {unit: pytest.approx(chance, rel=1e-6) for unit, chance in expected.items()}
    assert unlikely(drawn, chances) == []


@pytest.fixture(scope="module")
def thirty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to thirty decisions in three markets, with sizes that repeat."""
    store = Facts.open(tmp_path_factory.mktemp("thirty"), settings=Settings(threads=1), create=True)
    with store.writing("test") as batch:
        batch.add(
            "judgements",
            "(SELECT 'j' || range AS judgement_id, 's' AS source, 'i' AS item_id, 'x' AS label, "
            "['MY', 'ID', 'SG'][1 + (range % 3)] AS market, range % 4 AS reach FROM range(30))",
        )
    with store.connection() as connection:
        yield connection


SIZES = st.fixed_dictionaries({name: st.integers(1, 10) for name in ("MY", "ID", "SG")})


@settings(max_examples=25)
@given(sizes=SIZES, seed=st.integers(0, 2**40))
def test_any_sizes_within_the_population_come_out_exactly(
    thirty: duckdb.DuckDBPyConnection, sizes: dict[str, int], seed: int
) -> None:
    drawn = smallest(SIZED, sizes, count(SIZED, thirty), seed=seed, connection=thirty).to_pylist()
    assert Counter(unit["stratum"] for unit in drawn) == sizes


@settings(max_examples=25)
@given(sizes=SIZES, floor=st.sampled_from([0.0, 0.05, 0.1, 0.5, 1.0]), seed=st.integers(0, 2**40))
def test_any_sizes_by_score_come_out_exactly_with_chances_that_can_be(
    thirty: duckdb.DuckDBPyConnection, sizes: dict[str, int], floor: float, seed: int
) -> None:
    counted = count(SIZED, thirty)
    drawn = systematic(SIZED, sizes, counted, uniform_floor=floor, seed=seed, connection=thirty).to_pylist()
    assert Counter(unit["stratum"] for unit in drawn) == sizes
    assert all(0 < unit["inclusion_probability"] <= 1 for unit in drawn)


def test_a_frame_is_cut_by_its_filters_and_leaves_out_what_nobody_could_judge(facts: Facts, add: Add) -> None:
    add(
        "judgements",
        judgement(1, market="MY", language="ms"),
        judgement(2, market="MY", language="en"),
        judgement(3, market="MY", language="ms", label="unable"),
        judgement(4, market="MY", language="ms", setting="gold"),
        judgement(5, market="MY", language="ms", source="other"),
        judgement(6, market="MY", language="ms", judged_at=datetime(2026, 5, 1, tzinfo=UTC)),
        judgement(7, market="MY", language="ms", judged_at=None),
    )
    population = Population(
        source="console",
        since=START,
        until=START + timedelta(days=1),
        where={"language": ("ms", "zh")},
    )
    with facts.connection() as connection:
        assert count(Frame(population, strata=("market",)), connection).strata == {"MY": 1}


def test_a_frame_can_be_cut_by_what_lies_with_the_item_or_aside(facts: Facts, add: Add) -> None:
    add("judgements", *(judgement(number, attributes=f'{{"shift":"{number % 2}"}}') for number in range(4)))
    add("items", *({"item_id": f"i{n}", "source": "console", "language": "ms"} for n in range(3)))
    frame = Frame(Population(), strata=("item.language", "attributes.shift"))
    with facts.connection() as connection:
        counted = count(frame, connection)
    assert counted.strata == {"(none) / 1": 1, "ms / 0": 2, "ms / 1": 1}
    assert counted.units == 4


def test_the_digest_of_a_frame_is_that_of_its_units_in_their_strata(operation: Facts, add: Add) -> None:
    with operation.connection() as connection:
        whole = count(FRAME, connection).digest
        assert count(FRAME, connection).digest == whole
        assert count(Frame(Population()), connection).digest != whole
    add("judgements", judgement(99))
    with operation.connection() as connection:
        assert count(FRAME, connection).digest != whole

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from assess_cast import assess, decision, drawn, item, plan, sheet_of, store, unit_ids

from evenhand.assess import draw_sample, drawn_units, find_sample, preview, samples
from evenhand.facts import compact
from evenhand.facts.errors import RequestError
from evenhand.facts.store import Facts


def test_a_preview_counts_the_population_and_its_strata_and_draws_nothing(desk: Facts) -> None:
    found = preview(desk, plan(size=30, strata=["language"], minutes=4))

    assert (found.population, found.size, found.hours) == (90, 30, 2.0)
    assert [(s.name, s.population, s.size) for s in found.strata] == [("en", 60, 20), ("zh", 30, 10)]
    assert samples(desk) == ()


def test_a_preview_expects_a_shorter_interval_of_a_larger_sample(desk: Facts) -> None:
    widths = [preview(desk, plan(size=size)).half_width for size in (10, 40, 89, 90)]

    assert widths == sorted(widths, reverse=True)
    assert widths[-1] == 0


def test_a_half_width_asks_for_the_size_that_gives_it(desk: Facts) -> None:
    found = preview(desk, plan(half_width=0.05))
    smaller = preview(desk, plan(size=found.size - 20))

    assert found.half_width <= 0.05 < smaller.half_width


def test_a_period_leaves_undated_decisions_out_and_says_how_many(tmp_path: Path) -> None:
    rows = [
        decision(1, market="MY"),
        decision(2, judged_at=None, market="MY"),
        decision(3, judged_at=None, market="SG"),
    ]
    facts = store(tmp_path, rows)

    found = preview(facts, plan(population={"from": "2026-11-01", "where": {"market": ["MY"]}, "to": "2026-11-30"}))
    whole = preview(facts, plan())

    assert whole.population == 3
    assert whole.undated == 0
    assert found.undated == 1


def test_a_preview_says_when_the_population_is_smaller_than_the_size(desk: Facts) -> None:
    (note,) = preview(desk, plan(size=500)).notes

    assert "only 90 decisions" in note.text


def test_a_preview_says_when_the_floors_ask_for_more_than_the_size(desk: Facts) -> None:
    found = preview(desk, plan(size=10, strata=["language"], floor=20))

    assert found.size == 40
    assert "floors ask for 40" in found.notes[0].text


def test_an_empty_population_is_refused_with_the_sources_there_are(desk: Facts) -> None:
    with pytest.raises(RequestError, match=r"is empty.*desk \(live\)"):
        preview(desk, plan(population={"source": "dexk"}))


def test_a_population_empty_for_want_of_times_says_so(tmp_path: Path) -> None:
    facts = store(tmp_path, [decision(1, judged_at=None), decision(2, judged_at=None)])

    with pytest.raises(RequestError, match=r"2 decisions that fit otherwise carry no time"):
        preview(facts, plan(population={"from": "2026-11-01"}))


def test_decisions_that_nobody_could_make_are_not_drawn(tmp_path: Path) -> None:
    facts = store(tmp_path, [decision(1), decision(2, "unable")])

    assert unit_ids(facts, drawn(facts)) == ["d0001"]


def test_a_draw_takes_the_planned_number_of_each_stratum_with_its_chance(desk: Facts) -> None:
    sample = drawn(desk, size=30, strata=["language"])

    assert (sample.population, sample.size) == (90, 30)
    assert [(s.name, s.population, s.size) for s in sample.strata] == [("en", 60, 20), ("zh", 30, 10)]
    assert [s.inclusion_probability_min for s in sample.strata] == pytest.approx([1 / 3, 1 / 3])
    weights = desk.query("SELECT sum(weight) AS total, count(*) AS n FROM samples").to_pylist()[0]
    assert weights["n"] == 30
    assert weights["total"] == pytest.approx(90)


def test_the_same_plan_and_frame_give_the_same_sample_and_add_nothing(desk: Facts) -> None:
    first = drawn(desk, size=20, seed=4)
    entries = desk.state().entries
    again = drawn(desk, size=20, seed=4)

    assert again == first
    assert desk.state().entries == entries


def test_another_store_with_the_same_decisions_draws_the_same_units(desk: Facts, tmp_path: Path) -> None:
    rows = desk.query(
        "SELECT * EXCLUDE (version, retracted, batch) FROM judgements ORDER BY judgement_id DESC"
    ).to_pylist()
    other = store(tmp_path / "other", rows[:50])
    store(tmp_path / "other", rows[50:])

    one, two = drawn(desk, size=20, strata=["market"]), drawn(other, size=20, strata=["market"])

    assert one.sample_id == two.sample_id
    assert unit_ids(desk, one) == unit_ids(other, two)


def test_compaction_changes_neither_the_sample_nor_the_units(tmp_path: Path) -> None:
    facts = store(tmp_path, [decision(n) for n in range(50)])
    store(tmp_path, [decision(n) for n in range(50, 90)])
    before = drawn(facts, size=20, seed=1)
    units = unit_ids(facts, before)
    seeds = [unit_ids(facts, drawn(facts, size=20, seed=seed)) for seed in (2, 3)]

    compact(facts)

    assert drawn(facts, size=20, seed=1) == before
    assert unit_ids(facts, before) == units
    assert units not in seeds


def test_another_seed_is_another_sample(desk: Facts) -> None:
    one, other = drawn(desk, size=20, seed=1), drawn(desk, size=20, seed=2)

    assert one.sample_id != other.sample_id
    assert unit_ids(desk, one) != unit_ids(desk, other)


def test_new_decisions_make_another_frame_and_another_sample(desk: Facts) -> None:
    before = drawn(desk, size=20)
    store(desk.home, [decision(200)])

    after = drawn(desk, size=20)

    assert after.sample_id != before.sample_id
    assert after.frame_digest != before.frame_digest


def test_a_decision_moved_to_another_stratum_makes_another_sample(tmp_path: Path) -> None:
    facts = store(tmp_path, [decision(n, market="MY" if n < 20 else "SG") for n in range(40)])
    before = drawn(facts, size=10, strata=["market"])
    store(tmp_path, [decision(3, market="SG", version=2)])

    after = drawn(facts, size=10, strata=["market"])

    assert after.sample_id != before.sample_id
    assert [s.population for s in after.strata] == [19, 21]


def test_a_person_floor_gives_each_judge_that_many_within_each_stratum(desk: Facts) -> None:
    sample = drawn(desk, size=30, strata=["language"], person_floor=5)

    assert sample.strata_columns == ("language", "judge_id")
    assert len(sample.strata) == 6
    assert min(stratum.size for stratum in sample.strata) == 5


def test_every_stratum_gives_at_least_one_unit(tmp_path: Path) -> None:
    rows = [decision(n, market="MY") for n in range(200)] + [decision(300, market="LA")]
    facts = store(tmp_path, rows)

    sample = drawn(facts, size=10, strata=["market"])

    assert {s.name: s.size for s in sample.strata} == {"LA": 1, "MY": 9}


def test_a_sample_by_score_prefers_high_scores_and_records_each_chance(desk: Facts) -> None:
    sample = drawn(desk, size=30, allocation="score", score="reach", uniform_floor=0.2)

    found = desk.query("SELECT avg(reach) AS reach FROM judgements").to_pylist()[0]["reach"]
    taken = desk.query(
        "SELECT avg(j.reach) AS reach, sum(s.weight) AS total, min(s.inclusion_probability) AS low, "
        "max(s.inclusion_probability) AS high FROM samples s JOIN judgements j ON j.judgement_id = s.unit_id"
    ).to_pylist()[0]
    assert sample.size == 30
    assert taken["reach"] > found
    assert 0 < taken["low"] < taken["high"] <= 1
    assert taken["total"] == pytest.approx(90, rel=0.3)


def test_neyman_gives_more_to_strata_where_earlier_assessments_disagreed(desk: Facts, tmp_path: Path) -> None:
    without = preview(desk, plan(size=20, strata=["language"], allocation="neyman"))
    first = drawn(desk, size=45, strata=["language"], allocation="equal")
    wrong = {f"i{n:04}": "hate" if n % 2 else "none" for n in range(61, 91)}
    assess(desk, first, tmp_path, {f"i{n:04}": "hate" if n % 3 == 0 else "none" for n in range(1, 61)} | wrong)

    after = preview(desk, plan(size=20, strata=["language"], allocation="neyman"))

    assert [s.size for s in without.strata] == [13, 7]
    assert after.strata[1].size > after.strata[0].size
    assert after.strata[1].expected < 0.7 < 0.95 < after.strata[0].expected


def test_strata_may_come_from_the_item_and_from_columns_kept_aside(tmp_path: Path) -> None:
    rows = [decision(n, attributes='{"tier": "gold"}' if n < 10 else None) for n in range(30)]
    items = [item(n, "x", attributes=f'{{"test case": "F{n % 2}"}}', content_type="text") for n in range(30)]
    facts = store(tmp_path, rows, items)

    found = preview(facts, plan(strata=["item.content_type", "item.attributes.test case", "attributes.tier"], size=10))

    assert {s.name: s.population for s in found.strata} == {
        "text / F0 / gold": 5,
        "text / F1 / gold": 5,
        "text / F0 / (none)": 10,
        "text / F1 / (none)": 10,
    }


def test_a_filter_may_look_at_the_item(tmp_path: Path) -> None:
    items = [item(1, "a", content_type="text"), item(2, "b", content_type="video")]
    facts = store(tmp_path, [decision(1), decision(2), decision(3)], items)

    assert unit_ids(facts, drawn(facts, population={"where": {"item.content_type": "video"}})) == ["d0002"]


def test_too_many_strata_are_refused_before_anything_is_drawn(tmp_path: Path) -> None:
    facts = store(tmp_path, [decision(n) for n in range(20_001)])

    with pytest.raises(RequestError, match=r"into 20,001 strata.*20,000 strata are the most"):
        drawn(facts, strata=["judgement_id"])


def test_a_sample_is_found_by_its_id_and_the_newest_by_its_name(desk: Facts) -> None:
    first, second = drawn(desk, size=5, seed=1, name="Weekly"), drawn(desk, size=5, seed=2, name="Weekly")

    assert find_sample(desk, first.sample_id) == first
    assert find_sample(desk, "Weekly") == second


def test_an_unknown_sample_is_told_with_those_there_are(desk: Facts) -> None:
    sample = drawn(desk, size=5, name="Weekly")

    with pytest.raises(RequestError, match=rf"no sample 'weakly'.*{sample.sample_id} \(Weekly\)"):
        find_sample(desk, "weakly")


def test_one_item_decided_twice_is_two_tasks(tmp_path: Path) -> None:
    facts = store(tmp_path, [decision(1), decision(2, item_id="i0001")])

    tasks = Counter(row["task"] for row in sheet_of(facts, drawn(facts), tmp_path))

    assert list(tasks.values()) == [1, 1]


def test_a_plan_without_a_source_speaks_of_every_source(tmp_path: Path) -> None:
    facts = store(tmp_path, [decision(1), decision(1, source="partner")])

    assert draw_sample(facts, plan(population={"source": ""})).population == 2


def test_the_units_of_a_period_are_found_again_wherever_its_days_begin(tmp_path: Path) -> None:
    facts = store(tmp_path, [decision(number) for number in range(72)])
    days = {"from": "2026-11-03", "to": "2026-11-03"}
    sample = drawn(facts, population=days, timezone="Asia/Kuala_Lumpur")
    found = [unit for table in drawn_units(facts, sample) for unit in table["judgement_id"].to_pylist()]
    assert sorted(found) == unit_ids(facts, sample) == [f"d{number:04}" for number in range(16, 40)]

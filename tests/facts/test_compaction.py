"""Compaction makes fewer files of the same rows, batches and versions, under the eyes of readers."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from facts_cast import counted, judgement, judgements, rows_of

from evenhand.facts import compact, verify
from evenhand.facts.compaction import SMALL, compact_alike
from evenhand.facts.draw import Frame, count, smallest
from evenhand.facts.population import Population
from evenhand.facts.store import READERS_FINISH, Facts

Add = Callable[..., int]


@pytest.fixture
def many_files(facts: Facts, add: Add) -> Facts:
    """Five batches over two months, with a superseded and a withdrawn row."""
    april = datetime(2026, 4, 2, tzinfo=UTC)
    for first in (0, 20, 40):
        add("judgements", *judgements(10, first=first), judgement(first + 10, judged_at=april))
    add("judgements", judgement(1, label="changed", version=2), judgement(21, version=2, retracted=True))
    add("items", {"item_id": "i1", "source": "console", "text": "hello"})
    return facts


def test_compaction_keeps_rows_digests_and_earlier_states(many_files: Facts) -> None:
    rows, digests = rows_of(many_files), many_files.state().digests
    earlier = [rows_of(many_files, at_batch=batch) for batch in range(6)]
    done = compact(many_files)
    assert (done.files_before, done.files_after) == (8, 3)
    assert rows_of(many_files) == rows
    assert many_files.state().digests == digests
    assert [rows_of(many_files, at_batch=batch) for batch in range(6)] == earlier
    assert verify(many_files).ok


def drawn(facts: Facts) -> list[dict[str, object]]:
    frame = Frame(Population(), strata=("label",))
    with facts.connection() as connection:
        counted_frame = count(frame, connection)
        sizes = dict.fromkeys(counted_frame.strata, 2) | {"changed": 1}
        units = smallest(frame, sizes, counted_frame, seed=7, connection=connection)
    return [{"digest": counted_frame.digest}, *units.to_pylist()]


def test_compaction_keeps_frames_and_draws(many_files: Facts) -> None:
    before = drawn(many_files)
    compact(many_files)
    assert drawn(many_files) == before


def test_compaction_adds_no_batch(many_files: Facts) -> None:
    batch = many_files.state().batch
    compact(many_files)
    assert many_files.state().batch == batch


def test_a_second_compaction_has_nothing_to_do(many_files: Facts) -> None:
    compact(many_files)
    entries = many_files.state().entries
    assert compact(many_files).files_after == 3
    assert many_files.state().entries == entries


def test_a_month_of_few_files_is_left_alone(many_files: Facts) -> None:
    assert compact(many_files, at_least=4).files_after == 5


def test_files_of_one_size_are_merged_and_a_big_one_is_not_rewritten_with_them(facts: Facts, add: Add) -> None:
    march = datetime(2026, 3, 2, tzinfo=UTC)
    text = random.Random(1).randbytes(16 * SMALL).hex()  # noqa: S311  text that does not shrink
    add("items", {"item_id": "big", "source": "console", "created_at": march, "text": text})
    (big,) = facts.state().files
    for number in range(3):
        add("items", {"item_id": f"i{number}", "source": "console", "created_at": march})
    assert compact_alike(facts, at_least=3).files_after == 2
    assert big in facts.state().files
    assert verify(facts).ok


@pytest.mark.parametrize(("at_least", "files"), [(3, 1), (4, 3)])
def test_files_of_one_size_are_merged_from_so_many(facts: Facts, add: Add, at_least: int, files: int) -> None:
    for first in (0, 10, 20):
        add("judgements", *judgements(5, first=first))
    assert compact_alike(facts, at_least=at_least).files_after == files


def test_a_reader_that_began_before_a_compaction_finishes_on_the_files_it_saw(many_files: Facts) -> None:
    with many_files.connection() as reader:
        compact(many_files)
        assert reader.sql("SELECT count(*) FROM judgements").fetchall() == [(counted(many_files),)]


def test_replaced_files_stay_for_readers_and_go_when_they_must_have_finished(many_files: Facts, add: Add) -> None:
    replaced = set(many_files.state().files)
    compact(many_files)
    replaced -= set(many_files.state().files)
    state = many_files.state()
    assert {name for name in replaced if (many_files.folder / name).exists()} == replaced
    ended = datetime.now(UTC) + READERS_FINISH + timedelta(seconds=1)
    many_files.sweep(state, now=ended)
    assert not [name for name in replaced if (many_files.folder / name).exists()]
    assert verify(many_files).ok


def test_an_empty_store_compacts_to_itself(facts: Facts) -> None:
    assert compact(facts).files_after == 0


def test_an_empty_list_is_the_same_row_beside_filled_ones(facts: Facts, add: Callable[..., int]) -> None:
    add("judgements", judgement(1, tree_path=[]))
    add("judgements", judgement(2, tree_path=["yes", "no"]))
    compact(facts)
    assert verify(facts).ok


def test_a_row_at_its_defaults_is_the_same_beside_others(facts: Facts, add: Add) -> None:
    add("judgements", judgement(1))
    add("judgements", judgement(2, judge_kind="llm", setting="quiz"))
    compact(facts)
    assert verify(facts).ok

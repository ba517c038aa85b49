"""An operation is as large as asked, and a function of its seed."""

import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest

from evenhand.facts.errors import RequestError
from evenhand.simulate import Scale, Trouble, judgement_batches, operation

FINGERPRINT = """
import hashlib, json, pyarrow as pa
from evenhand.simulate import operation
made = operation("small", seed=5)
truth = {"true_items": made.truth.items, "true_judgements": made.truth.judgements}
tables = {**made.tables, **truth, "people": made.people}
def digest(table):
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table.combine_chunks())
    return hashlib.sha256(sink.getvalue()).hexdigest()
print(json.dumps({name: digest(table) for name, table in tables.items()}))
"""
COST = """
import resource, time
from evenhand.simulate import operation
begin = time.perf_counter()
made = operation("medium", seed=1)
seconds, kilobytes = time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(made.tables["judgements"].num_rows, seconds, kilobytes)
"""


def run(script: str, hash_seed: str) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    return subprocess.run(
        [sys.executable, "-c", script], env=environment, check=True, capture_output=True, text=True
    ).stdout


def test_two_processes_make_identical_tables_from_one_seed():
    first, second = json.loads(run(FINGERPRINT, "1")), json.loads(run(FINGERPRINT, "2"))
    assert len(first) == 8
    assert first == second


def test_the_same_seed_repeats_and_another_does_not(small):
    again, other = operation("small", seed=0), operation("small", seed=1)
    assert again.tables == small.tables
    assert again.truth == small.truth
    assert again.planted == small.planted
    assert not other.tables["judgements"].equals(small.tables["judgements"])


def test_batches_are_the_judgements_of_the_operation(large):
    batches = list(judgement_batches(large.scale, seed=large.seed))
    assert [batch.num_rows for batch in batches] == [130_000, 130_000]
    assert pa.concat_tables(batches).equals(large.tables["judgements"])


def test_a_small_operation_has_twelve_thousand_judgements_in_five_weeks(small):
    judged = small.tables["judgements"].column("judged_at")
    assert small.tables["judgements"].num_rows == 12_000
    assert small.end - small.start == timedelta(weeks=5)
    assert judged[0].as_py() >= small.start
    assert judged[-1].as_py() < small.end + timedelta(days=7)


def test_a_small_operation_takes_less_than_two_seconds():
    begin = time.process_time()
    operation("small", seed=11)
    assert time.process_time() - begin < 2


@pytest.mark.slow
def test_a_medium_operation_takes_less_than_a_minute_and_two_gigabytes():
    rows, seconds, kilobytes = run(COST, "0").split()
    assert int(rows) == 1_000_000
    assert float(seconds) < 60
    assert int(kilobytes) < 2_000_000


@pytest.mark.parametrize("judgements", [100, 777, 5_000])
def test_a_scale_is_kept_to_the_row(judgements):
    assert operation(Scale(judgements=judgements, weeks=2, reviewers=20)).tables["judgements"].num_rows == judgements


def test_the_start_is_the_callers_and_only_moves_the_times(small):
    moved = operation("small", seed=0, start=datetime(2026, 6, 1, tzinfo=UTC))
    assert moved.start == datetime(2026, 6, 1, tzinfo=UTC)
    assert moved.tables["judgements"].column("label").equals(small.tables["judgements"].column("label"))


def test_weekends_and_nights_are_quieter(ask, large):
    [(weekday, weekend)] = ask(
        large,
        "select count(*) filter (isodow(received_at) <= 5) / 5, count(*) filter (isodow(received_at) > 5) / 2"
        " from reports",
    )
    [(day, night)] = ask(
        large,
        "select count(*) filter (hour(received_at) between 12 and 17), count(*) filter (hour(received_at) < 6)"
        " from reports where market = 'GB'",
    )
    assert weekend < 0.95 * weekday
    assert night < 0.7 * day


def test_every_team_has_reviewers_and_their_number_is_kept(small):
    people = small.people.to_pylist()
    assert sum(one["judge_kind"] == "human" for one in people) == 48
    assert len({one["team"] for one in people} - {None}) == 9


@pytest.mark.parametrize(
    ("make", "named"),
    [
        (lambda: Scale(judgements=99), "judgements = 99"),
        (lambda: Scale(judgements=1_000, weeks=0), "weeks = 0"),
        (lambda: Scale(judgements=1_000, reviewers=3), "reviewers = 3"),
        (lambda: operation("huge"), "'huge'"),
        (lambda: operation("small", seed=-1), "-1"),
        (lambda: operation("small", start=datetime(2026, 1, 5)), "2026-01-05"),  # noqa: DTZ001
        (lambda: judgement_batches("huge"), "'huge'"),
    ],
)
def test_a_request_that_cannot_be_met_is_named(make, named):
    with pytest.raises(RequestError, match=named) as caught:
        make()
    assert caught.value.hint


def test_an_operation_without_troubles_has_none():
    made = operation(Scale(judgements=2_000, troubles=()), seed=2)
    assert made.planted == ()
    assert made.truth.judgements.column("trouble").null_count == 2_000


def test_all_troubles_are_planted_unless_others_are_asked_for(small):
    assert [one.kind for one in small.planted] == list(Trouble)

"""The tables keep what the fact contracts promise."""

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from evenhand.facts.tables import TABLES

NAMES = ("judgements", "items", "reports", "actions", "appeals")
ARROW = {
    "VARCHAR": pa.string(),
    "TIMESTAMPTZ": pa.timestamp("us", tz="UTC"),
    "BIGINT": pa.int64(),
    "TINYINT": pa.int8(),
    "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(),
    "VARCHAR[]": pa.list_(pa.string()),
}


def test_an_operation_has_the_five_tables_of_its_work(small):
    assert set(small.tables) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_table_has_the_columns_of_its_contract_and_the_source(small, name):
    wanted = [(column.name, ARROW[column.kind]) for column in TABLES[name].columns]
    assert small.tables[name].schema.equals(pa.schema([*wanted, ("source", pa.string())]))


@pytest.mark.parametrize("name", NAMES)
def test_a_column_that_must_be_known_is_known(small, name):
    required = [column.name for column in TABLES[name].columns if not column.nullable] + ["source"]
    assert sum(small.tables[name].column(column).null_count for column in required) == 0


@pytest.mark.parametrize("name", NAMES)
def test_a_closed_column_holds_allowed_values_only(small, name):
    closed = {column.name: {*column.allowed, None} for column in TABLES[name].columns if column.allowed}
    found = {column: set(small.tables[name].column(column).unique().to_pylist()) for column in closed}
    assert {column: found[column] - closed[column] for column in closed if found[column] - closed[column]} == {}


@pytest.mark.parametrize("name", NAMES)
def test_a_number_stays_within_its_bounds(small, name):
    low = {c.name: c.low for c in TABLES[name].columns if c.low is not None}
    high = {c.name: c.high for c in TABLES[name].columns if c.high is not None}
    assert [column for column in low if (pc.min(small.tables[name].column(column)).as_py() or 0) < low[column]] == []
    assert [column for column in high if (pc.max(small.tables[name].column(column)).as_py() or 0) > high[column]] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_key_names_one_row(large, name):
    (key,) = TABLES[name].key
    assert pc.count_distinct(large.tables[name].column(key)).as_py() == large.tables[name].num_rows


@pytest.mark.parametrize(
    ("table", "column", "other"),
    [
        ("judgements", "item_id", "items"),
        ("reports", "item_id", "items"),
        ("actions", "judgement_id", "judgements"),
        ("appeals", "judgement_id", "judgements"),
    ],
)
def test_a_reference_finds_its_row(ask, small, table, column, other):
    assert ask(small, f"select count(*) from {table} where {column} not in (select {column} from {other})") == [(0,)]


def test_a_judgement_that_is_unable_says_why_and_no_other_does(ask, small):
    sql = """
        select count(*) filter (label = 'unable'), count(*) filter ((label = 'unable') <> (unable_reason is not null))
        from judgements
    """
    [(unable, disagreeing)] = ask(small, sql)
    assert unable > 0
    assert disagreeing == 0


def test_a_label_violates_unless_it_is_none_and_has_its_severity(ask, small):
    sql = """
        select count(*) from judgements
        where label <> 'unable' and (violating <> (label <> 'none') or (severity > 0) <> violating)
    """
    assert ask(small, sql) == [(0,)]


def test_people_have_partner_site_and_team_and_machines_have_none(ask, small):
    sql = """
        select count(*) filter (
                   judge_kind = 'human' and (partner is null or site is null or team is null or seconds is null)),
               count(*) filter (
                   judge_kind <> 'human' and (partner is not null or team is not null or seconds is not null))
        from judgements
    """
    assert ask(small, sql) == [(0, 0)]


def test_the_second_policy_version_follows_the_first(ask, small):
    switch = small.versions[1][1]
    later = f"judged_at >= timestamptz '{switch.isoformat()}'"
    sql = f"select count(*) from judgements where (policy_version = '7.1') <> ({later})"
    assert ask(small, sql) == [(0,)]


def test_time_runs_forwards(ask, small):
    sql = (
        "select count(*) from judgements j join items i using (item_id)"
        " where j.started_at > j.judged_at or i.created_at > j.judged_at"
    )
    assert ask(small, sql) == [(0,)]
    assert ask(small, "select count(*) from appeals where decided_at < opened_at") == [(0,)]


def test_only_decisions_against_an_item_have_an_action(ask, small):
    sql = (
        "select count(*) from judgements left join actions using (judgement_id)"
        " where (actions.action_id is not null) <> (label not in ('none', 'unable'))"
    )
    assert ask(small, sql) == [(0,)]


def test_an_action_is_reversed_by_the_appeal_that_won(ask, small):
    sql = (
        "select count(*), count(*) filter (a.reversed_by is distinct from p.appeal_id) from appeals p"
        " join actions a using (judgement_id) where outcome = 'reversed'"
    )
    [(won, other)] = ask(small, sql)
    assert won > 0
    assert other == 0

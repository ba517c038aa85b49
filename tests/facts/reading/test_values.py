"""Values in the contract's types, and the first fault of each bad row in a sentence."""

from __future__ import annotations

import datetime as dt
import json

import duckdb
import pytest
from reading_cast import Fetch, Import, Open

from evenhand.facts import reading
from evenhand.facts.errors import RequestError
from evenhand.facts.reading import Limits, Mapping
from evenhand.facts.tables import TABLES

NOON = dt.datetime(2026, 1, 31, 12, 0, tzinfo=dt.UTC)
HEADER = "item_id,label,"


def test_a_good_row_has_every_column_of_the_contract(imported: Import) -> None:
    [row] = imported(
        "judgement_id,item_id,rater,label,severity,score,judged_at,seconds,reach,violating,foo\n"
        "j1, i1 ,r1,hate,2,0.5,2026-01-31 12:00:00,12.5,1000,yes,bar\n"
    )
    own = [column.name for column in TABLES["judgements"].columns]
    special = ["source", "attributes", "gold", "gold_violating", "_column", "_value", "_reason"]
    assert list(row) == ["_row", *own, *special]
    filled = {name: value for name, value in row.items() if value is not None}
    assert filled == {
        "_row": 1,
        "judgement_id": "j1",
        "item_id": "i1",
        "judge_id": "r1",
        "judge_kind": "human",
        "setting": "live",
        "label": "hate",
        "violating": True,
        "severity": 2,
        "score": 0.5,
        "judged_at": NOON,
        "seconds": 12.5,
        "reach": 1000,
        "attributes": '{"foo":"bar"}',
    }


@pytest.mark.parametrize(
    ("value", "zone", "moment"),
    [
        ("2026-01-31 12:00:00", None, NOON),
        ("2026-01-31 20:00:00", "Asia/Kuala_Lumpur", NOON),
        ("2026-01-31 07:00", "America/New_York", NOON),
        ("2026-07-31 08:00", "America/New_York", NOON.replace(month=7)),
        ("2026-01-31T12:00:00Z", "Asia/Kuala_Lumpur", NOON),
        ("2026-01-31T14:00:00+02:00", "Asia/Kuala_Lumpur", NOON),
        ("2026-01-31 07:00:00-05", "Asia/Kuala_Lumpur", NOON),
        ("2026-01-31 20:00:00 Asia/Shanghai", None, NOON),
        ("2026/1/31 12:00", None, NOON),
        ("2026-01-31", None, NOON.replace(hour=0)),
        ("1769860800", "Asia/Kuala_Lumpur", NOON),
        ("1769860800000", None, NOON),
        ("1769860800000000", None, NOON),
        ("1769860800.25", None, NOON.replace(microsecond=250000)),
        ("2026-01-31T12:00:00.123456", None, NOON.replace(microsecond=123456)),
    ],
)
def test_times_of_every_form_become_one_moment(
    imported: Import, value: str, zone: str | None, moment: dt.datetime
) -> None:
    [row] = imported(f"{HEADER}judged_at\ni,x,{value}\n", timezone=zone)
    assert (row["_reason"], row["judged_at"]) == (None, moment)


@pytest.mark.parametrize("value", ["2026-01-31 12:00:00", "2026-01-31T12:00:00Z", "1769860800"])
def test_the_connection_s_own_zone_changes_nothing(
    imported: Import, connection: duckdb.DuckDBPyConnection, value: str
) -> None:
    connection.execute("SET TimeZone = 'Pacific/Auckland'")
    [row] = imported(f"{HEADER}judged_at\ni,x,{value}\n")
    assert row["judged_at"] == NOON


def test_a_stated_form_is_the_only_one(imported: Import) -> None:
    mapping = Mapping(time_format="%d/%m/%Y %H:%M", timezone="Asia/Kuala_Lumpur")
    first, second = imported(f"{HEADER}judged_at\ni,x,31/01/2026 20:00\ni,x,2026-01-31 20:00\n", mapping=mapping)
    assert first["judged_at"] == NOON
    assert second["_reason"] == "judged_at must be a time written as %d/%m/%Y %H:%M, between 1990 and 2100."


def test_a_stated_form_may_carry_its_offset(imported: Import) -> None:
    mapping = Mapping(time_format="%d.%m.%Y %H:%M %z", timezone="Asia/Kuala_Lumpur")
    [row] = imported(f"{HEADER}judged_at\ni,x,31.01.2026 14:00 +0200\n", mapping=mapping)
    assert row["judged_at"] == NOON


def test_times_without_a_zone_are_counted(opened: Open, fetch: Fetch) -> None:
    raw = opened(
        "a.csv",
        b"item_id,label,judged_at,started_at\n"
        b"i,x,2026-01-31 12:00,2026-01-31\ni,x,2026-01-31 12:00Z,1769860800\ni,x,,\n",
    )
    typed = reading.typed(raw, reading.match(raw.columns, TABLES["judgements"]), TABLES["judgements"])
    assert fetch(f"SELECT naive FROM ({typed.naive_times}) AS counted(naive)") == [{"naive": 2}]


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("judged_at", "31/01/2026", "judged_at must be a time between 1990 and 2100"),
        ("judged_at", "1969-12-31 00:00", "judged_at must be a time between 1990 and 2100"),
        ("judged_at", "2101-01-01", "judged_at must be a time between 1990 and 2100"),
        ("judged_at", "infinity", "judged_at must be a time between 1990 and 2100"),
        ("judged_at", "2026-02-30", "judged_at must be a time between 1990 and 2100"),
        ("judged_at", "20260131", "judged_at must be a time between 1990 and 2100"),
        ("judged_at", "2026-01-31 02:00 PM", "judged_at must be a time between 1990 and 2100"),
        ("score", "1.5", "score must be a number from 0 to 1."),
        ("score", "nan", "score must be a number from 0 to 1."),
        ("score", "0;5", "score must be a number from 0 to 1."),
        ("seconds", "inf", "seconds must be a number from 0."),
        ("seconds", "-1", "seconds must be a number from 0."),
        ("severity", "1.5", "severity must be a whole number from -128 to 127."),
        ("severity", "200", "severity must be a whole number from -128 to 127."),
        ("reach", "1e-1", "reach must be a whole number from 0."),
        ("violating", "maybe", "violating must be yes or no"),
        ("judge_kind", "robot", "judge_kind must be one of human, rule, classifier, llm."),
        ("unable_reason", "lost", "unable_reason must be one of gone, private"),
        ("tree_path", "[1", "tree_path must be a JSON array of texts"),
    ],
)
def test_a_bad_value_is_told_with_what_is_allowed(imported: Import, column: str, value: str, reason: str) -> None:
    [row] = imported(f"{HEADER}{column}\ni,x,{value}\n")
    assert (row["_column"], row["_value"]) == (column, value)
    assert str(row["_reason"]).startswith(reason)


@pytest.mark.parametrize(
    ("column", "value", "typed"),
    [
        ("violating", "TRUE", True),
        ("violating", "否", False),
        ("violating", "1", True),
        ("judge_kind", "LLM", "llm"),
        ("setting", "Second-Review", "second_review"),
        ("setting", "gold check", "gold_check"),
        ("severity", "3.0", 3),
        ("reach", "1e6", 1_000_000),
        ("labels", "spam; hate;x;spam", ["hate", "spam", "x"]),
        ("labels", '"[""b"",""a""]"', ["a", "b", "x"]),
        ("tree_path", "q2;q1", ["q2", "q1"]),
        ("judge_id", "  ", None),
    ],
)
def test_values_are_normalised(imported: Import, column: str, value: str, typed: object) -> None:
    [row] = imported(f"{HEADER}{column}\ni,x,{value}\n")
    assert (row["_reason"], row[column]) == (None, typed)


def test_the_first_fault_is_told_in_the_file_s_own_word(imported: Import) -> None:
    rows = imported("Item,verdict,confidence\n,x,9\ni,,9\ni,x,9\ni,x,\n")
    assert [(row["_column"], row["_value"]) for row in rows] == [
        ("Item", None),
        ("verdict", None),
        ("confidence", "9"),
        (None, None),
    ]


def test_a_long_value_is_refused_and_shown_short(opened: Open, fetch: Fetch) -> None:
    raw = opened("a.csv", b"item_id,label,note\ni,x," + b"y" * 2000 + b"\nj,x,ok\n", limits=Limits(value=1000))
    typed = reading.typed(raw, reading.match(raw.columns, TABLES["judgements"]), TABLES["judgements"])
    first, second = fetch(f"SELECT _column, _value, _reason FROM ({typed.relation}) ORDER BY _row")
    assert first == {
        "_column": "note",
        "_value": "y" * 200,
        "_reason": "note is longer than 1,000 bytes, the most that one value may have.",
    }
    assert second["_reason"] is None


def test_text_of_people_keeps_its_spaces_and_loses_nul(opened: Open, fetch: Fetch) -> None:
    raw = opened("a.jsonl", b'{"item_id":" a\\u0000 ","text":" b\\u0000 c ","x":"d\\u0000"}\n')
    typed = reading.typed(raw, reading.match(raw.columns, TABLES["items"]), TABLES["items"])
    assert fetch(f"SELECT item_id, text, attributes FROM ({typed.relation})") == [
        {"item_id": "a", "text": " b c ", "attributes": '{"x":"d"}'}
    ]


def test_attributes_hold_what_is_there_as_json(imported: Import) -> None:
    rows = imported('item_id,label,"q""k",空\ni,x,"a""b\nc",好\ni,x,,\n')
    assert json.loads(str(rows[0]["attributes"])) == {'q"k': 'a"b\nc', "空": "好"}
    assert rows[1]["attributes"] is None


def test_gold_stands_beside_the_label_and_may_stand_alone(imported: Import) -> None:
    rows = imported("item_id,label,truth\ni,x,y\ni,,y\ni,,\n")
    assert [(row["label"], row["gold"], row["_reason"] is None) for row in rows] == [
        ("x", "y", True),
        (None, "y", True),
        (None, None, False),
    ]


def test_a_file_of_gold_alone_is_read(imported: Import) -> None:
    first, second = imported("item_id,gold\ni,x\ni,\n")
    assert (first["label"], first["gold"], first["_reason"]) == (None, "x", None)
    assert second["_reason"] == "The gold label is empty, and the file has no other."


def test_a_map_translates_values_and_says_what_violates(imported: Import) -> None:
    mapping = Mapping(
        values={"label": {"non-hateful": "none", "hateful": "hate"}},
        constants={"source": "acme", "market": "EU", "setting": "annotation"},
        violating=("hate",),
        not_violating=("none",),
    )
    content = "item_id,label,gold,labels\ni,hateful,non-hateful,hateful;spam\ni,spam,hateful,\n"
    rows = imported(content, mapping=mapping)
    names = ("source", "market", "setting", "label", "violating", "gold", "gold_violating", "labels")
    assert [tuple(row[name] for name in names) for row in rows] == [
        ("acme", "EU", "annotation", "hate", True, "none", False, ["hate", "spam"]),
        ("acme", "EU", "annotation", "spam", None, "hate", True, None),
    ]


def test_values_are_data_and_never_sql(imported: Import) -> None:
    hostile = "'; DROP TABLE x; --"
    mapping = Mapping(values={"label": {hostile: "none'"}}, constants={"queue": hostile})
    [row] = imported(f'item_id,label\ni,"{hostile}"\n', mapping=mapping)
    assert (row["label"], row["queue"]) == ("none'", hostile)


def test_a_file_without_a_required_column_is_refused_with_its_columns(imported: Import) -> None:
    with pytest.raises(RequestError) as refused:
        imported("foo,bar\n1,2\n")
    assert str(refused.value) == (
        "Nothing in rows.csv fills item_id and label, which judgements must have. "
        "Its columns are 'foo', 'bar'; say in a map file which one it is."
    )


def test_an_unknown_time_zone_is_refused(imported: Import) -> None:
    with pytest.raises(RequestError, match="timezone is 'Mars/Base', which is no time zone"):
        imported(f"{HEADER}judged_at\ni,x,2026-01-31\n", timezone="Mars/Base")


@pytest.mark.parametrize(
    ("table", "content"),
    [
        ("items", "content_id,user_id,body,posted_at\ni,u,hello,2026-01-31\n"),
        ("reports", "id,item,category,created_at,country\nr,i,spam,2026-01-31,EU\n"),
        ("actions", "item,action_taken,is_automated\ni,remove,yes\n"),
        ("appeals", "decision_id,created_at,result\nj,2026-01-31,Partly changed\n"),
        ("activity", "user_id,timestamp,event_type,object_type,target\nu,1769860800,share,URL,x\n"),
        ("tickets", "ticket_id,created_at,csat,reopens\nt,2026-01-31,4.5,1\n"),
        ("messages", "id,ticket_id,role,body\nm,t,User,hi\n"),
        ("findings", "judgement_id,assessment_id,error,rca\nj,a,wrong policy,Knowledge-gap\n"),
    ],
)
def test_every_table_can_be_read(imported: Import, table: str, content: str) -> None:
    [row] = imported(content, table=table)
    assert (row["_reason"], row["attributes"]) == (None, None)

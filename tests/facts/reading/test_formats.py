"""Ready readings: Label Studio's export, and the real HateCheck data."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from reading_cast import Fetch, Rows

from evenhand.facts import reading
from evenhand.facts.errors import RequestError
from evenhand.facts.reading.formats import READINGS, reading_named
from evenhand.facts.tables import TABLES

Take = Callable[[str, Path], dict[str, str]]


@pytest.fixture
def take(tmp_path: Path, connection: duckdb.DuckDBPyConnection) -> Take:
    """The typed relations of an export, per table, as one SELECT."""

    def make(name: str, path: Path) -> dict[str, str]:
        found = reading_named(name, path).open(path, connection=connection, workdir=tmp_path / "work")
        return {
            table: " UNION ALL ".join(
                reading.typed(raw, reading.match(raw.columns, TABLES[table], mapping), TABLES[table]).relation
                for raw, mapping in parts
            )
            for table, parts in found.items()
        }

    return make


TASKS = [
    {
        "id": 7,
        "data": {"text": "你好", "lang": "zh", "topic": "greeting"},
        "created_at": "2026-01-30T00:00:00Z",
        "annotations": [
            {
                "id": 1,
                "completed_by": {"id": 3, "email": "x@example.org"},
                "created_at": "2026-01-31T12:00:00.5Z",
                "lead_time": 4.5,
                "was_cancelled": False,
                "ground_truth": False,
                "result": [{"from_name": "l", "type": "choices", "value": {"choices": ["hate", "abuse"]}}],
            },
            {"id": 2, "completed_by": 4, "was_cancelled": True, "result": []},
            {"id": 3, "completed_by": 4, "ground_truth": True, "result": [{"value": {"taxonomy": [["a", "b"]]}}]},
        ],
        "predictions": [
            {"id": 1, "model_version": "m2", "score": 0.75, "result": [{"value": {"choices": ["none"]}}]},
            12,
        ],
    },
    {"id": 8, "data": {"image": "s3://a.png"}, "annotations": [{"id": 4, "completed_by": 4, "result": []}]},
    {"id": 9, "data": {"text": "x"}, "annotations": "hostile", "predictions": {"a": 1}},
]


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "export.json"
    path.write_text(json.dumps(TASKS), encoding="utf-8")
    return path


def shown(rows: Rows, *names: str) -> list[tuple[object, ...]]:
    return [tuple(row[name] for name in names) for row in rows]


def test_label_studio_annotations_become_judgements(take: Take, export: Path, fetch: Fetch) -> None:
    rows = fetch(f"SELECT * FROM ({take('label-studio', export)['judgements']}) ORDER BY judgement_id")
    names = ("judgement_id", "item_id", "judge_id", "judge_kind", "setting", "label", "labels", "unable_reason")
    assert shown(rows, *names) == [
        ("annotation-1", "7", "3", "human", "annotation", "hate", ["abuse", "hate"], None),
        ("annotation-2", "7", "4", "human", "annotation", "unable", None, "other"),
        ("annotation-3", "7", "4", "human", "gold", "a.b", None, None),
        ("annotation-4", "8", "4", "human", "annotation", None, None, None),
        ("prediction-1", "7", "m2", "classifier", "prediction", "none", None, None),
    ]
    assert shown(rows, "source", "score", "seconds", "language")[0] == ("label-studio", None, 4.5, "zh")
    assert [row["_reason"] is None for row in rows] == [True, True, True, False, True]
    assert rows[4]["score"] == 0.75


def test_label_studio_tasks_become_items(take: Take, export: Path, fetch: Fetch) -> None:
    rows = fetch(f"SELECT * FROM ({take('label-studio', export)['items']}) ORDER BY item_id")
    assert shown(rows, "item_id", "text", "media_uri", "content_type", "language") == [
        ("7", "你好", None, "text", "zh"),
        ("8", None, "s3://a.png", "image", None),
        ("9", "x", None, "text", None),
    ]
    assert json.loads(str(rows[0]["attributes"])) == {"data": '{"topic":"greeting"}'}


def test_a_label_studio_judgement_knows_its_task(
    export: Path, tmp_path: Path, connection: duckdb.DuckDBPyConnection
) -> None:
    found = READINGS["label-studio"].open(export, connection=connection, workdir=tmp_path / "work")
    [(raw, _)] = found["judgements"]
    assert sorted(reading.line_of(raw, range(1, 6), connection=connection).values()) == [1, 1, 1, 1, 2]


def test_another_json_is_not_taken_for_an_export(tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_text('[{"id":1}]')
    with pytest.raises(RequestError, match=r"does not look like an export of label-studio. Export the project"):
        reading_named("label-studio", path)
    with pytest.raises(RequestError, match=r"There is no ready reading 'hate-check'. Did you mean 'hatecheck'?"):
        reading_named("hate-check", path)


def test_hatecheck_is_read_from_csv_too(take: Take, tmp_path: Path, fetch: Fetch) -> None:
    folder = tmp_path / "hc"
    folder.mkdir()
    with (folder / "cases.csv").open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows(
            [["case_id", "functionality", "test_case", "label_gold"], ["1", "f", "text, one", "non-hateful"]]
        )
    (folder / "labels.csv").write_text("item,rater,label\n1,r,hateful\n")
    relations = take("hatecheck", folder)
    [item] = fetch(relations["items"])
    assert (item["item_id"], item["text"], item["language"], item["attributes"]) == (
        "1",
        "text, one",
        "en",
        '{"functionality":"f"}',
    )
    rows = fetch(f"SELECT * FROM ({relations['judgements']}) ORDER BY label NULLS LAST")
    assert shown(rows, "setting", "label", "violating", "gold", "gold_violating", "_reason") == [
        ("annotation", "hate", True, None, None, None),
        ("live", None, None, "none", False, None),
    ]


@pytest.mark.real_data
def test_hatecheck_itself_is_read_whole(take: Take, real_data: Path, fetch: Fetch) -> None:
    found = take("hatecheck", real_data / "hatecheck")
    items = "count(*) AS n, count(DISTINCT item_id) AS ids, count(_reason) AS bad, any_value(language) AS language"
    assert fetch(f"SELECT {items} FROM ({found['items']})") == [{"n": 3901, "ids": 3901, "bad": 0, "language": "en"}]
    votes = (
        "count(label) AS votes, count(violating) AS known, count(DISTINCT judge_id) AS judges, count(_reason) AS bad"
    )
    gold = "count(gold) AS gold, count(*) FILTER (gold_violating) AS hateful"
    assert fetch(f"SELECT {votes}, {gold} FROM ({found['judgements']})") == [
        {"votes": 19505, "known": 19505, "judges": 10, "bad": 0, "gold": 3901, "hateful": 2659}
    ]


@pytest.mark.real_data
def test_multilingual_hatecheck_itself_is_read_whole(take: Take, real_data: Path, fetch: Fetch) -> None:
    found = take("hatecheck", real_data / "multilingual_hatecheck")
    items = "count(*) AS n, count(DISTINCT language) AS languages, count(_reason) AS bad"
    assert fetch(f"SELECT {items} FROM ({found['items']})") == [{"n": 36582, "languages": 10, "bad": 0}]
    votes = "count(label) AS votes, count(gold) AS gold, count(judged_at) AS timed, count(_reason) AS bad"
    named = "count(*) FILTER (length(language) <> 2) AS unnamed"
    assert fetch(f"SELECT {votes}, {named} FROM ({found['judgements']})") == [
        {"votes": 109770, "gold": 36582, "timed": 94228, "bad": 0, "unnamed": 0}
    ]


@pytest.mark.real_data
def test_verdicts_stay_out_of_the_items(take: Take, real_data: Path, fetch: Fetch) -> None:
    found = take("hatecheck", real_data / "multilingual_hatecheck")
    keys = fetch(f"SELECT DISTINCT unnest(json_keys(attributes)) AS key FROM ({found['items']})")
    names = {row["key"] for row in keys}
    assert "functionality" in names
    assert not names & {"label_gold", "label_annotated_maj", "disagreement_in_case"}

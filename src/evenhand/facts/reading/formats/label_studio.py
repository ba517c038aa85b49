"""Label Studio's JSON export: tasks with annotations and predictions become items and judgements.

Choices, taxonomies, ratings and region labels are read; a skipped task is a judgement that could not be made.
Not here: JSON-MIN and CSV exports, which ``open_source`` reads as they are.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from evenhand.facts import sql
from evenhand.facts.errors import RequestError
from evenhand.facts.reading import staging
from evenhand.facts.reading.formats.shape import Opened, Reading
from evenhand.facts.reading.sources import open_source
from evenhand.facts.reading.types import Mapping, RawTable

HEAD = 2**20
TEXT_KEYS = ("text", "content", "body", "message", "comment", "post", "title")
MEDIA_KEYS = ("image", "video", "audio", "url")
LANGUAGE_KEYS = ("language", "lang")
AUTHOR_KEYS = ("author_id", "user_id")
REGIONS = ("labels", "rectanglelabels", "polygonlabels", "brushlabels", "keypointlabels", "hypertextlabels")
CONSTANTS = {"source": "label-studio"}
JUDGEMENT = {
    "judgement_id": "judgement_id",
    "item_id": "item_id",
    "judge_id": "judge_id",
    "judge_kind": "judge_kind",
    "setting": "setting",
    "label": "label",
    "labels": "labels",
    "unable_reason": "unable_reason",
    "score": "score",
    "judged_at": "judged_at",
    "seconds": "seconds",
    "language": "language",
}
ITEM = {
    "item_id": "item_id",
    "text": "text",
    "media_uri": "media_uri",
    "content_type": "content_type",
    "author_id": "author_id",
    "language": "language",
    "data": "attributes",
}


def matches(path: Path) -> bool:
    """A JSON file whose beginning speaks of tasks with data and annotations."""
    if not path.is_file() or path.suffix.lower() != ".json":
        return False
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    return head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"[") and b'"data"' in head and b'"annotations"' in head


def open_export(path: Path, *, connection: duckdb.DuckDBPyConnection, workdir: Path) -> Opened:
    """Items from the tasks; judgements from annotations (a ground truth has the setting gold) and predictions."""
    raw = open_source(path, connection=connection, workdir=workdir)
    lacking = [name for name in ("id", "data", "annotations") if name not in raw.columns]
    if lacking:
        raise RequestError(
            f"{path.name} has no {' and no '.join(lacking)}.", hint="Export the project as JSON, not JSON-MIN."
        )
    tasks = f"(SELECT _row AS task_row, id AS item_id, TRY_CAST(data AS JSON) AS data FROM ({raw.relation}))"
    items = _table(raw, _items(tasks), tuple(ITEM), connection, workdir)
    selects = [_annotations(raw)] + ([_predictions(raw)] if "predictions" in raw.columns else [])
    judgements = _table(raw, " UNION ALL ".join(selects), tuple(JUDGEMENT), connection, workdir)
    return {
        "items": [(items, Mapping(columns=ITEM, constants=CONSTANTS))],
        "judgements": [(judgements, Mapping(columns=JUDGEMENT, constants=CONSTANTS))],
    }


def _table(
    raw: RawTable, select: str, columns: tuple[str, ...], connection: duckdb.DuckDBPyConnection, workdir: Path
) -> RawTable:
    """A relation of derived rows, whose lines are the tasks they come from."""
    target = staging.fresh(workdir, ".parquet")
    cells = ", ".join(f"{name} AS c{place}" for place, name in enumerate((*columns, "task_row")))
    staging.store(connection, f"SELECT {cells} FROM ({select})", target)
    numbered = f"SELECT file_row_number + 1 AS _row, c{len(columns)} AS _line"
    return RawTable(
        name=raw.name,
        format="label-studio",
        encoding=raw.encoding,
        delimiter=None,
        columns=columns,
        relation=staging.relation(target, columns),
        rejected=None,
        digest=raw.digest,
        bytes=raw.bytes,
        limits=raw.limits,
        lines=f"{numbered} FROM read_parquet({staging.literal(target)}, file_row_number = true)",
        unit="task",
        may_hold_nul=True,
    )


def _first(keys: tuple[str, ...]) -> str:
    return "coalesce(" + ", ".join(f"data->>{sql.text(key)}" for key in keys) + ")"


def _items(tasks: str) -> str:
    media = " ".join(
        f"WHEN data->>'{key}' IS NOT NULL THEN '{kind}'"
        for key, kind in (("image", "image"), ("video", "video"), ("audio", "audio"), ("url", "link"))
    )
    known = "{" + ", ".join(f'"{key}": null' for key in (*TEXT_KEYS, *MEDIA_KEYS, *LANGUAGE_KEYS, *AUTHOR_KEYS)) + "}"
    rest = f"nullif(CAST(json_merge_patch(data, {sql.text(known)}) AS VARCHAR), '{{}}')"
    return (
        f"SELECT item_id, {_first(TEXT_KEYS)} AS text, {_first(MEDIA_KEYS)} AS media_uri, "
        f"CASE {media} WHEN {_first(TEXT_KEYS)} IS NOT NULL THEN 'text' END AS content_type, "
        f"{_first(AUTHOR_KEYS)} AS author_id, {_first(LANGUAGE_KEYS)} AS language, {rest} AS data, task_row "
        f"FROM {tasks}"
    )


def _members(raw: RawTable, column: str) -> str:
    """One row per object in a task's list; anything else in its place is no judgement."""
    listed = f"unnest(TRY_CAST(TRY_CAST({column} AS JSON) AS JSON[])) AS one"
    every = f"SELECT _row AS task_row, id AS item_id, TRY_CAST(data AS JSON) AS data, {listed} FROM ({raw.relation})"
    paths = [f"json_extract_string(one, '$.result[*].value.{name}[*]')" for name in ("choices", *REGIONS)]
    branches = "json_extract(one, '$.result[*].value.taxonomy[*]')"
    taxonomy = f"list_transform({branches}, lambda branch: array_to_string(branch::VARCHAR[], '.'))"
    ratings = "json_extract_string(one, '$.result[*].value.rating')"
    joined = " || ".join(
        [*(f"coalesce({path}, [])" for path in paths), f"coalesce({taxonomy}, [])", f"coalesce({ratings}, [])"]
    )
    return f"(SELECT *, {joined} AS found FROM ({every}) WHERE json_type(one) = 'OBJECT')"


LABELS = "CASE WHEN list_unique(found) > 1 THEN CAST(to_json(found) AS VARCHAR) END AS labels"


def _annotations(raw: RawTable) -> str:
    skipped = "coalesce(one->>'was_cancelled', 'false') = 'true'"
    return (
        f"SELECT 'annotation-' || (one->>'id') AS judgement_id, item_id, "
        f"coalesce(one->>'$.completed_by.id', one->>'completed_by') AS judge_id, 'human' AS judge_kind, "
        f"CASE WHEN one->>'ground_truth' = 'true' THEN 'gold' ELSE 'annotation' END AS setting, "
        f"CASE WHEN {skipped} THEN 'unable' ELSE found[1] END AS label, {LABELS}, "
        f"CASE WHEN {skipped} THEN 'other' END AS unable_reason, NULL::VARCHAR AS score, "
        f"one->>'created_at' AS judged_at, one->>'lead_time' AS seconds, {_first(LANGUAGE_KEYS)} AS language, task_row "
        f"FROM {_members(raw, 'annotations')}"
    )


def _predictions(raw: RawTable) -> str:
    return (
        f"SELECT 'prediction-' || (one->>'id') AS judgement_id, item_id, one->>'model_version' AS judge_id, "
        f"'classifier' AS judge_kind, 'prediction' AS setting, found[1] AS label, {LABELS}, "
        f"NULL::VARCHAR AS unable_reason, one->>'score' AS score, one->>'created_at' AS judged_at, "
        f"NULL::VARCHAR AS seconds, {_first(LANGUAGE_KEYS)} AS language, task_row "
        f"FROM {_members(raw, 'predictions')}"
    )


LABEL_STUDIO = Reading(
    name="label-studio",
    expects="Export the project from Label Studio as JSON.",
    matches=matches,
    open=open_export,
)

"""HateCheck and Multilingual HateCheck: functional tests of hate speech detection, gold labels and votes.

Reads cases (items and gold) and labels or judgements (votes). Layout after Röttger et al. 2021 (HateCheck) and
2022 (Multilingual HateCheck).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from evenhand.facts.reading.formats.shape import Opened, Reading
from evenhand.facts.reading.kinds import SUFFIXES
from evenhand.facts.reading.sources import open_source
from evenhand.facts.reading.types import Mapping, RawTable

CASES, VOTES = ("cases", "all_cases"), ("labels", "judgements")
LABELS = {"hateful": "hate", "non-hateful": "none"}
LANGUAGES = {
    "arabic": "ar",
    "dutch": "nl",
    "english": "en",
    "french": "fr",
    "german": "de",
    "hindi": "hi",
    "italian": "it",
    "mandarin": "zh",
    "polish": "pl",
    "portuguese": "pt",
    "spanish": "es",
}
# What would tell a judge the answer, and an index without meaning, stay out of the items.
VERDICTS = ("label_gold", "label_annotated_maj", "disagreement_in_case", "disagreement_in_template")
INDEX = "Unnamed: 0"


def _files(path: Path, names: tuple[str, ...]) -> list[Path]:
    inside = sorted(path.iterdir()) if path.is_dir() else [path]
    return [file for file in inside if file.stem in names and file.suffix in SUFFIXES]


def matches(path: Path) -> bool:
    """A folder with cases, or one of the files by its name."""
    return bool(_files(path, CASES) or (not path.is_dir() and _files(path, VOTES)))


@dataclass(frozen=True)
class _Use:
    table: str
    mapping: Callable[[RawTable], Mapping]


def _mapping(raw: RawTable, columns: dict[str, str], constants: dict[str, str]) -> Mapping:
    """The columns that this file has, its labels and languages in our words; English where no language is named."""
    present = {theirs: ours for theirs, ours in columns.items() if theirs in raw.columns}
    fixed = {"source": "hatecheck", **constants} | ({} if "language" in raw.columns else {"language": "en"})
    values = {"label": LABELS, "language": LANGUAGES}
    return Mapping(columns=present, values=values, constants=fixed, violating=("hate",), not_violating=("none",))


def _items(raw: RawTable) -> Mapping:
    hidden = dict.fromkeys((*VERDICTS, INDEX), "")
    return _mapping(raw, {"case_id": "item_id", "mhc_case_id": "item_id", "test_case": "text", **hidden}, {})


def _gold(raw: RawTable) -> Mapping:
    texts = dict.fromkeys((INDEX, "test_case", "case_templ"), "")
    return _mapping(raw, {"case_id": "item_id", "mhc_case_id": "item_id", "label_gold": "gold", **texts}, {})


def _votes(raw: RawTable) -> Mapping:
    columns = {"item": "item_id", "rater": "judge_id", "created_at": "judged_at"}
    return _mapping(raw, columns, {"setting": "annotation", "judge_kind": "human"})


USES = ((CASES, (_Use("items", _items), _Use("judgements", _gold))), (VOTES, (_Use("judgements", _votes),)))


def open_export(path: Path, *, connection: duckdb.DuckDBPyConnection, workdir: Path) -> Opened:
    """The items and gold of the cases, and the annotators' judgements, as far as the files are there."""
    found: Opened = {}
    for names, uses in USES:
        for file in _files(path, names):
            raw = open_source(file, connection=connection, workdir=workdir)
            for use in uses:
                found.setdefault(use.table, []).append((raw, use.mapping(raw)))
    return found


HATECHECK = Reading(
    name="hatecheck",
    expects="Give the folder with cases and labels or judgements (Parquet or CSV), or one of these files.",
    matches=matches,
    open=open_export,
)

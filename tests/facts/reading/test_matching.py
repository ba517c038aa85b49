"""Which file column becomes which of ours, and what a map file may say."""

from __future__ import annotations

from pathlib import Path

import pytest

from evenhand.facts import reading
from evenhand.facts.errors import RequestError
from evenhand.facts.reading import Mapping
from evenhand.facts.reading.matching import plain, targets
from evenhand.facts.reading.synonyms import SYNONYMS
from evenhand.facts.tables import TABLES

PAIRS = [
    (table, target, name) for table, columns in SYNONYMS.items() for target, names in columns.items() for name in names
]


@pytest.mark.parametrize("table", SYNONYMS)
def test_synonyms_speak_of_columns_that_exist(table: str) -> None:
    assert set(SYNONYMS[table]) <= set(targets(TABLES[table]))


@pytest.mark.parametrize(("table", "target", "name"), PAIRS, ids=lambda value: value)
def test_a_synonym_alone_in_a_file_fills_its_column(table: str, target: str, name: str) -> None:
    assert reading.match([name], TABLES[table]).columns == {target: name}


@pytest.mark.parametrize(
    "given", ["judge_id", "Judge ID", "judge-id", "JudgeId", "RATER", "Rater Id", "moderator", "agent", "worker"]
)
def test_names_are_compared_without_case_spaces_and_hyphens(given: str) -> None:
    assert reading.match([given], TABLES["judgements"]).columns == {"judge_id": given}


def test_the_names_of_the_contract_all_match() -> None:
    match = reading.match(
        ["item", "rater", "verdict", "truth", "created_at", "lang", "lead_time", "foo"], TABLES["judgements"]
    )
    assert match.columns == {
        "item_id": "item",
        "judge_id": "rater",
        "label": "verdict",
        "gold": "truth",
        "judged_at": "created_at",
        "language": "lang",
        "seconds": "lead_time",
    }
    assert match.attributes == ("foo",)
    assert match.missing == ()


def test_our_own_name_wins_without_a_word() -> None:
    match = reading.match(["decision", "label", "item_id"], TABLES["judgements"])
    assert match.columns["label"] == "label"
    assert match.attributes == ("decision",)
    assert match.notes == ()


def test_two_synonyms_for_one_column_are_noted_and_the_more_telling_is_taken() -> None:
    match = reading.match(["item", "category", "verdict"], TABLES["judgements"])
    assert match.columns["label"] == "verdict"
    assert match.attributes == ("category",)
    assert match.notes[0].startswith("ambiguous: 'verdict', 'category' could each be label; 'verdict' is read")


def test_what_is_missing_is_named_and_the_own_id_is_not() -> None:
    assert reading.match(["foo"], TABLES["judgements"]).missing == ("item_id", "label")
    assert reading.match(["item_id", "gold"], TABLES["judgements"]).missing == ()
    assert reading.match(["foo"], TABLES["items"]).missing == ()


def test_a_column_that_another_table_takes_is_not_kept_aside() -> None:
    match = reading.match(["item_id", "label", "text", "foo"], TABLES["judgements"], elsewhere=["text"])
    assert (match.attributes, match.dropped) == (("foo",), ("text",))


def test_a_map_wins_over_names() -> None:
    mapping = Mapping(columns={"label": "gold", "Guess": "label", "secret": "", "text": "text", "queue": "attributes"})
    match = reading.match(["item_id", "label", "guess", "secret", "text", "queue"], TABLES["judgements"], mapping)
    assert match.columns == {"gold": "label", "label": "guess", "item_id": "item_id"}
    assert (match.attributes, match.dropped) == (("queue",), ("secret", "text"))


def test_a_constant_wins_over_the_file() -> None:
    match = reading.match(["item_id", "label", "market"], TABLES["judgements"], Mapping(constants={"market": "EU"}))
    assert "market" not in match.columns
    assert match.attributes == ("market",)


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        (
            Mapping(columns={"lable": "label"}),
            "names a column 'lable', which the file does not have. Did you mean 'label'?",
        ),
        (Mapping(columns={"label": "label", "item": "label"}), "gives 'label' twice"),
        (Mapping(constants={"setting": "liv"}), "sets setting to 'liv'. Did you mean 'live'?"),
    ],
)
def test_a_map_that_does_not_fit_the_file_is_refused(mapping: Mapping, words: str) -> None:
    with pytest.raises(RequestError) as refused:
        reading.match(["item", "label"], TABLES["judgements"], mapping)
    assert words in str(refused.value)


WHOLE = """
[columns]
"their id" = "item_id"
junk = ""
[values.label]
"non-hateful" = "none"
[constants]
source = "acme"
setting = "live"
severity = 2
automated = true
[violating]
yes = ["hate"]
no = ["none"]
[time]
format = "%d/%m/%Y %H:%M"
timezone = "Asia/Kuala_Lumpur"
"""


def test_a_map_file_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "map.toml"
    path.write_text(WHOLE)
    assert reading.load_mapping(path) == Mapping(
        columns={"their id": "item_id", "junk": ""},
        values={"label": {"non-hateful": "none"}},
        constants={"source": "acme", "setting": "live", "severity": "2", "automated": "true"},
        violating=("hate",),
        not_violating=("none",),
        time_format="%d/%m/%Y %H:%M",
        timezone="Asia/Kuala_Lumpur",
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("[colums]\n", "the section 'colums' is not known. Did you mean 'columns'?"),
        ("[columns]\na = 'lable'\n", "the target 'lable' is no column of ours. Did you mean 'label'?"),
        ("[columns]\na = 3\n", "the target 3 is no column of ours"),
        ("columns = 3\n", "columns is 3. Make it a section, [columns]"),
        ("[values]\nlabel = 3\n", "[values] label is 3"),
        ("[values.lable]\n", "the target 'lable' is no column of ours"),
        ("[values.label]\na = [1]\n", "[values.label] 'a' is [1]"),
        ("[constants]\nmarked = 'x'\n", "the column 'marked' is no column of ours. Did you mean 'market'?"),
        ("[violating]\nyess = []\n", "the key 'yess' is not known. Did you mean 'yes'?"),
        ("[violating]\nyes = 'hate'\n", "[violating] yes is 'hate'. Give a list"),
        ("[time]\nzone = 'UTC'\n", "the key 'zone' is not known"),
        ("[time]\ntimezone = 'Asia/Kuala_Lumpor'\n", "Did you mean 'Asia/Kuala_Lumpur'?"),
        ("[time]\nformat = 'dd/mm/yyyy'\n", "format is 'dd/mm/yyyy'. Write it with %Y"),
        ("[time]\nformat = '%d/%q'\n", "format is '%d/%q'. Write it with %Y"),
        ("[columns\n", "is not valid TOML"),
    ],
)
def test_a_slip_in_a_map_file_is_told_with_what_is_allowed(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "map.toml"
    path.write_text(content)
    with pytest.raises(RequestError) as refused:
        reading.load_mapping(path)
    assert words in str(refused.value)


def test_an_absent_map_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="cannot be read"):
        reading.load_mapping(tmp_path / "none.toml")


GUIDE = Path(__file__).parents[3] / "docs" / "guide" / "import-files.md"


@pytest.mark.parametrize(("table", "target"), [(table, target) for table in SYNONYMS for target in SYNONYMS[table]])
def test_the_guide_lists_the_synonyms(table: str, target: str) -> None:
    section = GUIDE.read_text(encoding="utf-8").split(f"### `{table}`")[1].split("\n#")[0]
    names = ", ".join(f"`{name}`" for name in SYNONYMS[table][target])
    assert f"| `{target}` | {names} |" in section


def test_no_name_stands_twice_for_one_column() -> None:
    doubled = [
        (table, target)
        for table, columns in SYNONYMS.items()
        for target, names in columns.items()
        if len({plain(name) for name in names}) < len(names)
    ]
    assert doubled == []

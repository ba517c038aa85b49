"""Files made to harm, or broken on the way: refused in a sentence, or read for what they are, leaving no trace."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from facts_cast import counted, judgements, snapshot, write_csv

from evenhand.cli import run
from evenhand.facts import RequestError, verify
from evenhand.facts.importing import Request, import_path
from evenhand.facts.reading import Limits
from evenhand.facts.store import Facts

MEBI = 2**20


def zip_bomb(folder: Path) -> Path:
    path = folder / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("xl/workbook.xml", "<workbook/>")
        book.writestr("xl/worksheets/sheet1.xml", b" " * (64 * MEBI))
    return path


def truncated_parquet(folder: Path) -> Path:
    path = folder / "cut.parquet"
    pq.write_table(pa.table({"item_id": ["i1"] * 1000, "label": ["x"] * 1000}), path)
    path.write_bytes(path.read_bytes()[:-20])
    return path


def parquet_with_a_lying_footer(folder: Path) -> Path:
    path = folder / "liar.parquet"
    pq.write_table(pa.table({"item_id": ["i1"] * 1000, "label": ["x"] * 1000}), path)
    content = bytearray(path.read_bytes())
    content[-8:-4] = (2**31 - 1).to_bytes(4, "little")
    path.write_bytes(content)
    return path


def with_nul_bytes(folder: Path) -> Path:
    path = folder / "nul.csv"
    path.write_bytes(b"item_id,label\ni1,sp\0am\n")
    return path


def binary_named_csv(folder: Path) -> Path:
    path = folder / "noise.csv"
    path.write_bytes(bytes(range(256)) * 64)
    return path


def program_named_csv(folder: Path) -> Path:
    path = folder / "program.csv"
    path.write_bytes(b"\x7fELF" + b"\0" * 4096)
    return path


def empty_file(folder: Path) -> Path:
    path = folder / "empty.csv"
    path.touch()
    return path


def header_only(folder: Path) -> Path:
    path = folder / "header.csv"
    path.write_text("item_id,label\n")
    return path


def too_many_columns(folder: Path) -> Path:
    path = folder / "wide.csv"
    names = ["item_id", "label", *(f"c{number}" for number in range(4998))]
    path.write_text(",".join(names) + "\n" + ",".join("x" for _ in names) + "\n")
    return path


def nested_json(folder: Path) -> Path:
    path = folder / "deep.json"
    path.write_text('[{"item_id":"i1","label":' + "[" * 10_000 + "]" * 10_000 + "}]")
    return path


def nested_json_lines(folder: Path) -> Path:
    path = folder / "deep.jsonl"
    path.write_text('{"item_id":"i1","label":' + '{"a":' * 10_000 + "1" + "}" * 10_001 + "\n")
    return path


def a_pipe(folder: Path) -> Path:
    path = folder / "pipe.csv"
    os.mkfifo(path)
    return path


def an_endless_device(folder: Path) -> Path:
    return Path("/dev/zero")


def a_link_to_an_endless_device(folder: Path) -> Path:
    path = folder / "zero.csv"
    path.symlink_to("/dev/zero")
    return path


def a_link_to_itself(folder: Path) -> Path:
    path = folder / "loop.csv"
    path.symlink_to(path)
    return path


def a_folder_without_files(folder: Path) -> Path:
    (folder / "nothing").mkdir()
    return folder / "nothing"


def a_folder_of_links_that_leave_it(folder: Path) -> Path:
    write_csv(folder / "outside.csv", [{"item_id": "i1", "label": "secret"}])
    (folder / "in").mkdir()
    (folder / "in" / "link.csv").symlink_to(folder / "outside.csv")
    (folder / "in" / "passwd.csv").symlink_to("/etc/passwd")
    return folder / "in"


def a_path_upwards(folder: Path) -> Path:
    return folder / ".." / ".." / "etc" / "passwd.csv"


HOSTILE = [
    zip_bomb,
    truncated_parquet,
    parquet_with_a_lying_footer,
    with_nul_bytes,
    binary_named_csv,
    program_named_csv,
    empty_file,
    header_only,
    too_many_columns,
    nested_json,
    nested_json_lines,
    a_pipe,
    an_endless_device,
    a_link_to_an_endless_device,
    a_link_to_itself,
    a_folder_without_files,
    a_folder_of_links_that_leave_it,
    a_path_upwards,
]


@pytest.fixture
def held(facts: Facts, add: Callable[..., int]) -> Facts:
    add("judgements", *judgements(3))
    return facts


@pytest.mark.parametrize("made", HOSTILE, ids=lambda made: made.__name__)
def test_a_hostile_file_is_refused_and_the_facts_stay_byte_for_byte(
    held: Facts, tmp_path: Path, made: Callable[[Path], Path]
) -> None:
    path = made(tmp_path)
    before = snapshot(held.home)
    with pytest.raises(RequestError) as refused:
        import_path(held, Request(path))
    assert refused.value.message
    assert refused.value.hint
    assert snapshot(held.home) == before


@pytest.mark.parametrize(
    "made", [zip_bomb, nested_json, an_endless_device, a_path_upwards], ids=lambda made: made.__name__
)
def test_the_command_ends_with_status_one_and_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], made: Callable[[Path], Path]
) -> None:
    assert run(["import", str(made(tmp_path)), "--data", str(tmp_path / "home")]) == 1
    told = capsys.readouterr().err
    assert "Error:" in told
    assert "our mistake" not in told


def test_a_label_of_two_megabytes_is_rejected_and_the_other_rows_taken(held: Facts, tmp_path: Path) -> None:
    rows = [{"item_id": "i1", "label": "x" * 2 * MEBI}, {"item_id": "i2", "label": "spam"}]
    outcome = import_path(held, Request(write_csv(tmp_path / "a.csv", rows)))
    assert (outcome.total("accepted"), outcome.total("rejected")) == (1, 1)
    assert counted(held) == 4


def test_a_record_that_never_ends_brings_nothing_in(held: Facts, tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text('item_id,label\ni1,"' + "x" * 2 * MEBI)
    outcome = import_path(held, Request(path, limits=Limits(record=MEBI)))
    assert (outcome.total("accepted"), outcome.total("rejected")) == (0, 1)
    assert counted(held) == 3


def test_a_link_to_a_plain_file_is_read(held: Facts, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    path = write_csv(tmp_path / "elsewhere" / "a.csv", [{"item_id": "i1", "label": "spam"}])
    (tmp_path / "link.csv").symlink_to(path)
    assert import_path(held, Request(tmp_path / "link.csv")).total("accepted") == 1


def test_one_bad_file_of_a_folder_leaves_out_the_whole_import(held: Facts, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    write_csv(tmp_path / "in" / "a.csv", [{"item_id": "i1", "label": "spam"}])
    truncated_parquet(tmp_path / "in")
    before = snapshot(held.home)
    with pytest.raises(RequestError, match=r"cut\.parquet"):
        import_path(held, Request(tmp_path / "in"))
    assert snapshot(held.home) == before


NAMES = ["item'; DROP TABLE judgements; --", 'q"uote', "$where", "{0}", "__proto__", "a\x1fb", "版本", " "]


@pytest.mark.parametrize("name", NAMES)
def test_names_and_values_that_look_like_code_are_only_text(held: Facts, tmp_path: Path, name: str) -> None:
    row = {"item_id": name.strip() or "i", "label": "spam", name: name}
    outcome = import_path(held, Request(write_csv(tmp_path / "a.csv", [row]), source=name))
    assert outcome.total("accepted") == 1
    assert verify(held).ok
    assert counted(held) == 4

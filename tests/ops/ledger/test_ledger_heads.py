"""The file of heads grows by whole lines that follow each other, and says what it held when it was asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from ledger_cast import History

from evenhand.facts.errors import RequestError
from evenhand.ops.ledger import heads
from evenhand.ops.ledger.heads import Head
from evenhand.ops.ledger.seals import Seal

SEALS = History.of(3, 2, 4).seals


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with the heads of the first two seals."""
    path = tmp_path / "heads.jsonl"
    heads.append(path, SEALS[0])
    heads.append(path, SEALS[1])
    return path


def numbers(path: Path) -> list[int]:
    return [head.number for head in heads.read(path)]


def test_heads_are_read_as_they_were_appended(file: Path) -> None:
    heads.append(file, SEALS[2])
    assert list(heads.read(file)) == [Head.of(seal) for seal in SEALS]
    assert heads.last(file) == SEALS[2]


def test_a_file_that_is_not_there_holds_no_heads(tmp_path: Path) -> None:
    assert list(heads.read(tmp_path / "none")) == []
    assert heads.last(tmp_path / "none") is None


def test_a_half_line_after_a_crash_is_nothing_and_is_cut_off_by_the_next(file: Path) -> None:
    whole = file.read_bytes()
    file.write_bytes(whole + SEALS[2].to_bytes()[:100])
    assert numbers(file) == [1, 2]
    assert heads.last(file) == SEALS[1]
    heads.append(file, SEALS[2])
    assert file.read_bytes() == whole + SEALS[2].to_bytes() + b"\n"


def test_a_first_line_torn_by_a_crash_is_begun_again(tmp_path: Path) -> None:
    path = tmp_path / "heads.jsonl"
    path.write_bytes(SEALS[0].to_bytes()[:50])
    heads.append(path, SEALS[0])
    assert numbers(path) == [1]


def test_heads_appended_while_reading_do_not_count(file: Path) -> None:
    reading = heads.read(file)
    heads.append(file, SEALS[2])
    assert [head.number for head in reading] == [1, 2]


@pytest.mark.parametrize(
    "seal",
    [SEALS[0], SEALS[1], History.of(3, 2, 1, 1).seals[3], History.of(2, 2, 4).seals[2]],
    ids=["first again", "last again", "one left out", "of another history"],
)
def test_a_seal_that_does_not_follow_is_refused(file: Path, seal: Seal) -> None:
    before = file.read_bytes()
    with pytest.raises(RequestError, match=f"Seal {seal.number} does not follow the last head .* \\(seal 2\\)"):
        heads.append(file, seal)
    assert file.read_bytes() == before


def test_a_damaged_line_is_named(file: Path) -> None:
    file.write_bytes(file.read_bytes().replace(b'"last":5', b'"last":"5"'))
    with pytest.raises(RequestError, match=r"The last line of .*heads\.jsonl is not a head"):
        heads.last(file)
    file.write_bytes(b"{}\n" + file.read_bytes())
    with pytest.raises(RequestError, match=r"Line 1 of .*heads\.jsonl is not a head"):
        list(heads.read(file))


def test_a_lost_file_is_not_begun_in_silence(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"Seal 2 does not follow .* \(there is none\)"):
        heads.append(tmp_path / "heads.jsonl", SEALS[1])


def test_a_file_may_begin_at_a_later_seal_when_told(tmp_path: Path) -> None:
    path = tmp_path / "heads.jsonl"
    heads.begin(path, SEALS[1])
    heads.append(path, SEALS[2])
    assert numbers(path) == [2, 3]


def test_a_file_with_heads_is_not_begun_again(file: Path) -> None:
    with pytest.raises(RequestError, match="already holds heads, up to seal 2"):
        heads.begin(file, SEALS[2])


def test_a_copied_head_is_read_back_from_either_form() -> None:
    head = Head.of(SEALS[1])
    assert Head.from_text(f" {head}\n") == head
    assert Head.from_text(SEALS[1].to_bytes().decode() + "\n") == head


@pytest.mark.parametrize("text", ["", "2", "two " + "0" * 64, "2 " + "0" * 62, "2 " + "g" * 64, "1 2 3", "{}"])
def test_anything_else_is_no_copied_head(text: str) -> None:
    with pytest.raises(RequestError):
        Head.from_text(text)

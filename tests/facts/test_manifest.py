"""The manifest is a chain: what was changed, dropped, inserted or torn is found, or is nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from facts_cast import counted, judgements

from evenhand.facts import RequestError, verify
from evenhand.facts.entries import Digest
from evenhand.facts.manifest import Manifest
from evenhand.facts.store import Facts

Lines = list[bytes]


@pytest.fixture
def three_entries(facts: Facts, add: Callable[..., int]) -> Facts:
    for first in (0, 10, 20):
        add("judgements", *judgements(5, first=first))
    return facts


def rewritten(facts: Facts, change: Callable[[Lines], Lines]) -> None:
    path = facts.manifest.path
    path.write_bytes(b"".join(change(path.read_bytes().splitlines(keepends=True))))


def with_other_rows(line: bytes) -> bytes:
    return line.replace(b'"rows":5', b'"rows":6')


def with_new_hash(line: bytes) -> bytes:
    entry = json.loads(with_other_rows(line))
    entry["hash"] = "0" * 64
    return json.dumps(entry).encode() + b"\n"


@pytest.mark.parametrize(
    ("change", "entry"),
    [
        pytest.param(lambda lines: [lines[0], with_other_rows(lines[1]), lines[2]], 2, id="changed"),
        pytest.param(lambda lines: [lines[0], with_new_hash(lines[1]), lines[2]], 2, id="changed with its hash"),
        pytest.param(lambda lines: [lines[0], lines[2]], 2, id="dropped"),
        pytest.param(lambda lines: lines[1:], 1, id="first dropped"),
        pytest.param(lambda lines: [lines[0], lines[2], lines[1]], 2, id="reordered"),
        pytest.param(lambda lines: [lines[0], lines[0], *lines[1:]], 2, id="inserted again"),
        pytest.param(lambda lines: [lines[0], b"\n", *lines[1:]], 2, id="empty line"),
        pytest.param(lambda lines: [lines[0], b"[]\n", *lines[1:]], 2, id="no entry"),
        pytest.param(lambda lines: [lines[0], b"\xff\xfe\n", *lines[1:]], 2, id="no text"),
        pytest.param(lambda lines: [b'{"hash":"x","added":1}\n', *lines[1:]], 1, id="wrong types"),
    ],
)
def test_a_changed_chain_is_refused_and_the_entry_named(
    three_entries: Facts, change: Callable[[Lines], Lines], entry: int
) -> None:
    rewritten(three_entries, change)
    with pytest.raises(RequestError, match=f"Entry {entry} of .* does not fit the chain") as refused:
        verify(Facts.open(three_entries.home))
    assert "backup" in str(refused.value.hint)


def test_a_store_that_has_read_the_chain_before_finds_the_change_too(three_entries: Facts) -> None:
    counted(three_entries)
    rewritten(three_entries, lambda lines: [with_other_rows(lines[0]), *lines[1:]])
    with pytest.raises(RequestError, match="Entry 1"):
        verify(three_entries)


def test_a_last_entry_cut_off_leaves_a_whole_chain_that_only_a_copied_head_tells_apart(three_entries: Facts) -> None:
    copied = verify(three_entries)
    rewritten(three_entries, lambda lines: lines[:-1])
    shorter = verify(Facts.open(three_entries.home))
    assert shorter.ok
    assert (shorter.entries, shorter.rows) == (2, 10)
    assert shorter.head != copied.head


def test_several_entries_cut_off_are_told_by_the_files_they_leave(three_entries: Facts) -> None:
    rewritten(three_entries, lambda lines: lines[:1])
    found = verify(Facts.open(three_entries.home))
    assert [fault for fault in found.faults if "of entry 3, but the manifest ends at 1" in fault]


@pytest.mark.parametrize("kept", [0, 1])
def test_a_writer_deletes_nothing_when_the_end_of_the_manifest_is_missing(
    three_entries: Facts, add: Callable[..., int], kept: int
) -> None:
    rewritten(three_entries, lambda lines: lines[:kept])
    files = sorted(three_entries.folder.rglob("*.parquet"))
    with pytest.raises(RequestError, match="its end was cut off"):
        add("judgements", *judgements(1, first=90), store=Facts.open(three_entries.home))
    assert sorted(three_entries.folder.rglob("*.parquet")) == files


def test_a_store_that_has_read_further_than_the_manifest_now_reaches_says_so(three_entries: Facts) -> None:
    counted(three_entries)
    rewritten(three_entries, lambda lines: lines[:-1])
    with pytest.raises(RequestError, match="does not fit the chain"):
        counted(three_entries)


TORN = b'{"number":4,"kind":"imp'


def test_a_torn_last_line_is_nothing_to_a_reader(three_entries: Facts) -> None:
    rewritten(three_entries, lambda lines: [*lines, TORN])
    opened = Facts.open(three_entries.home)
    assert counted(opened) == 15
    assert verify(opened).ok
    assert opened.manifest.path.read_bytes().endswith(TORN)


def test_a_torn_last_line_is_cut_by_the_next_writer(three_entries: Facts, add: Callable[..., int]) -> None:
    rewritten(three_entries, lambda lines: [*lines, TORN])
    opened = Facts.open(three_entries.home)
    assert add("judgements", *judgements(5, first=40), store=opened) == 4
    assert TORN not in opened.manifest.path.read_bytes()
    assert verify(opened).entries == 4
    assert counted(opened) == 20


def test_a_reader_reads_only_what_was_added_since(three_entries: Facts, add: Callable[..., int]) -> None:
    reader = Manifest(three_entries.manifest.path)
    assert reader.state().entries == 3
    first, second, third, *_ = three_entries.manifest.path.read_bytes().splitlines(keepends=True)
    add("judgements", *judgements(5, first=40))
    *_, fourth = three_entries.manifest.path.read_bytes().splitlines(keepends=True)
    unread = b"?" * (len(first) + len(second) + len(third))
    three_entries.manifest.path.write_bytes(unread + fourth)
    assert reader.state().entries == 4


def test_a_state_read_in_steps_is_the_state_read_at_once(three_entries: Facts, add: Callable[..., int]) -> None:
    steps = Manifest(three_entries.manifest.path)
    steps.state()
    add("judgements", *judgements(5, first=40))
    assert steps.state() == Manifest(three_entries.manifest.path).state()


def test_digests_add_and_subtract() -> None:
    one, other = Digest.of(3, 2**60 - 1), Digest.of(4, 2)
    assert one + other == Digest.of(7, 1)
    assert (one + other) - other == one


def test_a_missing_manifest_is_an_empty_store(tmp_path: Path) -> None:
    assert Manifest(tmp_path / "none.jsonl").state().entries == 0

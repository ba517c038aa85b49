"""The checkpoint beside the manifest gives the state of the whole read, sooner, and is nothing when it does not fit."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from facts_cast import counted, judgements
from hypothesis import given
from hypothesis import strategies as st

from evenhand.facts import Subject, compact, erase, manifest, verify
from evenhand.facts.entries import ERASE, Digest, Entry, FactFile, State
from evenhand.facts.manifest import Manifest
from evenhand.facts.store import Facts

Add = Callable[..., int]


def fact_file(number: int) -> FactFile:
    return FactFile(f"items/b{number}.parquet", "items", "2026-03", 1, 2, "a" * 64, 1, number, number, 1, False)


@st.composite
def entry_lists(draw: st.DrawFn) -> list[Entry]:
    """Entries that add and remove files, with notes and digests, some erasing; not yet chained."""
    minute = 0
    found: list[Entry] = []
    for number in range(1, draw(st.integers(1, 12)) + 1):
        minute += draw(st.integers(0, 20))
        earlier = [file.path for entry in found for file in entry.added]
        found.append(
            Entry(
                number=number,
                kind=draw(st.sampled_from(["publish", "import", ERASE])),
                at=f"2026-03-01T{minute // 60:02}:{minute % 60:02}:00.000000+00:00",
                batch=number,
                added=(fact_file(number),),
                removed=tuple(draw(st.lists(st.sampled_from(earlier), unique=True))) if earlier else (),
                digests={"items": {draw(st.integers(1, number)): Digest.of(number, draw(st.integers(0, 2**62)))}},
                note=draw(st.dictionaries(st.text(), st.text() | st.integers(), max_size=2)),
                previous="",
            )
        )
    return found


@given(entries=entry_lists(), every=st.integers(1, 5))
def test_a_store_opened_by_its_checkpoint_is_the_store_read_whole(entries: list[Entry], every: int) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest, "CHECKPOINT_EVERY", every)
        writer = Manifest(Path(folder) / "manifest.jsonl")
        for entry in entries:
            writer.append(Entry(**{**vars(entry), "previous": writer.state().head}))
            assert Manifest(writer.path).state() == writer.whole()
            assert writer.checkpoint_fits()
        assert writer.checkpoint.exists() == (len(entries) >= every)


@pytest.fixture
def kept(facts: Facts, add: Add, monkeypatch: pytest.MonkeyPatch) -> Facts:
    """Three batches with a checkpoint at the second; the fourth entry would be the next to leave one."""
    monkeypatch.setattr(manifest, "CHECKPOINT_EVERY", 2)
    for first in (0, 10, 20):
        add("judgements", *judgements(5, first=first))
    return facts


def opened(facts: Facts) -> Facts:
    return Facts.open(facts.home)


def test_who_opens_a_store_reads_the_checkpoint_and_what_came_after(kept: Facts) -> None:
    path = kept.manifest.path
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"?" * len(lines[0]) + lines[1] + lines[2])
    assert opened(kept).state() == kept.state()


def test_verifying_reads_the_whole_chain_whatever_the_checkpoint_says(kept: Facts) -> None:
    path = kept.manifest.path
    path.write_bytes(path.read_bytes().replace(b'"rows":5', b'"rows":6', 1))
    with pytest.raises(manifest.RequestError, match="Entry 1"):
        verify(opened(kept))


def test_a_store_without_its_checkpoint_is_the_same(kept: Facts) -> None:
    kept.manifest.checkpoint.unlink()
    assert opened(kept).state() == kept.state()
    assert verify(opened(kept)).ok


def sealed_anew(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode() + b"\n" + content


def body(file: Path) -> bytes:
    return file.read_bytes().partition(b"\n")[2]


def changed(file: Path, **values: object) -> bytes:
    document, _, notes = body(file).partition(b"\n")
    return sealed_anew(json.dumps(json.loads(document) | values).encode() + b"\n" + notes)


UNFIT: dict[str, Callable[[Path], bytes]] = {
    "empty": lambda file: b"",
    "torn": lambda file: file.read_bytes()[:-9],
    "a byte changed": lambda file: file.read_bytes().replace(b'"rows', b'"rowz').replace(b"2026-03", b"2026-04", 1),
    "no JSON": lambda file: sealed_anew(b"?"),
    "of another format": lambda file: changed(file, format=0),
    "of another chain": lambda file: changed(file, head="f" * 64),
    "of another entry": lambda file: changed(file, entries=1),
    "pointing elsewhere": lambda file: changed(file, start=0),
    "pointing before the start": lambda file: changed(file, start=-5),
    "pointing beyond the end": lambda file: changed(file, start=10**9, end=10**9 + 10),
    "of wrong types": lambda file: changed(file, files=[1]),
}


@pytest.mark.parametrize("make", UNFIT.values(), ids=UNFIT)
def test_a_checkpoint_that_does_not_fit_is_passed_over_and_named_by_verifying(
    kept: Facts, make: Callable[[Path], bytes]
) -> None:
    file = kept.manifest.checkpoint
    file.write_bytes(make(file))
    assert opened(kept).state() == kept.state()
    assert counted(opened(kept)) == 15
    (fault,) = verify(opened(kept)).faults
    assert "checkpoint.json is not what the manifest adds up to" in fault


@pytest.mark.parametrize("forged", [{"files": []}, {"batch": 7}, {"digests": {}}, {"replaced": {"x": "9"}}])
def test_a_forged_checkpoint_is_found_by_verifying(kept: Facts, forged: dict[str, object]) -> None:
    file = kept.manifest.checkpoint
    file.write_bytes(changed(file, **forged))
    assert not verify(opened(kept)).ok


def test_a_writer_puts_a_new_checkpoint_in_the_place_of_an_unfit_one(kept: Facts, add: Add) -> None:
    kept.manifest.checkpoint.write_bytes(b"")
    store = opened(kept)
    add("judgements", *judgements(5, first=40), store=store)
    assert verify(opened(kept)).ok


def test_a_manifest_cut_before_its_checkpoint_is_read_from_its_start(kept: Facts) -> None:
    path = kept.manifest.path
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
    assert opened(kept).state().entries == 1


def test_a_commit_stands_when_its_checkpoint_cannot_be_written(
    facts: Facts, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(manifest, "CHECKPOINT_EVERY", 1)
    facts.manifest.checkpoint.mkdir()
    add("judgements", *judgements(5))
    assert counted(opened(facts)) == 5


def test_an_erasure_holds_by_the_checkpoint(kept: Facts, add: Add) -> None:
    add("items", {"item_id": "i1", "source": "console", "text": "a secret word"})
    compact(kept)
    erase(kept, Subject.ITEM, "i1", rule="asked")
    add("judgements", *judgements(1, first=60))
    add("judgements", *judgements(1, first=61))
    state = opened(kept).state()
    assert state == kept.manifest.whole()
    assert not [
        path for path in kept.folder.glob("items/*/*") if f"items/{path.parent.name}/{path.name}" not in state.files
    ]
    assert b"secret" not in kept.manifest.checkpoint.read_bytes()
    assert verify(opened(kept)).ok


def test_the_heads_of_all_entries_stay_known_beside_a_checkpoint(kept: Facts) -> None:
    heads = list(opened(kept).manifest.heads())
    assert len(heads) == 3
    assert heads[-1] == kept.state().head


def test_notes_are_read_by_the_kind_of_their_entry() -> None:
    notes = State(notes={"sample": ['{"sample":"a"}', '{"sample":"b"}']}).notes_of("sample")
    assert [note["sample"] for note in reversed(notes)] == ["b", "a"]
    assert list(notes[1:]) == [{"sample": "b"}]

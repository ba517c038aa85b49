"""The tree against RFC 6962's definition, published values, and every way to falsify a proof."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.facts.errors import RequestError
from evenhand.ops.ledger.tree import (
    EMPTY,
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root,
    roots_among,
    verify_consistency,
    verify_inclusion,
)

# The entries, roots and proofs that Certificate Transparency's implementations publish as test data
# (github.com/transparency-dev/merkle, testonly/constants.go and its proofs; SHA-256).
PUBLISHED = [
    leaf_hash(bytes.fromhex(entry))
    for entry in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAF_0 = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
LEAF_1 = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
LEAF_4 = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
LEAVES_0_1 = "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
LEAVES_2_3 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
LEAVES_4_5 = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
LEAVES_6_7 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
LEAVES_0_3 = "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"
LEAVES_4_7 = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"

LEAVES = [leaf_hash(str(number).encode()) for number in range(80)]
SIZES = range(1, 71)
ROOT_OF = [root(LEAVES[:size]) for size in range(len(LEAVES) + 1)]
STRANGER = sha256(b"stranger").digest()


def by_definition(leaves: Sequence[bytes]) -> bytes:
    """RFC 6962, section 2.1, word for word."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256(b"").digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\x01" + by_definition(leaves[:k]) + by_definition(leaves[k:])).digest()


def path(index: int, size: int, leaves: Sequence[bytes] = LEAVES) -> tuple[bytes, ...]:
    return inclusion_proof(index, size, roots_among(leaves))


def growth(old: int, size: int, leaves: Sequence[bytes] = LEAVES) -> tuple[bytes, ...]:
    return consistency_proof(old, size, roots_among(leaves))


def in_tree(index: int, size: int, proof: Sequence[bytes]) -> bool:
    return verify_inclusion(LEAVES[index], proof, index=index, size=size, root=ROOT_OF[size])


def grew(old: int, size: int, proof: Sequence[bytes]) -> bool:
    return verify_consistency(proof, old=old, size=size, old_root=ROOT_OF[old], root=ROOT_OF[size])


@pytest.mark.parametrize("size", range(9))
def test_the_root_is_the_published_one(size: int) -> None:
    assert root(PUBLISHED[:size]).hex() == ROOTS[size]


@pytest.mark.parametrize(
    ("index", "size", "proof"),
    [
        (0, 1, []),
        (0, 8, [LEAF_1, LEAVES_2_3, LEAVES_4_7]),
        (5, 8, [LEAF_4, LEAVES_6_7, LEAVES_0_3]),
        (2, 3, [LEAVES_0_1]),
        (1, 5, [LEAF_0, LEAVES_2_3, LEAF_4]),
    ],
)
def test_an_inclusion_proof_is_the_published_one(index: int, size: int, proof: list[str]) -> None:
    assert [node.hex() for node in path(index, size, PUBLISHED)] == proof


@pytest.mark.parametrize(
    ("old", "size", "proof"),
    [
        (1, 1, []),
        (1, 8, [LEAF_1, LEAVES_2_3, LEAVES_4_7]),
        (6, 8, [LEAVES_4_5, LEAVES_6_7, LEAVES_0_3]),
        (2, 5, [LEAVES_2_3, LEAF_4]),
    ],
)
def test_a_consistency_proof_is_the_published_one(old: int, size: int, proof: list[str]) -> None:
    assert [node.hex() for node in growth(old, size, PUBLISHED)] == proof


@pytest.mark.parametrize("size", [0, *SIZES])
def test_the_root_is_that_of_the_definition(size: int) -> None:
    assert root(LEAVES[:size]) == by_definition(LEAVES[:size])


@pytest.mark.parametrize("size", SIZES)
def test_every_leaf_is_shown_to_be_in_the_tree(size: int) -> None:
    assert [index for index in range(size) if not in_tree(index, size, path(index, size))] == []


@pytest.mark.parametrize("size", SIZES)
def test_every_older_tree_is_shown_to_be_its_beginning(size: int) -> None:
    assert [old for old in range(size + 1) if not grew(old, size, growth(old, size))] == []


@pytest.mark.parametrize("size", SIZES)
def test_no_proof_shows_a_leaf_at_another_place(size: int) -> None:
    proofs = {index: path(index, size) for index in range(size)}
    shown = [(at, of) for of, proof in proofs.items() for at in range(size) if at != of and in_tree(at, size, proof)]
    assert shown == []


@st.composite
def trees(draw: st.DrawFn) -> tuple[int, int]:
    size = draw(st.integers(2, 80))
    return draw(st.integers(0, size - 1)), size


@st.composite
def falsified(draw: st.DrawFn, proof: Sequence[bytes]) -> list[bytes]:
    """The proof with one hash changed, taken out, put in or moved."""
    place = draw(st.integers(0, max(len(proof) - 1, 0)))
    kept = list(proof)
    ways = [[*kept[:place], STRANGER, *kept[place:]], [*kept, STRANGER]]
    if kept:
        ways += [[*kept[:place], STRANGER, *kept[place + 1 :]], [*kept[:place], *kept[place + 1 :]]]
    if len(kept) > 1:
        ways.append([*kept[1:], kept[0]])
    return draw(st.sampled_from(ways))


@given(trees(), st.data())
def test_a_falsified_inclusion_proof_shows_nothing(tree: tuple[int, int], data: st.DataObject) -> None:
    index, size = tree
    assert not in_tree(index, size, data.draw(falsified(path(index, size))))


@given(trees(), st.data())
def test_a_falsified_consistency_proof_shows_nothing(tree: tuple[int, int], data: st.DataObject) -> None:
    old, size = tree
    assert not grew(old, size, data.draw(falsified(growth(old, size))))


@given(trees())
def test_another_leaf_is_not_shown(tree: tuple[int, int]) -> None:
    index, size = tree
    proof = path(index, size)
    assert not verify_inclusion(STRANGER, proof, index=index, size=size, root=root(LEAVES[:size]))
    assert not verify_inclusion(LEAVES[index], proof, index=index, size=size, root=STRANGER)


@given(trees(), st.data())
def test_a_tree_with_another_past_did_not_grow_from_it(tree: tuple[int, int], data: st.DataObject) -> None:
    """Even with the proof that the other tree itself would give."""
    old, size = tree[0] + 1, tree[1]
    other = list(LEAVES[:size])
    other[data.draw(st.integers(0, old - 1))] = STRANGER
    proof = growth(old, size, other)
    assert not verify_consistency(proof, old=old, size=size, old_root=root(LEAVES[:old]), root=root(other))


@pytest.mark.parametrize(("index", "size"), [(-1, 4), (4, 4), (0, 0), (9, 4)])
def test_a_place_outside_the_tree_is_not_shown_and_has_no_proof(index: int, size: int) -> None:
    assert not verify_inclusion(LEAVES[0], (), index=index, size=size, root=root(LEAVES[:size]))
    with pytest.raises(RequestError, match=f"A tree of {size} leaves has no leaf {index}"):
        path(index, size)


@pytest.mark.parametrize(("old", "size"), [(-1, 4), (5, 4)])
def test_a_tree_did_not_grow_from_a_larger_one(old: int, size: int) -> None:
    assert not verify_consistency((), old=old, size=size, old_root=EMPTY, root=root(LEAVES[:size]))
    with pytest.raises(RequestError, match=f"did not grow from {old}"):
        growth(old, size)


@given(st.lists(st.integers(0, 30), max_size=8))
def test_a_tree_that_grew_in_steps_is_the_tree_made_at_once(steps: list[int]) -> None:
    frontier, leaves = Frontier(), [leaf_hash(str(number).encode()) for number in range(sum(steps))]
    for step in steps:
        frontier = Frontier.from_bytes(frontier.to_bytes()).extended(leaves[frontier.size : frontier.size + step])
    assert frontier == Frontier().extended(leaves)
    assert frontier.root() == by_definition(leaves)


def test_a_frontier_of_ten_million_leaves_is_under_a_kilobyte() -> None:
    size = 10_000_000
    assert len(Frontier(size, tuple([STRANGER] * size.bit_count())).to_bytes()) < 1024


@pytest.mark.parametrize("kept", [b"\x00" * 7 + b"\x01", b"\x00" * 8 + STRANGER, b"\x00" * 7 + b"\x01" + STRANGER[:31]])
def test_a_damaged_frontier_is_refused(kept: bytes) -> None:
    with pytest.raises(RequestError, match="Build it anew from the leaves"):
        Frontier.from_bytes(kept)

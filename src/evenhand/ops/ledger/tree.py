"""The Merkle tree of RFC 6962: one hash over many leaves, with short proofs that a leaf or an older tree is in it.

Everything is SHA-256; a leaf is hashed behind 0x00 and a node behind 0x01, so that neither passes for the other. Leaves
are counted from 0 here (event number - 1). Not here: what a leaf is made of (``leaves``), who signs a root (``seals``).

Source: RFC 6962, section 2.1; the same tree is in RFC 9162, section 2.1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from evenhand.facts.errors import RequestError

WIDTH = 32  # bytes of a hash
EMPTY = sha256(b"").digest()  # the root of no leaves
_SIZE_BYTES = 8

RootOf = Callable[[range], bytes]


def leaf_hash(entry: bytes) -> bytes:
    """The hash of a leaf's content."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True)
class Frontier:
    """All that a tree needs to grow: the roots of its complete subtrees, largest first, one per 1 bit of its size."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.peaks) != self.size.bit_count() or any(len(peak) != WIDTH for peak in self.peaks):
            raise RequestError(
                f"A frontier of {self.size} leaves cannot have {len(self.peaks)} peaks.",
                hint="Build it anew from the leaves.",
            )

    def extended(self, leaves: Iterable[bytes]) -> Frontier:
        """The frontier after more leaves; about one hash for each."""
        size, peaks = self.size, list(self.peaks)
        for leaf in leaves:
            node, below = leaf, size
            while below & 1:
                node = sha256(b"\x01" + peaks.pop() + node).digest()
                below >>= 1
            peaks.append(node)
            size += 1
        return Frontier(size, tuple(peaks))

    def root(self) -> bytes:
        """The root over all leaves so far."""
        if not self.peaks:
            return EMPTY
        *larger, node = self.peaks
        for peak in reversed(larger):
            node = node_hash(peak, node)
        return node

    def to_bytes(self) -> bytes:
        """Size and peaks, under a kilobyte."""
        return self.size.to_bytes(_SIZE_BYTES, "big") + b"".join(self.peaks)

    @classmethod
    def from_bytes(cls, kept: bytes) -> Frontier:
        """The frontier that ``to_bytes`` kept."""
        peaks = (kept[start : start + WIDTH] for start in range(_SIZE_BYTES, len(kept), WIDTH))
        return cls(int.from_bytes(kept[:_SIZE_BYTES], "big"), tuple(peaks))


def root(leaves: Iterable[bytes]) -> bytes:
    """The root over leaves."""
    return Frontier().extended(leaves).root()


def roots_among(leaves: Sequence[bytes]) -> RootOf:
    """What the proofs ask for, answered from leaves in memory; a store answers it from the rows of a range."""
    return lambda span: root(leaves[span.start : span.stop])


def inclusion_spans(index: int, size: int) -> tuple[range, ...]:
    """The leaves under each hash of an inclusion proof, from the leaf upwards (RFC 6962, 2.1.1)."""
    _require(0 <= index < size, f"A tree of {size} leaves has no leaf {index}.")
    start, stop, spans = 0, size, []
    while stop - start > 1:
        middle = _middle(start, stop)
        spans.append(range(middle, stop) if index < middle else range(start, middle))
        start, stop = (start, middle) if index < middle else (middle, stop)
    return tuple(reversed(spans))


def consistency_spans(old: int, size: int) -> tuple[range, ...]:
    """The leaves under each hash of a proof that a tree of ``old`` leaves grew to ``size`` (RFC 6962, 2.1.2)."""
    _require(0 <= old <= size, f"A tree of {size} leaves did not grow from {old}.")
    start, stop, spans = 0, size, []
    while 0 < old != stop:
        middle = _middle(start, stop)
        spans.append(range(middle, stop) if old <= middle else range(start, middle))
        start, stop = (start, middle) if old <= middle else (middle, stop)
    if start:  # the old tree's root is not itself one of the subtrees
        spans.append(range(start, stop))
    return tuple(reversed(spans))


def inclusion_proof(index: int, size: int, root_of: RootOf) -> tuple[bytes, ...]:
    """The hashes that lead from a leaf to the root of ``size`` leaves."""
    return tuple(root_of(span) for span in inclusion_spans(index, size))


def consistency_proof(old: int, size: int, root_of: RootOf) -> tuple[bytes, ...]:
    """The hashes that lead from both roots to each other: nothing before was changed, more was added."""
    return tuple(root_of(span) for span in consistency_spans(old, size))


def verify_inclusion(leaf: bytes, proof: Sequence[bytes], *, index: int, size: int, root: bytes) -> bool:
    """Whether the proof shows the leaf at its place in the tree of that root."""
    if not 0 <= index < size or len(proof) != len(spans := inclusion_spans(index, size)):
        return False
    node = leaf
    for span, beside in zip(spans, proof, strict=True):
        node = node_hash(node, beside) if span.start > index else node_hash(beside, node)
    return node == root


def verify_consistency(proof: Sequence[bytes], *, old: int, size: int, old_root: bytes, root: bytes) -> bool:
    """Whether the proof shows that the tree of ``root`` begins with the whole tree of ``old_root``.

    Any tree grew from the empty one.
    """
    if not 0 <= old <= size or len(proof) != len(spans := consistency_spans(old, size)):
        return False
    if old in (0, size):
        return old_root == (EMPTY if old == 0 else root)
    pairs = list(zip(spans, proof, strict=True))
    before = after = pairs.pop(0)[1] if spans[0].stop == old else old_root
    for span, beside in pairs:
        if span.start >= old:
            after = node_hash(after, beside)
        else:
            before, after = node_hash(beside, before), node_hash(beside, after)
    return (before, after) == (old_root, root)


def _middle(start: int, stop: int) -> int:
    """Where a subtree splits: after the largest power of two leaves that leaves some on the right."""
    return start + (1 << ((stop - start - 1).bit_length() - 1))


def _require(fits: bool, fault: str) -> None:
    if not fits:
        raise RequestError(fault, hint="Ask for a proof about leaves that are in the tree.")

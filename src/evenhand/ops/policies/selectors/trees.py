"""The clauses of a version as a frozen tree: one query, and none once a published version has been read.

What has been published never changes, so it is kept as long as the process lives, by the version's UUID. Not here:
who may read a version (``versions``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from uuid import UUID

from evenhand.ops.policies.models import Clause, PolicyVersion
from evenhand.ops.policies.types import ClauseNode
from evenhand.ops.policies.vocabulary import Severity

REMEMBERED = 128  # versions


@dataclass(frozen=True)
class Read:
    """A tree with its ways in: by code, the codes that an item can be judged as, the texts that a search looks in."""

    tree: tuple[ClauseNode, ...]
    by_code: Mapping[str, ClauseNode]
    labels: frozenset[str]
    texts: tuple[tuple[ClauseNode, str, str, str], ...]


def clause_tree(version: PolicyVersion) -> tuple[ClauseNode, ...]:
    """The clauses at the top, each with those below it, in the order of the policy."""
    return _read(version).tree


def clauses_by_code(version: PolicyVersion) -> Mapping[str, ClauseNode]:
    """All clauses and sections by code, in the order of the policy."""
    return _read(version).by_code


def labels_of(version: PolicyVersion) -> frozenset[str]:
    """The codes that an item can be judged as under this version; ``none`` and ``unable`` can be said under any."""
    return _read(version).labels


def search(version: PolicyVersion, words: str) -> tuple[ClauseNode, ...]:
    """The clauses in which every word stands, in either language: in code or title first, then in the definition."""
    wanted = words.casefold().split()
    if not wanted:
        return ()
    found = [
        (_place(wanted, code, title), node)
        for node, code, title, text in _read(version).texts
        if all(word in text for word in wanted)
    ]
    return tuple(node for _where, node in sorted(found, key=lambda pair: pair[0]))


def _place(words: list[str], code: str, title: str) -> int:
    """0 where the code begins so, 1 in the title, 2 in the definition alone."""
    if code.startswith(words[0]):
        return 0
    return 1 if all(word in title for word in words) else 2


def _read(version: PolicyVersion) -> Read:
    return _remembered(version.uuid) if version.digest else _asked(version.uuid)


@lru_cache(maxsize=REMEMBERED)
def _remembered(uuid: UUID) -> Read:
    return _asked(uuid)


def _asked(uuid: UUID) -> Read:
    rows = list(Clause.objects.filter(version__uuid=uuid).order_by("order", "id"))
    below: dict[int | None, list[Clause]] = {}
    for row in rows:
        below.setdefault(row.parent_id, []).append(row)
    tree = tuple(_node(row, below) for row in below.get(None, ()))
    nodes = tuple(node for top in tree for node in top.walk())
    return Read(
        tree=tree,
        by_code=MappingProxyType({node.code: node for node in nodes}),
        labels=frozenset(node.code for node in nodes if node.is_label),
        texts=tuple(_texts(nodes)),
    )


def _node(row: Clause, below: Mapping[int | None, list[Clause]]) -> ClauseNode:
    return ClauseNode(
        uuid=str(row.uuid),
        code=row.code,
        title_en=row.title_en,
        title_zh=row.title_zh,
        definition_en=row.definition_en,
        definition_zh=row.definition_zh,
        is_label=row.is_label,
        is_violation=row.is_violation,
        severity=row.severity,
        rank=Severity(row.severity).rank,
        tier=row.exposure_tier,
        actions=tuple(row.actions),
        children=tuple(_node(child, below) for child in below.get(row.pk, ())),
    )


def _texts(nodes: Iterable[ClauseNode]) -> Iterable[tuple[ClauseNode, str, str, str]]:
    for node in nodes:
        code, title = node.code.casefold(), f"{node.title_en}\n{node.title_zh}".casefold()
        yield node, code, title, f"{code}\n{title}\n{node.definition_en}\n{node.definition_zh}".casefold()

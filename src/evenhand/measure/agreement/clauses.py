"""What is compared where an item may have several labels: the primary one, any in common, the exact set, each clause.

A set of labels is a class of its own; agreement by any match is a weight between sets. Codes are dotted paths, so that
a depth cuts them: HT.2.1 at depth 1 is HT. Not here: any coefficient.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from evenhand.facts.errors import RequestError
from evenhand.facts.reading.matching import listed
from evenhand.facts.reading.synonyms import accepted_names
from evenhand.measure.agreement.types import Rule
from evenhand.measure.agreement.weights import Weights
from evenhand.measure.labels import Labels, Repeats, read_labels
from evenhand.measure.tables import TableLike, arrow_table, find_column

LABELS = accepted_names("judgements", "labels")
BETWEEN = "\x1f"
MOST_SETS = 3000


@dataclass(frozen=True)
class Reading:
    """How a table is read: the arguments of ``read_labels``."""

    item: str | None
    judge: str | None
    label: str | None
    by: tuple[str, ...]
    classes: Sequence[str] | None
    missing: Collection[str]
    repeats: Repeats | str


@dataclass(frozen=True, eq=False)
class Compared:
    """The labels as they are compared; ``members`` (classes x clauses) says what a class holds, None: itself."""

    labels: Labels
    rule: Rule
    members: NDArray[np.float64] | None
    clauses: tuple[str, ...]

    @property
    def class_names(self) -> tuple[str, ...]:
        """What is compared, as it is shown: labels, or sets of them."""
        if self.members is None:
            return self.labels.classes
        return tuple(" + ".join(json.loads(name)) for name in self.labels.classes)

    @property
    def weights(self) -> Weights | None:
        """The weights of the rule: sets with a clause in common agree by any match."""
        if self.members is None or self.rule is Rule.EXACT:
            return None
        return Weights((self.members @ self.members.T > 0).astype(np.float64))

    def of_each(self) -> Iterator[tuple[str, NDArray[np.float64]]]:
        """Each label or clause with 1 for every class that holds it."""
        held = np.eye(len(self.labels.classes)) if self.members is None else self.members
        yield from zip(self.clauses, held.T, strict=True)


def checked_rule(rule: Rule | str) -> Rule:
    """The rule by its name. Raises RequestError for an unknown one."""
    try:
        return Rule(rule)
    except ValueError:
        raise RequestError(f"rule is {rule!r}.", hint=f"Give one of {listed([str(one) for one in Rule])}.") from None


def compared(table: TableLike | Labels, reading: Reading, *, rule: Rule, depth: int | None) -> Compared:
    """The labels of a table under a rule, at a depth of the clause tree."""
    if depth is not None and depth < 1:
        raise RequestError(f"depth is {depth}.", hint="Give 1 for the first part of a code, 2 for the first two …")
    if rule is Rule.PRIMARY:
        labels = _already_read(table, reading) if isinstance(table, Labels) else _read(table, reading, reading.label)
        labels = labels if depth is None else _renamed(labels, [cut(name, depth) for name in labels.classes])
        return Compared(labels, rule, None, labels.classes)
    if isinstance(table, Labels):
        raise RequestError(f"rule is {str(rule)!r}, for labels that were read one by one.", hint="Give the table.")
    if reading.classes is not None:
        raise RequestError(f"rule is {str(rule)!r}, with classes.", hint="Leave classes out: sets are compared.")
    labels = _read(*_with_sets(table, reading, depth))
    sets = [json.loads(name) for name in labels.classes]
    names = tuple(sorted({clause for one in sets for clause in one}))
    if len(sets) > MOST_SETS:
        raise RequestError(f"There are {len(sets):,} different sets of labels.", hint="Cut the codes with depth.")
    members = np.array([[float(name in one) for name in names] for one in sets])
    return Compared(labels, rule, members, names)


def _already_read(labels: Labels, reading: Reading) -> Labels:
    """Labels that were read before, with the columns to slice by."""
    unread = next((name for name in reading.by if name not in labels.by), None)
    if unread is not None:
        raise RequestError(f"The column {unread!r} was not read.", hint=f"Read the labels with by=[{unread!r}].")
    return labels


def cut(code: str, depth: int) -> str:
    """The first ``depth`` parts of a dotted code."""
    return ".".join(code.split(".")[:depth])


def _read(table: TableLike, reading: Reading, label: str | None) -> Labels:
    return read_labels(
        table,
        item=reading.item,
        judge=reading.judge,
        label=label,
        by=reading.by,
        classes=reading.classes,
        missing=reading.missing,
        repeats=reading.repeats,
    )


def _renamed(labels: Labels, names: Sequence[str]) -> Labels:
    """The labels with classes that now bear the same name made one."""
    kept = tuple(dict.fromkeys(names))
    to = np.array([kept.index(name) for name in names], dtype=np.int32)
    return replace(labels, label=to[labels.label], classes=kept)


def _with_sets(table: TableLike, reading: Reading, depth: int | None) -> tuple[pa.Table, Reading, str]:
    """The table with a column that holds each row's set of labels as text."""
    whole = arrow_table(table, lambda names: names)
    several, single = _columns_of(whole.column_names, reading)
    sets = _joined(whole.column(several).combine_chunks(), several)
    if single is not None:
        sets = pc.coalesce(sets, pc.cast(whole.column(single).combine_chunks(), pa.string()))
    encoded = sets.dictionary_encode()
    texts = [_canonical(str(text), reading.missing, depth) for text in encoded.dictionary.to_pylist()]
    name = f"{several} (as sets)"
    return whole.append_column(name, pa.array(texts, pa.string()).take(encoded.indices)), reading, name


def _columns_of(names: Sequence[str], reading: Reading) -> tuple[str, str | None]:
    several = find_column(names, None, LABELS)
    if several is None:
        raise RequestError(
            f"The table has no column of several labels, such as 'labels'. Its columns are {listed(names)}.",
            hint="Give a column of lists, or of texts with ; between the labels; or use rule='primary'.",
        )
    return several, find_column(names, reading.label, accepted_names("judgements", "label"))


def _joined(column: Any, name: str) -> Any:
    """Lists as one text each; texts as they are."""
    kind = column.type
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return pc.binary_join(pc.cast(column, pa.list_(pa.string())), BETWEEN)
    if pa.types.is_null(kind) or pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return pc.cast(column, pa.string())
    raise RequestError(f"The column {name!r} holds values of type {kind}.", hint="Give lists, or texts with ; between.")


def _canonical(text: str, missing: Collection[str], depth: int | None) -> str | None:
    """A set of labels as sorted JSON, or None where it holds no label."""
    found = {part.strip() for part in _parts(text)} - {""} - set(missing)
    cut_off = sorted({part if depth is None else cut(part, depth) for part in found})
    return json.dumps(cut_off, ensure_ascii=False) if cut_off else None


def _parts(text: str) -> list[str]:
    if text.startswith("["):
        try:
            return [str(part) for part in json.loads(text)]
        except ValueError:
            return [text]
    return text.replace(BETWEEN, ";").split(";")

"""A simulated blind assessor: the label given to each item, and why a decision differs from it.

Answers depend on the seed and the id alone, never on the order of the sheet, so that a sheet may be sorted or cut.
Not here: the sheet and its file, nor the review of assessors by each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import pyarrow as pa
import pyarrow.compute as pc

from evenhand.facts.errors import RequestError
from evenhand.facts.tables import UNABLE_REASONS
from evenhand.simulate.causes import SHARES
from evenhand.simulate.records import UNABLE_WEIGHTS
from evenhand.simulate.types import Operation

NONE, UNABLE = "none", "unable"
CAUSE_FOUND = 0.85
"""How often an assessor names the true root cause of a true error."""


@dataclass(frozen=True)
class Answer:
    """What the assessor says about an item: a clause code, ``none``, or ``unable`` with its reason."""

    item_id: str
    label: str
    unable_reason: str | None


@dataclass(frozen=True)
class Finding:
    """What the assessor says about a decision that differs from the answer."""

    error_type: str
    root_cause: str
    note: str


@dataclass(frozen=True)
class SheetRow:
    """One filled row of an assessment sheet; error_type, root_cause and note are None where the labels agree."""

    judgement_id: str
    item_id: str
    label: str
    unable_reason: str | None
    error_type: str | None
    root_cause: str | None
    note: str | None


def assess(
    truth: pa.Table,
    units: pa.Table | Sequence[str],
    *,
    accuracy: float = 0.98,
    unable_rate: float = 0.01,
    seed: int,
) -> tuple[Answer, ...]:
    """The assessor's answers to these units, in their order.

    ``truth`` is ``Operation.truth.items``; ``units`` are item ids or a table with the column item_id. A wrong answer is
    the clause that the item resembles where it does not violate, else as often that clause as ``none``.

    Raises:
        RequestError: an unknown item, or a rate outside 0..1.

    """
    _share("accuracy", accuracy)
    _share("unable_rate", unable_rate)
    ids = [str(one) for one in (units.column("item_id").to_pylist() if isinstance(units, pa.Table) else units)]
    known = _rows(truth, "item_id", ids)
    return tuple(_answer(known[item], accuracy=accuracy, unable_rate=unable_rate, seed=seed) for item in ids)


def _answer(row: Mapping[str, object], *, accuracy: float, unable_rate: float, seed: int) -> Answer:
    item, label = str(row["item_id"]), str(row["label"])
    if _chance(seed, item, "unable") < unable_rate:
        return Answer(
            item, UNABLE, _weighted(dict(zip(UNABLE_REASONS, UNABLE_WEIGHTS, strict=True)), _chance(seed, item, "why"))
        )
    if _chance(seed, item, "right") < accuracy:
        return Answer(item, label, None)
    resembles = str(row["resembles"])
    missed = label != NONE and _chance(seed, item, "wrong") < 0.5
    return Answer(item, NONE if missed else resembles, None)


def explain(
    truth: pa.Table, decided: Mapping[str, str], assessed: Mapping[str, str], *, seed: int
) -> dict[str, Finding]:
    """The findings where a decision differs from the assessor's label, by judgement id.

    ``truth`` is ``Operation.truth.judgements``; ``decided`` and ``assessed`` give the two labels by judgement id. A
    true error mostly gets its true root cause, so planted troubles show; where the assessor is the one who errs, any
    plausible cause. A pair with ``unable`` on either side is no finding.

    Raises:
        RequestError: an unknown judgement, or one without a decided label.

    """
    undecided = sorted(set(assessed) - set(decided))
    if undecided:
        raise RequestError(
            f"{len(undecided)} assessed judgements have no decided label, the first is {undecided[0]!r}.",
            hint="Give decided and assessed a label for the same judgements.",
        )
    pairs = {one: label for one, label in assessed.items() if differs(decided[one], label)}
    known = _rows(truth, "judgement_id", pairs)
    return {
        one: Finding(
            error_type=error_type(decided[one], label),
            root_cause=_root_cause(known[one], seed=seed),
            note=f"Decided {decided[one]}, reads as {label}.",
        )
        for one, label in pairs.items()
    }


def differs(decided: str, assessed: str) -> bool:
    """Whether the two labels are a disagreement; never where one of them is ``unable``."""
    return decided != assessed and UNABLE not in (decided, assessed)


def error_type(decided: str, assessed: str) -> str:
    """The error type of a decision whose label differs from the assessed one."""
    if assessed == NONE:
        return "over_enforcement"
    return "under_enforcement" if decided == NONE else "wrong_policy"


def fill_sheet(
    operation: Operation,
    judgement_ids: Sequence[str],
    *,
    accuracy: float = 0.98,
    unable_rate: float = 0.01,
    seed: int,
) -> tuple[SheetRow, ...]:
    """The sheet that an assessor would hand back for these live judgements, in their order.

    Raises:
        RequestError: an unknown judgement, or a rate outside 0..1.

    """
    judgements = operation.tables["judgements"].select(["judgement_id", "item_id", "label"])
    rows = _rows(judgements, "judgement_id", judgement_ids)
    items = [str(rows[one]["item_id"]) for one in judgement_ids]
    answers = assess(operation.truth.items, items, accuracy=accuracy, unable_rate=unable_rate, seed=seed)
    decided = {one: str(rows[one]["label"]) for one in judgement_ids}
    assessed = {one: answer.label for one, answer in zip(judgement_ids, answers, strict=True)}
    findings = explain(operation.truth.judgements, decided, assessed, seed=seed)
    return tuple(_sheet_row(one, answer, findings.get(one)) for one, answer in zip(judgement_ids, answers, strict=True))


def _sheet_row(judgement_id: str, answer: Answer, finding: Finding | None) -> SheetRow:
    return SheetRow(
        judgement_id=judgement_id,
        item_id=answer.item_id,
        label=answer.label,
        unable_reason=answer.unable_reason,
        error_type=finding.error_type if finding else None,
        root_cause=finding.root_cause if finding else None,
        note=finding.note if finding else None,
    )


def _root_cause(row: Mapping[str, object], *, seed: int) -> str:
    judgement, true_cause = str(row["judgement_id"]), row["root_cause"]
    if true_cause is not None and _chance(seed, judgement, "found") < CAUSE_FOUND:
        return str(true_cause)
    return _weighted(SHARES[0], _chance(seed, judgement, "cause"))


def _rows(table: pa.Table, key: str, ids: Iterable[str]) -> dict[str, dict[str, object]]:
    wanted = list(dict.fromkeys(ids))
    found = table.filter(pc.is_in(table.column(key), value_set=pa.array(wanted, pa.string())))
    rows = {str(row[key]): row for row in found.to_pylist()}
    missing = [one for one in wanted if one not in rows]
    if missing:
        raise RequestError(
            f"{len(missing)} of the values given as {key} are not in this operation, the first is {missing[0]!r}.",
            hint="Give ids from the tables of the operation that the truth belongs to.",
        )
    return rows


def _share(name: str, value: float) -> None:
    if not 0 <= value <= 1:
        raise RequestError(f"{name} = {value} is not a share.", hint=f"Give {name} a number from 0 to 1.")


def _chance(seed: int, unit: str, purpose: str) -> float:
    digest = blake2b(f"{seed}/{purpose}/{unit}".encode(), digest_size=8).digest()
    return (int.from_bytes(digest) >> 11) / 2**53


def _weighted(shares: Mapping[str, float], chance: float) -> str:
    reached = 0.0
    for name, share in shares.items():
        reached += share / sum(shares.values())
        if chance < reached:
            return name
    return list(shares)[-1]

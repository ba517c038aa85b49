"""How far judges agree, from a table of labels: coefficients side by side, by label, by slice, and in words.

Formulas, sources, assumptions: docs/methods/agreement.md. Not here: the coefficients themselves, one file each.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evenhand.measure.agreement import clauses
from evenhand.measure.agreement.coefficients import Wanted, coefficients, coefficients_of, named, specific
from evenhand.measure.agreement.counts import Counts, collapsed, count
from evenhand.measure.agreement.paradox import explained
from evenhand.measure.agreement.types import Agreement, Part, Rule
from evenhand.measure.agreement.weights import checked_scale
from evenhand.measure.labels import Coded, Labels, Repeats, need_classes, need_judges
from evenhand.measure.result import Method, Note
from evenhand.measure.tables import TableLike


def agreement(
    table: TableLike | Labels,
    *,
    item: str | None = None,
    judge: str | None = None,
    label: str | None = None,
    by: Sequence[str] = (),
    classes: Sequence[str] | None = None,
    missing: Collection[str] = ("unable",),
    repeats: Repeats | str = Repeats.REFUSE,
    scale: str = "nominal",
    rule: Rule | str = Rule.PRIMARY,
    depth: int | None = None,
    interval: Method | str = Method.LINEARISED,
    level: float = 0.95,
    replicates: int = 1000,
    seed: int = 1,
) -> Agreement:
    """Raw agreement, Krippendorff's alpha, Gwet's AC1 and Fleiss' kappa of all judges, each with its interval.

    ``table`` and the arguments up to ``repeats`` are those of ``read_labels``; ``by`` names columns to slice by: only
    labels of the same slice are compared. ``scale`` is nominal, ordinal (AC2 and Fleiss with Gwet's ordinal weights,
    alpha with Krippendorff's ranks) or interval. ``rule`` says what is compared where the column ``labels`` holds
    several: the primary label, ``any`` (at least one in common), ``exact`` (the same set), ``clause`` (each clause by
    itself; the overall figures are those of ``any``). ``depth`` cuts dotted codes: 1 compares HT.2.1 as HT.
    ``interval`` is linearised (from the formula) or bootstrap, over items, with ``replicates`` and ``seed``.

    An undefined coefficient is None and says why. Raises RequestError as ``read_labels`` does, for one judge, one
    class, an unknown scale, rule or interval, and a level not between 0 and 1.
    """
    reading = clauses.Reading(item, judge, label, tuple(by), classes, missing, repeats)
    found = clauses.compared(table, reading, rule=clauses.checked_rule(rule), depth=depth)
    labels = found.labels
    need_judges(labels)
    need_classes(labels)
    values = labels.values if found.members is None else None
    known = checked_scale(scale, labels.columns["label"], values, stated=labels.stated)
    wanted = Wanted.checked(known, values, found.weights, level=level, interval=interval, times=replicates, seed=seed)
    whole = count(labels.item, labels.label, len(labels.classes))
    overall = coefficients(whole, wanted)
    parts = _by_label(whole, found, wanted)
    return Agreement(
        coefficients=overall,
        by_label=parts,
        slices=tuple(part for name in by for part in parts_of(labels, labels.by[name], name, wanted)),
        scale=known,
        rule=found.rule,
        depth=depth,
        items=whole.items,
        pairable_items=whole.pairable_items,
        labels=labels.size,
        judges=len(labels.judges) if labels.judges else None,
        classes=found.clauses,
        columns=labels.columns,
        explanation=explained(overall, parts) if found.rule is Rule.PRIMARY else (),
        warnings=_warnings(labels, whole, found.class_names),
    )


def _by_label(whole: Counts, found: clauses.Compared, wanted: Wanted) -> tuple[Part, ...]:
    """Each label (or clause) against all others."""
    total, one_label = float(whole.times @ whole.rated), wanted.of_one_label()
    names, held = zip(*found.of_each(), strict=True)
    tables = [_against_others(whole, one) for one in held]
    given = [float(counts.totals()[1]) for counts in tables]
    figures = coefficients_of([[specific(counts), *named(counts, one_label)] for counts in tables], one_label)
    return tuple(
        Part("label", name, times / total, round(times), own)
        for name, times, own in zip(names, given, figures, strict=True)
    )


def _against_others(whole: Counts, held: NDArray[np.float64]) -> Counts:
    """The counts of two classes: without and with the label; ``held`` is 1 for the classes that have it."""
    given = np.asarray(whole.table @ held, dtype=np.float64)
    return collapsed(np.stack([whole.rated - given, given], axis=1), whole.times)


@dataclass(frozen=True)
class _Slice:
    name: str
    counts: Counts
    size: int


def parts_of(labels: Labels, column: Coded, by: str, wanted: Wanted) -> tuple[Part, ...]:
    """The coefficients of each value of a column, from the labels that have it."""
    found = _sliced(labels, column)
    figures = coefficients_of([named(one.counts, wanted) for one in found], wanted)
    return tuple(
        Part(by, one.name, one.size / labels.size, one.size, own) for one, own in zip(found, figures, strict=True)
    )


def _sliced(labels: Labels, column: Coded) -> list[_Slice]:
    """The counts of the labels of each value of a column; rows without a value come last, as ""."""
    order = np.argsort(column.codes, kind="stable")
    codes, starts = np.unique(column.codes[order], return_index=True)
    found = [
        _Slice(
            column.names[code] if code >= 0 else "",
            count(labels.item[rows], labels.label[rows], len(labels.classes)),
            rows.size,
        )
        for code, rows in zip(codes.tolist(), np.split(order, starts[1:]), strict=True)
    ]
    return sorted(found, key=lambda one: one.name == "")


def _warnings(labels: Labels, whole: Counts, names: Sequence[str]) -> tuple[Note, ...]:
    singles = whole.items - whole.pairable_items
    other = _items_with_another_label(whole)
    common = names[int(np.argmax(whole.totals()))]
    found = [
        Note("missing_labels", {"count": labels.missing}) if labels.missing else None,
        Note("repeated_labels", {"count": labels.repeated}) if labels.repeated else None,
        Note("unknown_judges") if bool((labels.judge < 0).any()) else None,
        Note("single_labels", {"count": singles, "n": whole.items}) if singles else None,
        Note("few_others", {"n": other, "label": common}) if 0 < other < RARE else None,
    ]
    return tuple(note for note in found if note is not None)


RARE = 15  # fewer items than this with another label than the commonest: figures beyond chance are unsteady


def _items_with_another_label(whole: Counts) -> int:
    common = int(np.argmax(whole.totals()))
    of_common = np.asarray(whole.table[:, [common]].todense()).ravel()
    return round(float(whole.times[whole.pairable & (of_common < whole.rated)].sum()))

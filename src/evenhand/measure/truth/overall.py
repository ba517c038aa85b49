"""What items likely are and how good their judges are, from a table of labels.

Formulas, sources, assumptions: docs/methods/truth.md. Not here: the models, one file each.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from evenhand.facts.errors import RequestError
from evenhand.facts.reading.matching import listed
from evenhand.measure.intervals import near_exact, normal_quantile
from evenhand.measure.labels import UNABLE, Labels, Repeats, need_classes, read_labels
from evenhand.measure.result import Estimate, Method, Note
from evenhand.measure.tables import TableLike
from evenhand.measure.truth.calibration import believable, softened
from evenhand.measure.truth.difficulty import difficulty
from evenhand.measure.truth.drift import JudgeDrift, drift
from evenhand.measure.truth.fitting import Fit
from evenhand.measure.truth.held_out import Foretold, better_on_gold, foretold, preferred
from evenhand.measure.truth.identified import alone, doubts, not_identified
from evenhand.measure.truth.inputs import GoldLike, read_gold, read_scores
from evenhand.measure.truth.majority import decided
from evenhand.measure.truth.models import COMPARED, MODELS, TruthMethod, checked_method
from evenhand.measure.truth.skill import Skills, skills
from evenhand.measure.truth.types import Skill, Truth
from evenhand.measure.truth.votes import Codes, Flags, Votes, votes
from evenhand.measure.units import Floats

SHARE = "share"
LARGEST = 2e8  # cells of all confusion matrices: 1.6 GB
LEAST_EFFECTIVE = 0.05
NEARLY_WHOLE = 0.9  # chances raised to less than this were clearly too sure


def truth(
    table: TableLike | Labels,
    *,
    method: TruthMethod | str = TruthMethod.AUTO,
    gold: GoldLike | None = None,
    scores: TableLike | None = None,
    item: str | None = None,
    judge: str | None = None,
    label: str | None = None,
    weight: str | None = None,
    time: str | None = None,
    classes: Sequence[str] | None = None,
    missing: Collection[str] = (UNABLE,),
    repeats: Repeats | str = SHARE,
    level: float = 0.95,
) -> Truth:
    """The likely class of each item with its probability, and the skill of each judge with its interval.

    ``table`` and the arguments from ``item`` to ``missing`` are those of ``read_labels``. ``method`` is auto (the
    pooled model, unless another foretells labels it has not seen clearly better, or is right on significantly more
    items of known truth), majority, one-coin, dawid-skene or pooled. ``gold`` gives the truth of some items: a table
    with an item and a gold column, its path, or a mapping; it is taken as certain, the accuracy is that of a fit
    without it, and from 30 such items on all other chances are made no surer than that fit deserved. ``scores`` holds
    a classifier's chances: an item column and a column per class. With ``time`` named, each judge's drift is looked
    for. ``repeats`` says what several labels by one judge for one item are worth: ``share`` one vote among them,
    ``keep`` one vote each; first, last and refuse as in ``read_labels``. ``level`` is that of the intervals.

    Ties go to the label that is more frequent in the table, then to the class that comes first. Where labels cannot
    tell who is right (two judges, no overlap), ``auto`` is majority, skills are undefined, and a warning says why.
    Where no judge is known, ``auto`` is one-coin: the labels of an item cannot tell a hard item from a lopsided judge.
    The result does not depend on the order of rows.

    Raises RequestError as ``read_labels`` does, for an unknown method, one class, a level not between 0 and 1, gold or
    scores that do not fit, and more judges and classes than memory holds.
    """
    asked = checked_method(method)
    normal_quantile(level)
    labels = (
        table
        if isinstance(table, Labels)
        else _read(table, item, judge, label, weight, time, classes, missing, repeats)
    )
    known = None
    if gold is not None:
        known, labels = read_gold(gold, labels)
    need_classes(labels)
    evidence = None if scores is None else read_scores(scores, labels, item=item)
    cast = _votes(labels, known.known if known else None, evidence, sharing=repeats == SHARE)
    return _Inference(labels, cast, asked, level, elsewhere=known.elsewhere if known else 0).result()


def _read(
    table: TableLike,
    item: str | None,
    judge: str | None,
    label: str | None,
    weight: str | None,
    time: str | None,
    classes: Sequence[str] | None,
    missing: Collection[str],
    repeats: Repeats | str,
) -> Labels:
    allowed = [SHARE, *(str(rule) for rule in Repeats)]
    if repeats not in allowed:
        raise RequestError(f"repeats is {repeats!r}.", hint=f"Give one of {listed(allowed)}.")
    rule = Repeats.KEEP if repeats == SHARE else repeats
    return read_labels(
        table,
        item=item,
        judge=judge,
        label=label,
        weight=weight,
        time=time,
        classes=classes,
        missing=missing,
        repeats=rule,
    )


def _votes(labels: Labels, known: Codes | None, evidence: Floats | None, *, sharing: bool) -> Votes:
    """The labels as votes; those of unknown judges belong to one more judge, the last."""
    strange = labels.judge < 0
    judges = len(labels.judges) + int(strange.any())
    if judges * len(labels.classes) ** 2 > LARGEST:
        raise RequestError(
            f"{judges:,} judges and {len(labels.classes):,} classes are too many for a confusion matrix each.",
            hint="Merge classes, for example by the first part of their code.",
        )
    judge = np.where(strange, np.int32(len(labels.judges)), labels.judge).astype(np.int32)
    weight = np.ones(labels.size) if labels.weight is None else labels.weight
    found = votes(
        labels.item,
        judge,
        labels.label,
        items=len(labels.items),
        judges=judges,
        classes=len(labels.classes),
        known=known,
        weight=_shared(labels.item, judge, strange, weight) if sharing else weight,
    )
    return replace(found, evidence=evidence)


def _shared(item: Codes, judge: Codes, strange: Flags, weight: Floats) -> Floats:
    """The weights, divided by how many labels a known judge gave the same item."""
    key = item.astype(np.int64) * (int(judge.max(initial=0)) + 1) + judge
    ordered = np.sort(key[~strange])
    if not bool((ordered[1:] == ordered[:-1]).any()):
        return weight
    _, at, times = np.unique(key, return_inverse=True, return_counts=True)
    return np.where(strange, weight, weight / times[at])


@dataclass(frozen=True, eq=False)
class _Inference:
    """One run: the labels and their votes, what was asked for."""

    labels: Labels
    votes: Votes
    asked: TruthMethod
    level: float
    elsewhere: int

    @property
    def strangers(self) -> bool:
        """Whether the last judge stands for unknown ones."""
        return self.votes.judges > len(self.labels.judges)

    def result(self) -> Truth:
        """The truth, with all that is said about it."""
        votes = self.votes
        blocked = not_identified(votes, strangers=self.strangers)
        method, found, unseen = self._chosen(blocked)
        tells = unseen is not None and method is not TruthMethod.MAJORITY
        sure = believable(votes, MODELS[method], self._rank()) if tells else 1.0
        fit = softened(MODELS[method](votes), votes, sure)
        label, tied = decided(fit.posterior, votes.frequency)
        nothing = (np.diff(votes.starts) == 0) & (votes.known < 0)
        if votes.evidence is not None and method is not TruthMethod.MAJORITY:
            nothing &= ~np.isfinite(votes.evidence[0])
        known = skills(votes, fit)
        skill = self._skill(known, method, blocked)
        return Truth(
            method=method,
            classes=self.labels.classes,
            item_names=self.labels.items,
            posterior=fit.posterior,
            label=np.where(nothing, np.int32(-1), label),
            tied=tied & ~nothing,
            difficulty=difficulty(votes, fit, known),
            n=np.diff(votes.starts).astype(np.int32),
            skill=skill,
            confusion=fit.confusion[:, : len(self.labels.judges)],
            prior=fit.prior,
            log_likelihood=fit.log_likelihood,
            sweeps=fit.sweeps,
            accuracy=self._accuracy(unseen),
            foretold=found,
            classifier=fit.believed,
            power=fit.power,
            drift=self._drift(fit, skill),
            columns=self.labels.columns,
            warnings=tuple(self._warnings(fit, blocked, int((tied & ~nothing).sum()), int(nothing.sum()))),
        )

    def _chosen(self, blocked: Note | None) -> tuple[TruthMethod, tuple[Foretold, ...], Fit | None]:
        """The method, how the models foretold, and where truth is known the chosen model fitted without it."""
        votes = self.votes
        some_known = bool(((votes.known >= 0) & (np.diff(votes.starts) > 0)).any())
        if self.asked is not TruthMethod.AUTO:
            return self.asked, (), MODELS[self.asked](votes.without_truth()) if some_known else None
        if blocked is not None:
            return TruthMethod.MAJORITY, (), None
        if not self.labels.judges:
            alike = TruthMethod.ONE_COIN
            return alike, (), MODELS[alike](votes.without_truth()) if some_known else None
        found = foretold(votes, {name: MODELS[name] for name in COMPARED}, self._rank())
        chosen = TruthMethod(preferred(found, first=TruthMethod.POOLED))
        if not some_known:
            return chosen, found, None
        fits = {name: MODELS[name](votes.without_truth()) for name in (*COMPARED, TruthMethod.MAJORITY)}
        best = TruthMethod(better_on_gold({name: self._right(fit) for name, fit in fits.items()}, chosen=chosen))
        return best, found, fits[best]

    def _rank(self) -> NDArray[np.int64]:
        """The place of each item's name among all, which does not depend on the order of rows."""
        rank = pc.rank(self.labels.items, tiebreaker="first")
        return np.asarray(rank.to_numpy(zero_copy_only=False), dtype=np.int64)

    def _right(self, fit: Fit) -> Flags:
        """Whether a fit has each labelled item of known truth right."""
        told = (self.votes.known >= 0) & (np.diff(self.votes.starts) > 0)
        label, _ = decided(fit.posterior, self.votes.frequency)
        return np.asarray(label[told] == self.votes.known[told])

    def _accuracy(self, unseen: Fit | None) -> Estimate | None:
        if unseen is None:
            return None
        right = self._right(unseen)
        share, n = float(right.mean()), int(right.size)
        low, high = near_exact(share, n, self.level)
        return Estimate(
            metric="accuracy",
            estimate=share,
            low=float(low),
            high=float(high),
            level=self.level,
            method=Method.NEAR_EXACT,
            n=n,
            events=int(right.sum()),
            population=None,
            n_effective=float(n),
            design="items of known truth, hidden from the fit",
        )

    def _skill(self, known: Skills, method: TruthMethod, blocked: Note | None) -> Skill:
        judges = len(self.labels.judges)
        labels = np.bincount(self.votes.judge, minlength=self.votes.judges)[:judges]
        undefined = self._undefined(known, method, blocked)
        right = np.nan_to_num(known.right[:judges])
        low, high = near_exact(right, np.maximum(known.effective[:judges], LEAST_EFFECTIVE), self.level)
        hidden = np.isin(np.arange(judges), list(undefined))
        return Skill(
            judges=self.labels.judges,
            estimate=np.where(hidden, np.nan, right),
            low=np.where(hidden, np.nan, low),
            high=np.where(hidden, np.nan, high),
            level=self.level,
            n=labels.astype(np.int32),
            n_effective=np.where(hidden, np.nan, known.effective[:judges]),
            undefined=undefined,
        )

    def _undefined(self, known: Skills, method: TruthMethod, blocked: Note | None) -> dict[int, Note]:
        """Why a judge's skill is undefined, by the judge's place."""
        judges = len(self.labels.judges)
        if blocked is not None or method is TruthMethod.MAJORITY:
            return dict.fromkeys(range(judges), blocked or Note("truth_majority_skill"))
        on_their_own = alone(self.votes, strangers=self.strangers)[:judges]
        weak = known.effective[:judges] < LEAST_EFFECTIVE
        found = dict.fromkeys(np.flatnonzero(weak).tolist(), Note("truth_uninformed"))
        return found | dict.fromkeys(np.flatnonzero(on_their_own).tolist(), Note("truth_alone"))

    def _drift(self, fit: Fit, skill: Skill) -> tuple[JudgeDrift, ...]:
        if self.labels.time is None:
            return ()
        unknown = np.isin(np.arange(self.votes.judges), list(skill.undefined))
        return drift(self.votes, fit, self.labels.time, self.labels.judges, level=self.level, unknown=unknown)

    def _warnings(self, fit: Fit, blocked: Note | None, ties: int, nothing: int) -> Iterator[Note]:
        labels = self.labels
        if blocked is not None:
            yield blocked
        else:
            yield from doubts(self.votes, fit, labels.classes)
            if fit.power < NEARLY_WHOLE:
                yield Note("truth_too_sure", {"power": round(fit.power, 2)})
            elif not bool((self.votes.known >= 0).any()):
                yield Note("truth_no_gold")
        whole = 1.0 if labels.weight is None else labels.weight
        counts = {
            "missing_labels": labels.missing,
            "repeated_labels": labels.repeated,
            "truth_repeats": int(np.count_nonzero(self.votes.weight < whole)),
            "truth_ties": ties,
            "truth_unlabelled": nothing,
            "truth_gold_elsewhere": self.elsewhere,
        }
        yield from (Note(code, {"count": count}) for code, count in counts.items() if count)
        if self.strangers:
            yield Note("truth_strangers")

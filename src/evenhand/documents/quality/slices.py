"""The groups on their lines, and the comparison with the previous sample."""

from __future__ import annotations

from evenhand.assess.types import QualityReport, Slice, SliceTable
from evenhand.documents import figures
from evenhand.documents.quality.headline import standing
from evenhand.documents.quality.naming import clipped, column_name, group_name
from evenhand.documents.quality.page import ChangePart, ChangeRow, SliceBlock, SliceRow
from evenhand.documents.whisker import FEW, Scale, scale_for, whisker
from evenhand.documents.words import Words
from evenhand.measure.result import Estimate

LOWER_IS_BETTER = ("over_enforcement", "under_enforcement")


def blocks(report: QualityReport, words: Words) -> tuple[SliceBlock, ...]:
    """One block per column that the report is sliced by."""
    return tuple(_block(table, report.target, words) for table in report.slices)


def change(report: QualityReport, words: Words) -> ChangePart | None:
    """Each overall figure beside the previous sample's; None when there is no previous sample."""
    before = {figure.metric: figure for figure in report.previous}
    pairs = [(before[figure.metric], figure) for figure in report.overall if figure.metric in before]
    if not pairs:
        return None
    name = report.previous_name
    title = words("previous.title", name=clipped(name)) if name else words("previous.title_unnamed")
    return ChangePart(title, tuple(_change_row(old, new, words) for old, new in pairs))


def written(figure: Estimate, words: Words) -> str:
    """A figure with its interval and n in one cell, or why there is none."""
    if figure.estimate is None or figure.low is None:
        return words.note(figure.undefined) if figure.undefined else words("card.not_known")
    aside = words("numbers.comma").join(
        (figures.interval(words, figure), words("slices.of_n", n=figures.whole(figure.n)))
    )
    return words("numbers.beside", main=figures.percent(words, figure.estimate), aside=aside)


def _block(table: SliceTable, target: float | None, words: Words) -> SliceBlock:
    accuracies = [part.accuracy for part in table.slices]
    scale, others = scale_for(accuracies, target), _other_metrics(table)
    column = column_name(words, table.by)
    goal = figures.level(words, target) if target is not None else ""
    known = next((figure for figure in accuracies if figure.estimate is not None), None)
    return SliceBlock(
        title=words("slices.title", column=column),
        column=column[:1].upper() + column[1:],
        caption=words("slices.dashed", target=goal) if goal else words("slices.no_target"),
        interval_head=words("slices.interval", level=figures.level(words, known.level if known else 0.95)),
        ticks=scale.ticks,
        rows=tuple(_row(table.by, part, scale, others, words) for part in table.slices),
        remarks=_remarks(table, target, words),
        more_title=words("slices.more", column=column),
        more_heads=tuple(words.name("metrics", metric) for metric in others),
    )


def _row(column: str, part: Slice, scale: Scale, others: tuple[str, ...], words: Words) -> SliceRow:
    figure = part.accuracy
    name, value = group_name(words, column, part.value), clipped(part.value or "")
    interval = figures.interval(words, figure)
    point = figures.bare(figure.estimate) if figure.estimate is not None else ""
    level = figures.level(words, figure.level)
    shown = figures.percent(words, figure.estimate) if figure.estimate is not None else ""
    mark = whisker(figure, scale, words("slices.whisker", point=shown, level=level, interval=interval))
    return SliceRow(
        name=name,
        code=value if value != name else "",
        n=figures.whole(figure.n),
        few=figure.n < FEW and mark is not None,
        whisker=mark,
        point=point,
        interval=interval,
        why=words.note(figure.undefined) if figure.undefined else words("card.not_known") if mark is None else "",
        more=_others(part, others, words),
        figures=part.figures,
    )


def _other_metrics(table: SliceTable) -> tuple[str, ...]:
    """The figures that any group has besides accuracy."""
    return tuple(dict.fromkeys(figure.metric for part in table.slices for figure in part.figures[1:]))


def _others(part: Slice, metrics: tuple[str, ...], words: Words) -> tuple[str, ...]:
    known = {figure.metric: written(figure, words) for figure in part.figures[1:]}
    return tuple(known.get(metric, words("numbers.unknown")) for metric in metrics)


def _remarks(table: SliceTable, target: float | None, words: Words) -> tuple[str, ...]:
    remarks = []
    known = [part for part in table.slices if part.accuracy.estimate is not None]
    if any(part.accuracy.n < FEW for part in known):
        remarks.append(words("slices.few_note", few=str(FEW)))
    if any(standing(part.accuracy, target) == "below" for part in known):
        remarks.append(words("slices.red_note"))
    if target is not None and table.expected_low_by_luck is not None and len(known) > 1:
        luck = figures.rough(table.expected_low_by_luck)
        remarks.append(words("slices.luck", luck=luck, count=figures.whole(len(known))))
    return tuple(remarks)


def _change_row(before: Estimate, now: Estimate, words: Words) -> ChangeRow:
    verdict = _verdict(before, now)
    change = ""
    if before.estimate is not None and now.estimate is not None:
        change = words("previous.points", change=f"{(now.estimate - before.estimate) * 100:+.1f}".replace("-", "−"))
    return ChangeRow(
        label=words.name("metrics", now.metric),
        method=words.name("methods", str(before.method)),
        before=written(before, words),
        now=written(now, words),
        change=change,
        verdict=words(f"previous.{verdict}"),
        state={"better": "ok", "worse": "bad"}.get(verdict, ""),
    )


def _verdict(before: Estimate, now: Estimate) -> str:
    if before.low is None or before.high is None or now.low is None or now.high is None:
        return "unclear"
    if before.low <= now.high and now.low <= before.high:
        return "unclear"
    higher = now.low > before.high
    return "better" if higher != (now.metric in LOWER_IS_BETTER) else "worse"

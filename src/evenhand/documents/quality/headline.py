"""What stands at the top of the report: three sentences of "so what", the figures, and how far the assessing is.

Not here: the groups (``slices``), the mistakes (``mistakes``), the method (``method``).
"""

from __future__ import annotations

from evenhand.assess.types import Progress, QualityReport, Slice, SliceTable, Tally
from evenhand.documents import figures
from evenhand.documents.quality.naming import group_name
from evenhand.documents.quality.page import Bar, Card, ProgressPart, Sentence
from evenhand.documents.words import Words
from evenhand.facts.plain import one_line
from evenhand.measure.result import Estimate, Method

MAIN = ("accuracy", "under_enforcement", "over_enforcement")
NAMED = 3
NOT_NAMED = "not_named"


def sentences(report: QualityReport, words: Words) -> tuple[Sentence, ...]:
    """What the figures say: about the target, about the groups, about the mistakes."""
    if report.progress.assessed == 0:
        return (_sentence(words, "waiting"),)
    return (_about_target(report, words), _about_groups(report, words), _about_mistakes(report, words))


def standing(figure: Estimate, target: float | None) -> str:
    """Where the whole interval lies: "above", "below", "close" (the target is inside it) or "none" (no target)."""
    if target is None or figure.low is None or figure.high is None:
        return "none"
    if figure.high < target:
        return "below"
    return "above" if figure.low >= target else "close"


def cards(report: QualityReport, words: Words) -> tuple[Card, ...]:
    """The three figures that matter most: accuracy, harm missed, wrongly removed."""
    return tuple(_card(report.figure(metric), report.target, words) for metric in MAIN)


def small_cards(report: QualityReport, words: Words) -> tuple[Card, ...]:
    """The other overall figures, smaller."""
    return tuple(_card(figure, None, words) for figure in report.overall if figure.metric not in MAIN)


def progress(report: QualityReport, words: Words) -> ProgressPart:
    """How far the assessing is, and what the units that could not be judged might change."""
    done = report.progress
    return ProgressPart(
        title=words("progress.title"),
        planned=words("progress.planned", count=figures.whole(done.planned)),
        parts=_progress_bars(done, words),
        remarks=_progress_remarks(report, words),
    )


def _sentence(words: Words, key: str, **values: str) -> Sentence:
    head, body = words(f"so_what.{key}", **values), words(f"so_what.{key}_body", **values)
    return Sentence(head, body)


def _about_target(report: QualityReport, words: Words) -> Sentence:
    figure = report.figure("accuracy")
    if figure.estimate is None or figure.low is None or figure.high is None:
        why = words.note(figure.undefined) if figure.undefined else words("card.not_known")
        return Sentence(words("so_what.waiting"), words("so_what.undefined_body", why=why))
    where = standing(figure, report.target)
    values = {"point": figures.percent(words, figure.estimate), "low": figures.bare(figure.low)}
    values["high"] = figures.percent(words, figure.high)
    values["target"] = figures.level(words, report.target) if report.target is not None else ""
    if where == "none":
        body = "census_no_target_body" if figure.method is Method.CENSUS else "no_target_body"
        return Sentence(words("so_what.no_target", **values), words(f"so_what.{body}", **values))
    return Sentence(words(f"so_what.{where}"), words(f"so_what.{_body(figure, report.target, where)}", **values))


def _body(figure: Estimate, target: float | None, where: str) -> str:
    if figure.method is Method.CENSUS:
        return "census_body"
    if where != "close":
        return f"{where}_body"
    under = figure.estimate is not None and target is not None and figure.estimate < target
    return "close_under_body" if under else "close_over_body"


def _about_groups(report: QualityReport, words: Words) -> Sentence:
    groups = [(table, part) for table in report.slices for part in table.slices if part.accuracy.estimate is not None]
    if not groups:
        return _sentence(words, "slices_absent")
    if len(groups) == 1:
        return _sentence(words, "slices_single", name=group_name(words, groups[0][0].by, groups[0][1].value))
    low = [pair for pair in groups if standing(pair[1].accuracy, report.target) == "below"]
    count = figures.whole(len(groups))
    if low:
        return Sentence(words("so_what.slices_low", names=_named(words, low)), _luck(report, words, count))
    if report.target is not None:
        return _sentence(words, "slices_fine", count=count)
    lowest = min(groups, key=lambda pair: pair[1].accuracy.estimate or 0.0)
    return _sentence(words, "slices_lowest", name=_with_figure(words, *lowest), count=count)


def _luck(report: QualityReport, words: Words, count: str) -> str:
    expected = [table.expected_low_by_luck for table in report.slices if table.expected_low_by_luck is not None]
    if len(expected) < len(report.slices):
        return words("so_what.slices_low_plain")
    return words("so_what.slices_low_luck", luck=figures.rough(sum(expected)), count=count)


def _named(words: Words, groups: list[tuple[SliceTable, Slice]]) -> str:
    worst = sorted(groups, key=lambda pair: pair[1].accuracy.estimate or 0.0)
    names = tuple(_with_figure(words, *pair) for pair in worst[:NAMED])
    if len(worst) <= NAMED:
        return words.join(names)
    shown = words("numbers.comma").join(names)
    return words("so_what.slices_more", names=shown, count=figures.whole(len(worst) - NAMED))


def _with_figure(words: Words, table: SliceTable, part: Slice) -> str:
    figure = part.accuracy
    point = figures.percent(words, figure.estimate or 0.0)
    name = group_name(words, table.by, part.value)
    return words("so_what.figure", name=name, point=point, interval=figures.interval(words, figure))


def _about_mistakes(report: QualityReport, words: Words) -> Sentence:
    commonest = _commonest(report.error_types)
    if not commonest:
        agreed = report.figure("accuracy")
        return _sentence(words, "no_errors" if agreed.events == agreed.n else "no_errors_open")
    names = words.join(tuple(words.name("error_types", one_line(tally.code)) for tally in commonest))
    head = words(
        "so_what.errors" if len(commonest) == 1 else "so_what.errors_tied",
        name=names,
        count=figures.whole(commonest[0].count),
        total=figures.whole(report.findings),
    )
    causes = _commonest(report.root_causes)
    if not causes:
        return Sentence(head, words("so_what.causes_absent_body"))
    cause = words.join(tuple(words.name("root_causes", one_line(tally.code)) for tally in causes))
    return Sentence(head, words("so_what.causes_body", name=cause, count=figures.whole(causes[0].count)))


def _commonest(tallies: tuple[Tally, ...]) -> tuple[Tally, ...]:
    """The codes that lead, all of them where several do; what nobody has named cannot lead."""
    named = [tally for tally in tallies if tally.code != NOT_NAMED and tally.count]
    most = max((tally.count for tally in named), default=0)
    return tuple(sorted((tally for tally in named if tally.count == most), key=lambda tally: tally.code))


def _card(figure: Estimate, target: float | None, words: Words) -> Card:
    target = target if figure.metric == "accuracy" else None
    where = standing(figure, target)
    known = None not in (figure.estimate, figure.low, figure.high)
    return Card(
        label=words.name("metrics", figure.metric),
        term=words.name("metrics_term", figure.metric),
        value=figures.percent(words, figure.estimate or 0.0) if known else None,
        interval=_card_interval(words, figure) if known else "",
        raw=_raw(words, figure) if known else "",
        verdict=_card_verdict(words, where, target),
        state={"below": "bad", "above": "ok"}.get(where, ""),
        why=words.note(figure.undefined) if figure.undefined else "",
        method=words.name("methods", str(figure.method)),
        figure=figure,
    )


def _card_verdict(words: Words, where: str, target: float | None) -> str:
    if target is None:
        return ""
    goal = words("card.target", target=figures.level(words, target))
    return goal if where == "none" else words("numbers.labelled", label=goal, value=words(f"verdict.{where}").lower())


def _card_interval(words: Words, figure: Estimate) -> str:
    if figure.method is Method.CENSUS:
        return words("verdict.exact")
    values = {"level": figures.level(words, figure.level), "interval": figures.interval(words, figure)}
    if not words.knows("metrics_of", figure.metric):
        return words("card.interval", **values)
    return words("card.interval_of", of=words(f"metrics_of.{figure.metric}"), **values)


def _raw(words: Words, figure: Estimate) -> str:
    key = figure.metric if words.knows("raw", figure.metric) else "other"
    share = figures.percent(words, figure.events / figure.n) if figure.n else words("numbers.unknown")
    raw = words(f"raw.{key}", events=figures.whole(figure.events), n=figures.whole(figure.n), raw=share)
    return words("card.raw_weighted", raw=raw, weighted=figures.percent(words, figure.estimate or 0.0))


def _progress_bars(done: Progress, words: Words) -> tuple[Bar, ...]:
    bars, start = [], 0.0
    for code, count in (("assessed", done.assessed), ("unable", done.unable), ("open", done.open)):
        share = count / done.planned if done.planned else 0.0
        bars.append(Bar(code, words(f"progress.{code}"), figures.whole(count), "", start, share, count, None))
        start += share
    return tuple(bars)


def _progress_remarks(report: QualityReport, words: Words) -> tuple[str, ...]:
    done, bounds = report.progress, report.unable_bounds
    if done.unable == 0:
        return (words("progress.none_unable"),) if done.assessed else ()
    remarks = []
    if bounds is not None:
        low, high = figures.percent(words, bounds.low), figures.percent(words, bounds.high)
        remarks.append(words("progress.bounds", count=figures.whole(done.unable), low=low, high=high))
    reasons = tuple(
        words("progress.reason", name=words.name("unable", one_line(code)), count=figures.whole(count))
        for code, count in done.unable_reasons
    )
    if reasons:
        remarks.append(words("progress.reasons", reasons=words("numbers.comma").join(reasons)))
    return tuple(remarks)

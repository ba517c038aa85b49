"""How we know: the draw, the strata, every figure in full, and how to repeat it; and what the sample cannot say."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from evenhand.assess.types import QualityReport, Stratum
from evenhand.documents import figures
from evenhand.documents.quality.naming import clipped, column_name, columns_joined, group_name
from evenhand.documents.quality.page import FullFigure, HowPart, StratumRow
from evenhand.documents.whisker import FEW
from evenhand.documents.words import Words
from evenhand.facts.plain import plain
from evenhand.measure.result import Estimate


def how(report: QualityReport, words: Words) -> HowPart:
    """How the figures came about."""
    sample = report.sample
    return HowPart(
        facts=_facts(report, words),
        figures=tuple(_full(group, figure, words) for group, figure in _every_figure(report, words)),
        strata=tuple(_stratum(stratum, words) for stratum in sample.strata),
        command=f"evenhand sample draw --plan PLAN.toml --seed {sample.seed}",
        plan=_plan(report),
    )


def limits(report: QualityReport, words: Words) -> tuple[str, ...]:
    """What the sample cannot say, each thing once: the report's own remarks first, then what the page adds."""
    said = {note.code for note in report.cannot_say}
    lines = [_capital(words.note(note), words) for note in report.cannot_say]
    if "only_this_population" not in said:
        lines.append(words("limits.fresh"))
    if "open_units" not in said and report.progress.open and report.progress.assessed:
        lines.append(words.counted("limits.open", report.progress.open))
    lines += _about_figures(report, words, said)
    lines += _about_few(report, words)
    if report.disputes_open:
        lines.append(words.counted("wrong.disputes", report.disputes_open))
    if "no_second_review" not in said and report.second_review is None and report.progress.assessed:
        lines.append(words("limits.no_second_review"))
    return tuple(dict.fromkeys(lines))


def _about_figures(report: QualityReport, words: Words, said: set[str]) -> list[str]:
    lines = []
    for figure in report.overall if report.progress.assessed else ():
        metric = words.name("metrics", figure.metric)
        if figure.undefined is not None and figure.undefined.code not in said:
            lines.append(words("limits.undefined", metric=metric, why=words.note(figure.undefined)))
        fresh = [note for note in figure.warnings if note.code not in said]
        lines += [words("limits.remark", metric=metric, remark=words.note(note)) for note in fresh]
        said = said | {note.code for note in figure.warnings}
    return lines


def _about_few(report: QualityReport, words: Words) -> list[str]:
    names = tuple(
        group_name(words, table.by, part.value)
        for table in report.slices
        for part in table.slices
        if part.accuracy.estimate is not None and part.accuracy.n < FEW
    )
    return [words("limits.few", names=words.join(names), few=str(FEW))] if names else []


def _capital(text: str, words: Words) -> str:
    """A remark as a sentence of its own."""
    stop = "。" if words.language == "zh" else "."
    text = plain(text)
    return text[:1].upper() + text[1:] + ("" if text.endswith(stop) else stop)


def _facts(report: QualityReport, words: Words) -> tuple[tuple[str, str], ...]:
    sample, zone = report.sample, figures.zone_named(report.timezone)
    allocation = words.name("allocations", clipped(sample.allocation))
    key = "how.method_within" if sample.strata_columns else "how.method_random"
    columns = {"columns": columns_joined(words, sample.strata_columns)} if sample.strata_columns else {}
    return (
        (words("how.method"), words(key, allocation=allocation, **columns)),
        (words("how.second_review"), _second_review(report.second_review, words)),
        (words("how.drawn"), figures.moment(words, sample.drawn_at, zone)),
        (words("how.sample_id"), clipped(sample.sample_id)),
        (words("how.source"), clipped(sample.source) if sample.source else words("how.every_source")),
        (words("how.seed"), str(sample.seed)),
        (words("how.batch"), str(sample.frame_batch)),
        (words("how.digest"), clipped(sample.frame_digest)),
    )


def _second_review(figure: Estimate | None, words: Words) -> str:
    if figure is None:
        return words("limits.no_second_review")
    if figure.estimate is None:
        why = words.note(figure.undefined) if figure.undefined else words("card.not_known")
        return words("how.second_review_unknown", why=why)
    return words(
        "how.second_review_body",
        events=figures.whole(figure.events),
        n=figures.whole(figure.n),
        point=figures.percent(words, figure.estimate),
        level=figures.level(words, figure.level),
        interval=figures.interval(words, figure),
    )


def _every_figure(report: QualityReport, words: Words) -> Iterable[tuple[str, Estimate]]:
    for figure in report.overall:
        yield words("how.whole"), figure
    for table in report.slices:
        column = column_name(words, table.by)
        for part in table.slices:
            group = words("numbers.labelled", label=column, value=group_name(words, table.by, part.value))
            for figure in part.figures:
                yield group, figure


def _full(group: str, figure: Estimate, words: Words) -> FullFigure:
    notes = ((figure.undefined,) if figure.undefined else ()) + figure.warnings
    unknown = words("numbers.unknown")
    shares = (figure.estimate, figure.low, figure.high)
    estimate, low, high = (figures.percent(words, share) if share is not None else unknown for share in shares)
    return FullFigure(
        group=group,
        label=words.name("metrics", figure.metric),
        method=words.name("methods", str(figure.method)),
        remarks=words("numbers.semicolon").join(plain(words.note(note)) for note in notes),
        estimate=estimate,
        low=low,
        high=high,
        level=figures.level(words, figure.level),
        n=figures.whole(figure.n),
        events=figures.whole(figure.events),
        effective=figures.rough(figure.n_effective) if figure.n_effective is not None else unknown,
        population=figures.whole(figure.population) if figure.population is not None else unknown,
        design=clipped(figure.design),
        figure=figure,
    )


def _stratum(stratum: Stratum, words: Words) -> StratumRow:
    low, high = stratum.inclusion_probability_min, stratum.inclusion_probability_max
    return StratumRow(
        name=clipped(stratum.name) or words("how.everything"),
        population=figures.whole(stratum.population),
        size=figures.whole(stratum.size),
        chance=figures.chance(words, low, high),
        numbers=(stratum.population, stratum.size, low, high),
    )


def _plan(report: QualityReport) -> str:
    """The plan as the TOML that the command reads; what is not set is left out."""
    lines = [f"{_toml_key(key)} = {_toml(value)}" for key, value in report.sample.plan.items() if value is not None]
    return plain("\n".join(lines))


def _toml(value: object) -> str:
    """A value in TOML; JSON writes strings, numbers and truth values the same way."""
    if isinstance(value, Mapping):
        pairs = (f"{_toml_key(str(key))} = {_toml(inner)}" for key, inner in value.items() if inner is not None)
        return "{ " + ", ".join(pairs) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_toml(inner) for inner in value) + "]"
    return json.dumps(value, ensure_ascii=False, default=str)


def _toml_key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key, ensure_ascii=False)

"""Turns a quality report into exactly what its pages show, in one language; every format renders the same Page.

Not here: any statistics (``assess`` and ``measure``) or markup (the formats).
"""

from __future__ import annotations

from shlex import quote

from evenhand.assess.types import QualityReport
from evenhand.documents import figures
from evenhand.documents.quality import headline, method, mistakes, slices
from evenhand.documents.quality.naming import clipped, columns_joined
from evenhand.documents.quality.page import Page
from evenhand.documents.words import Language, Words, words_for

FIXED = (
    "numbers",
    "head",
    "card",
    "progress",
    "slices",
    "confusion",
    "wrong",
    "cases",
    "previous",
    "limits",
    "how",
    "sheets",
    "pdf",
)


def present(report: QualityReport, language: Language) -> Page:
    """The report as a page; RequestError when the language or the time zone is unknown."""
    words = words_for(language)
    waiting = report.progress.assessed == 0
    return Page(
        language=words.language,
        title=clipped(report.sample.name),
        lead=_lead(report, words),
        printed=_printed(report, words),
        waiting=words("head.empty_body", open=figures.whole(report.progress.open)) if waiting else "",
        waiting_command=_waiting_command(report) if waiting else "",
        so_what=headline.sentences(report, words),
        cards=() if waiting else headline.cards(report, words),
        small_cards=() if waiting else headline.small_cards(report, words),
        progress=headline.progress(report, words),
        slices=() if waiting else slices.blocks(report, words),
        confusion=mistakes.confusion(report, words),
        wrong=mistakes.wrong(report, words),
        cases=mistakes.cases(report, words),
        change=slices.change(report, words),
        limits=method.limits(report, words),
        how=method.how(report, words),
        labels=_labels(words),
    )


def _lead(report: QualityReport, words: Words) -> tuple[str, ...]:
    sample, zone = report.sample, figures.zone_named(report.timezone)
    values = {"assessed": figures.whole(report.progress.assessed), "population": figures.whole(sample.population)}
    if sample.strata_columns:
        columns = columns_joined(words, sample.strata_columns)
        lines = [words("head.lead_within", columns=columns, **values)]
    else:
        lines = [words("head.lead_random", **values)]
    if report.period is not None:
        start, end = (figures.day(words, at, zone) for at in report.period)
        lines.append(words("head.period", start=start, end=end))
    if sample.source:
        lines.append(words("head.source", source=clipped(sample.source)))
    return tuple(lines)


def _printed(report: QualityReport, words: Words) -> str:
    zone = figures.zone_named(report.timezone)
    return words("head.printed", moment=figures.moment(words, report.made_at, zone), zone=report.timezone)


def _waiting_command(report: QualityReport) -> str:
    sample = quote(clipped(report.sample.sample_id))
    return f"evenhand sample export {sample} --out sheet.xlsx\nevenhand sample load {sample} sheet.xlsx"


def _labels(words: Words) -> dict[str, str]:
    """The fixed words that formats show as they are: those of the parts' sections without a placeholder."""
    return {key: text for key, text in words.texts.items() if key.split(".")[0] in FIXED and "{" not in text}

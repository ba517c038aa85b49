"""The quality report as a workbook: numbers as numbers, every figure with n, interval, level and method beside it.

Texts are written as texts: nothing in them becomes a formula or a link.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import xlsxwriter

from evenhand.assess.types import QualityReport
from evenhand.documents.quality.page import Bar, ConfusionPart, Page
from evenhand.documents.quality.sheet import Sheet, Value, looks
from evenhand.measure.result import Estimate

OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
HEADS = ("estimate", "low", "high", "level", "interval_method", "n", "events", "effective", "population", "design")
KINDS = ("share", "share", "share", "level", "", "count", "count", "decimal", "count", "", "wrap")
WIDTHS = (11, 9, 9, 9, 16, 9, 9, 12, 13, 18, 60)

NewSheet = Callable[[str, tuple[float, ...]], Sheet]


def render(page: Page, report: QualityReport) -> bytes:
    """The workbook's bytes; the same report gives the same bytes."""
    target = BytesIO()
    with xlsxwriter.Workbook(target, OPTIONS) as book:
        book.set_properties({"title": page.title, "created": report.made_at.replace(tzinfo=None)})
        formats = looks(book)

        def new(name: str, widths: tuple[float, ...]) -> Sheet:
            return Sheet(book, name, widths=widths, formats=formats)

        _summary(new, page, report)
        _slices(new, page, report)
        _confusion(new, page)
        _findings(new, page)
        _cases(new, page, report)
        _how(new, page)
    return target.getvalue()


def _summary(new: NewSheet, page: Page, report: QualityReport) -> None:
    words = page.labels
    sheet = new(words["sheets.summary"], (34, *WIDTHS[:-1], 10, 24, 70))
    sheet.row([page.title], "title")
    for line in (*page.lead, page.printed):
        sheet.row([line])
    sheet.gap()
    for sentence in page.so_what:
        sheet.row([f"{sentence.head} {sentence.body}"])
    sheet.gap()
    sheet.heads([words["how.metric"], *(words[f"how.{key}"] for key in HEADS), *_verdict_heads(page)], columns=1)
    for card in (*page.cards, *page.small_cards):
        target = report.target if card.verdict else None
        beside: list[Value] = [target, card.verdict, card.raw or card.why]
        sheet.row([card.label, *_figure(card.figure, card.method), *beside], "", *KINDS[:-1], "level", "", "")
    sheet.gap()
    _progress(sheet, page, report)
    _change(sheet, page, report)
    sheet.gap()
    sheet.row([words["limits.title"]], "section")
    for line in page.limits:
        sheet.row([line])


def _verdict_heads(page: Page) -> tuple[str, ...]:
    words = page.labels
    return words["sheets.target"], words["sheets.verdict"], words["sheets.raw_weighted"]


def _progress(sheet: Sheet, page: Page, report: QualityReport) -> None:
    sheet.row([page.progress.title, report.progress.planned], "section", "count")
    for part in page.progress.parts:
        sheet.row([part.label, part.raw_count], "", "count")
    for line in page.progress.remarks:
        sheet.row([line])


def _change(sheet: Sheet, page: Page, report: QualityReport) -> None:
    if page.change is None:
        return
    words = page.labels
    sheet.gap()
    sheet.row([page.change.title], "section")
    sheet.row([words["previous.metric"], *(words[f"how.{key}"] for key in HEADS), words["previous.change"]], "head")
    before = {figure.metric: figure for figure in report.previous}
    now = [figure for figure in report.overall if figure.metric in before]
    for row, figure in zip(page.change.rows, now, strict=True):
        verdict = " ".join(part for part in (row.change, row.verdict) if part)
        sheet.row([row.label, *_figure(before[figure.metric], row.method), verdict], "", *KINDS[:-1], "")
    sheet.row([words["previous.note"]])


def _slices(new: NewSheet, page: Page, report: QualityReport) -> None:
    words = page.labels
    heads = [words["how.metric"], *(words[f"how.{key}"] for key in HEADS), words["how.why"]]
    full = iter(page.how.figures[len(report.overall) :])
    for block in page.slices:
        sheet = new(block.title, (28, 12, 26, *WIDTHS))
        sheet.heads([block.column, words["sheets.code"], *heads], columns=1)
        for row in block.rows:
            for figure in row.figures:
                told = next(full)
                beside: list[Value] = [*_figure(figure, told.method), told.remarks]
                sheet.row([row.name, row.code, told.label, *beside], "", "", "", *KINDS)
        for line in block.remarks:
            sheet.row([line])


def _confusion(new: NewSheet, page: Page) -> None:
    words = page.labels
    part = page.confusion
    if part is None:
        new(words["sheets.confusion"], (60,)).heads([words["confusion.empty"]])
        return
    sheet = new(words["sheets.confusion"], (34, *[14.0] * len(part.labels)))
    sheet.heads([words["confusion.decided"], *part.labels], columns=1)
    _matrix(sheet, part, weighted=False)
    sheet.gap()
    sheet.row([words["sheets.weighted"], *part.labels], "head")
    _matrix(sheet, part, weighted=True)
    sheet.gap()
    for line in (words["sheets.confusion_note"], *part.remarks):
        sheet.row([line])


def _matrix(sheet: Sheet, part: ConfusionPart, *, weighted: bool) -> None:
    for label, cells in zip(part.labels, part.rows, strict=True):
        numbers = [cell.stands_for if weighted else cell.raw_count for cell in cells]
        sheet.row([label, *numbers], "", "decimal" if weighted else "count")


def _findings(new: NewSheet, page: Page) -> None:
    words = page.labels
    sheet = new(words["sheets.findings"], (18, 24, 28, 12, 16))
    keys = ("sheets.kind", "sheets.code", "sheets.key", "wrong.count", "wrong.weighted")
    sheet.heads([words[key] for key in keys])
    for head, bars in (("error_types", page.wrong.error_types), ("root_causes", page.wrong.root_causes)):
        for bar in bars:
            sheet.row([words[f"wrong.{head}"], *_bar(bar)], "", "", "", "count", "decimal")
    for line in (page.wrong.findings, *page.wrong.remarks):
        sheet.row([line])


def _bar(bar: Bar) -> list[Value]:
    return [bar.code, bar.label, bar.raw_count, bar.stands_for]


def _cases(new: NewSheet, page: Page, report: QualityReport) -> None:
    words = page.labels
    sheet = new(words["sheets.cases"], (6, 26, 26, 13, 13, 70, 80))
    keys = ("cases.decided", "cases.assessed", "cases.weight", "cases.views", "cases.groups", "cases.text")
    sheet.heads(["#", *(words[key] for key in keys)], columns=1)
    for number, (card, case) in enumerate(zip(page.cases, report.cases, strict=True), start=1):
        facts = "\n".join(f"{label}: {value}" for label, value in card.facts)
        text = "\n".join(part for part in (card.text or "", card.clipped) if part)
        values: list[Value] = [number, card.decided, card.assessed, case.stands_for, case.reach, facts, text]
        sheet.row(values, "count", "wrap", "wrap", "decimal", "count", "wrap", "wrap")


def _how(new: NewSheet, page: Page) -> None:
    words, how = page.labels, page.how
    sheet = new(words["sheets.how"], (30, 16, 12, 18, 18))
    sheet.heads([words["sheets.key"], words["sheets.value"]])
    for label, value in how.facts:
        sheet.row([label, value])
    sheet.row([words["how.assessed_blind"]])
    sheet.row([words["how.effective_note"]])
    sheet.gap()
    sheet.row([words["how.repeat"], how.command])
    sheet.row([words["how.repeat_body"]])
    sheet.row([words["how.plan"], how.plan])
    sheet.gap()
    chances = (words["sheets.chance_low"], words["sheets.chance_high"])
    sheet.row([words["how.stratum"], words["how.population"], words["how.size"], *chances], "head")
    for stratum in how.strata:
        sheet.row([stratum.name, *stratum.numbers], "", "count", "count", "chance", "chance")


def _figure(figure: Estimate, method: str) -> list[Value]:
    """A figure's cells, in the order of HEADS; what is undefined stays empty."""
    shares: list[Value] = [figure.estimate, figure.low, figure.high]
    size: list[Value] = [figure.n, figure.events, figure.n_effective, figure.population]
    return [*shares, figure.level, method, *size, figure.design]

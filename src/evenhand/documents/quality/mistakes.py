"""What went wrong: decisions against assessments, error types and root causes, and the cases worth discussing.

Texts of cases are foreign and may be hateful: they are made harmless and clipped here, and hidden by the formats.
"""

from __future__ import annotations

from evenhand.assess.types import Case, Confusion, QualityReport, Tally
from evenhand.documents import figures
from evenhand.documents.quality.naming import clipped, column_name, group_name, label_name
from evenhand.documents.quality.page import Bar, CaseCard, Cell, ConfusionPart, WrongPart
from evenhand.documents.words import Words
from evenhand.facts.plain import one_line, plain

MOST_LABELS = 12
LONGEST_TEXT = 600


def confusion(report: QualityReport, words: Words) -> ConfusionPart | None:
    """Decisions against assessments, largest labels first, the rest as "other"; None when there is nothing."""
    table = report.confusion
    if not any(any(row) for row in table.counts):
        return None
    groups, names = _grouped(table, words)
    counts = [[sum(table.counts[i][j] for i in row for j in column) for column in groups] for row in groups]
    stands = [[sum(table.weighted[i][j] for i in row for j in column) for column in groups] for row in groups]
    agreed = [sum(table.counts[i][i] for i in group) for group in groups]
    rows = tuple(
        tuple(
            _cell(words, (names[r], names[c]), counts[r][c], stands[r][c], _kind(r, c, counts[r][c], agreed[r]))
            for c in range(len(names))
        )
        for r in range(len(names))
    )
    rest = len(groups[-1]) if len(table.labels) > MOST_LABELS else 0
    clip = words("confusion.clipped", shown=str(MOST_LABELS), rest=figures.whole(rest)) if rest else ""
    codes = tuple(table.labels[group[0]] if len(group) == 1 else None for group in groups)
    return ConfusionPart(
        labels=names,
        codes=codes,
        rows=rows,
        totals=tuple(figures.whole(sum(row)) for row in counts),
        column_totals=tuple(figures.whole(sum(column)) for column in zip(*counts, strict=True)),
        total=figures.whole(sum(map(sum, counts))),
        remarks=(clip,) if clip else (),
    )


def wrong(report: QualityReport, words: Words) -> WrongPart:
    """Error types and root causes as bars, largest first."""
    disputes = report.disputes_open
    return WrongPart(
        findings=words.counted("wrong.findings", report.findings),
        error_types=_bars("error_types", report.error_types, words),
        root_causes=_bars("root_causes", report.root_causes, words),
        remarks=(words.counted("wrong.disputes", disputes),) if disputes else (),
    )


def cases(report: QualityReport, words: Words) -> tuple[CaseCard, ...]:
    """The disagreements worth discussing, in the order given."""
    return tuple(_case(number, case, words) for number, case in enumerate(report.cases, start=1))


def _grouped(table: Confusion, words: Words) -> tuple[list[list[int]], tuple[str, ...]]:
    """The labels' positions, largest first, each alone up to the limit and the rest together; and their names."""
    size = [sum(table.counts[i]) + sum(row[i] for row in table.counts) for i in range(len(table.labels))]
    order = sorted(range(len(size)), key=lambda i: (-size[i], table.labels[i]))
    groups = [[i] for i in order[:MOST_LABELS]]
    names = [label_name(words, table.labels[i]) for i in order[:MOST_LABELS]]
    if order[MOST_LABELS:]:
        groups.append(order[MOST_LABELS:])
        names.append(words("confusion.other"))
    return groups, tuple(names)


def _kind(row: int, column: int, count: int, agreed: int) -> str:
    if count == 0:
        return "empty"
    return "agree" if row == column and count == agreed else "differ"


def _cell(words: Words, names: tuple[str, str], count: int, weighted: float, kind: str) -> Cell:
    shown, stands = figures.whole(count), figures.whole(weighted)
    text = words("confusion.cell", decided=names[0], assessed=names[1], count=shown, weighted=stands)
    return Cell(shown if count else "·", stands if count else "", kind, text, count, weighted)


def _bars(section: str, tallies: tuple[Tally, ...], words: Words) -> tuple[Bar, ...]:
    most = max((tally.count for tally in tallies), default=0)
    bars = []
    for tally in sorted(tallies, key=lambda tally: (-tally.count, tally.code)):
        code = clipped(tally.code)
        label = words.name(section, code) if code else words("wrong.untyped")
        stands = words("numbers.about", value=figures.whole(tally.weighted))
        share = tally.count / most if most else 0.0
        bars.append(Bar(code, label, figures.whole(tally.count), stands, 0.0, share, tally.count, tally.weighted))
    return tuple(bars)


def _case(number: int, case: Case, words: Words) -> CaseCard:
    decided, assessed = label_name(words, case.decided), label_name(words, case.assessed)
    text = plain(case.text) if case.text is not None else None
    clip = ""
    if text is not None and len(text) > LONGEST_TEXT:
        clip = words("cases.clipped", shown=figures.whole(LONGEST_TEXT), total=figures.whole(len(text)))
        text = text[:LONGEST_TEXT].rstrip() + "…"
    return CaseCard(
        number=str(number),
        decided=decided,
        assessed=assessed,
        summary=words("cases.summary", decided=decided, assessed=assessed),
        aside=words("cases.stands_for", count=figures.whole(case.stands_for)),
        text=text,
        clipped=clip,
        facts=_case_facts(case, words),
    )


def _case_facts(case: Case, words: Words) -> tuple[tuple[str, str], ...]:
    """What is known about the case, label and value; unknown things are left out."""
    facts = [
        (words("cases.error_type"), words.name("error_types", clipped(case.error_type)) if case.error_type else ""),
        (words("cases.root_cause"), words.name("root_causes", clipped(case.root_cause)) if case.root_cause else ""),
    ]
    for column, value in case.slice_values.items():
        name = column_name(words, column)
        facts.append((name[:1].upper() + name[1:], group_name(words, column, value)))
    facts.append(
        (words("cases.views"), words("cases.reach", count=figures.whole(case.reach)) if case.reach is not None else "")
    )
    facts.append((words("cases.item"), clipped(case.item_id)))
    facts.append((words("cases.task"), clipped(case.task)))
    facts.append((words("cases.note"), clipped(one_line(case.note), LONGEST_TEXT) if case.note else ""))
    return tuple((label, value) for label, value in facts if value)

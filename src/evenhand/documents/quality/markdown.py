"""The quality report as Markdown, for tickets, wikis and chat; foreign text is escaped, texts of cases are fenced.

The fixed words come from the page; HTML is used only to fold the texts of cases away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from evenhand.documents.quality.page import Bar, Card, CaseCard, ConfusionPart, Page, SliceBlock

_SPECIAL = re.compile(r"([\\`*_{}\[\]#|~$!^])")
_LINKS = re.compile(r"(?i)(://|www\.|@|mailto:)")
_LIST = re.compile(r"^(\d*)([-+.)=])(?=\s|$)")


def render(page: Page) -> str:
    """The page as one Markdown document."""
    parts = [_head(page), _figures(page), _progress(page)]
    parts += [_slices(page, block) for block in page.slices]
    parts += [_confusion(page), _wrong(page), _cases(page), _change(page), _limits(page), _how(page)]
    return "\n\n".join(part for part in parts if part) + "\n"


def escape(text: str) -> str:
    """Foreign text as plain words on one line: no markup, no HTML, no link, no table cell ended early."""
    text = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _LINKS.sub(lambda match: _spelled(match.group()), _SPECIAL.sub(r"\\\1", text))
    return _LIST.sub(r"\1\\\2", text)


def _spelled(mark: str) -> str:
    """What would start a link, with the characters that start it as numbers."""
    return mark.replace(":", "&#58;").replace("@", "&#64;").replace(".", "&#46;")


def fence(text: str) -> str:
    """Foreign text in a fence longer than any run of backticks in it."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    ticks = "`" * max(3, longest + 1)
    return f"{ticks}text\n{text}\n{ticks}"


def _head(page: Page) -> str:
    lead = " ".join(escape(line) for line in page.lead)
    lines = [f"# {escape(page.title)}", f"{lead} {escape(page.printed)}"]
    lines.append("\n".join(f"- **{escape(line.head)}** {escape(line.body)}" for line in page.so_what))
    if page.waiting:
        lines += [f"## {page.labels['head.empty_title']}", escape(page.waiting), fence(page.waiting_command)]
    return "\n\n".join(lines)


def _figures(page: Page) -> str:
    if page.waiting:
        return ""
    words = page.labels
    heads = (
        words["how.metric"],
        words["how.estimate"],
        words["sheets.interval"],
        words["sheets.raw_count"],
        words["sheets.verdict"],
    )
    rows = [_card(card, words["card.not_known"]) for card in page.cards + page.small_cards]
    return f"## {words['head.numbers']}\n\n{_table(heads, rows, right=())}\n\n{words['head.numbers_note']}"


def _card(card: Card, unknown: str) -> tuple[str, ...]:
    return (f"{card.label} ({card.term})", card.value or unknown, card.interval or card.why, card.raw, card.verdict)


def _progress(page: Page) -> str:
    part = page.progress
    counts = [f"- {escape(bar.label)}: {bar.count}" for bar in part.parts]
    lines = [f"## {part.title}", part.planned, "\n".join(counts), *(escape(line) for line in part.remarks)]
    return "\n\n".join(lines)


def _slices(page: Page, block: SliceBlock) -> str:
    words = page.labels
    heads = (block.column, words["slices.n"], words["slices.axis"], block.interval_head, *block.more_heads)
    rows = []
    for row in block.rows:
        few = f" ({words['slices.few']})" if row.few else ""
        rows.append((row.name + few, row.n, row.point or words["numbers.unknown"], row.interval or row.why, *row.more))
    lines = [f"## {escape(block.title)}", escape(block.caption), _table(heads, rows, right=(1, 2))]
    return "\n\n".join([*lines, *(escape(line) for line in block.remarks)])


def _confusion(page: Page) -> str:
    words = page.labels
    if page.waiting:
        return ""
    title = f"## {words['confusion.title']}"
    if page.confusion is None:
        return f"{title}\n\n{words['confusion.empty']}"
    remarks = (words["confusion.note_plain"], *page.confusion.remarks)
    return "\n\n".join((title, _confusion_table(page.confusion, words["confusion.decided"]), *map(escape, remarks)))


def _confusion_table(part: ConfusionPart, corner: str) -> str:
    rows = []
    for label, cells in zip(part.labels, part.rows, strict=True):
        rows.append((label, *(f"{cell.count} ({cell.weighted})" if cell.weighted else cell.count for cell in cells)))
    return _table((corner, *part.labels), rows, right=range(1, len(part.labels) + 1))


def _wrong(page: Page) -> str:
    words = page.labels
    if page.waiting:
        return ""
    lines = [f"## {words['wrong.title']}", page.wrong.findings]
    if not page.wrong.error_types:
        lines.append(words["wrong.empty"])
    for head, bars in (("wrong.error_types", page.wrong.error_types), ("wrong.root_causes", page.wrong.root_causes)):
        if bars:
            lines.append(_bars((words[head], words["wrong.count"], words["wrong.weighted"]), bars))
    return "\n\n".join([*lines, *(escape(line) for line in page.wrong.remarks)])


def _bars(heads: Sequence[str], bars: Iterable[Bar]) -> str:
    return _table(heads, [(bar.label, bar.count, bar.weighted) for bar in bars], right=(1, 2))


def _cases(page: Page) -> str:
    words = page.labels
    if page.waiting:
        return ""
    lines = [f"## {words['cases.title']}", words["cases.caution"] if page.cases else words["cases.empty"]]
    return "\n\n".join(lines + [_case(case, words["cases.no_text"]) for case in page.cases])


def _case(case: CaseCard, no_text: str) -> str:
    facts = "\n".join(f"- {escape(label)}: {escape(value)}" for label, value in case.facts)
    text = fence(case.text) if case.text is not None else no_text
    summary = f"<details><summary>{case.number}. {escape_html(case.summary)} · {escape_html(case.aside)}</summary>"
    return "\n\n".join(part for part in (summary, text, case.clipped, facts, "</details>") if part)


def escape_html(text: str) -> str:
    """Foreign text inside a line of HTML, where backslashes would show."""
    numbers = {character: f"&#{ord(character)};" for character in "&<>\"'`*_[]\\|~$@:"}
    return "".join(numbers.get(character, character) for character in text)


def _change(page: Page) -> str:
    if page.change is None:
        return ""
    words = page.labels
    heads = tuple(words[f"previous.{key}"] for key in ("metric", "before", "now", "change"))
    rows = [(row.label, row.before, row.now, f"{row.change} {row.verdict}".strip()) for row in page.change.rows]
    return f"## {escape(page.change.title)}\n\n{_table(heads, rows, right=())}\n\n{words['previous.note']}"


def _limits(page: Page) -> str:
    return f"## {page.labels['limits.title']}\n\n" + "\n".join(f"- {escape(line)}" for line in page.limits)


def _how(page: Page) -> str:
    words, how = page.labels, page.how
    lines = [f"## {words['how.title']}", words["how.assessed_blind"]]
    lines.append("\n".join(f"- {escape(label)}: {escape(value)}" for label, value in how.facts))
    heads = tuple(words[f"how.{key}"] for key in ("stratum", "population", "size", "chance"))
    if how.strata:
        rows = [(row.name, row.population, row.size, row.chance) for row in how.strata]
        lines += [f"### {words['how.strata']}", _table(heads, rows, right=(1, 2, 3))]
    lines += [f"### {words['how.figures']}", _full_figures(page), words["how.effective_note"]]
    lines += [f"### {words['how.repeat']}", words["how.repeat_body"], fence(how.command)]
    return "\n\n".join(lines + ([fence(how.plan)] if how.plan else []))


def _full_figures(page: Page) -> str:
    keys = (
        "group",
        "metric",
        "estimate",
        "low",
        "high",
        "level",
        "interval_method",
        "n",
        "events",
        "effective",
        "population",
        "design",
        "why",
    )
    rows = [
        (
            *(row.group, row.label, row.estimate, row.low, row.high, row.level, row.method),
            *(row.n, row.events, row.effective, row.population, row.design, row.remarks),
        )
        for row in page.how.figures
    ]
    return _table(tuple(page.labels[f"how.{key}"] for key in keys), rows, right=(2, 3, 4, 5, 7, 8, 9, 10))


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, right: Iterable[int]) -> str:
    """A pipe table with every cell escaped; the columns in ``right`` are aligned to the right."""
    sides = set(right)
    rule = ["---:" if number in sides else "---" for number in range(len(heads))]
    lines = ["| " + " | ".join(map(escape, heads)) + " |", "| " + " | ".join(rule) + " |"]
    return "\n".join(lines + ["| " + " | ".join(map(escape, row)) + " |" for row in rows])

"""The quality report as PDF/UA-1, set by typst; what is foreign reaches the template as data, never as markup.

A Chinese report needs a Chinese font and says so where there is none. Where single characters of foreign text have
no font, they appear as boxes, the report says so on its first page, and the file is then an ordinary tagged PDF.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from functools import cache
from importlib.resources import as_file, files

import typst

from evenhand.documents.quality.page import Page
from evenhand.documents.words import words_for
from evenhand.facts.errors import RequestError

LATIN = ("Inter", "Noto Sans", "Segoe UI", "Source Sans 3")
CHINESE = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Noto Serif CJK SC",
)
REST = ("DejaVu Sans", "Noto Sans Arabic", "Noto Sans Devanagari", "Libertinus Serif")
LONGEST_RUN = 18
COPIED = {"command": 10_000, "plan": 10_000, "facts": 64}
UNPRINTED = "codes"  # the labels as the data have them, whatever they hold


def render(page: Page) -> bytes:
    """The page as PDF; RequestError where a Chinese report finds no Chinese font."""
    fonts = fonts_for(page.language, _families())
    try:
        return _compile(page, fonts, unshown=False)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        return _compile(page, fonts, unshown=True)


def fonts_for(language: str, installed: tuple[str, ...]) -> tuple[str, ...]:
    """The installed fonts to try, in order; RequestError where the language needs one that is not there."""
    chinese = tuple(name for name in CHINESE if name in installed)[:1]
    if language == "zh" and not chinese:
        raise RequestError(
            "language 'zh' needs a Chinese font for PDF, and none is installed.",
            hint="Install one, as Noto Sans CJK SC (Debian: apt install fonts-noto-cjk), or write HTML.",
        )
    latin = tuple(name for name in LATIN if name in installed) if language == "en" else ()
    return latin + chinese + tuple(name for name in REST if name in installed)


def _compile(page: Page, fonts: tuple[str, ...], *, unshown: bool) -> bytes:
    words = words_for(page.language)
    data = {
        "page": _breakable(asdict(page) | {"labels": dict(page.labels)}),
        "fonts": fonts,
        "unshown": unshown,
        "footer": f"{page.title} · {page.printed}",
        "page_of": words("pdf.page", page="PAGE", pages="ALL"),
    }
    with as_file(files(__package__).joinpath("report.typ")) as template:
        made = typst.compile(
            str(template),
            format="pdf",
            sys_inputs={"data": json.dumps(data, default=str)},
            pdf_standards=[] if unshown else ["ua-1"],
            timestamp=0,
        )
    if not isinstance(made, bytes):
        raise TypeError(f"typst gave {type(made).__name__} for a PDF, not bytes")
    return made


@cache
def _families() -> tuple[str, ...]:
    return tuple(typst.Fonts(include_system_fonts=True).families())


def _breakable(value: object, run: int = LONGEST_RUN) -> object:
    """The values with an invisible break allowed inside very long words, so that they stay within their column.

    Chinese breaks anywhere by itself. What is meant to be copied (commands, plans, digests) stays unbroken.
    """
    if isinstance(value, str):
        return re.sub(rf"([^\s\u2e80-\uffef]{{{run}}})(?=[^\s\u2e80-\uffef]{{4}})", "\\1\u200b", value)
    if isinstance(value, dict):
        return {key: _breakable(inner, COPIED.get(key, run)) for key, inner in value.items() if key != UNPRINTED}
    if isinstance(value, list | tuple):
        return [_breakable(inner, run) for inner in value]
    return value

"""The quality report as one self-contained HTML file: no script, no outside request, every value escaped."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from importlib.resources import files
from itertools import count

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from evenhand.documents.quality.page import Page
from evenhand.documents.whisker import Whisker, scale_svg, whisker_svg

LANG = {"en": "en", "zh": "zh-Hans"}


def render(page: Page) -> str:
    """The page as HTML; its policy allows the one style sheet by hash, images in data: addresses, nothing else."""
    style = _file("report.css")
    numbers = count(1)

    def draw(mark: Whisker) -> Markup:
        return whisker_svg(mark, next(numbers))

    template = _environment().from_string(_file("report.html.j2"))
    return template.render(
        page=page,
        words=page.labels,
        lang=LANG[page.language],
        policy=_policy(style),
        style=Markup(style),  # noqa: S704  our own file, in which nothing is filled in
        whisker=draw,
        scale=scale_svg,
    )


def _environment() -> Environment:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.filters["length"] = _length
    environment.filters["breaks"] = _breaks
    return environment


def _breaks(label: str) -> Markup:
    """A dotted code that may be broken after its dots."""
    return Markup(".<wbr>").join(label.split("."))


def _length(share: float) -> str:
    return f"{share * 100:.2f}%"


def _policy(style: str) -> str:
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"


def _file(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")

"""The Jinja2 environment of the desks: strict, escaping, translated, with our formats and nothing that can run code.

Not here: what a page shows. ``undefined`` is always strict: a template that names what is not there fails in tests.
"""

from __future__ import annotations

from typing import Any

import jinja2
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext, ngettext, npgettext, pgettext

from evenhand.documents.whisker import scale_svg, whisker_svg
from evenhand.ui import format as formats
from evenhand.ui.links import local_url, with_query

FILTERS = (
    "number",
    "percent",
    "share",
    "duration",
    "moment",
    "day",
    "clock",
    "iso",
    "due",
    "due_tone",
    "bytes_size",
)


def environment(**options: Any) -> jinja2.Environment:
    """The environment for Django's Jinja2 backend; ``options`` are the backend's own, such as its loader."""
    made = jinja2.Environment(  # noqa: S701  # autoescape is on, below, whatever the options say
        **{
            **options,
            "undefined": jinja2.StrictUndefined,
            "autoescape": True,
            "trim_blocks": True,
            "lstrip_blocks": True,
            "extensions": ["jinja2.ext.i18n", *options.get("extensions", ())],
        }
    )
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    made.globals |= {
        "url": url,
        "static": static,
        "current_language": formats.current_language,
        "with_query": with_query,
        "whisker_svg": whisker_svg,
        "scale_svg": scale_svg,
    }
    made.filters |= {name: getattr(formats, name) for name in FILTERS} | {"local_url": local_url}
    return made


def url(name: str, **kwargs: object) -> str:
    """The address of a named page."""
    return reverse(name, kwargs=kwargs or None)

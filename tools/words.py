"""The words of the desks: compiles the catalogues, and says what is not yet translated or no longer said.

    python tools/words.py            # compile
    python tools/words.py --check    # compile, and fail when a catalogue is incomplete

Each app keeps its own catalogue in ``locale/<language>/LC_MESSAGES/django.po``; English is the source. The build of
the package compiles them too (``CompileWords``), so that only the readable files are kept.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCE = Path(__file__).resolve().parent.parent / "src" / "evenhand"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
METHODS = [("**/templates/**.html", "jinja2"), ("**.py", "python")]
OPTIONS = {"**/templates/**.html": {"trimmed": "true", "extensions": "jinja2.ext.i18n", "silent": "false"}}
PLACEHOLDER = re.compile(r"%\((\w+)\)s|\{(\w*)\}")


class CompileWords(BuildHookInterface[Any]):
    """Compiles the catalogues when the package is built or installed for development."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Before anything is packed."""
        compile_catalogues()


def catalogues() -> Iterator[Path]:
    return iter(sorted(SOURCE.glob("**/locale/*/LC_MESSAGES/django.po")))


def compile_catalogues() -> None:
    for path in catalogues():
        with path.with_suffix(".mo").open("wb") as target:
            write_mo(target, _read(path))


def stale() -> bool:
    return any(
        not path.with_suffix(".mo").exists() or path.with_suffix(".mo").stat().st_mtime < path.stat().st_mtime
        for path in catalogues()
    )


def faults() -> Iterator[str]:
    """Each app with templates or words: what its catalogue lacks, and what it holds that nothing says."""
    for app in sorted(path.parent for path in SOURCE.glob("**/apps.py")):
        said = _said(app)
        path = app / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
        catalogue = _read(path) if path.exists() else Catalog(locale="zh_Hans")
        for message, place in said.items():
            found = catalogue.get(message[1], context=message[0])
            if found is None or not _translated(found):
                yield f"{place}: {message[1]!r} is not in {path.relative_to(SOURCE)}"
            elif _placeholders(found.id) != _placeholders(found.string):
                yield f"{path.relative_to(SOURCE)}: the placeholders of {message[1]!r} differ"
        known = {(context, identity) for context, identity in said}
        for held in catalogue:
            identity = held.id[0] if isinstance(held.id, tuple | list) else held.id
            if identity and (held.context, identity) not in known:
                yield f"{path.relative_to(SOURCE)}: nothing says {identity!r} any more"


def _said(app: Path) -> dict[tuple[str | None, str], str]:
    said: dict[tuple[str | None, str], str] = {}
    for name, line, message, _comments, context in extract_from_dir(
        app, method_map=METHODS, options_map=OPTIONS, keywords=KEYWORDS
    ):
        identity = message[0] if isinstance(message, tuple) else message
        said.setdefault((context, identity), f"{app.relative_to(SOURCE)}/{name}:{line}")
    return said


def _translated(message: Message) -> bool:
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return all(strings) and not message.fuzzy


def _placeholders(text: Any) -> set[str]:
    texts = text if isinstance(text, tuple | list) else (text,)
    return {first or second for one in texts for first, second in PLACEHOLDER.findall(one)} - {"num", "count", "n"}


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def main(arguments: list[str]) -> int:
    compile_catalogues()
    found = list(faults()) if "--check" in arguments else []
    for fault in found:
        print(fault)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""From the text of a pack file to a pack, checked: one code, one clause; each below its parent; both languages.

Not here: where pack files lie (the package), nor putting a policy in force.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable

from evenhand.facts.errors import RequestError
from evenhand.ops.policies.packs.dsa import DsaCategory
from evenhand.ops.policies.packs.entry import Entry
from evenhand.ops.policies.packs.types import (
    Automation,
    Pack,
    PackAction,
    PackClause,
    PackSection,
    Severity,
)

FORMAT = 1
MOST_EXPOSURE = 4
MOST_HARM = 100
SECTION_CODE = re.compile(r"[A-Z][A-Z0-9]*")
CLAUSE_PART = re.compile(r"[A-Za-z0-9]+")


def parse_pack(text: str, *, name: str) -> Pack:
    """The pack in this TOML text.

    Raises:
        RequestError: the text is no TOML, a field is missing, unknown or outside its list, a code stands twice or not
            below its parent, or one of the two languages is missing.

    """
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise RequestError(f"The pack {name!r} is not valid TOML: {error}.", hint="Mend it there.") from error
    entry = Entry(f"The pack {name!r}", document)
    if document.get("format") != FORMAT:
        raise entry.wrong(f"format is {document.get('format')!r}.", hint=f"This version reads format = {FORMAT}.")
    entry.only(("format", "title", "note", "sections"))
    sections = tuple(_section(one) for one in entry.tables("sections", kind="section"))
    pack = Pack(name=name, title=entry.both("title"), note=entry.both("note"), sections=sections)
    _require_tree(entry, pack)
    return pack


def _section(entry: Entry) -> PackSection:
    entry.only(("code", "title", "clauses"))
    code = entry.text("code")
    if not SECTION_CODE.fullmatch(code):
        raise entry.wrong(f"code is {code!r}.", hint="Begin with a capital; use capitals and digits only.")
    clauses = tuple(_clause(one, section=code) for one in entry.tables("clauses", kind="clause"))
    return PackSection(code=code, title=entry.both("title"), clauses=clauses)


def _clause(entry: Entry, *, section: str) -> PackClause:
    entry.only(tuple(PackClause.__dataclass_fields__))
    clause = PackClause(
        code=_clause_code(entry, section=section),
        title=entry.both("title"),
        definition=entry.both("definition"),
        severity=entry.choice("severity", Severity),
        exposure_tier=entry.whole("exposure_tier", high=MOST_EXPOSURE),
        harm_weight=entry.whole("harm_weight", high=MOST_HARM),
        automation=entry.choice("automation", Automation),
        violation=entry.flag("violation"),
        actions=entry.choices("actions", PackAction),
        escalation=entry.both_or_none("escalation"),
        dsa_category=entry.choice("dsa_category", DsaCategory),
        dsa_alternatives=entry.choices("dsa_alternatives", DsaCategory),
        dsa_keywords=entry.texts("dsa_keywords"),
        ozone_reasons=entry.texts("ozone_reasons"),
        ailuminate=entry.text_or_none("ailuminate"),
        cn_class=entry.both_or_none("cn_class"),
    )
    _require_fitting_actions(entry, clause)
    return clause


def _clause_code(entry: Entry, *, section: str) -> str:
    code = entry.text("code")
    first, *rest = code.split(".")
    if first != section or not rest or not all(CLAUSE_PART.fullmatch(part) for part in rest):
        raise entry.wrong(
            f"code {code!r} is not below section {section!r}.",
            hint=f"Begin with {section + '.'!r}; each part after a dot has letters and digits only.",
        )
    return code


def _require_fitting_actions(entry: Entry, clause: PackClause) -> None:
    if not clause.actions:
        raise entry.wrong("actions is empty.", hint=f"Give at least one of: {', '.join(PackAction)}.")
    if clause.violation and PackAction.KEEP in clause.actions:
        raise entry.wrong(
            "actions has 'keep', but the clause is a violation.",
            hint="Take 'keep' out, or say violation = false.",
        )


def _require_tree(entry: Entry, pack: Pack) -> None:
    codes = [*(section.code for section in pack.sections), *(clause.code for clause in pack.clauses)]
    twice = _first_repeated(codes)
    if twice is not None:
        raise entry.wrong(f"the code {twice!r} stands twice.", hint="Give each section and clause a code of its own.")
    known = set(codes)
    for clause in pack.clauses:
        if clause.parent not in known:
            raise entry.wrong(
                f"clause {clause.code!r} has no parent: there is no {clause.parent!r}.",
                hint=f"Add {clause.parent!r}, or move the clause.",
            )


def _first_repeated(codes: Iterable[str]) -> str | None:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            return code
        seen.add(code)
    return None

"""What a clause is called elsewhere, said plainly with the official name under it.

A mapping comes with the policy and may hold anything: what we have no word for is shown as it is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from evenhand.facts.plain import one_line
from evenhand.ops.policies.presenters.dsa import CATEGORIES, KEYWORDS
from evenhand.ops.policies.presenters.ozone import HAZARDS, PREFIX, REASONS
from evenhand.ops.policies.presenters.words import own
from evenhand.ui.types import Definition


def mapped(mappings: Mapping[str, Any]) -> tuple[Definition, ...]:
    """The other names of a clause, those that it has."""
    return tuple(_rows(mappings))


def _rows(given: Mapping[str, Any]) -> Iterator[Definition]:
    category, alternatives = _texts(given.get("dsa_category")), _texts(given.get("dsa_alternatives"))
    yield from _row(_("DSA category"), category, CATEGORIES)
    yield from _row(_("or, by the case"), alternatives, CATEGORIES)
    yield from _row(_("DSA keywords"), _texts(given.get("dsa_keywords")), KEYWORDS)
    reasons = [reason.removeprefix(PREFIX) for reason in _texts(given.get("ozone_reasons"))]
    yield from _row(_("Ozone reason"), reasons, REASONS)
    yield from _row(_("AILuminate hazard"), _texts(given.get("ailuminate")), HAZARDS)
    chinese = given.get("cn_class")
    if isinstance(chinese, Mapping) and chinese.get(own()):
        yield Definition(_("Chinese law"), one_line(str(chinese[own()])), _("a pointer for legal review"))


def _row(term: str, codes: Sequence[str], names: Mapping[str, Any]) -> Iterator[Definition]:
    if codes:
        plain = [one_line(code) for code in codes]
        said = [str(names[code]) if code in names else code for code in plain]
        official = _(", ").join(code for code in plain if code in names)
        yield Definition(term, _("; ").join(said), official or None)


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value] if value else []
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []

"""A population: which decisions a sample, a count or a report speaks about. A filter, never SQL from outside.

Not here: how units are drawn from it (``draw``).
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from evenhand.facts import sql
from evenhand.facts.contracts import Contract, Kind
from evenhand.facts.errors import RequestError
from evenhand.facts.tables import ITEMS, JUDGEMENTS

OF_ITEM, ASIDE = "item.", "attributes."


@dataclass(frozen=True)
class Population:
    """Decisions of one setting, by source, period (``since`` included, ``until`` not) and column values.

    A decision that nobody could make (label ``unable``) is not one to assess and stays outside.
    """

    setting: str = "live"
    source: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def condition(self, *, judgement: str = "j", item: str = "i") -> tuple[str, dict[str, Any]]:
        """SQL over a relation of judgements (and of their items, see ``needs_items``), and its parameters."""
        parts = [f"{judgement}.setting = $setting", f"{judgement}.label <> 'unable'"]
        parameters: dict[str, Any] = {"setting": self.setting}
        if self.source is not None:
            parts.append(f"{judgement}.source = $source")
            parameters["source"] = self.source
        if self.since is not None:
            parts.append(f"{judgement}.judged_at >= $since")
            parameters["since"] = self.since
        if self.until is not None:
            parts.append(f"{judgement}.judged_at < $until")
            parameters["until"] = self.until
        for number, (column, allowed) in enumerate(self.where.items()):
            value = expression(column, judgement=judgement, item=item)
            parts.append(f"list_contains($where{number}::VARCHAR[], {value}::VARCHAR)")
            parameters[f"where{number}"] = list(allowed)
        return " AND ".join(parts), parameters

    @property
    def needs_items(self) -> bool:
        """Whether a filter looks at the item."""
        return any(needs_item(column) for column in self.where)


def relation(*, with_items: bool) -> str:
    """SQL for the judgements ``j`` that conditions and expressions speak of, with their items ``i`` where asked for."""
    joined = " LEFT JOIN items i ON i.source = j.source AND i.item_id = j.item_id"
    return f"judgements j{joined if with_items else ''}"


def require_column(name: str, *, field: str) -> str:
    """The name, when it is a column that decisions can be cut by; else RequestError with the nearest names.

    That is a plain column of ``judgements``, ``item.`` and one of ``items``, or a kept-aside column of either:
    ``attributes.name``, ``item.attributes.name``.
    """
    plain = [
        *_plain(JUDGEMENTS),
        *(f"{OF_ITEM}{column}" for column in _plain(ITEMS) if column not in ("text", "media_uri")),
    ]
    kept_aside = name.removeprefix(OF_ITEM).startswith(ASIDE) and len(name.removeprefix(OF_ITEM)) > len(ASIDE)
    if name in plain or kept_aside:
        return name
    near = difflib.get_close_matches(name, plain, n=3)
    hint = f"Did you mean {' or '.join(near)}?" if near else f"Columns are: {', '.join(plain)}."
    raise RequestError(f"{field} names {name!r}, which is no column of judgements.", hint=hint)


def needs_item(name: str) -> bool:
    """Whether a column lies with the item."""
    return name.startswith(OF_ITEM)


def expression(name: str, *, judgement: str, item: str) -> str:
    """SQL for a column that ``require_column`` accepted, over these two relations."""
    relation = item if needs_item(name) else judgement
    column = name.removeprefix(OF_ITEM)
    if column.startswith(ASIDE):
        return f"json_extract_string({relation}.attributes, {sql.text(_path(column.removeprefix(ASIDE)))})"
    return f"{relation}.{sql.name(column)}"


def _path(key: str) -> str:
    return '$."' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _plain(contract: Contract) -> list[str]:
    return [c.name for c in contract.every_column if c.kind is not Kind.TEXTS and c.name != "attributes"]

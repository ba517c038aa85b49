"""The types of the fixtures that the reading tests share."""

from __future__ import annotations

from collections.abc import Callable

from evenhand.facts.reading import RawTable

Open = Callable[..., RawTable]
Rows = list[dict[str, object]]
Fetch = Callable[[str], Rows]
Import = Callable[..., Rows]

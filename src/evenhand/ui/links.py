"""Addresses: the query string changed without losing the rest, and addresses from data that must not run code.

Not here: named pages (``environment.url``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode, urlsplit

Parameters = Mapping[str, Iterable[str]]


def with_query(path: str, parameters: Parameters, **changes: str | None) -> str:
    """The path with the query kept, these parameters changed, and those given as None dropped."""
    pairs = [(key, value) for key, values in parameters.items() if key not in changes for value in values]
    pairs += [(key, value) for key, value in changes.items() if value is not None]
    return f"{path}?{urlencode(pairs)}" if pairs else path


def local_url(address: str) -> str:
    """The address when it leads to http, https, mail or a page of ours; "#" otherwise (javascript:, data:)."""
    parts = urlsplit(address.strip())
    return address if parts.scheme in {"", "http", "https", "mailto"} else "#"

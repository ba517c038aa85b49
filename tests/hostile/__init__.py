"""What people with bad intentions send: shapes that every page, export and import is tried with.

    from hostile import cases, texts

    @pytest.mark.parametrize("text", cases(texts.MARKUP))
    def test_a_name_is_printed_as_text(text: str) -> None: ...

Each collection maps a short name, which becomes the test's id, to the value. ``pictures`` and ``archives`` make bytes
when called. Not here: what the right answer is; that is each test's to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest


def cases(*collections: Mapping[str, Any]) -> list[Any]:
    """The values of collections as parameters named in the test report; a tuple is several arguments of one test."""
    return [
        pytest.param(*(value if isinstance(value, tuple) else (value,)), id=name)
        for collection in collections
        for name, value in collection.items()
    ]

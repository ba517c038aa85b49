"""Which labels mean a violation, as far as the facts know: stated with the judgements, or because ``none`` is a label.

Not here: comparing labels.
"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb


def verdicts(connection: duckdb.DuckDBPyConnection, source: str | None) -> Mapping[str, bool | None]:
    """Per label whether it is a violation, or None when that is not known.

    ``none`` never is and ``unable`` says nothing. Where judgements state it and agree, they are believed. Any other
    label is a violation when the scheme has ``none``, since what breaks no rule is called that there.
    """
    found = connection.execute(
        "SELECT label, bool_and(violating), bool_or(violating) FROM judgements "
        "WHERE $source IS NULL OR source = $source GROUP BY label",
        {"source": source},
    ).fetchall()
    has_none = any(label == "none" for label, _, _ in found)
    return {label: _verdict(label, every, some, has_none=has_none) for label, every, some in found}


def _verdict(label: str, every: bool | None, some: bool | None, *, has_none: bool) -> bool | None:
    if label == "none":
        return False
    if label == "unable":
        return None
    if every is not None and every == some:
        return every
    return True if has_none and every is None else None

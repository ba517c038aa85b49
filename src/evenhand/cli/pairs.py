"""Options that name something and give it a value, as ``--slice en=0.6``."""

from __future__ import annotations

from collections.abc import Sequence

from evenhand.facts.errors import RequestError


def named_texts(option: str, given: Sequence[str]) -> dict[str, str]:
    """What stands after each name; RequestError, naming the option, for one without a name or twice."""
    found: dict[str, str] = {}
    for one in given:
        name, equals, value = (part.strip() for part in one.rpartition("="))
        if not (name and equals and value):
            raise RequestError(f"{option} is {one!r}.", hint="Write a name, =, and its value.")
        if name in found:
            raise RequestError(f"{option} names {name!r} twice.", hint="Give each name once.")
        found[name] = value
    return found


def named_shares(option: str, given: Sequence[str]) -> dict[str, float]:
    """One number for each name."""
    return {name: _number(option, name, value) for name, value in named_texts(option, given).items()}


def named_parts(option: str, given: Sequence[str]) -> dict[str, tuple[float, float]]:
    """One number for each name, or two with a slash between them; the second is 1 where it is not given."""
    pairs = {name: value.partition("/") for name, value in named_texts(option, given).items()}
    return {
        name: (_number(option, name, first), _number(option, name, second) if slash else 1.0)
        for name, (first, slash, second) in pairs.items()
    }


def _number(option: str, name: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise RequestError(f"{option} {name} is {text!r}, which is no number.", hint="Write 5 % as 0.05.") from None

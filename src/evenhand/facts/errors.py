"""The exceptions that carry a full sentence for a person: what is wrong and how to mend it."""

from __future__ import annotations


class EvenhandError(Exception):
    """Anything a user can be told about; ``hint`` says how to mend it."""

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}" if self.hint else self.message


class RequestError(EvenhandError):
    """The data or the request is at fault: exit status 1."""


class DiskFull(RequestError):
    """There is no room to write; nothing was changed."""


class UsageError(EvenhandError):
    """The command was called wrongly, or needs an extra that is not installed: exit status 2."""

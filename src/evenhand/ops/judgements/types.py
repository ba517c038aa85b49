"""What crosses the edge of this desk: a task to be opened, a judgement as it is given, how far a context is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from evenhand.ops.judgements.vocabulary import Setting


@dataclass(frozen=True, kw_only=True)
class NewTask:
    """A judgement that somebody will owe.

    ``context_*`` is the sample, session or quiz; ``about_*`` the judgement that it is about, by its key in the facts;
    ``barred`` are the ids of those who may not take it; ``assigned_to_id`` keeps it for one person.
    """

    setting: Setting
    item_id: int
    snapshot_id: int
    policy_version_id: int
    context_kind: str
    context_id: str
    about_source: str = ""
    about_id: str = ""
    partner: str = ""
    market: str = ""
    queue: str = ""
    language: str = ""
    priority: int = 0
    due_at: datetime | None = None
    assigned_to_id: int | None = None
    barred: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Given:
    """A judgement as somebody gives it.

    ``label`` is a clause code, ``none`` or ``unable``; ``labels`` all clauses found, the primary one included or not.
    ``reason`` is free text. ``seconds`` is the active time of this sitting, None when it was not measured.
    """

    label: str
    labels: tuple[str, ...] = ()
    unable_reason: str = ""
    action: str = ""
    confidence: float | None = None
    reason: str = ""
    seconds: float | None = None


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a context is, in tasks: nobody has it, somebody has it, judged, left out; and the seconds it took.

    ``passed`` are those among ``open`` that somebody has skipped.
    """

    open: int
    held: int
    done: int
    skipped: int
    passed: int
    seconds: float

    @property
    def total(self) -> int:
        """All tasks but those withdrawn."""
        return self.open + self.held + self.done + self.skipped


@dataclass(frozen=True, kw_only=True)
class Share:
    """What of a context was one person's: judged by them, and still theirs to take."""

    done: int
    waiting: int

    @property
    def total(self) -> int:
        """Both together."""
        return self.done + self.waiting


@dataclass(frozen=True, kw_only=True)
class Pace:
    """What a person has judged since a moment, and the median of their active seconds (None: not measured)."""

    judged: int
    seconds: float | None

"""What crosses the edge of this desk: a sample as somebody plans it, a finding as somebody names it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from evenhand.assess import Allocation
from evenhand.ops.policies.models import PolicyVersion
from evenhand.ops.quality.vocabulary import Mode


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A sample as somebody plans it: ``size`` or ``half_width`` (in shares) says how much.

    ``since`` and ``until`` are whole days of ``timezone``, both included. ``where`` holds the values that a column must
    have. ``policy_version`` None has the assessors judge by the labels of the data. ``assessors`` empty: whoever may.
    """

    name: str
    source: str
    since: date | None = None
    until: date | None = None
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    strata: tuple[str, ...] = ()
    allocation: Allocation = Allocation.PROPORTIONAL
    size: int | None = None
    half_width: float | None = None
    floor: int = 0
    person_floor: int = 0
    minutes: float = 2.0
    target: float | None = None
    timezone: str = "UTC"
    policy_version: PolicyVersion | None = None
    mode: Mode = Mode.TASKS
    assessors: tuple[int, ...] = ()
    due_at: datetime | None = None
    second_share: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Named:
    """A finding as its assessor names it; ``root_cause`` "" and ``severity`` None: not said."""

    error_type: str
    root_cause: str = ""
    severity: int | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How far a sample is, in units that the reader may see: planned = judged + unable + open."""

    planned: int
    judged: int
    unable: int
    differs: int
    on_sheets: int
    second_looks: int

    @property
    def done(self) -> int:
        """Units with an answer."""
        return self.judged + self.unable

    @property
    def open(self) -> int:
        """Units without any."""
        return self.planned - self.done

"""Plans the demo's samples as a quality lead does, and has the background draw them.

Not here: assessing them (``assessing``, ``sheets``).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import NAMESPACE_OID, uuid5

from evenhand.ops.people.models import User
from evenhand.ops.policies.models import PolicyVersion
from evenhand.ops.quality.models import Sample
from evenhand.ops.quality.services import plan_sample
from evenhand.ops.quality.types import Asked
from evenhand.ops.quality.vocabulary import Mode, SampleState
from evenhand.ops.spine import clock, jobs
from evenhand.simulate import SOURCE

TARGET = 0.95


def draw(
    name: str,
    days: tuple[date, date],
    *,
    key: str,
    size: int,
    policy: PolicyVersion,
    by: User,
    at: datetime,
    due_at: datetime,
    mode: Mode = Mode.TASKS,
    assessors: tuple[User, ...] = (),
    second_share: float = 0.0,
    where: Mapping[str, tuple[str, ...]] | None = None,
) -> Sample:
    """A drawn sample; the same ``key`` draws with the same seed."""
    asked = Asked(
        name=name,
        source=SOURCE,
        since=days[0],
        until=days[1],
        where=where or {},
        strata=() if where else ("language", "partner"),
        floor=0 if where else 5,
        size=size,
        target=TARGET,
        policy_version=policy,
        mode=mode,
        assessors=tuple(user.pk for user in assessors),
        due_at=due_at,
        second_share=second_share,
    )
    with clock.frozen(at):
        planned = plan_sample(asked, uuid=uuid5(NAMESPACE_OID, key), by=by, at=at)
        do_background_work()
    planned.refresh_from_db()
    if planned.state != SampleState.OPEN:
        raise RuntimeError(f"{name}: {planned.problem or planned.state}")
    return planned


def do_background_work() -> None:
    """Runs what waits for the worker, which does not run yet."""
    while jobs.run_next(process="demo"):
        pass

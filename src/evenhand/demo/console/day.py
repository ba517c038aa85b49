"""What happens in the demo, in order: two weeks assessed, this week under way, a sheet handed out, a file brought in.

Not here: how each of these is done, which its module says.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from evenhand.demo.console import assessing, pictures
from evenhand.demo.console.assessing import Truth
from evenhand.demo.console.calendar import Calendar
from evenhand.demo.console.cast import ASSESSORS, LEAD
from evenhand.demo.console.samples import draw
from evenhand.demo.console.staff import Staff
from evenhand.demo.sheets import write_filled
from evenhand.ops.people.models import User
from evenhand.ops.policies.models import PolicyVersion
from evenhand.ops.quality.models import Sample
from evenhand.ops.quality.services import close, load
from evenhand.ops.quality.vocabulary import Mode
from evenhand.simulate import Operation

WEEKLY, THIS_WEEK, BY_SHEET = "Weekly, all queues", "This week, all queues", "Thai, automatic decisions"
OF_A_WEEK, OF_THIS_WEEK, OF_THE_SHEET = 320, 240, 60
SECOND_SHARE = 0.1
SECOND_READERS = ("tomasz", LEAD)
SHEET_READER = "somchai"


@dataclass(frozen=True)
class Scene:
    """The operation, its days, its people and the policy in force: what every step works with."""

    simulated: Operation
    calendar: Calendar
    staff: Staff
    policy: PolicyVersion
    seed: int

    def person(self, username: str) -> User:
        """Somebody of the cast."""
        return self.staff.people[username]

    def persons(self, *usernames: str) -> tuple[User, ...]:
        """Several of them."""
        return tuple(map(self.person, usernames))

    def week(
        self, name: str, days: tuple[int, int], *, size: int, drawn: datetime, due: datetime, mode: Mode
    ) -> Sample:
        """A sample of all queues from these days, drawn by the quality lead."""
        at_desk = mode is Mode.TASKS
        return draw(
            name,
            (self.calendar.day(days[0]).date(), self.calendar.day(days[1]).date()),
            key=f"{self.seed}/{name}/{days}",
            size=size,
            policy=self.policy,
            by=self.person(LEAD),
            at=drawn,
            due_at=due,
            mode=mode,
            assessors=self.persons(*ASSESSORS) if at_desk else (),
            second_share=SECOND_SHARE if at_desk else 0.0,
        )


def the_week_before(scene: Scene, folder: Path) -> datetime:
    """Assessed on a sheet, as the team did until then; answers when it was over."""
    day, lead = scene.calendar.day, scene.person(LEAD)
    due = day(-11, hour=16)
    sample = scene.week(WEEKLY, (-21, -15), size=OF_A_WEEK, drawn=day(-14, hour=8), due=due, mode=Mode.SHEET)
    tasks = dict(sample.units.values_list("decision_id", "task_key"))
    sheet = write_filled(folder / "sheet-filled.csv", scene.simulated, tasks, seed=scene.seed)
    load(sample, sheet, assessor=scene.person(SHEET_READER), by=lead, at=day(-11, hour=14))
    close(sample.uuid, by=lead, at=due)
    return due


def last_week(scene: Scene) -> tuple[Sample, datetime]:
    """Assessed at the desk to the end, a tenth of it twice, its report to be read; answers it, and when it was over."""
    day = scene.calendar.day
    due = day(-3, hour=16)
    sample = scene.week(WEEKLY, (-14, -8), size=OF_A_WEEK, drawn=day(-7, hour=8), due=due, mode=Mode.TASKS)
    truth = Truth.of(sample, scene.simulated, seed=scene.seed)
    assessing.work(sample, scene.persons(*ASSESSORS), truth, since=day(-6, hour=8), most=2 * OF_A_WEEK)
    assessing.work(sample, scene.persons(*SECOND_READERS), truth, since=day(-3, hour=8), most=OF_A_WEEK)
    return sample, due


def this_week(scene: Scene) -> datetime:
    """A third assessed, the rest waiting for its assessors, some of it with pictures; answers when that was so."""
    day, lead = scene.calendar.day, scene.person(LEAD)
    drawn, due = day(-1, hour=7), day(2, hour=16)
    sample = scene.week(THIS_WEEK, (-7, -2), size=OF_THIS_WEEK, drawn=drawn, due=due, mode=Mode.TASKS)
    truth = Truth.of(sample, scene.simulated, seed=scene.seed)
    begins = day(-1, hour=9)
    assessing.work(sample, scene.persons(*ASSESSORS), truth, since=begins, most=OF_THIS_WEEK // 3, unnamed=0.2)
    ended = begins + timedelta(hours=3)
    pictures.attach_to_waiting(sample, by=lead, at=ended)
    return ended


def a_sheet_to_fill_in(scene: Scene) -> Sample:
    """What the classifier and the rule decided in Thai, to be assessed on a sheet; nobody has begun."""
    day = scene.calendar.day
    return draw(
        BY_SHEET,
        (day(-14).date(), day(-2).date()),
        key=f"{scene.seed}/{BY_SHEET}",
        size=OF_THE_SHEET,
        policy=scene.policy,
        by=scene.person(LEAD),
        at=day(-1, hour=13),
        due_at=day(4, hour=16),
        mode=Mode.SHEET,
        where={"language": ("th",), "judge_kind": ("classifier", "rule")},
    )

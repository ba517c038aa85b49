"""Gives some waiting items a picture, drawn here: harmless shapes, so that a visitor sees how pictures are protected.

Not here: how they are shown (``ops.items``).
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

from PIL import Image, ImageDraw

from evenhand.ops.items.services import attach
from evenhand.ops.items.vocabulary import ContentType
from evenhand.ops.judgements.models import Task
from evenhand.ops.judgements.vocabulary import TaskState
from evenhand.ops.people.models import User
from evenhand.ops.quality.models import Sample
from evenhand.ops.quality.vocabulary import CONTEXT

SIZE = (960, 640)
MOST = 12
GROUNDS = ("#f4d8a8", "#bfd8e8", "#d9c8e6", "#cfe3c4")
SHAPES = ("#c9503a", "#2c6e8f", "#7a4e9c", "#4f7f3a", "#d9952b")


def attach_to_waiting(sample: Sample, *, by: User, at: datetime) -> int:
    """Gives the pictures among the waiting tasks of a sample a file each, and answers how many."""
    waiting = Task.objects.filter(
        context_kind=CONTEXT,
        context_id=sample.sample_id,
        state=TaskState.OPEN,
        item__content_type=ContentType.IMAGE,
    )
    chosen = list(waiting.select_related("snapshot__item").order_by("item__external_id")[:MOST])
    for number, task in enumerate(chosen):
        attach(task.snapshot, _drawn(number), by=by, at=at, name=f"post-{number + 1}.png")
    return len(chosen)


def _drawn(number: int) -> io.BytesIO:
    """A poster of circles, bars and a horizon; another for each number."""
    picture = Image.new("RGB", SIZE, GROUNDS[number % len(GROUNDS)])
    pen = ImageDraw.Draw(picture)
    width, height = SIZE
    horizon = height * (5 + number % 3) // 9
    pen.rectangle((0, horizon, width, height), fill=_colour(SHAPES, number + 1))
    for place in range(3):
        left, radius = 120 + place * 270 + 30 * (number % 4), 60 + 25 * ((number + place) % 3)
        box = (left, horizon - 2 * radius, left + 2 * radius, horizon)
        draw = pen.ellipse if (number + place) % 2 else pen.rectangle
        draw(box, fill=_colour(SHAPES, number + place + 2))
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    file.seek(0)
    return file


def _colour(colours: Sequence[str], number: int) -> str:
    return colours[number % len(colours)]

"""The background half of the quality desk: drawing a sample, clearing up after sheets. Each may run twice."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django_tasks import task

from evenhand.ops.spine import clock

KEPT = timedelta(days=1)


@task()
def draw_sample(uuid: str) -> None:
    """Draws a planned sample and opens its tasks."""
    from evenhand.ops.quality.services.drawing import draw  # a service enqueues this task

    draw(UUID(uuid), at=clock.now())


@task()
def sweep_sheets() -> None:
    """Removes sheets that were sent, looked at and never loaded, and what was kept out of loaded ones, after a day."""
    old = (clock.now() - KEPT).timestamp()
    for path in (Path(settings.EVENHAND.home) / "uploads").glob("sheet-*"):
        if path.stat().st_mtime < old:
            path.unlink(missing_ok=True)

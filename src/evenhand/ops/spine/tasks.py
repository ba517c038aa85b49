"""What the spine itself has done periodically."""

from __future__ import annotations

from datetime import timedelta

from evenhand.facts.compaction import compact_alike
from evenhand.ops.spine import clock, jobs, publisher
from evenhand.ops.spine.facts import whole
from evenhand.ops.spine.jobs import background

RESULTS_KEPT = timedelta(days=14)
FILES = 30  # of a table, month and size, from which they are merged: a few minutes of steady work leave more


@background()
def tidy() -> None:
    """Deletes outbox rows that have been facts for a day, and old results of tasks."""
    at = clock.now()
    publisher.delete_published(at=at)
    jobs.delete_finished(before=at - RESULTS_KEPT)


@background(limit=timedelta(hours=1))
def merge_files() -> None:
    """Merges the many small files that publishing leaves."""
    compact_alike(whole(), at_least=FILES)

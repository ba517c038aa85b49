"""How the background work stands, as numbers for a monitor. Not here: the page (``presenters``), the ledger's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from evenhand.ops.spine import selectors


@dataclass(frozen=True)
class Gauge:
    """A number that goes up and down; None where it is not known."""

    name: str
    meaning: str
    value: float | None


def gauges(*, at: datetime) -> tuple[Gauge, ...]:
    """What a monitor should watch here."""
    now = selectors.standing(at=at)
    return (
        Gauge("evenhand_worker_alive", "1 while a background worker is alive.", float(now.is_alive)),
        Gauge("evenhand_facts_lag_seconds", "Age of the oldest row that is not yet a fact.", now.lag.total_seconds()),
        Gauge("evenhand_outbox_waiting_rows", "Rows that are not yet facts.", now.waiting),
        Gauge("evenhand_outbox_set_aside_rows", "Rows that do not fit their table.", now.set_aside),
        Gauge("evenhand_tasks_waiting", "Background tasks that wait, for later included.", now.tasks_waiting),
        Gauge("evenhand_tasks_running", "Background tasks that run.", len(now.tasks_running)),
        Gauge("evenhand_tasks_given_up", "Background tasks that failed each time and were not replayed.", now.given_up),
    )


def exposition(given: Iterable[Gauge]) -> str:
    """Gauges in the text format that Prometheus reads; those not known are left out."""
    return "".join(
        f"# HELP {gauge.name} {gauge.meaning}\n# TYPE {gauge.name} gauge\n{gauge.name} {gauge.value:g}\n"
        for gauge in given
        if gauge.value is not None
    )

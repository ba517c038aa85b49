"""All gauges of a deployment: those of the spine and those of the ledger."""

from __future__ import annotations

from datetime import datetime

from evenhand.ops.ledger.selectors import standing
from evenhand.ops.spine import gauges as spine
from evenhand.ops.spine.gauges import Gauge


def gauges(*, at: datetime) -> tuple[Gauge, ...]:
    """What a monitor should watch."""
    ledger = standing()
    age = None if ledger.sealed_at is None else max((at - ledger.sealed_at).total_seconds(), 0.0)
    return (
        *spine.gauges(at=at),
        Gauge("evenhand_ledger_open_tail_events", "Events that no seal covers yet.", ledger.open_tail),
        Gauge("evenhand_ledger_seal_age_seconds", "Age of the last seal; it grows while nothing happens.", age),
    )

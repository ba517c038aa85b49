"""What every desk stands on: ids, clock, states, outbox, schedule, scoped reads of facts, desks, references."""

"""Schema changes of ledger."""

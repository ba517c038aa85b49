"""Schema changes of exchange."""

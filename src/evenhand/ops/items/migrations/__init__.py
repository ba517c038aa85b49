"""Schema changes of items."""

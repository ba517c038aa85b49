"""Schema changes of quality."""

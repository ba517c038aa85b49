"""Schema changes of people."""

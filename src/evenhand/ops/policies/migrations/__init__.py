"""Schema changes of policies."""

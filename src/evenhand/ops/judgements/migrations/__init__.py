"""Schema changes of judgements."""

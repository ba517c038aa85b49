"""Schema changes of the spine."""

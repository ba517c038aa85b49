"""The desks, one Django app each; pyproject.toml holds the order in which they may import each other."""

"""Quality: samples of decisions, assessed blind; findings; the report."""

"""The quality report as a document: one presenter, five formats."""

"""What the pages of the quality desk show; nothing here reads a database of its own accord."""

from __future__ import annotations

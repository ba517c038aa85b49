"""``python -m evenhand.cli``: the command where it is not on the path, as for what ``serve`` starts."""

from __future__ import annotations

from evenhand.cli import main

if __name__ == "__main__":
    main()

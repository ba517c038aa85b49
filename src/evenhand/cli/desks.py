"""What the commands around the desks share: setting them up, or saying what they need.

Not here: any command.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evenhand.facts.errors import UsageError

if TYPE_CHECKING:
    from evenhand.web.configuration import Configuration

Home = Annotated[Path | None, typer.Option("--data", help="The data folder; else as configured.")]


def open_desks(home: Path | None = None) -> Configuration:
    """Sets the desks up for this process; UsageError without the server extra, RequestError for a wrong setting."""
    try:
        import django
    except ImportError as error:
        raise UsageError(
            "This command needs the desks, which are not installed.", hint="Run: pip install 'evenhand[server]'."
        ) from error
    if home is not None:
        os.environ["EVENHAND_DATA"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenhand.web.settings")
    django.setup()
    from django.conf import settings

    configuration: Configuration = settings.EVENHAND
    return configuration

"""The background work as a desk: its page, and what the spine has done periodically.

The page itself stands in ``evenhand.web.background``, since who may open it is said in people, above the spine.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from evenhand.ops.spine import outbox
from evenhand.ops.spine.desks import Desk, NavigationEntry, Periodic

TASKS = "evenhand.ops.spine.tasks"

desk = Desk(
    app="spine",
    title=_("Background work"),
    urls="evenhand.web.background.urls",
    prefix="background/",
    navigation=(
        NavigationEntry("administration", _("Background work"), "background:index", capability="spine.work", order=80),
    ),
    capabilities={"spine.work": _("See the background work and replay what failed")},
    periodic=(
        Periodic("tidy", f"{TASKS}.tidy", timedelta(hours=1)),
        Periodic("merge_files", f"{TASKS}.merge_files", timedelta(minutes=10)),
    ),
    erasers=(outbox.erase,),
)

"""From tasks and judgements to what pages show."""

from __future__ import annotations

from evenhand.ops.judgements.presenters.choices import skip_options
from evenhand.ops.judgements.presenters.judged import JudgedPage, judged_page
from evenhand.ops.judgements.presenters.lists import history_table, mine_page
from evenhand.ops.judgements.presenters.page import PanelPage, next_url, panel_page

__all__ = [
    "JudgedPage",
    "PanelPage",
    "history_table",
    "judged_page",
    "mine_page",
    "next_url",
    "panel_page",
    "skip_options",
]

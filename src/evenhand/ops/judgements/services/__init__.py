"""What can be done with tasks and judgements. Each function is one transaction, and says in the ledger what it did.

Renewing a hold and saving a draft leave no event: they happen every few seconds and change nothing for anybody else.
"""

from __future__ import annotations

from evenhand.ops.judgements.services.drafting import save_draft
from evenhand.ops.judgements.services.erasing import erase_words
from evenhand.ops.judgements.services.holding import (
    LEASE,
    claim,
    keep_hold,
    open_by,
    release,
    release_all,
    skip,
    take,
    take_and_open,
)
from evenhand.ops.judgements.services.judging import (
    GRACE,
    change,
    changeable_until,
    judge,
    reconsider,
    require_changeable,
)
from evenhand.ops.judgements.services.opening import open_tasks, withdraw

__all__ = [
    "GRACE",
    "LEASE",
    "change",
    "changeable_until",
    "claim",
    "erase_words",
    "judge",
    "keep_hold",
    "open_by",
    "open_tasks",
    "reconsider",
    "release",
    "release_all",
    "require_changeable",
    "save_draft",
    "skip",
    "take",
    "take_and_open",
    "withdraw",
]

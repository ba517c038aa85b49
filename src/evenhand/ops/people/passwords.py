"""One-time passwords: made for a new or a locked-out person, shown once, to be replaced at the first sign-in.

Not here: what a good password is, which Django's validators say.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from evenhand.ops.people.models import User

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike
GROUPS, LENGTH = 4, 4
LASTS = timedelta(days=7)


def one_time_password() -> str:
    """About 79 bits, in groups that can be read out."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(GROUPS))


def is_over(user: User, *, at: datetime) -> bool:
    """Whether this person's password was a one-time password that nobody used in time."""
    made = user.password_changed_at
    return user.must_change_password and made is not None and at - made > LASTS

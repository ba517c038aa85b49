"""Ids that leave the database: UUID version 7 (RFC 9562), so that they sort by the time they were made.

Not here: the bigint keys inside, which Django makes.
"""

from __future__ import annotations

import secrets
import uuid

from evenhand.ops.spine import clock


def new_id() -> uuid.UUID:
    """48 bits of milliseconds, then random bits but for version and variant."""
    milliseconds = int(clock.now().timestamp() * 1000)
    value = milliseconds << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    return uuid.UUID(int=value & ~(0x3 << 62) | 0x2 << 62)

"""The leaf of an event: SHA-256(0x00 ‖ salt ‖ payload), an RFC 6962 leaf whose content is salt and payload.

The salt has a fixed length, so that no payload can borrow bytes from it. It keeps a leaf from being tried against
guesses: once payload and salt are erased, the leaf that stays tells nothing. Not here: what the payload says.
"""

from __future__ import annotations

import secrets

from evenhand.facts.errors import RequestError
from evenhand.ops.ledger.tree import leaf_hash

SALT_BYTES = 32


def new_salt() -> bytes:
    """A fresh salt, never used twice."""
    return secrets.token_bytes(SALT_BYTES)


def leaf_of(payload: bytes, *, salt: bytes) -> bytes:
    """The leaf of an event; RequestError when the salt has another length."""
    if len(salt) != SALT_BYTES:
        raise RequestError(f"A salt has {SALT_BYTES} bytes, not {len(salt)}.", hint="Make one with new_salt().")
    return leaf_hash(salt + payload)

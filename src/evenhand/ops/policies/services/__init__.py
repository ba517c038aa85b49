"""What can be done to policies."""

from __future__ import annotations

from evenhand.ops.policies.services.labels import policy_from_labels
from evenhand.ops.policies.services.publishing import new_draft, publish, retire
from evenhand.ops.policies.services.taking import publish_pack

__all__ = ["new_draft", "policy_from_labels", "publish", "publish_pack", "retire"]

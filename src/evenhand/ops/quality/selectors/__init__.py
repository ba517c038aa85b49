"""What can be read of samples, findings and figures, always for somebody and in their scope."""

from __future__ import annotations

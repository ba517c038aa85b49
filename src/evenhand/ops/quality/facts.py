"""How a finding of ours stands in the facts. Its note never goes there: it stays where it can be erased."""

from __future__ import annotations

from typing import Any

from evenhand.ops.quality.models import Finding


def row(finding: Finding) -> dict[str, Any]:
    """The row of ``findings``; the finding comes with its unit."""
    unit = finding.unit
    return {
        "finding_id": finding.finding_id,
        "source": unit.source,
        "version": finding.version,
        "retracted": finding.retracted,
        "judgement_id": unit.decision_id,
        "assessment_id": unit.assessment_id,
        "error_type": finding.error_type,
        "root_cause": finding.root_cause or None,
        "severity": finding.severity,
        "clause": finding.clause or None,
        "found_at": finding.found_at,
    }

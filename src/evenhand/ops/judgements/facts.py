"""How a judgement of ours stands in the facts. Its reason never goes there: it stays where it can be erased."""

from __future__ import annotations

from typing import Any

from evenhand.ops.judgements.models import Judgement, Task


def row(judgement: Judgement, *, task: Task, pseudonym: str) -> dict[str, Any]:
    """The row of ``judgements``; ``task`` comes with its item and policy version.

    Its source is its item's, since an item's id holds within the row's source; its own id is a UUID, so it meets none.
    """
    return {
        "judgement_id": judgement.public_id,
        "source": task.item.source,
        "version": judgement.version,
        "retracted": judgement.retracted,
        "item_id": task.item.external_id,
        "judge_id": pseudonym,
        "judge_kind": "human",
        "setting": task.setting,
        "about_source": task.about_source or None,
        "about_id": task.about_id or None,
        "context_kind": task.context_kind,
        "context_id": task.context_id,
        "label": judgement.label,
        "labels": judgement.labels,
        "unable_reason": judgement.unable_reason or None,
        "violating": judgement.violating,
        "severity": judgement.severity,
        "action": judgement.action or None,
        "policy_version": task.policy_version.name,
        "score": judgement.confidence,
        "started_at": judgement.started_at,
        "judged_at": judgement.judged_at,
        "seconds": judgement.seconds,
        "queue": task.queue or None,
        "market": task.market or None,
        "language": task.language or None,
        "partner": task.partner or None,
    }

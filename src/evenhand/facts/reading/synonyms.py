"""Other names that files use for our columns, most telling first, table by table.

A promise to users, listed in docs/guide/import-files.md: add names, take none away. Names are compared without case,
spaces, hyphens and underscores. Not here: the choice between them (``matching``).
"""

from __future__ import annotations

JUDGE = ("judge", "rater", "annotator", "moderator", "reviewer", "assessor", "agent", "worker", "labeler", "labeller")
JUDGE_IDS = tuple(f"{name}_id" for name in JUDGE)
ITEM = ("item", "content_id", "case_id", "task_id", "post_id", "task", "case", "mhc_case_id", "object_id")
TEXT = ("body", "content", "message", "comment_text", "test_case", "post_text", "tweet_text", "full_text", "sentence")
LANGUAGE = ("lang", "locale", "language_code")
MARKET = ("country", "region", "country_code")
GOLD = "gold"
SOURCE = "source"

SYNONYMS: dict[str, dict[str, tuple[str, ...]]] = {
    "judgements": {
        "judgement_id": ("judgment_id", "decision_id", "annotation_id", "review_id", "rating_id", "id"),
        "item_id": ITEM,
        "judge_id": (*JUDGE_IDS, *JUDGE, "completed_by"),
        "judge_kind": ("judge_type", "rater_type", "reviewer_type"),
        "about_id": ("about", "original_judgement_id", "original_decision_id"),
        "label": (
            "verdict",
            "decision",
            "class",
            "category",
            "rating",
            "annotation",
            "policy_label",
            "predicted_label",
            "prediction",
        ),
        "labels": ("all_labels", "categories", "clauses"),
        "unable_reason": ("skip_reason",),
        "violating": ("is_violating", "violation", "is_violation", "violates"),
        "severity": ("severity_level",),
        "action": ("action_taken", "enforcement", "enforcement_action"),
        "policy_version": ("guideline_version", "policy"),
        "score": ("confidence", "probability", "predicted_score"),
        "started_at": ("start_time", "opened_at", "assigned_at", "started"),
        "judged_at": (
            "decided_at",
            "reviewed_at",
            "labeled_at",
            "labelled_at",
            "annotated_at",
            "completed_at",
            "submitted_at",
            "created_at",
            "timestamp",
            "datetime",
            "date",
            "time",
        ),
        "seconds": (
            "handle_time",
            "handling_time",
            "handling_seconds",
            "duration",
            "duration_seconds",
            "lead_time",
            "aht",
        ),
        "queue": ("queue_name", "workflow"),
        "market": MARKET,
        "language": LANGUAGE,
        "partner": ("vendor", "bpo", "partner_name"),
        "site": ("location", "office"),
        "team": ("team_name", "squad"),
        "reach": ("views", "impressions", "view_count"),
        "tree_path": ("decision_path",),
        GOLD: ("gold_label", "label_gold", "ground_truth", "truth", "true_label", "reference_label"),
    },
    "items": {
        "item_id": (*ITEM, "id"),
        "kind": ("item_kind", "item_type", "entity_type"),
        "content_type": ("media_type", "type"),
        "text": TEXT,
        "media_uri": ("media_url", "uri", "url", "image_url", "video_url", "link"),
        "author_id": ("author", "user_id", "account_id", "creator_id", "owner_id", "user", "account"),
        "created_at": ("posted_at", "published_at", "created", "timestamp", "datetime", "date"),
        "language": LANGUAGE,
        "parent_id": ("parent", "in_reply_to", "reply_to"),
        "thread_id": ("thread", "conversation_id"),
    },
    "reports": {
        "report_id": ("flag_id", "complaint_id", "notice_id", "id"),
        "item_id": ("reported_item_id", "reported_id", *ITEM),
        "reporter_id": ("reporter", "reported_by", "flagged_by", "user_id"),
        "reporter_kind": ("reporter_type",),
        "reason": ("report_reason", "category", "flag_reason", "violation_type"),
        "comment": ("description", "details", "note", "message"),
        "received_at": ("reported_at", "flagged_at", "created_at", "timestamp", "datetime", "date"),
        "market": MARKET,
    },
    "actions": {
        "action_id": ("enforcement_id", "id"),
        "judgement_id": ("judgment_id", "decision_id", "review_id"),
        "item_id": ITEM,
        "action": ("action_taken", "action_type", "enforcement", "enforcement_action"),
        "scope": ("action_scope", "territorial_scope"),
        "started_at": ("applied_at", "actioned_at", "start_time", "created_at", "timestamp", "date"),
        "ended_at": ("expires_at", "end_time", "lifted_at"),
        "automated": ("is_automated", "automatic"),
        "reversed_by": ("reversal_id",),
    },
    "appeals": {
        "appeal_id": ("complaint_id", "id"),
        "judgement_id": ("judgment_id", "decision_id", "appealed_decision_id", "review_id"),
        "opened_at": ("appealed_at", "submitted_at", "created_at", "timestamp", "date"),
        "decided_at": ("resolved_at", "closed_at", "completed_at"),
        "outcome": ("appeal_outcome", "result", "decision", "resolution"),
    },
    "findings": {
        "finding_id": ("id",),
        "judgement_id": ("judgment_id", "decision_id", "review_id"),
        "assessment_id": ("audit_id", "qa_id"),
        "error_type": ("error", "error_category"),
        "root_cause": ("cause", "rca"),
        "clause": ("policy", "policy_clause"),
        "found_at": ("assessed_at", "created_at", "timestamp", "date"),
        "dispute": ("dispute_status",),
    },
    "activity": {
        "event_id": ("activity_id", "id"),
        "account_id": ("account", "actor_id", "user_id", "actor", "author_id", "user", "screen_name"),
        "at": ("timestamp", "created_at", "event_time", "occurred_at", "timestamp_share", "datetime", "time", "date"),
        "verb": ("event_type", "event", "action", "activity_type", "type"),
        "object_kind": ("object_type", "target_type"),
        "object_id": ("object", "target_id", "target"),
        "text": TEXT,
        "language": LANGUAGE,
        "market": MARKET,
    },
    "tickets": {
        "item_id": ("ticket_id", "case_id", "id"),
        "contact_reason": ("reason", "category", "topic"),
        "opened_at": ("created_at", "submitted_at"),
        "first_reply_at": ("first_response_at", "first_replied_at"),
        "solved_at": ("resolved_at", "closed_at"),
        "reopened": ("reopens", "reopen_count"),
        "csat": ("satisfaction", "satisfaction_score"),
        "agent_id": ("assignee_id", "agent", "assignee"),
        "market": MARKET,
    },
    "messages": {
        "message_id": ("comment_id", "id"),
        "item_id": ("ticket_id", "case_id"),
        "at": ("created_at", "sent_at", "timestamp"),
        "author_role": ("role", "author_type", "sender_type"),
        "language": LANGUAGE,
        "text": ("body", "message", "content"),
        "macro": ("template",),
    },
}


def accepted_names(table: str, target: str) -> tuple[str, ...]:
    """Our own name for the column, then the others, most telling first."""
    return (target, *SYNONYMS.get(table, {}).get(target, ()))

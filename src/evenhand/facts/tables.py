"""The fact tables, as contracts that users' files and scripts depend on: add to them, change nothing."""

from __future__ import annotations

from evenhand.facts.contracts import Column, Contract, Kind, Subject

T, TIME, WHOLE, REAL, TRUTH = Kind.TEXT, Kind.TIME, Kind.WHOLE, Kind.REAL, Kind.TRUTH

SETTINGS = (
    "live",
    "assessment",
    "second_review",
    "gold",
    "gold_check",
    "calibration",
    "annotation",
    "quiz",
    "appeal",
    "adjudication",
    "prediction",
)
UNABLE_REASONS = ("gone", "private", "wrong_language", "no_context", "technical", "other")
ERROR_TYPES = ("over_enforcement", "under_enforcement", "wrong_policy", "wrong_action", "procedural", "technical")
ROOT_CAUSES = (
    "knowledge_gap",
    "policy_ambiguity",
    "policy_gap",
    "attention",
    "tool",
    "context_missing",
    "translation",
    "adversarial_content",
)

JUDGEMENTS = Contract(
    table="judgements",
    meaning="who judged what as what",
    key=("judgement_id",),
    time="judged_at",
    columns=(
        Column("judgement_id", T, "the key, within its source", nullable=False),
        Column("item_id", T, "the item judged", nullable=False, subject=Subject.ITEM),
        Column("judge_id", T, "pseudonymous id of person, rule or model", subject=Subject.PERSON),
        Column(
            "judge_kind",
            T,
            "what judged",
            nullable=False,
            allowed=("human", "rule", "classifier", "llm"),
            default="human",
        ),
        Column("setting", T, "in which setting", nullable=False, allowed=SETTINGS, default="live"),
        Column("about_source", T, "source of the judgement that this one is about"),
        Column("about_id", T, "the judgement that this one assesses, reviews, decides on appeal or adjudicates"),
        Column("context_kind", T, "sample, session, project, quiz or run"),
        Column("context_id", T, "the sample, session (with its round), project, quiz or run in which it was made"),
        Column(
            "label", T, "the primary verdict: a clause code, a class, none (no violation) or unable", nullable=False
        ),
        Column("labels", Kind.TEXTS, "all clauses found, sorted, primary included; null when the scheme has one label"),
        Column("unable_reason", T, "why it cannot be judged, with unable", allowed=UNABLE_REASONS),
        Column("violating", TRUTH, "whether the label is a violation under the policy"),
        Column("severity", Kind.SMALL, "ordinal, where the scheme has one", low=-128, high=127),
        Column("action", T, "what was done to the item"),
        Column("policy_version", T, "the policy version in force"),
        Column("score", REAL, "a model's score or a person's confidence, 0..1", low=0, high=1),
        Column("started_at", TIME, "when the judge opened the item"),
        Column("judged_at", TIME, "when the verdict was given"),
        Column("seconds", REAL, "active handling time in seconds", low=0),
        Column("queue", T, "queue in which it was judged"),
        Column("market", T, "market in which it was judged"),
        Column("language", T, "language of the item as judged"),
        Column("partner", T, "partner whose staff judged"),
        Column("site", T, "site where it was judged"),
        Column("team", T, "team of the judge"),
        Column("reach", WHOLE, "views of the item before the judgement", low=0),
        Column("tree_path", Kind.TEXTS, "the answers given in the decision tree"),
    ),
)

ITEMS = Contract(
    table="items",
    meaning="what is judged: content, accounts, threads, tickets",
    key=("item_id",),
    time="created_at",
    own_words=True,
    columns=(
        Column("item_id", T, "the key, within its source", nullable=False, subject=Subject.ITEM),
        Column(
            "kind",
            T,
            "what sort of item",
            nullable=False,
            allowed=("content", "account", "thread", "ticket"),
            default="content",
        ),
        Column(
            "content_type",
            T,
            "form of the content",
            allowed=("text", "image", "video", "audio", "link", "profile", "listing", "other"),
        ),
        Column("text", T, "the text as it was", payload=True),
        Column("media_uri", T, "where the media lies", payload=True),
        Column("author_id", T, "the account that made it", subject=Subject.ACCOUNT),
        Column("created_at", TIME, "when it was made"),
        Column("language", T, "language of the text"),
        Column("parent_id", T, "the item it answers"),
        Column("thread_id", T, "the thread it stands in"),
    ),
)

REPORTS = Contract(
    table="reports",
    meaning="users' and authorities' flags",
    key=("report_id",),
    time="received_at",
    columns=(
        Column("report_id", T, "the key, within its source", nullable=False),
        Column("item_id", T, "the item reported", nullable=False, subject=Subject.ITEM),
        Column("reporter_id", T, "who reported", subject=Subject.ACCOUNT),
        Column(
            "reporter_kind",
            T,
            "what sort of reporter",
            nullable=False,
            allowed=("user", "trusted_flagger", "authority", "automated"),
            default="user",
        ),
        Column("reason", T, "the reason chosen"),
        Column("comment", T, "what the reporter wrote", payload=True),
        Column("received_at", TIME, "when it came in"),
        Column("market", T, "market of the report"),
    ),
)

ACTIONS = Contract(
    table="actions",
    meaning="what was done to an item",
    key=("action_id",),
    time="started_at",
    columns=(
        Column("action_id", T, "the key, within its source", nullable=False),
        Column("judgement_id", T, "the judgement it follows from"),
        Column("item_id", T, "the item acted on", nullable=False, subject=Subject.ITEM),
        Column("action", T, "what was done", nullable=False),
        Column("scope", T, "how far it reaches"),
        Column("started_at", TIME, "from when"),
        Column("ended_at", TIME, "until when"),
        Column("automated", TRUTH, "whether no person was involved"),
        Column("reversed_by", T, "the judgement or appeal that reversed it"),
    ),
)

APPEALS = Contract(
    table="appeals",
    meaning="users' appeals against decisions",
    key=("appeal_id",),
    time="opened_at",
    columns=(
        Column("appeal_id", T, "the key, within its source", nullable=False),
        Column("judgement_id", T, "the decision appealed", nullable=False),
        Column("opened_at", TIME, "when it was opened"),
        Column("decided_at", TIME, "when it was decided"),
        Column("outcome", T, "how it ended", allowed=("kept", "partly_changed", "reversed", "withdrawn")),
    ),
)

SAMPLES = Contract(
    table="samples",
    meaning="the units of each drawn sample, with the chance each had",
    key=("sample_id", "unit_source", "unit_id"),
    time="drawn_at",
    columns=(
        Column("sample_id", T, "the sample", nullable=False),
        Column("unit_kind", T, "what a unit is", nullable=False, allowed=("judgement", "item"), default="judgement"),
        Column("unit_source", T, "source of the unit", nullable=False),
        Column("unit_id", T, "id of the unit", nullable=False),
        Column("stratum", T, "stratum it was drawn in", nullable=False),
        Column("inclusion_probability", REAL, "its chance of being drawn", nullable=False, low=0, high=1),
        Column("weight", REAL, "units of the population it stands for", nullable=False, low=0),
        Column("drawn_at", TIME, "when it was drawn"),
        Column("seed", WHOLE, "seed of the draw"),
        Column("method", T, "how it was drawn"),
        Column("frame_batch", WHOLE, "the last facts batch that the frame saw"),
        Column("frame_digest", T, "order-free digest of the frame"),
    ),
)

FINDINGS = Contract(
    table="findings",
    meaning="where an assessment differs from the decision, and why",
    key=("finding_id",),
    time="found_at",
    columns=(
        Column("finding_id", T, "the key, within its source", nullable=False),
        Column("judgement_id", T, "the decision", nullable=False),
        Column("assessment_id", T, "the assessment that differs", nullable=False),
        Column("error_type", T, "what sort of error", nullable=False, allowed=ERROR_TYPES),
        Column("root_cause", T, "why it happened", allowed=ROOT_CAUSES),
        Column("severity", Kind.SMALL, "ordinal", low=-128, high=127),
        Column("clause", T, "the clause at issue"),
        Column("found_at", TIME, "when it was found"),
        Column(
            "dispute",
            T,
            "state of a dispute",
            nullable=False,
            allowed=("none", "open", "accepted", "rejected"),
            default="none",
        ),
    ),
)

ACTIVITY = Contract(
    table="activity",
    meaning="what accounts did, for investigations",
    key=("event_id",),
    time="at",
    own_words=True,
    columns=(
        Column("event_id", T, "the key, within its source", nullable=False),
        Column("account_id", T, "who did it", nullable=False, subject=Subject.ACCOUNT),
        Column("at", TIME, "when"),
        Column("verb", T, "what was done: post, share, reply, link, follow, like, login …", nullable=False),
        Column(
            "object_kind",
            T,
            "what it was done to",
            allowed=("text", "url", "hashtag", "media_hash", "account", "post", "ip", "device"),
        ),
        Column("object_id", T, "id of the object", personal=True, subject=Subject.ACCOUNT),
        Column("text", T, "the text posted", payload=True),
        Column("language", T, "language of the text"),
        Column("market", T, "market of the account"),
    ),
)

TICKETS = Contract(
    table="tickets",
    meaning="safety-support tickets (items of kind ticket)",
    key=("item_id",),
    time="opened_at",
    columns=(
        Column("item_id", T, "the key, within its source", nullable=False, subject=Subject.ITEM),
        Column("contact_reason", T, "why the user wrote"),
        Column("market", T, "market of the user"),
        Column("regime", T, "legal regime that sets its clocks"),
        Column("priority", T, "priority"),
        Column("status", T, "state of the ticket"),
        Column("opened_at", TIME, "when it was opened"),
        Column("first_reply_at", TIME, "when it was first answered"),
        Column("solved_at", TIME, "when it was solved"),
        Column("reopened", WHOLE, "how often it was reopened", low=0),
        Column("csat", REAL, "the user's satisfaction"),
        Column("agent_id", T, "who handled it", subject=Subject.PERSON),
        Column("queue", T, "queue in which it was handled"),
        Column("linked_item", T, "the item it is about", subject=Subject.ITEM),
    ),
)

MESSAGES = Contract(
    table="messages",
    meaning="messages of tickets",
    key=("message_id",),
    time="at",
    own_words=True,
    columns=(
        Column("message_id", T, "the key, within its source", nullable=False),
        Column("item_id", T, "the ticket", nullable=False, subject=Subject.ITEM),
        Column("at", TIME, "when it was written"),
        Column("author_role", T, "who wrote", nullable=False, allowed=("user", "agent", "bot", "internal")),
        Column("channel", T, "by which channel"),
        Column("language", T, "language of the text"),
        Column("text", T, "what was written", payload=True),
        Column("macro", T, "the template used"),
    ),
)

CLOCKS = Contract(
    table="clocks",
    meaning="deadlines and whether they were met",
    key=("subject_kind", "subject_id", "clock"),
    time="started_at",
    columns=(
        Column("subject_kind", T, "what the clock runs on", nullable=False),
        Column("subject_id", T, "id of what it runs on", nullable=False),
        Column("clock", T, "first_touch, decision, appeal, escalation or obligation:<id>", nullable=False),
        Column("started_at", TIME, "when it started"),
        Column("paused_seconds", REAL, "how long it was paused", low=0),
        Column("due_at", TIME, "when it is due"),
        Column("stopped_at", TIME, "when it stopped"),
        Column("met", TRUTH, "whether it was met"),
    ),
)

ERASURES = Contract(
    table="erasures",
    meaning="what was erased, under which rule",
    key=("subject_digest", "rule", "at"),
    time="at",
    columns=(
        Column("subject_digest", T, "digest of the erased subject", nullable=False),
        Column("rule", T, "the rule that asked for it", nullable=False),
        Column("at", TIME, "when"),
        Column("rows", WHOLE, "rows rewritten", low=0),
    ),
)

TABLES: dict[str, Contract] = {
    contract.table: contract
    for contract in (
        JUDGEMENTS,
        ITEMS,
        REPORTS,
        ACTIONS,
        APPEALS,
        SAMPLES,
        FINDINGS,
        ACTIVITY,
        TICKETS,
        MESSAGES,
        CLOCKS,
        ERASURES,
    )
}

"""What becomes of each table when a customer is erased (docs/security.md#requests-of-a-customer).

A table that is new and may hold a customer's data has to be entered here: `tests/privacy/test_holdings.py` finds it.
"""

from kernel.privacy import Fate

_INSURANCE = {
    Fate.GOES: (
        "follow_ups",
        "identities",
        "identity_bindings",
        "identity_challenges",
        "identity_outcomes",
        "leads",
    ),
    Fate.KEPT: (
        # Stays as "somebody" where another customer was checked too.
        "customer_conversations",
        "audit_entries",
        "claim_acts",
        "claim_documents",
        "claim_events",
        "claim_reports",
        "claims",
        "complaint_events",
        "complaints",
        "customers",
        "policies",
        "reminder_choices",
        "servicing_events",
        "servicing_requests",
    ),
}
_CONVERSATIONS = {
    Fate.GOES: (
        "attachments",
        "conversation_joins",
        "conversation_notes",
        "conversation_readings",
        "conversation_subjects",
        "conversation_typing",
        "conversations",
        "deliveries",
        "engagements",
        "messages",
        "offers",
        "owner_events",
        "ratings",
        "tracker_chunks",
        "turns",
        "understandings",
        "waits",
    ),
}
_CHANNELS = {
    Fate.GOES: (
        "chat_tokens",
        "used_chat_links",
        "wechat_consents",
        "wechat_followers",
        "wechat_notice_results",
        "wechat_notices",
        "wechat_pictures",
        "wecom_customers",
        "wecom_sent",
    ),
}
_STAFF = {
    Fate.GOES: (
        "checklist_ticks",
        "level_breaches",
        "missed_questions",
        "quality_reviews",
        "rating_checks",
        "shadow_turns",
        "staff_task_steps",
        "staff_tasks",
    ),
    Fate.NOT_THEIRS: (
        # Examples a trainer made, with stand-ins for all that is personal.
        "annotations",
        "coaching_cases",
        # What trainees wrote to made-up customers.
        "coaching_practices",
        "coaching_quizzes",
        # Counts of staff's work that name a conversation under whose number nothing is left.
        "checklists_left",
        "conduct_breaches",
        "suggestions_used",
        "evaluations",
        "known_wordings",
        "releases",
        "staff_second_factors",
        "training_jobs",
    ),
}
_OUTREACH = {
    Fate.WORDS_GO: ("outreach_messages", "survey_answers"),
    Fate.KEPT: ("reminder_periods", "survey_refusals"),
}

HOLDINGS: dict[str, Fate] = {
    table: fate
    for room in (_INSURANCE, _CONVERSATIONS, _CHANNELS, _STAFF, _OUTREACH)
    for fate, tables in room.items()
    for table in tables
}

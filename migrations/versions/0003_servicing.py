"""Servicing requests, choices about reminders, leads and follow-ups."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "servicing_requests",
        sa.Column("request_no", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("customer_no", sa.String(length=32), nullable=False),
        sa.Column("policy_no", sa.String(length=32), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=True),
        sa.Column("second_factor", sa.String(length=16), nullable=True),
        sa.PrimaryKeyConstraint("request_no", name=op.f("pk_servicing_requests")),
        sa.UniqueConstraint("subject", "key", "kind", name=op.f("uq_servicing_requests_subject_key_kind")),
    )
    op.create_index(
        op.f("ix_servicing_requests_customer_no"), "servicing_requests", ["customer_no"], unique=False
    )
    op.create_index(op.f("ix_servicing_requests_status"), "servicing_requests", ["status"], unique=False)
    op.create_table(
        "servicing_events",
        sa.Column("request_no", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("key", sa.String(length=128), nullable=True),
        sa.ForeignKeyConstraint(
            ["request_no"],
            ["servicing_requests.request_no"],
            name=op.f("fk_servicing_events_request_no_servicing_requests"),
        ),
        sa.PrimaryKeyConstraint("request_no", "seq", name=op.f("pk_servicing_events")),
    )
    op.create_table(
        "reminder_choices",
        sa.Column("customer_no", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("wording", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("customer_no", "seq", name=op.f("pk_reminder_choices")),
        sa.UniqueConstraint(
            "subject", "key", "channel", name=op.f("uq_reminder_choices_subject_key_channel")
        ),
    )
    op.create_table(
        "leads",
        sa.Column("lead_no", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("customer_no", sa.String(length=32), nullable=True),
        sa.Column("personal", sa.Text(), nullable=False),
        sa.Column("consent_wording", sa.String(length=32), nullable=False),
        sa.Column("consent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("keep_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("lead_no", name=op.f("pk_leads")),
        sa.UniqueConstraint("subject", "key", name=op.f("uq_leads_subject_key")),
    )
    op.create_index(op.f("ix_leads_customer_no"), "leads", ["customer_no"], unique=False)
    op.create_index(op.f("ix_leads_keep_until"), "leads", ["keep_until"], unique=False)
    op.create_table(
        "follow_ups",
        sa.Column("follow_up_no", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("customer_no", sa.String(length=32), nullable=True),
        sa.Column("personal", sa.Text(), nullable=False),
        sa.Column("wished_on", sa.Date(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("keep_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("follow_up_no", name=op.f("pk_follow_ups")),
        sa.UniqueConstraint("subject", "key", name=op.f("uq_follow_ups_subject_key")),
    )
    op.create_index(op.f("ix_follow_ups_customer_no"), "follow_ups", ["customer_no"], unique=False)
    op.create_index(op.f("ix_follow_ups_keep_until"), "follow_ups", ["keep_until"], unique=False)


def downgrade() -> None:
    for table in ("follow_ups", "leads", "reminder_choices", "servicing_events", "servicing_requests"):
        op.drop_table(table)

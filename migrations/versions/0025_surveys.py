"""Surveys, answers and campaigns; how far notices and surveys have followed claims and complaints."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.create_table(
        "outreach_cursors",
        sa.Column("reader", sa.String(16), nullable=False),
        sa.Column("noun", sa.String(16), nullable=False),
        sa.Column("number", sa.String(64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("reader", "noun", "number", name=op.f("pk_outreach_cursors")),
    )
    op.create_index(op.f("ix_outreach_cursors_at"), "outreach_cursors", ["at"])
    op.create_table(
        "survey_answers",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("occasion", sa.String(16), nullable=False),
        sa.Column("number", sa.String(64), nullable=False),
        sa.Column("customer_no", sa.String(32), nullable=True),
        sa.Column("campaign_id", sa.String(16), nullable=True),
        sa.Column("about", sa.String(100), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attitude", sa.Integer(), nullable=True),
        sa.Column("speed", sa.Integer(), nullable=True),
        sa.Column("quality", sa.Integer(), nullable=True),
        sa.Column("ease", sa.Integer(), nullable=True),
        sa.Column("recommend", sa.Integer(), nullable=True),
        sa.Column("resolved", sa.Integer(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("channel", sa.String(16), nullable=True),
        sa.Column("entered_by", sa.String(64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_answers")),
        sa.UniqueConstraint("occasion", "number", name=op.f("uq_survey_answers_occasion_number")),
    )
    op.create_index("ix_survey_answers_customer", "survey_answers", ["customer_no", "invited_at"])
    for column in ("campaign_id", "invited_at", "answered_at"):
        op.create_index(op.f(f"ix_survey_answers_{column}"), "survey_answers", [column])
    op.create_table(
        "survey_refusals",
        sa.Column("customer_no", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("customer_no", name=op.f("pk_survey_refusals")),
    )
    op.create_table(
        "survey_campaigns",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("segment", sa.JSON(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("created_by", sa.String(64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_by", sa.String(64), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_campaigns")),
    )
    # What happened lately is looked for every few seconds.
    op.create_index(op.f("ix_claim_events_at"), "claim_events", ["at"])
    op.create_index(op.f("ix_complaint_events_at"), "complaint_events", ["at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_complaint_events_at"), "complaint_events")
    op.drop_index(op.f("ix_claim_events_at"), "claim_events")
    for table in ("survey_campaigns", "survey_refusals", "survey_answers", "outreach_cursors"):
        op.drop_table(table)

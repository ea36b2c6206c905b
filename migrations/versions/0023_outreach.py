"""The way out: one row per message the house says first."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.create_table(
        "outreach_messages",
        sa.Column("key", sa.String(128), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("customer_no", sa.String(32), nullable=False),
        sa.Column("noun", sa.String(16), nullable=False),
        sa.Column("number", sa.String(64), nullable=False),
        sa.Column("personal", sa.Text(), nullable=False),
        sa.Column("template", sa.String(64), nullable=True),
        sa.Column("essential", sa.Boolean(), nullable=False),
        sa.Column("arrears", sa.Boolean(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("reason", sa.String(16), nullable=True),
        sa.Column("channel", sa.String(16), nullable=True),
        sa.Column("refused", sa.JSON(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("conversation_id", sa.String(32), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_outreach_messages")),
    )
    op.create_index("ix_outreach_messages_waiting", "outreach_messages", ["state", "try_at"])
    op.create_index("ix_outreach_messages_customer", "outreach_messages", ["customer_no", "sent_at"])
    op.create_index("ix_outreach_messages_sent", "outreach_messages", ["sent_at"])
    op.create_index("ix_outreach_messages_about", "outreach_messages", ["noun", "number"])
    op.create_table(
        "conversation_subjects",
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("noun", sa.String(16), nullable=False),
        sa.Column("number", sa.String(64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_conversation_subjects_conversation_id_conversations"),
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_conversation_subjects")),
    )


def downgrade() -> None:
    op.drop_table("conversation_subjects")
    op.drop_table("outreach_messages")

"""Routing: engagements, begun for whoever waits or is held already."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "engagements",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("queue", sa.String(32), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agent", sa.String(64), nullable=True),
        sa.Column("engaged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_reply_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("awaiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("longest_reply_s", sa.Integer(), nullable=True),
        sa.Column("replies", sa.Integer(), nullable=False),
        sa.Column("transfers", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ending", sa.String(10), nullable=True),
        sa.Column("wrap_up", sa.String(64), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_engagements_conversation_id_conversations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagements")),
    )
    op.create_index(op.f("ix_engagements_conversation_id"), "engagements", ["conversation_id"])
    op.create_index("ix_engagements_ended_at", "engagements", ["ended_at"])
    op.create_index("ix_engagements_agent", "engagements", ["agent", "ended_at"])
    op.create_index(
        "uq_engagements_open",
        "engagements",
        ["conversation_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.execute(
        "INSERT INTO engagements (conversation_id, channel, queue, priority, queued_at, agent, engaged_at,"
        " accepted_at, awaiting_since, replies, transfers)"
        " SELECT id, channel, COALESCE(queue, 'general'), priority, COALESCE(waiting_since, changed_at), agent,"
        " CASE WHEN owner = 'agent' THEN changed_at END, CASE WHEN owner = 'agent' THEN changed_at END,"
        " CASE WHEN owner = 'queue' THEN COALESCE(waiting_since, changed_at) END, 0, 0"
        " FROM conversations WHERE owner IN ('queue', 'agent')"
    )


def downgrade() -> None:
    op.drop_table("engagements")

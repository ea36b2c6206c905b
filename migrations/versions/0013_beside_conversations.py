"""Beside conversations: notes, who has joined, what was read, who is writing; canned replies, wrap-up codes; messages by time."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def _of_a_conversation(table: str, *columns: sa.schema.SchemaItem) -> None:
    """A table whose rows belong to a conversation."""
    foreign_key = op.f(f"fk_{table}_conversation_id_conversations")
    op.create_table(
        table,
        *columns,
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=foreign_key),
    )


def upgrade() -> None:
    _of_a_conversation(
        "conversation_notes",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("client_id", sa.String(128), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("after_seq", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation_notes")),
        sa.UniqueConstraint(
            "conversation_id",
            "by",
            "client_id",
            name=op.f("uq_conversation_notes_conversation_id_by_client_id"),
        ),
    )
    _of_a_conversation(
        "conversation_joins",
        sa.Column("username", sa.String(64), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("mode", sa.String(10), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", "username", name=op.f("pk_conversation_joins")),
    )
    _of_a_conversation(
        "conversation_readings",
        sa.Column("arrived_seq", sa.Integer(), nullable=False),
        sa.Column("read_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_conversation_readings")),
    )
    _of_a_conversation(
        "conversation_typing",
        sa.Column("sender", sa.String(8), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", "sender", name=op.f("pk_conversation_typing")),
    )
    op.create_index(op.f("ix_conversation_typing_at"), "conversation_typing", ["at"])
    op.create_table(
        "canned_replies",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("title", sa.String(60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("queue", sa.String(32), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_canned_replies")),
    )
    op.create_table(
        "wrap_up_codes",
        sa.Column("code", sa.String(32), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("queue", sa.String(32), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_wrap_up_codes")),
    )
    op.create_index("ix_messages_at", "messages", ["at", "conversation_id", "seq"])


def downgrade() -> None:
    op.drop_index("ix_messages_at", "messages")
    op.drop_table("wrap_up_codes")
    op.drop_table("canned_replies")
    op.drop_table("conversation_typing")
    op.drop_table("conversation_readings")
    op.drop_table("conversation_joins")
    op.drop_table("conversation_notes")

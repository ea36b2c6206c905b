"""Beside conversations: notes, who has joined, what was read, who is writing."""

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
            "conversation_id", "by", "client_id", name=op.f("uq_conversation_notes_conversation_id")
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


def downgrade() -> None:
    op.drop_table("conversation_typing")
    op.drop_table("conversation_readings")
    op.drop_table("conversation_joins")
    op.drop_table("conversation_notes")

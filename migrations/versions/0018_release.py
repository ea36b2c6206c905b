"""Releases: which model answers whom."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "releases",
        sa.Column("no", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("act", sa.String(10), nullable=False),
        sa.Column("model", sa.String(64), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("live", sa.String(64), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_releases")),
    )
    op.create_index(op.f("ix_releases_model"), "releases", ["model"])
    op.create_table(
        "trained_models",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("trained_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("trained_by", sa.String(64), nullable=True),
        sa.Column("commit", sa.String(40), nullable=True),
        sa.Column("job", sa.String(32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trained_models")),
    )
    op.create_table(
        "shadow_turns",
        sa.Column("model", sa.String(64), nullable=False),
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("against", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("same", sa.Boolean(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_shadow_turns_conversation_id_conversations"),
        ),
        sa.PrimaryKeyConstraint("model", "conversation_id", "seq", name=op.f("pk_shadow_turns")),
    )
    op.create_index("ix_shadow_turns_model_at", "shadow_turns", ["model", "at"])
    op.create_index("ix_shadow_turns_conversation", "shadow_turns", ["conversation_id"])
    with op.batch_alter_table("conversations") as conversations:
        conversations.add_column(sa.Column("model", sa.String(64), nullable=True))
        conversations.add_column(sa.Column("model_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("conversations") as conversations:
        conversations.drop_column("model_at")
        conversations.drop_column("model")
    for table in ("shadow_turns", "trained_models", "releases"):
        op.drop_table(table)

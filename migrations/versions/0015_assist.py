"""Checklists' ticks, what was taken over from the suggestions, and warned drafts that were sent all the same."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "checklist_ticks",
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("item", sa.String(length=64), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_checklist_ticks_conversation_id")
        ),
        sa.PrimaryKeyConstraint("conversation_id", "item", name=op.f("pk_checklist_ticks")),
    )
    op.create_table(
        "checklists_left",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("topic", sa.String(length=64), nullable=False),
        sa.Column("required", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklists_left")),
    )
    op.create_index(op.f("ix_checklists_left_at"), "checklists_left", ["at"], unique=False)
    op.create_table(
        "suggestions_used",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("suggestion", sa.String(length=96), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions_used")),
    )
    op.create_index(op.f("ix_suggestions_used_at"), "suggestions_used", ["at"], unique=False)
    with op.batch_alter_table("conduct_breaches") as table:
        table.add_column(sa.Column("sent", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("conduct_breaches") as table:
        table.drop_column("sent")
    op.drop_table("suggestions_used")
    op.drop_table("checklists_left")
    op.drop_table("checklist_ticks")

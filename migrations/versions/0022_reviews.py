"""Reviews of what the bot says, due because something changed."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.create_table(
        "studio_review_tasks",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_studio_review_tasks")),
    )
    op.create_table(
        "studio_review_task_entries",
        sa.Column("task_id", sa.String(32), nullable=False),
        sa.Column("entry_id", sa.String(100), nullable=False),
        sa.Column("done_by", sa.String(64), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["task_id"],
            ["studio_review_tasks.id"],
            name=op.f("fk_studio_review_task_entries_task_id_studio_review_tasks"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("task_id", "entry_id", name=op.f("pk_studio_review_task_entries")),
    )


def downgrade() -> None:
    op.drop_table("studio_review_task_entries")
    op.drop_table("studio_review_tasks")

"""Tasks of staff, and who did what with them."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.create_table(
        "staff_tasks",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("key", sa.String(128), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner", sa.String(64), nullable=True),
        sa.Column("queue", sa.String(32), nullable=True),
        sa.Column("about", sa.String(80), nullable=True),
        sa.Column("repeat_days", sa.Integer(), nullable=True),
        sa.Column("opened_by", sa.String(64), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.String(64), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_tasks")),
        sa.UniqueConstraint("key", name=op.f("uq_staff_tasks_key")),
    )
    op.create_index("ix_staff_tasks_about", "staff_tasks", ["about"])
    op.create_index("ix_staff_tasks_done_at_due_at", "staff_tasks", ["done_at", "due_at"])
    op.create_index("ix_staff_tasks_owner_done_at", "staff_tasks", ["owner", "done_at"])
    op.create_table(
        "staff_task_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.String(32), nullable=False),
        sa.Column("act", sa.String(16), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner", sa.String(64), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["task_id"],
            ["staff_tasks.id"],
            name=op.f("fk_staff_task_steps_task_id_staff_tasks"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_task_steps")),
    )
    op.create_index("ix_staff_task_steps_task_id", "staff_task_steps", ["task_id"])


def downgrade() -> None:
    op.drop_table("staff_task_steps")
    op.drop_table("staff_tasks")

"""Leases of the schedule, what reminders led to, whom nobody reminds any more."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.create_table(
        "schedule_leases",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("holder", sa.String(32), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_schedule_leases")),
    )
    op.create_table(
        "reminder_periods",
        sa.Column("policy_no", sa.String(32), nullable=False),
        sa.Column("period", sa.Date(), nullable=False),
        sa.Column("customer_no", sa.String(32), nullable=False),
        sa.Column("line", sa.String(32), nullable=False),
        sa.Column("case", sa.String(16), nullable=False),
        sa.Column("grace_until", sa.Date(), nullable=True),
        sa.Column("held", sa.String(16), nullable=True),
        sa.Column("outcome", sa.String(16), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("policy_no", "period", name=op.f("pk_reminder_periods")),
    )
    op.create_index("ix_reminder_periods_period_policy_no", "reminder_periods", ["period", "policy_no"])
    op.create_index("ix_reminder_periods_outcome", "reminder_periods", ["outcome"])
    op.add_column("customers", sa.Column("deceased_on", sa.Date(), nullable=True))
    for name in ("next_due_on", "expires_on"):
        op.drop_index(f"ix_policies_{name}", table_name="policies")
        op.create_index(f"ix_policies_{name}_policy_no", "policies", [name, "policy_no"])

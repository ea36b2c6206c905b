"""Figures per day."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.create_table(
        "insight_days",
        sa.Column("source", sa.String(24), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("source", "day", name=op.f("pk_insight_days")),
    )
    op.create_table(
        "insight_facts",
        sa.Column("dimension", sa.String(24), nullable=False),
        sa.Column("measure", sa.String(40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("key", sa.String(96), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("total", sa.Float(), nullable=False),
        sa.Column("buckets", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("dimension", "measure", "day", "key", name=op.f("pk_insight_facts")),
    )
    op.create_index("ix_insight_facts_day", "insight_facts", ["day", "dimension", "measure"])


def downgrade() -> None:
    op.drop_table("insight_facts")
    op.drop_table("insight_days")

"""Training jobs, evaluations of models, gates."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "training_jobs",
        sa.Column("no", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("stage", sa.String(16), nullable=True),
        sa.Column("progress", sa.Float(), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("commit", sa.String(40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("cross_validate", sa.Boolean(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("started_at", _TIME, nullable=True),
        sa.Column("ended_at", _TIME, nullable=True),
        sa.Column("model", sa.String(32), nullable=True),
        sa.Column("gate", sa.String(8), nullable=True),
        sa.Column("error", sa.String(32), nullable=True),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("log", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Text(), nullable=False),
        sa.Column("cancel", sa.Boolean(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("lease_until", _TIME, nullable=True),
        sa.Column("slot", sa.Integer(), nullable=True),
        sa.Column("open_commit", sa.String(40), nullable=True),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_training_jobs")),
        sa.UniqueConstraint("id", name=op.f("uq_training_jobs_id")),
        sa.UniqueConstraint("slot", name=op.f("uq_training_jobs_slot")),
        sa.UniqueConstraint("open_commit", name=op.f("uq_training_jobs_open_commit")),
    )
    op.create_index(op.f("ix_training_jobs_state"), "training_jobs", ["state"])
    op.create_table(
        "evaluations",
        sa.Column("model", sa.String(32), nullable=False),
        sa.Column("data", sa.String(16), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("p50", sa.Float(), nullable=False),
        sa.Column("p95", sa.Float(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("model", "data", name=op.f("pk_evaluations")),
    )
    op.create_table(
        "known_wordings",
        sa.Column("model", sa.String(32), nullable=False),
        sa.Column("against", sa.String(32), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("model", "against", name=op.f("pk_known_wordings")),
    )
    op.create_table(
        "cross_validations",
        sa.Column("model", sa.String(32), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("accuracy", sa.Float(), nullable=False),
        sa.Column("macro_f1", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("model", name=op.f("pk_cross_validations")),
    )
    op.create_table(
        "gates",
        sa.Column("no", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("model", sa.String(32), nullable=False),
        sa.Column("against", sa.String(32), nullable=True),
        sa.Column("data", sa.String(16), nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("verdict", sa.String(8), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_gates")),
    )
    op.create_index("ix_gates_model_no", "gates", ["model", "no"])


def downgrade() -> None:
    for name in ("gates", "cross_validations", "known_wordings", "evaluations", "training_jobs"):
        op.drop_table(name)

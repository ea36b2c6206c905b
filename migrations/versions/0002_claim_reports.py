"""Claim reports, documents handed in, and what a conversation did to a claim under which key."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    # Claims of before were asked for what they lack.
    op.add_column("claims", sa.Column("asked_documents", sa.Text(), nullable=False, server_default="[]"))
    op.execute("UPDATE claims SET asked_documents = missing_documents")
    op.create_table(
        "claim_acts",
        sa.Column("claim_no", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("act", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("claim_no", "subject", "act", "key", name=op.f("pk_claim_acts")),
    )
    op.create_table(
        "claim_documents",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("claim_no", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=True),
        sa.Column("attachment_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recognition_state", sa.String(length=16), nullable=False),
        sa.Column("recognition", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_documents")),
        sa.UniqueConstraint(
            "claim_no", "attachment_id", name=op.f("uq_claim_documents_claim_no_attachment_id")
        ),
    )
    op.create_index(
        "ix_claim_documents_waiting", "claim_documents", ["recognition_state", "id"], unique=False
    )
    op.create_table(
        "claim_reports",
        sa.Column("claim_no", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("customer_no", sa.String(length=32), nullable=True),
        sa.Column("line", sa.String(length=32), nullable=True),
        sa.Column("date_of_loss", sa.Date(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("incident_id", sa.String(length=32), nullable=True),
        sa.Column("details", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("claim_no", name=op.f("pk_claim_reports")),
        sa.UniqueConstraint("subject", "key", name=op.f("uq_claim_reports_subject_key")),
    )
    op.create_index(op.f("ix_claim_reports_customer_no"), "claim_reports", ["customer_no"], unique=False)
    op.create_index(op.f("ix_claim_reports_incident_id"), "claim_reports", ["incident_id"], unique=False)


def downgrade() -> None:
    op.drop_table("claim_reports")
    op.drop_table("claim_documents")
    op.drop_table("claim_acts")
    with op.batch_alter_table("claims") as claims:
        claims.drop_column("asked_documents")

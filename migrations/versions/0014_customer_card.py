"""Which conversations were whose, beyond the check; the latest conversations; room for the names of acts on claims."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

# Conversations that are still there and left a trace of who it was.
_KNOWN = """
INSERT INTO customer_conversations (subject, customer_no, at)
SELECT subject, customer_no, MAX(at) FROM (
    SELECT subject, customer_no, bound_at AS at FROM identity_bindings
    UNION ALL SELECT subject, customer_no, received_at FROM servicing_requests
    UNION ALL SELECT subject, customer_no, received_at FROM complaints
    UNION ALL SELECT subject, customer_no, reported_at FROM claim_reports
) AS traces
WHERE customer_no IS NOT NULL AND subject IN (SELECT id FROM conversations)
GROUP BY subject, customer_no
"""


def upgrade() -> None:
    op.create_table(
        "customer_conversations",
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("customer_no", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject", "customer_no", name=op.f("pk_customer_conversations")),
    )
    op.create_index("ix_customer_conversations_customer", "customer_conversations", ["customer_no", "at"])
    op.execute(_KNOWN)
    op.create_index("ix_conversations_changed_at", "conversations", ["changed_at"])
    with op.batch_alter_table("claim_acts") as table:
        table.alter_column("act", existing_type=sa.String(16), type_=sa.String(32), existing_nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("claim_acts") as table:
        table.alter_column("act", existing_type=sa.String(32), type_=sa.String(16), existing_nullable=False)
    op.drop_index("ix_conversations_changed_at", table_name="conversations")
    op.drop_index("ix_customer_conversations_customer", table_name="customer_conversations")
    op.drop_table("customer_conversations")

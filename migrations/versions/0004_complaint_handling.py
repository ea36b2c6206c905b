"""Complaint handling: the owner, the outcome, a version per complaint; kinds of events and what complainants read."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    with op.batch_alter_table("complaints") as complaints:
        complaints.add_column(
            sa.Column("channel", sa.String(length=32), nullable=False, server_default="web")
        )
        complaints.add_column(sa.Column("owner", sa.String(length=64), nullable=True))
        complaints.add_column(sa.Column("owner_name", sa.String(length=64), nullable=True))
        complaints.add_column(sa.Column("outcome", sa.Text(), nullable=True))
        complaints.add_column(sa.Column("satisfied", sa.Boolean(), nullable=True))
        complaints.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        complaints.create_index(op.f("ix_complaints_owner"), ["owner"], unique=False)
    with op.batch_alter_table("complaint_events") as events:
        events.add_column(sa.Column("public_note", sa.Text(), nullable=True))
        events.add_column(sa.Column("kind", sa.String(length=24), nullable=False, server_default="status"))


def downgrade() -> None:
    with op.batch_alter_table("complaint_events") as events:
        events.drop_column("kind")
        events.drop_column("public_note")
    with op.batch_alter_table("complaints") as complaints:
        complaints.drop_index(op.f("ix_complaints_owner"))
        for name in ("version", "satisfied", "outcome", "owner_name", "owner", "channel"):
            complaints.drop_column(name)

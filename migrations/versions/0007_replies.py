"""Answers reserved for a reply, and deliveries of several messages."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    with op.batch_alter_table("conversations") as table:
        table.add_column(sa.Column("reply_until", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("deliveries") as table:
        table.add_column(sa.Column("batch", sa.Integer(), nullable=True))
        table.add_column(sa.Column("sent", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("deliveries") as table:
        table.drop_column("sent")
        table.drop_column("batch")
    with op.batch_alter_table("conversations") as table:
        table.drop_column("reply_until")

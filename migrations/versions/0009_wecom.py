"""WeCom customer service: how far it was read, where each customer's session stands, what was read and sent."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "wecom_cursors",
        sa.Column("account", sa.String(32), nullable=False),
        sa.Column("open_kfid", sa.String(64), nullable=False),
        sa.Column("cursor", sa.String(128), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease", sa.String(32), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("account", "open_kfid", name=op.f("pk_wecom_cursors")),
    )
    op.create_table(
        "wecom_customers",
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("external_id", sa.String(128), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.Column("state", sa.Integer(), nullable=True),
        sa.Column("state_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("servicer", sa.String(64), nullable=True),
        sa.Column("code", sa.String(256), nullable=True),
        sa.Column("code_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_wecom_customers_conversation_id_conversations"),
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_wecom_customers")),
        sa.UniqueConstraint("external_id", name=op.f("uq_wecom_customers_external_id")),
    )
    op.create_index(op.f("ix_wecom_customers_state"), "wecom_customers", ["state"])
    op.create_table(
        "wecom_sent",
        sa.Column("msgid", sa.String(32), nullable=False),
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_wecom_sent_conversation_id_conversations"),
        ),
        sa.PrimaryKeyConstraint("msgid", name=op.f("pk_wecom_sent")),
    )
    op.create_index(op.f("ix_wecom_sent_conversation_id"), "wecom_sent", ["conversation_id"])
    op.create_index(op.f("ix_wecom_sent_at"), "wecom_sent", ["at"])
    op.create_table(
        "wecom_seen",
        sa.Column("msgid", sa.String(128), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("msgid", name=op.f("pk_wecom_seen")),
    )
    op.create_index(op.f("ix_wecom_seen_at"), "wecom_seen", ["at"])


def downgrade() -> None:
    op.drop_table("wecom_seen")
    op.drop_table("wecom_sent")
    op.drop_table("wecom_customers")
    op.drop_table("wecom_cursors")

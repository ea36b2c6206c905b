"""Notices that were sent on WeChat, by their sender's key."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "wechat_notices",
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("notice", sa.String(16), nullable=False),
        sa.Column("template_id", sa.String(64), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("number", sa.String(32), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_wechat_notices_conversation_id_conversations"),
        ),
        sa.PrimaryKeyConstraint("conversation_id", "key", name=op.f("pk_wechat_notices")),
    )
    op.create_index("ix_wechat_notices_template", "wechat_notices", ["conversation_id", "template_id"])
    op.create_index(op.f("ix_wechat_notices_number"), "wechat_notices", ["number"])


def downgrade() -> None:
    op.drop_table("wechat_notices")

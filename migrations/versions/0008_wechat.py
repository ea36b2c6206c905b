"""What may be sent to followers on WeChat, their pictures on the way in, consents and results of notices."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "wechat_followers",
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("scene", sa.String(128), nullable=True),
        sa.Column("last_key", sa.String(128), nullable=True),
        sa.Column("message_left", sa.Integer(), nullable=False),
        sa.Column("message_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("event_left", sa.Integer(), nullable=False),
        sa.Column("event_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_wechat_followers_conversation_id_conversations"),
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_wechat_followers")),
    )
    op.create_table(
        "wechat_pictures",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("key", sa.String(128), nullable=False),
        sa.Column("media_id", sa.String(256), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_wechat_pictures_conversation_id_conversations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wechat_pictures")),
        sa.UniqueConstraint("conversation_id", "key", name=op.f("uq_wechat_pictures_conversation_id_key")),
    )
    op.create_index("ix_wechat_pictures_waiting", "wechat_pictures", ["state", "not_before"])
    op.create_table(
        "wechat_consents",
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("template_id", sa.String(64), nullable=False),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.Column("last_key", sa.String(128), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_wechat_consents_conversation_id_conversations"),
        ),
        sa.PrimaryKeyConstraint("conversation_id", "template_id", name=op.f("pk_wechat_consents")),
    )
    op.create_table(
        "wechat_notice_results",
        sa.Column("notice", sa.String(32), nullable=False),
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("outcome", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_wechat_notice_results_conversation_id_conversations"),
        ),
        sa.PrimaryKeyConstraint("notice", name=op.f("pk_wechat_notice_results")),
    )
    op.create_index(
        op.f("ix_wechat_notice_results_conversation_id"), "wechat_notice_results", ["conversation_id"]
    )


def downgrade() -> None:
    for table in ("wechat_notice_results", "wechat_consents", "wechat_pictures", "wechat_followers"):
        op.drop_table(table)

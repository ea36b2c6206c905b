"""Conversations bound to a customer, links that continue one on the web, files kept when one is erased."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "identity_bindings",
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("customer_no", sa.String(32), nullable=False),
        sa.Column("key", sa.String(128), nullable=False),
        sa.Column("bound_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_identity_bindings")),
    )
    op.create_index(op.f("ix_identity_bindings_customer_no"), "identity_bindings", ["customer_no"])
    op.create_index(op.f("ix_identity_bindings_used_at"), "identity_bindings", ["used_at"])
    op.create_table(
        "used_chat_links",
        sa.Column("link_hash", sa.String(64), nullable=False),
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_used_chat_links_conversation_id_conversations"),
        ),
        sa.PrimaryKeyConstraint("link_hash", name=op.f("pk_used_chat_links")),
    )
    op.create_index(op.f("ix_used_chat_links_conversation_id"), "used_chat_links", ["conversation_id"])
    op.create_index(op.f("ix_used_chat_links_ends_at"), "used_chat_links", ["ends_at"])
    with op.batch_alter_table("conversations") as table:
        table.add_column(sa.Column("on_page", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("claim_documents") as table:
        table.add_column(sa.Column("kept_path", sa.String(255), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("claim_documents") as table:
        table.drop_column("kept_path")
    with op.batch_alter_table("conversations") as table:
        table.drop_column("on_page")
    op.drop_table("used_chat_links")
    op.drop_table("identity_bindings")

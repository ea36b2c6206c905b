"""Service levels: waits for a person's word, breaches, ratings looked at, quality reviews."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_index("ix_engagements_queued_at", "engagements", ["queued_at"], unique=False)
    op.create_index(op.f("ix_ratings_at"), "ratings", ["at"], unique=False)
    op.create_table(
        "waits",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("queue", sa.String(length=32), nullable=False),
        sa.Column("agent", sa.String(length=64), nullable=True),
        sa.Column("first", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waited_s", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_waits_conversation_id_conversations")
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagements.id"], name=op.f("fk_waits_engagement_id_engagements")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waits")),
    )
    op.create_index(op.f("ix_waits_answered_at"), "waits", ["answered_at"], unique=False)
    op.create_index(op.f("ix_waits_conversation_id"), "waits", ["conversation_id"], unique=False)
    op.create_index(op.f("ix_waits_engagement_id"), "waits", ["engagement_id"], unique=False)
    op.create_table(
        "level_breaches",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("queue", sa.String(length=32), nullable=False),
        sa.Column("agent", sa.String(length=64), nullable=True),
        sa.Column("measure", sa.String(length=16), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_level_breaches_conversation_id_conversations"),
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagements.id"], name=op.f("fk_level_breaches_engagement_id_engagements")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_level_breaches")),
        sa.UniqueConstraint(
            "engagement_id",
            "measure",
            "started_at",
            name=op.f("uq_level_breaches_engagement_id_measure_started_at"),
        ),
    )
    op.create_index(
        op.f("ix_level_breaches_conversation_id"), "level_breaches", ["conversation_id"], unique=False
    )
    op.create_index("ix_level_breaches_due", "level_breaches", ["due"], unique=False)
    op.create_table(
        "rating_checks",
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_rating_checks_conversation_id_conversations"),
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_rating_checks")),
    )
    op.create_table(
        "quality_reviews",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("queue", sa.String(length=32), nullable=False),
        sa.Column("agent", sa.String(length=64), nullable=False),
        sa.Column("reviewer", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("completeness", sa.Integer(), nullable=False),
        sa.Column("conformity", sa.Integer(), nullable=False),
        sa.Column("attitude", sa.Integer(), nullable=False),
        sa.Column("timeliness", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("improvement_owner", sa.String(length=64), nullable=True),
        sa.Column("improvement_due", sa.Date(), nullable=True),
        sa.Column("improved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_quality_reviews_conversation_id_conversations"),
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagements.id"], name=op.f("fk_quality_reviews_engagement_id_engagements")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_reviews")),
        sa.UniqueConstraint("engagement_id", name=op.f("uq_quality_reviews_engagement_id")),
    )
    op.create_index("ix_quality_reviews_agent", "quality_reviews", ["agent", "at"], unique=False)
    op.create_index("ix_quality_reviews_at", "quality_reviews", ["at"], unique=False)
    op.create_index(
        op.f("ix_quality_reviews_conversation_id"), "quality_reviews", ["conversation_id"], unique=False
    )


def downgrade() -> None:
    for table in ("quality_reviews", "rating_checks", "level_breaches", "waits"):
        op.drop_table(table)
    op.drop_index(op.f("ix_ratings_at"), "ratings")
    op.drop_index("ix_engagements_queued_at", "engagements")

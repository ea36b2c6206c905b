"""Routing: engagements, begun for whoever waits or is held already; offers, settings of queues, presence with a time."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

from kernel.database import UtcDateTime

revision = "0012"
down_revision = "0011"

_AGE_EVERY = timedelta(minutes=5)


def upgrade() -> None:
    op.create_table(
        "engagements",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("conversation_id", sa.String(32), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("queue", sa.String(32), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agent", sa.String(64), nullable=True),
        sa.Column("engaged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_reply_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("awaiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("longest_reply_s", sa.Integer(), nullable=True),
        sa.Column("replies", sa.Integer(), nullable=False),
        sa.Column("transfers", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ending", sa.String(10), nullable=True),
        sa.Column("wrap_up", sa.String(64), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_engagements_conversation_id_conversations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagements")),
    )
    op.create_index(op.f("ix_engagements_conversation_id"), "engagements", ["conversation_id"])
    op.create_index("ix_engagements_ended_at", "engagements", ["ended_at"])
    op.create_index("ix_engagements_agent", "engagements", ["agent", "ended_at"])
    op.create_index("ix_engagements_queue", "engagements", ["queue", "ended_at"])
    op.create_index(
        "uq_engagements_open",
        "engagements",
        ["conversation_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.execute(
        "INSERT INTO engagements (conversation_id, channel, queue, priority, queued_at, agent, engaged_at,"
        " accepted_at, awaiting_since, replies, transfers)"
        " SELECT id, channel, COALESCE(queue, 'general'), priority, COALESCE(waiting_since, changed_at), agent,"
        " CASE WHEN owner = 'agent' THEN changed_at END, CASE WHEN owner = 'agent' THEN changed_at END,"
        " CASE WHEN owner = 'queue' THEN COALESCE(waiting_since, changed_at) END, 0, 0"
        " FROM conversations WHERE owner IN ('queue', 'agent')"
    )
    op.create_table(
        "queues",
        sa.Column("code", sa.String(32), nullable=False),
        sa.Column("always_open", sa.Boolean(), nullable=False),
        sa.Column("openings", sa.JSON(), nullable=True),
        sa.Column("overflow_to", sa.String(32), nullable=True),
        sa.Column("overflow_after_s", sa.Integer(), nullable=True),
        sa.Column("offer_s", sa.Integer(), nullable=False),
        sa.Column("age_every_s", sa.Integer(), nullable=False),
        sa.Column("first_response_s", sa.Integer(), nullable=False),
        sa.Column("reply_s", sa.Integer(), nullable=False),
        sa.Column("resolution_s", sa.Integer(), nullable=False),
        sa.Column("warn_at_percent", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_queues")),
    )
    op.add_column("conversations", sa.Column("offered_to", sa.String(64), nullable=True))
    op.add_column("conversations", sa.Column("offered_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("conversations", sa.Column("passed_by", sa.String(64), nullable=True))
    op.add_column("conversations", sa.Column("passed_at", sa.DateTime(timezone=True), nullable=True))
    op.drop_index("ix_conversations_serving", table_name="conversations")
    op.create_index("ix_conversations_serving", "conversations", ["owner", "place_at"])
    op.create_index("ix_conversations_offered", "conversations", ["offered_to"])
    op.add_column("staff_presence", sa.Column("since", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE staff_presence SET since = seen_at")
    with op.batch_alter_table("staff_presence") as presence:
        presence.alter_column("since", nullable=False)
    op.add_column("staff_presence", sa.Column("passed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("staff_presence", sa.Column("missed", sa.Integer(), server_default="0", nullable=False))
    _give_head_starts()


def _give_head_starts() -> None:
    """A place in the line was below a priority before; now the priority is in it."""
    rows = sa.table(
        "conversations",
        sa.column("id", sa.String),
        sa.column("priority", sa.Integer),
        sa.column("place_at", UtcDateTime),
    )
    database = op.get_bind()
    urgent = sa.select(rows).where(rows.c.place_at.is_not(None), rows.c.priority > 0)
    for row in database.execute(urgent).all():
        place_at = row.place_at - row.priority * _AGE_EVERY
        database.execute(sa.update(rows).where(rows.c.id == row.id).values(place_at=place_at))


def downgrade() -> None:
    op.drop_column("staff_presence", "missed")
    op.drop_column("staff_presence", "passed_at")
    op.drop_column("staff_presence", "since")
    op.drop_index("ix_conversations_offered", table_name="conversations")
    op.drop_index("ix_conversations_serving", table_name="conversations")
    op.create_index("ix_conversations_serving", "conversations", ["owner", "priority", "place_at"])
    for name in ("offered_to", "offered_until", "passed_by", "passed_at"):
        op.drop_column("conversations", name)
    op.drop_table("queues")
    op.drop_table("engagements")

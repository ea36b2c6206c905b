"""Administration: accounts that end and passwords that must be changed, second factors, log-ins one can list and
end, an audit trail the database itself keeps from being changed."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

_REFUSE = "audit entries are append only"


def upgrade() -> None:
    with op.batch_alter_table("staff") as staff:
        staff.add_column(
            sa.Column("password_temporary", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        staff.add_column(sa.Column("active", sa.Boolean(), nullable=False, server_default=sa.true()))
    _logins_anew(
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("active_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("browser", sa.String(200), nullable=False),
        sa.UniqueConstraint("id", name=op.f("uq_staff_logins_id")),
    )
    op.create_table(
        "staff_failed_logins",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name_digest", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_failed_logins")),
    )
    op.create_index("ix_staff_failed_logins_name_at", "staff_failed_logins", ["name_digest", "at"])
    op.create_table(
        "staff_second_factors",
        sa.Column("username", sa.String(64), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["username"],
            ["staff.username"],
            name=op.f("fk_staff_second_factors_username_staff"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("username", name=op.f("pk_staff_second_factors")),
    )
    op.create_table(
        "staff_recovery_codes",
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("username", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["username"],
            ["staff.username"],
            name=op.f("fk_staff_recovery_codes_username_staff"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_staff_recovery_codes")),
    )
    op.create_index(op.f("ix_staff_recovery_codes_username"), "staff_recovery_codes", ["username"])
    op.create_index("ix_audit_entries_who_seq", "audit_entries", ["who", "seq"])
    op.create_index("ix_audit_entries_what_seq", "audit_entries", ["what", "seq"])
    op.create_index(op.f("ix_audit_entries_at"), "audit_entries", ["at"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE OR REPLACE FUNCTION audit_entries_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_REFUSE}'; END $$"
        )
        op.execute(
            "CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE ON audit_entries "
            "FOR EACH ROW EXECUTE FUNCTION audit_entries_append_only()"
        )
    else:
        for verb in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER audit_entries_no_{verb} BEFORE {verb} ON audit_entries "
                f"BEGIN SELECT RAISE(ABORT, '{_REFUSE}'); END"
            )


def _logins_anew(*more: sa.Column[Any]) -> None:
    """Logins are a day's matter: everybody logs in once more."""
    op.drop_table("staff_logins")
    op.create_table(
        "staff_logins",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("username", sa.String(64), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        *more,
        sa.ForeignKeyConstraint(
            ["username"], ["staff.username"], name=op.f("fk_staff_logins_username_staff"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_staff_logins")),
    )
    op.create_index(op.f("ix_staff_logins_ends_at"), "staff_logins", ["ends_at"])
    op.create_index(op.f("ix_staff_logins_username"), "staff_logins", ["username"])


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER audit_entries_append_only ON audit_entries")
        op.execute("DROP FUNCTION audit_entries_append_only()")
    else:
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER audit_entries_no_{verb}")
    op.drop_index(op.f("ix_audit_entries_at"), table_name="audit_entries")
    op.drop_index("ix_audit_entries_what_seq", table_name="audit_entries")
    op.drop_index("ix_audit_entries_who_seq", table_name="audit_entries")
    for name in ("staff_recovery_codes", "staff_second_factors", "staff_failed_logins"):
        op.drop_table(name)
    _logins_anew()
    with op.batch_alter_table("staff") as staff:
        staff.drop_column("active")
        staff.drop_column("password_temporary")

"""Administration: accounts that end and passwords that must be changed, second factors, log-ins one can list and
end, an audit trail the database itself keeps from being changed."""

from alembic import op

revision = "0017"
down_revision = "0016"

_REFUSE = "audit entries are append only"


def upgrade() -> None:
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

"""The audit chain; its head is a row of its own, so that a cut tail shows and writers wait for each other."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import DDL, Index, String, Text, event, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from insurance.domain.audit import GENESIS, Act, AuditEntry, AuditFilter, chain
from insurance.store.upsert import insert_new
from kernel.database import Base, UtcDateTime


class AuditRow(Base):
    """Refuses changes by a trigger; whoever may drop the trigger is found out by the chain."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_who_seq", "who", "seq"),
        Index("ix_audit_entries_what_seq", "what", "seq"),
    )

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    who: Mapped[str] = mapped_column(String(64))
    what: Mapped[str] = mapped_column(String(64))
    whom: Mapped[str | None] = mapped_column(String(64), index=True)
    data: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))


class AuditHeadRow(Base):
    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))


# The same as in migration 0017.
_APPEND_ONLY = {
    "postgresql": (
        """
        CREATE OR REPLACE FUNCTION audit_entries_append_only() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'audit entries are append only'; END $$
        """,
        """
        CREATE TRIGGER audit_entries_append_only BEFORE UPDATE OR DELETE ON audit_entries
        FOR EACH ROW EXECUTE FUNCTION audit_entries_append_only()
        """,
    ),
    "sqlite": tuple(
        f"""
        CREATE TRIGGER audit_entries_no_{verb} BEFORE {verb} ON audit_entries
        BEGIN SELECT RAISE(ABORT, 'audit entries are append only'); END
        """
        for verb in ("update", "delete")
    ),
}
for _dialect, _statements in _APPEND_ONLY.items():
    for _statement in _statements:
        _ddl = DDL(_statement).execute_if(dialect=_dialect)  # type: ignore[no-untyped-call]
        event.listen(AuditRow.__table__, "after_create", _ddl)


class SqlAudit:
    def __init__(self, db: AsyncSession) -> None:
        self._db = db

    async def append(
        self, *, at: datetime, who: str, what: str, whom: str | None, data: dict[str, str]
    ) -> None:
        await self.append_all([Act(at, who, what, whom, data)])

    async def append_all(self, acts: Sequence[Act]) -> None:
        seq, digest = await self._hold_head()
        rows = []
        for act in acts:
            seq += 1
            digest = chain(digest, seq, act.at, act.who, act.what, act.whom, act.data)
            rows.append(
                {
                    "seq": seq,
                    "at": act.at,
                    "who": act.who,
                    "what": act.what,
                    "whom": act.whom,
                    "data": json.dumps(act.data, ensure_ascii=False),
                    "digest": digest,
                }
            )
        await self._db.execute(insert(AuditRow), rows)
        await self._db.execute(
            update(AuditHeadRow).where(AuditHeadRow.id == 1).values(seq=seq, digest=digest)
        )

    async def _hold_head(self) -> tuple[int, str]:
        """Nobody else appends until the transaction ends."""
        query = select(AuditHeadRow.seq, AuditHeadRow.digest).where(AuditHeadRow.id == 1).with_for_update()
        found = (await self._db.execute(query)).one_or_none()
        if found is None:
            await insert_new(self._db, AuditHeadRow, [{"id": 1, "seq": 0, "digest": GENESIS}])
            found = (await self._db.execute(query)).one()
        return found.seq, found.digest

    async def entries(self, whom: str | None = None) -> list[AuditEntry]:
        query = select(AuditRow.__table__).order_by(AuditRow.seq)
        return await self._read(query if whom is None else query.where(AuditRow.whom == whom))

    async def find(self, sought: AuditFilter, *, before: int | None, limit: int) -> list[AuditEntry]:
        conditions = [
            AuditRow.seq < before if before is not None else None,
            AuditRow.who == sought.who if sought.who else None,
            AuditRow.what.startswith(sought.what, autoescape=True) if sought.what else None,
            AuditRow.whom == sought.whom if sought.whom else None,
            AuditRow.at >= sought.since if sought.since else None,
            AuditRow.at < sought.until if sought.until else None,
            AuditRow.who.in_(sought.people) if sought.people is not None else None,
            ~AuditRow.what.startswith(sought.not_what, autoescape=True) if sought.not_what else None,
        ]
        query = select(AuditRow.__table__).where(*(each for each in conditions if each is not None))
        return await self._read(query.order_by(AuditRow.seq.desc()).limit(limit))

    async def chunk(self, *, after: int, limit: int) -> list[AuditEntry]:
        return await self._read(
            select(AuditRow.__table__).where(AuditRow.seq > after).order_by(AuditRow.seq).limit(limit)
        )

    async def _read(self, query: Any) -> list[AuditEntry]:
        # Columns, not objects: the database session would keep every object until its end.
        rows = await self._db.execute(query)
        return [
            AuditEntry(row.seq, row.at, row.who, row.what, row.whom, json.loads(row.data), row.digest)
            for row in rows
        ]

    async def head(self) -> tuple[int, str]:
        row = await self._db.get(AuditHeadRow, 1)
        return (0, GENESIS) if row is None else (row.seq, row.digest)

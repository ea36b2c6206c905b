"""The audit chain; its head is a row of its own, so that a cut tail shows and writers wait for each other."""

import json
from datetime import datetime

from sqlalchemy import String, Text, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from insurance.domain.audit import GENESIS, AuditEntry, chain
from insurance.store.upsert import insert_new
from kernel.database import Base, UtcDateTime


class AuditRow(Base):
    __tablename__ = "audit_entries"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
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


class SqlAudit:
    def __init__(self, db: AsyncSession) -> None:
        self._db = db

    async def append(
        self, *, at: datetime, who: str, what: str, whom: str | None, data: dict[str, str]
    ) -> None:
        await insert_new(self._db, AuditHeadRow, [{"id": 1, "seq": 0, "digest": GENESIS}])
        query = select(AuditHeadRow.seq, AuditHeadRow.digest).where(AuditHeadRow.id == 1).with_for_update()
        before, digest = (await self._db.execute(query)).one()
        seq = before + 1
        digest = chain(digest, seq, at, who, what, whom, data)
        self._db.add(
            AuditRow(
                seq=seq,
                at=at,
                who=who,
                what=what,
                whom=whom,
                data=json.dumps(data, ensure_ascii=False),
                digest=digest,
            )
        )
        await self._db.execute(
            update(AuditHeadRow).where(AuditHeadRow.id == 1).values(seq=seq, digest=digest)
        )
        await self._db.flush()

    async def entries(self, whom: str | None = None) -> list[AuditEntry]:
        query = select(AuditRow).order_by(AuditRow.seq)
        if whom is not None:
            query = query.where(AuditRow.whom == whom)
        return [
            AuditEntry(row.seq, row.at, row.who, row.what, row.whom, json.loads(row.data), row.digest)
            for row in await self._db.scalars(query)
        ]

    async def head(self) -> tuple[int, str]:
        row = await self._db.get(AuditHeadRow, 1)
        return (0, GENESIS) if row is None else (row.seq, row.digest)

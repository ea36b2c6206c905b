"""Incidents and their events; nothing in them is anybody's personal data."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, String, Text, UniqueConstraint, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from insurance.domain.incidents import Incident, IncidentEvent, IncidentKind, IncidentStatus
from insurance.domain.products import Line
from insurance.store.upsert import insert_new
from kernel.database import Base, UtcDateTime


class IncidentRow(Base):
    __tablename__ = "incidents"
    __table_args__ = (UniqueConstraint("announced_by", "key"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    announced_by: Mapped[str] = mapped_column(String(64))
    key: Mapped[str] = mapped_column(String(128))
    announced_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    kind: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(12), index=True)
    title: Mapped[str] = mapped_column(String(100))
    banner: Mapped[str] = mapped_column(String(200))
    # Lists of words as JSON.
    regions: Mapped[str] = mapped_column(Text)
    lines: Mapped[str] = mapped_column(Text)
    faq_pack: Mapped[str] = mapped_column(Text)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class IncidentEventRow(Base):
    __tablename__ = "incident_events"

    incident_id: Mapped[str] = mapped_column(ForeignKey("incidents.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    status: Mapped[str] = mapped_column(String(12))
    by: Mapped[str] = mapped_column(String(64))
    note: Mapped[str | None] = mapped_column(Text)


class SqlIncidents:
    def __init__(self, db: AsyncSession) -> None:
        self._db = db

    async def get(self, id: str, *, lock: bool = False) -> Incident | None:
        if lock:
            await self._db.execute(select(IncidentRow.id).where(IncidentRow.id == id).with_for_update())
        found = await self._load(IncidentRow.id == id)
        return found[0] if found else None

    async def by_key(self, by: str, key: str) -> Incident | None:
        found = await self._load((IncidentRow.announced_by == by) & (IncidentRow.key == key))
        return found[0] if found else None

    async def open(self) -> list[Incident]:
        return await self._load(IncidentRow.status != IncidentStatus.CLOSED.value)

    async def latest(self, limit: int) -> list[Incident]:
        return await self._load(IncidentRow.id.is_not(None), limit)

    async def add(self, incident: Incident, key: str) -> bool:
        row = {
            "id": incident.id,
            "announced_by": incident.events[0].by,
            "key": key,
            "announced_at": incident.events[0].at,
            "kind": incident.kind.value,
            "status": incident.status.value,
            "title": incident.title,
            "banner": incident.banner,
            "regions": _words(incident.regions),
            "lines": _words(sorted(line.value for line in incident.lines)),
            "faq_pack": _words(incident.faq_pack),
            "starts_at": incident.starts_at,
            "ends_at": incident.ends_at,
        }
        if not await insert_new(self._db, IncidentRow, [row]):
            return False
        await self._put_events(incident)
        return True

    async def put(self, incident: Incident) -> None:
        changes = {"status": incident.status.value, "banner": incident.banner}
        await self._db.execute(update(IncidentRow).where(IncidentRow.id == incident.id).values(changes))
        await self._put_events(incident)

    async def _put_events(self, incident: Incident) -> None:
        rows: list[dict[str, Any]] = [
            {
                "incident_id": incident.id,
                "seq": seq,
                "at": event.at,
                "status": event.status.value,
                "by": event.by,
                "note": event.note,
            }
            for seq, event in enumerate(incident.events, start=1)
        ]
        await insert_new(self._db, IncidentEventRow, rows)

    async def _load(self, condition: ColumnElement[bool], limit: int | None = None) -> list[Incident]:
        newest_first = (IncidentRow.announced_at.desc(), IncidentRow.id)
        query = select(IncidentRow).where(condition).order_by(*newest_first).limit(limit)
        rows = list(await self._db.scalars(query.execution_options(populate_existing=True)))
        events: dict[str, list[IncidentEvent]] = {row.id: [] for row in rows}
        stored = await self._db.scalars(
            select(IncidentEventRow)
            .where(IncidentEventRow.incident_id.in_(events))
            .order_by(IncidentEventRow.incident_id, IncidentEventRow.seq)
        )
        for event in stored:
            events[event.incident_id].append(
                IncidentEvent(event.at, IncidentStatus(event.status), event.by, event.note)
            )
        return [_incident(row, events[row.id]) for row in rows]


def _words(words: Any) -> str:
    return json.dumps(list(words), ensure_ascii=False)


def _incident(row: IncidentRow, events: list[IncidentEvent]) -> Incident:
    return Incident(
        id=row.id,
        kind=IncidentKind(row.kind),
        title=row.title,
        banner=row.banner,
        regions=tuple(json.loads(row.regions)),
        lines=frozenset(Line(line) for line in json.loads(row.lines)),
        faq_pack=tuple(json.loads(row.faq_pack)),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        status=IncidentStatus(row.status),
        events=events,
    )

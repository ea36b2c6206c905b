"""Claims and their events: what happened and what was noted is encrypted, it may tell about health."""

import json
from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from sqlalchemy import ForeignKey, Select, String, Text, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from insurance.domain.claim_times import UNTIMED, ClaimTimes
from insurance.domain.claims import Claim, ClaimEvent, ClaimStatus, Denial, EventKind, Party
from insurance.domain.products import Line
from insurance.store.policies import PolicyRow
from insurance.store.products import ProductRow
from insurance.store.upsert import insert_new, upsert
from kernel.crypto import Keyring
from kernel.database import Base, Encrypted, Fen, UtcDateTime


class ClaimRow(Base):
    __tablename__ = "claims"

    claim_no: Mapped[str] = mapped_column(String(32), primary_key=True)
    policy_no: Mapped[str] = mapped_column(ForeignKey("policies.policy_no"), index=True)
    reported_at: Mapped[datetime] = mapped_column(UtcDateTime)
    date_of_loss: Mapped[date]
    status: Mapped[str] = mapped_column(String(20), index=True)
    amount_claimed: Mapped[Decimal | None] = mapped_column(Fen)
    amount_approved: Mapped[Decimal | None] = mapped_column(Fen)
    missing_documents: Mapped[str] = mapped_column(Text)
    asked_documents: Mapped[str] = mapped_column(Text)
    details: Mapped[str] = mapped_column(Encrypted)


class ClaimEventRow(Base):
    __tablename__ = "claim_events"

    claim_no: Mapped[str] = mapped_column(ForeignKey("claims.claim_no"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    status: Mapped[str] = mapped_column(String(20))
    by: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(20))
    amount: Mapped[Decimal | None] = mapped_column(Fen)
    note: Mapped[str | None] = mapped_column(Encrypted)


class ClaimActRow(Base):
    """What a conversation, or a member of staff, did to a claim under which key: what is asked for twice happens once."""

    __tablename__ = "claim_acts"

    claim_no: Mapped[str] = mapped_column(String(32), primary_key=True)
    subject: Mapped[str] = mapped_column(String(64), primary_key=True)
    act: Mapped[str] = mapped_column(String(32), primary_key=True)
    key: Mapped[str] = mapped_column(String(128), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


_WITH_LINE = (
    select(ClaimRow, ProductRow.line)
    .join(PolicyRow, PolicyRow.policy_no == ClaimRow.policy_no)
    .join(ProductRow, ProductRow.code == PolicyRow.product_code)
)


class SqlClaims:
    def __init__(self, db: AsyncSession, keyring: Keyring) -> None:
        self._db = db
        self._keyring = keyring

    async def get(self, claim_no: str, *, lock: bool = False) -> Claim | None:
        query = _WITH_LINE
        if lock:
            query = query.with_for_update(of=ClaimRow).execution_options(populate_existing=True)
        for spelling in dict.fromkeys((claim_no, claim_no.upper(), claim_no.lower())):
            found = await self._load(query.where(ClaimRow.claim_no == spelling))
            if found:
                return found[0]
        return None

    async def of_customer(self, customer_no: str) -> list[Claim]:
        query = _WITH_LINE.where(PolicyRow.customer_no == customer_no)
        return await self._load(query.order_by(ClaimRow.reported_at.desc(), ClaimRow.claim_no))

    async def all(self, claim_nos: Collection[str], *, lock: bool = False) -> dict[str, Claim]:
        found: dict[str, Claim] = {}
        query = _WITH_LINE
        if lock:
            # In one order, so that two imports do not wait for each other.
            query = query.order_by(ClaimRow.claim_no).with_for_update(of=ClaimRow)
        for batch in _batches(sorted(claim_nos)):
            claims = await self._load(query.where(ClaimRow.claim_no.in_(batch)))
            found.update((claim.claim_no, claim) for claim in claims)
        return found

    async def claimants(self, since: datetime) -> set[str]:
        query = select(PolicyRow.customer_no).join(ClaimRow, ClaimRow.policy_no == PolicyRow.policy_no)
        return set(await self._db.scalars(query.where(ClaimRow.reported_at >= since).distinct()))

    async def changed(self, since: datetime) -> dict[str, int]:
        last = select(ClaimEventRow.claim_no, func.max(ClaimEventRow.seq)).where(ClaimEventRow.at >= since)
        return dict((await self._db.execute(last.group_by(ClaimEventRow.claim_no))).tuples().all())

    async def first_report(self) -> datetime | None:
        return await self._db.scalar(select(func.min(ClaimRow.reported_at)))

    async def between(self, since: datetime, until: datetime, *, ended: bool) -> list[str]:
        query = select(ClaimRow.claim_no).where(ClaimRow.reported_at >= since, ClaimRow.reported_at < until)
        if ended:
            over = (ClaimStatus.PAID.value, ClaimStatus.CLOSED.value)
            query = select(ClaimEventRow.claim_no.distinct()).where(
                ClaimEventRow.at >= since, ClaimEventRow.at < until, ClaimEventRow.status.in_(over)
            )
        return list(await self._db.scalars(query))

    async def times(self, claim_nos: Collection[str]) -> list[ClaimTimes]:
        found = []
        for batch in _batches(claim_nos):
            moves: dict[str, list[tuple[datetime, ClaimStatus]]] = {}
            unknown: set[str] = set()
            query = (
                select(ClaimEventRow.claim_no, ClaimEventRow.at, ClaimEventRow.status, ClaimEventRow.kind)
                .where(
                    ClaimEventRow.claim_no.in_(batch),
                    ClaimEventRow.kind.in_([kind.value for kind in EventKind if kind.moves]),
                )
                .order_by(ClaimEventRow.claim_no, ClaimEventRow.seq)
            )
            for claim_no, at, status, kind in await self._db.execute(query):
                moves.setdefault(claim_no, []).append((at, ClaimStatus(status)))
                if kind == EventKind.TAKEN_OVER and status in UNTIMED:
                    unknown.add(claim_no)
            rows = await self._db.execute(
                select(ClaimRow.claim_no, ClaimRow.reported_at, ProductRow.line)
                .join(PolicyRow, PolicyRow.policy_no == ClaimRow.policy_no)
                .join(ProductRow, ProductRow.code == PolicyRow.product_code)
                .where(ClaimRow.claim_no.in_(batch))
            )
            found += [
                ClaimTimes(
                    claim_no, Line(line), reported_at, moves.get(claim_no, ()), claim_no not in unknown
                )
                for claim_no, reported_at, line in rows
            ]
        return found

    async def put(self, claims: Sequence[Claim]) -> None:
        await upsert(self._db, ClaimRow, [self._claim_row(claim) for claim in claims])
        events = [
            self._event_row(claim.claim_no, seq, event)
            for claim in claims
            for seq, event in enumerate(claim.events, start=1)
        ]
        await insert_new(self._db, ClaimEventRow, events)

    async def first_time(self, claim_no: str, subject: str, act: str, key: str, at: datetime) -> bool:
        row = {"claim_no": claim_no, "subject": subject, "act": act, "key": key, "at": at}
        return bool(await insert_new(self._db, ClaimActRow, [row]))

    async def drop(self, claim_nos: Collection[str]) -> None:
        for batch in _batches(claim_nos):
            await self._db.execute(delete(ClaimActRow).where(ClaimActRow.claim_no.in_(batch)))
            await self._db.execute(delete(ClaimEventRow).where(ClaimEventRow.claim_no.in_(batch)))
            await self._db.execute(delete(ClaimRow).where(ClaimRow.claim_no.in_(batch)))

    async def _load(self, query: Select[tuple[ClaimRow, str]]) -> list[Claim]:
        rows = [(row, Line(line)) for row, line in await self._db.execute(query)]
        events: dict[str, list[ClaimEvent]] = {}
        for batch in _batches([row.claim_no for row, _ in rows]):
            stored = await self._db.scalars(
                select(ClaimEventRow)
                .where(ClaimEventRow.claim_no.in_(batch))
                .order_by(ClaimEventRow.claim_no, ClaimEventRow.seq)
            )
            for claim_no, group in groupby(stored, key=lambda event: event.claim_no):
                events[claim_no] = [self._event(event) for event in group]
        return [self._claim(row, line, events[row.claim_no]) for row, line in rows]

    def _claim(self, row: ClaimRow, line: Line, events: list[ClaimEvent]) -> Claim:
        details = self._keyring.decrypt_json(row.details)
        return Claim(
            claim_no=row.claim_no,
            policy_no=row.policy_no,
            line=line,
            reported_at=row.reported_at,
            date_of_loss=row.date_of_loss,
            cause=details["cause"],
            status=ClaimStatus(row.status),
            amount_claimed=row.amount_claimed,
            amount_approved=row.amount_approved,
            missing_documents=tuple(json.loads(row.missing_documents)),
            asked_documents=tuple(json.loads(row.asked_documents)),
            # Claims stored before the injury was kept have none.
            injury=details.get("injury"),
            note=details["note"],
            denial=Denial(**details["denial"]) if details["denial"] else None,
            events=events,
        )

    def _claim_row(self, claim: Claim) -> dict[str, Any]:
        denial = claim.denial and {"reason": claim.denial.reason, "clause": claim.denial.clause}
        return {
            "claim_no": claim.claim_no,
            "policy_no": claim.policy_no,
            "reported_at": claim.reported_at,
            "date_of_loss": claim.date_of_loss,
            "status": claim.status.value,
            "amount_claimed": claim.amount_claimed,
            "amount_approved": claim.amount_approved,
            "missing_documents": json.dumps(claim.missing_documents, ensure_ascii=False),
            "asked_documents": json.dumps(claim.asked_documents, ensure_ascii=False),
            "details": self._keyring.encrypt_json(
                {"cause": claim.cause, "injury": claim.injury, "note": claim.note, "denial": denial}
            ),
        }

    def _event(self, row: ClaimEventRow) -> ClaimEvent:
        return ClaimEvent(
            at=row.at,
            status=ClaimStatus(row.status),
            by=Party(row.by),
            kind=EventKind(row.kind),
            note=None if row.note is None else self._keyring.decrypt(row.note),
            amount=row.amount,
        )

    def _event_row(self, claim_no: str, seq: int, event: ClaimEvent) -> dict[str, Any]:
        return {
            "claim_no": claim_no,
            "seq": seq,
            "at": event.at,
            "status": event.status.value,
            "by": event.by.value,
            "kind": event.kind.value,
            "amount": event.amount,
            "note": None if event.note is None else self._keyring.encrypt(event.note),
        }


def _batches(values: Collection[str], size: int = 1000) -> list[list[str]]:
    """Lists short enough for one IN (…) on either database."""
    ordered = list(values)
    return [ordered[start : start + size] for start in range(0, len(ordered), size)]

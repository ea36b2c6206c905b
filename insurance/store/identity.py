"""Who a conversation is known to be, the code that waits for it, and the counters of codes and wrong tries."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, Text, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from insurance.domain.identity import Binding, Challenge, Counter, Identity, Level
from insurance.store.upsert import insert_new, upsert
from kernel.database import Base, UtcDateTime


class IdentityRow(Base):
    __tablename__ = "identities"

    subject: Mapped[str] = mapped_column(String(64), primary_key=True)
    level: Mapped[int]
    customer_no: Mapped[str] = mapped_column(String(32), index=True)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class BindingRow(Base):
    __tablename__ = "identity_bindings"

    subject: Mapped[str] = mapped_column(String(64), primary_key=True)
    customer_no: Mapped[str] = mapped_column(String(32), index=True)
    key: Mapped[str] = mapped_column(String(128))
    bound_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class CustomerConversationRow(Base):
    """A check proved the customer in this conversation, last at `at`. Outlives the identity, not the conversation."""

    __tablename__ = "customer_conversations"
    __table_args__ = (Index("ix_customer_conversations_customer", "customer_no", "at"),)

    subject: Mapped[str] = mapped_column(String(64), primary_key=True)
    customer_no: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class ChallengeRow(Base):
    __tablename__ = "identity_challenges"

    subject: Mapped[str] = mapped_column(String(64), primary_key=True)
    handle: Mapped[str] = mapped_column(String(100))
    customer_no: Mapped[str | None] = mapped_column(String(32))
    code_digest: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CounterRow(Base):
    __tablename__ = "identity_counters"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    sent: Mapped[int]
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tries: Mapped[int]
    failed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class OutcomeRow(Base):
    """What a step answered, so that its repeat answers the same."""

    __tablename__ = "identity_outcomes"

    subject: Mapped[str] = mapped_column(String(64), primary_key=True)
    key: Mapped[str] = mapped_column(String(128), primary_key=True)
    outcome: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class SqlIdentities:
    def __init__(self, db: AsyncSession) -> None:
        self._db = db

    async def get(self, subject: str) -> Identity | None:
        row = await self._db.get(IdentityRow, subject)
        return None if row is None else Identity(row.subject, Level(row.level), row.customer_no, row.until)

    async def put(self, identity: Identity) -> None:
        row = {
            "subject": identity.subject,
            "level": int(identity.level),
            "customer_no": identity.customer_no,
            "until": identity.until,
        }
        await upsert(self._db, IdentityRow, [row])

    async def forget(self, subject: str) -> None:
        await self._db.execute(delete(IdentityRow).where(IdentityRow.subject == subject))
        await self.drop_challenge(subject)

    async def erase(self, subject: str) -> None:
        await self.forget(subject)
        await self._db.execute(
            delete(CustomerConversationRow).where(CustomerConversationRow.subject == subject)
        )
        await self._db.execute(delete(OutcomeRow).where(OutcomeRow.subject == subject))
        await self._db.execute(delete(CounterRow).where(CounterRow.name == f"subject:{subject}"))

    async def put_proven(self, subject: str, customer_no: str, at: datetime) -> None:
        row = {"subject": subject, "customer_no": customer_no, "at": at}
        await upsert(self._db, CustomerConversationRow, [row])

    async def proven(self, customer_no: str, limit: int) -> list[str]:
        query = (
            select(CustomerConversationRow.subject)
            .where(CustomerConversationRow.customer_no == customer_no)
            .order_by(CustomerConversationRow.at.desc(), CustomerConversationRow.subject)
        )
        return list(await self._db.scalars(query.limit(limit)))

    async def proven_since(self, at: datetime) -> set[str]:
        query = select(CustomerConversationRow.customer_no).where(CustomerConversationRow.at >= at)
        return set(await self._db.scalars(query.distinct()))

    async def binding(self, subject: str, *, lock: bool = False) -> Binding | None:
        query = select(BindingRow).where(BindingRow.subject == subject)
        if lock:
            query = query.with_for_update()
        row = (await self._db.scalars(query.execution_options(populate_existing=True))).one_or_none()
        return None if row is None else _binding(row)

    async def put_binding(self, binding: Binding) -> None:
        await upsert(self._db, BindingRow, [vars(binding)])

    async def use_binding(self, subject: str, at: datetime) -> None:
        await self._db.execute(update(BindingRow).where(BindingRow.subject == subject).values(used_at=at))

    async def drop_binding(self, subject: str) -> None:
        await self._db.execute(delete(BindingRow).where(BindingRow.subject == subject))

    async def unused_bindings(self, before: datetime) -> list[Binding]:
        rows = await self._db.scalars(select(BindingRow).where(BindingRow.used_at < before))
        return [_binding(row) for row in rows]

    async def counters(self, names: Sequence[Sequence[str]]) -> list[Counter]:
        # Inserted before they are locked, so that two beginners cannot both find nothing; always in one order,
        # so that two transactions cannot wait for each other.
        spellings = sorted({name for group in names for name in group})
        stored = set(await self._db.scalars(select(CounterRow.name).where(CounterRow.name.in_(spellings))))
        for newest in sorted(group[0] for group in names if stored.isdisjoint(group)):
            await insert_new(self._db, CounterRow, [{"name": newest, "sent": 0, "tries": 0}])
        query = select(CounterRow).where(CounterRow.name.in_(spellings)).order_by(CounterRow.name)
        locked = await self._db.scalars(query.with_for_update().execution_options(populate_existing=True))
        rows = {row.name: row for row in locked}
        return [_counter(next(rows[name] for name in group if name in rows)) for group in names]

    async def put_counters(self, counters: Sequence[Counter]) -> None:
        rows = [
            {
                "name": counter.name,
                "sent": counter.sent,
                "sent_at": counter.sent_at,
                "tries": counter.tries,
                "failed_at": counter.failed_at,
                "locked_until": counter.locked_until,
            }
            for counter in counters
        ]
        await upsert(self._db, CounterRow, rows)

    async def challenge(self, subject: str) -> Challenge | None:
        row = await self._db.get(ChallengeRow, subject, populate_existing=True)
        if row is None:
            return None
        return Challenge(row.subject, row.handle, row.customer_no, row.code_digest, row.expires_at)

    async def put_challenge(self, challenge: Challenge) -> None:
        row = {
            "subject": challenge.subject,
            "handle": challenge.handle,
            "customer_no": challenge.customer_no,
            "code_digest": challenge.code_digest,
            "expires_at": challenge.expires_at,
        }
        await upsert(self._db, ChallengeRow, [row])

    async def drop_challenge(self, subject: str) -> None:
        await self._db.execute(delete(ChallengeRow).where(ChallengeRow.subject == subject))

    async def outcome(self, subject: str, key: str) -> dict[str, Any] | None:
        row = await self._db.get(OutcomeRow, (subject, key))
        if row is None:
            return None
        outcome: dict[str, Any] = json.loads(row.outcome)
        return outcome

    async def put_outcome(self, subject: str, key: str, outcome: dict[str, Any], at: datetime) -> None:
        row = {"subject": subject, "key": key, "outcome": json.dumps(outcome), "at": at}
        await insert_new(self._db, OutcomeRow, [row])

    async def sweep(self, before: datetime) -> None:
        unused = [
            or_(column.is_(None), column < before) for column in (CounterRow.sent_at, CounterRow.failed_at)
        ]
        await self._db.execute(delete(IdentityRow).where(IdentityRow.until < before))
        await self._db.execute(delete(ChallengeRow).where(ChallengeRow.expires_at < before))
        await self._db.execute(delete(OutcomeRow).where(OutcomeRow.at < before))
        await self._db.execute(delete(CounterRow).where(*unused))


def _binding(row: BindingRow) -> Binding:
    return Binding(row.subject, row.customer_no, row.key, row.bound_at, row.used_at)


def _counter(row: CounterRow) -> Counter:
    return Counter(row.name, row.sent, row.sent_at, row.tries, row.failed_at, row.locked_until)

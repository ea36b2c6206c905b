"""Where every message stands: planned, who is sending it, by which channel it went, why it did not.

Who claims a message holds it for `LEASE`, with a token that grows with each claim; a note by an older token is dropped.
Before a provider is asked, that it will be is noted (`channel`): whoever finds such a row asks the same channel again, with the
same key, until that channel says what became of it.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.outreach.manners import Cap
from bot.outreach.message import About, Kind, Noun, Outgoing
from bot.outreach.models import OutgoingRow
from insurance.domain.reminders import ReminderChannel
from kernel.clock import Clock
from kernel.crypto import Keyring
from kernel.database import readonly

# Longer than any provider takes to answer; so long a message rests when its sender has died.
LEASE = timedelta(minutes=2)
_ROWS = 500
_PERSONAL = ("subject", "text", "sms", "values")


class State(StrEnum):
    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"  # a provider has it, or may have it (`Reason.UNSURE`)
    SKIPPED = "skipped"


class Reason(StrEnum):
    """Why one did not go out, beside what a `Recheck` says; `CAPPED` also of one that waits for that."""

    OPTED_OUT = "opted_out"
    CAPPED = "capped"
    EXPIRED = "expired"
    UNREACHABLE = "unreachable"
    NO_CUSTOMER = "no_customer"
    UNSURE = "unsure"


class Begun(StrEnum):
    YES = "yes"
    CAPPED = "capped"  # it waits
    LOST = "lost"  # somebody else has it by now


@dataclass(frozen=True)
class Claimed:
    """A message that is this process's to send. `doubt`: that channel was asked before, and nobody knows what became of it."""

    message: Outgoing = field(repr=False)
    token: int
    attempts: int
    refused: frozenset[str]
    doubt: ReminderChannel | None
    conversation_id: str | None


class Ledger:
    """See the module; every call is one transaction."""

    def __init__(self, engine: AsyncEngine, keyring: Keyring, clock: Clock) -> None:
        self._engine = engine
        self._keyring = keyring
        self._clock = clock

    async def add(self, messages: Sequence[Outgoing]) -> int:
        """Those whose key is not there yet; how many."""
        new = 0
        for start in range(0, len(messages), _ROWS):
            new += await self._add(messages[start : start + _ROWS])
        return new

    async def _add(self, messages: Sequence[Outgoing]) -> int:
        keys = [message.key for message in messages]
        async with readonly(self._engine).connect() as connection:
            found = await connection.execute(select(OutgoingRow.key).where(OutgoingRow.key.in_(keys)))
            known = set(found.scalars())
        now = self._clock.now()
        rows = {each.key: self._row(each, now) for each in messages if each.key not in known}
        if not rows:
            return 0
        async with self._engine.begin() as connection:
            dialect = sqlite_insert if connection.dialect.name == "sqlite" else postgresql_insert
            insert = dialect(OutgoingRow).on_conflict_do_nothing().returning(OutgoingRow.key)
            return len((await connection.execute(insert, list(rows.values()))).all())

    def _row(self, message: Outgoing, now: datetime) -> dict[str, Any]:
        personal = {name: getattr(message, name) for name in _PERSONAL}
        return {
            "key": message.key,
            "kind": message.kind.value,
            "customer_no": message.customer_no,
            "noun": message.about.noun.value,
            "number": message.about.number,
            "personal": self._keyring.encrypt_json(personal | {"values": dict(message.values)}),
            "template": message.template,
            "essential": message.essential,
            "arrears": message.arrears,
            "due_at": message.due_at,
            "expires_at": message.expires_at,
            "state": State.PLANNED.value,
            "refused": [],
            "attempts": 0,
            "token": 0,
            "try_at": message.due_at,
            "planned_at": now,
        }

    async def expire(self) -> dict[str, int]:
        """End those whose time is over and which nobody is sending; reason → how many were skipped."""
        now = self._clock.now()
        late = (
            OutgoingRow.expires_at <= now,
            (OutgoingRow.state == State.PLANNED.value)
            | and_(OutgoingRow.state == State.SENDING.value, OutgoingRow.try_at <= now),
        )
        asked, skipped = OutgoingRow.channel.is_not(None), OutgoingRow.channel.is_(None)
        async with self._engine.begin() as connection:
            await connection.execute(
                update(OutgoingRow)
                .where(*late, asked)
                .values(state=State.SENT.value, reason=Reason.UNSURE.value, sent_at=now)
            )
            reason = func.coalesce(OutgoingRow.reason, Reason.EXPIRED.value)
            ended = await connection.execute(
                update(OutgoingRow)
                .where(*late, skipped)
                .values(state=State.SKIPPED.value, reason=reason)
                .returning(OutgoingRow.reason)
            )
            return dict(Counter(str(reason) for reason in ended.scalars()))

    async def claim(self, limit: int, *, arrears: bool) -> list[Claimed]:
        """Up to so many that are due and that nobody is sending; `arrears`: also those that ask for late money."""
        now = self._clock.now()
        waiting = OutgoingRow.state.in_([State.PLANNED.value, State.SENDING.value])
        due = [waiting, OutgoingRow.try_at <= now, OutgoingRow.expires_at > now]
        if not arrears:
            due.append(OutgoingRow.arrears.is_(False))
        async with self._engine.begin() as connection:
            found = await connection.execute(
                select(OutgoingRow.__table__)
                .where(*due)
                .order_by(OutgoingRow.try_at, OutgoingRow.key)
                .limit(limit)
                .with_for_update(skip_locked=True)
            )
            rows = found.all()
            await connection.execute(
                update(OutgoingRow)
                .where(OutgoingRow.key.in_([row.key for row in rows]))
                .values(state=State.SENDING.value, token=OutgoingRow.token + 1, try_at=now + LEASE)
            )
        return [
            Claimed(
                self._message(row),
                row.token + 1,
                row.attempts,
                frozenset(row.refused),
                None if row.channel is None else ReminderChannel(row.channel),
                row.conversation_id,
            )
            for row in rows
        ]

    def _message(self, row: Any) -> Outgoing:
        return Outgoing(
            key=row.key,
            kind=Kind(row.kind),
            customer_no=row.customer_no,
            about=About(Noun(row.noun), row.number),
            due_at=row.due_at,
            expires_at=row.expires_at,
            template=row.template,
            essential=row.essential,
            arrears=row.arrears,
            **self._keyring.decrypt_json(row.personal),
        )

    async def begin(
        self,
        claimed: Claimed,
        channel: ReminderChannel,
        conversation_id: str | None,
        caps: Sequence[Cap],
        wait_until: datetime,
    ) -> Begun:
        """Note that this channel is about to be asked, unless the customer had as many as `caps` allow: then `wait_until`."""
        message, now = claimed.message, self._clock.now()
        async with self._engine.begin() as connection:
            if caps:
                await _alone(connection, message.customer_no)
                sent = await self._sent(connection, message, min(cap.since(now) for cap in caps))
                if any(sum(at >= cap.since(now) for at in sent) >= cap.messages for cap in caps):
                    values = {"state": State.PLANNED.value, "reason": Reason.CAPPED.value}
                    await _note(connection, claimed, {**values, "try_at": wait_until})
                    return Begun.CAPPED
            asked = {"channel": channel.value, "conversation_id": conversation_id, "reason": None}
            mine = await _note(
                connection, claimed, {**asked, "attempts": claimed.attempts + 1, "try_at": now + LEASE}
            )
            return Begun.YES if mine else Begun.LOST

    async def _sent(self, connection: AsyncConnection, message: Outgoing, since: datetime) -> list[datetime]:
        """When this customer got others since then; those on the way count as sent now, what has to be told not at all."""
        under_way = and_(OutgoingRow.state != State.SENT.value, OutgoingRow.channel.is_not(None))
        sent = and_(OutgoingRow.state == State.SENT.value, OutgoingRow.sent_at >= since)
        found = await connection.execute(
            select(OutgoingRow.sent_at).where(
                OutgoingRow.customer_no == message.customer_no,
                OutgoingRow.key != message.key,
                OutgoingRow.essential.is_(False),
                OutgoingRow.state != State.SKIPPED.value,
                under_way | sent,
            )
        )
        return [at or self._clock.now() for at in found.scalars()]

    async def sent(self, claimed: Claimed, *, unsure: bool = False) -> bool:
        reason = Reason.UNSURE.value if unsure else None
        values = {"state": State.SENT.value, "reason": reason, "sent_at": self._clock.now()}
        return await self._end(claimed, values)

    async def skipped(self, claimed: Claimed, reason: str) -> bool:
        """Not to go out any more. One that a provider may have counts as sent all the same."""
        if claimed.doubt is not None:
            return await self.sent(claimed, unsure=True)
        return await self._end(claimed, {"state": State.SKIPPED.value, "reason": reason})

    async def refused(self, claimed: Claimed, channel: ReminderChannel) -> bool:
        """This channel does not take it; the next one may at once."""
        refused = sorted(claimed.refused | {channel.value})
        values = {"refused": refused, "channel": None, "conversation_id": None, "attempts": 0}
        return await self._end(claimed, {**values, "state": State.PLANNED.value, "try_at": self._clock.now()})

    async def later(self, claimed: Claimed, at: datetime, *, asked: bool) -> bool:
        """To be tried again from then on; `asked`: a provider may have it already."""
        values: dict[str, Any] = {"state": State.PLANNED.value, "try_at": at}
        return await self._end(claimed, values if asked else {**values, "channel": None})

    async def failed(self, channel: ReminderChannel, failures: Mapping[str, set[str]]) -> int:
        """`channel` took these (conversation → digests of keys) and did not deliver them: another one has to; how many."""
        now = self._clock.now()
        took = (OutgoingRow.state == State.SENT.value, OutgoingRow.channel == channel.value)
        changed = 0
        async with self._engine.begin() as connection:
            found = await connection.execute(
                select(OutgoingRow.key, OutgoingRow.conversation_id, OutgoingRow.refused)
                .where(*took, OutgoingRow.conversation_id.in_(failures))
                .with_for_update()
            )
            for row in found:
                if digest_of(row.key) not in failures[row.conversation_id]:
                    continue
                await connection.execute(
                    update(OutgoingRow)
                    .where(OutgoingRow.key == row.key)
                    .values(
                        state=State.PLANNED.value,
                        # Should it be too late for another channel, this is why it did not arrive.
                        reason=Reason.UNREACHABLE.value,
                        channel=None,
                        conversation_id=None,
                        refused=sorted({*row.refused, channel.value}),
                        attempts=0,
                        token=OutgoingRow.token + 1,
                        try_at=now,
                        sent_at=None,
                    )
                )
                changed += 1
        return changed

    async def _end(self, claimed: Claimed, values: Mapping[str, Any]) -> bool:
        """False, and nothing noted, where somebody else has the message by now."""
        async with self._engine.begin() as connection:
            return await _note(connection, claimed, values)


async def _note(connection: AsyncConnection, claimed: Claimed, values: Mapping[str, Any]) -> bool:
    mine: list[ColumnElement[bool]] = [
        OutgoingRow.key == claimed.message.key,
        OutgoingRow.token == claimed.token,
        OutgoingRow.state == State.SENDING.value,
    ]
    return bool((await connection.execute(update(OutgoingRow).where(*mine).values(**values))).rowcount)


async def _alone(connection: AsyncConnection, customer_no: str) -> None:
    """Messages to one customer are counted one after the other. SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        await connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"outreach:{customer_no}"))))


def digest_of(key: str) -> str:
    """The key as providers see it: 64 hex digits that tell nothing."""
    return hashlib.sha256(key.encode()).hexdigest()

"""Inquiries 咨询: conversations that began, and the times customers asked for people.

A conversation is answered by the bot until a person is asked for; from then on the customer waits for that person. So an
inquiry has one clock: to the bot's first answer where the bot alone answered, else from the queue to a person's first word.
"""

from collections.abc import AsyncIterator, Collection, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.engagements import Ending
from bot.conversations.figures import Contact
from bot.conversations.models import ConversationRow, EngagementRow, OwnerEventRow, TurnRow
from bot.conversations.owner import Owner
from bot.conversations.service import Conversations
from bot.insights.seen import Seen, day_of, in_time
from kernel.crypto import Keyring
from kernel.database import readonly

LIMITS = {"first_response_12h": timedelta(hours=12), "first_response_24h": timedelta(hours=24)}
_IN = 500


class Inquiries:
    id = "inquiries"
    measures = frozenset({"conversations", "contained", "handoff", "first_wait", "abandoned", *LIMITS})
    settles = timedelta(hours=24)

    def __init__(self, engine: AsyncEngine, keyring: Keyring, conversations: Conversations) -> None:
        self._reading = readonly(engine)
        self._keyring = keyring
        self._figures = conversations.figures

    async def begins(self) -> datetime | None:
        async with self._reading.connect() as connection:
            return await connection.scalar(select(func.min(ConversationRow.opened_at)))

    async def touched(self, since: datetime) -> Collection[date]:
        """A customer may wait for a person's word for longer than a day."""
        query = (
            select(EngagementRow.queued_at)
            .join(ConversationRow, ConversationRow.id == EngagementRow.conversation_id)
            .where(ConversationRow.changed_at >= since)
        )
        async with self._reading.connect() as connection:
            return {day_of(at) for at in (await connection.execute(query)).scalars()}

    async def seen(self, since: datetime, until: datetime, now: datetime) -> AsyncIterator[Seen]:
        batch: list[Contact] = []
        async for contact in self._figures.contacts(since, until):
            batch.append(contact)
            if len(batch) == _IN:
                for seen in await self._contacts(batch, now):
                    yield seen
                batch = []
        for seen in await self._contacts(batch, now):
            yield seen
        query = select(EngagementRow.__table__).where(
            EngagementRow.queued_at >= since, EngagementRow.queued_at < until
        )
        async with self._reading.connect() as connection:
            async for row in await connection.stream(query):
                for seen in _engagement(row, now):
                    yield seen

    async def _contacts(self, contacts: Sequence[Contact], now: datetime) -> list[Seen]:
        reasons = await self._reasons([each.conversation_id for each in contacts if not each.contained])
        answers = await self._answers([each.conversation_id for each in contacts if each.contained])
        found = []
        for each in contacts:
            seen = partial(Seen, at=each.opened_at, number=each.conversation_id)
            channel = {"channel": each.channel}
            found.append(seen("conversations", dims=channel, text="新会话"))
            text = "机器人独立接待" if each.contained else "转人工"
            found.append(seen("contained", value=each.contained, dims=channel, text=text))
            handed = (
                channel
                if each.contained
                else channel | {"reason": reasons.get(each.conversation_id, "unknown")}
            )
            found.append(seen("handoff", value=not each.contained, dims=handed, text=text))
            if each.conversation_id in answers:
                asked, answered = answers[each.conversation_id]
                dims = channel | {"answered_by": "bot"}
                for measure, limit in LIMITS.items():
                    if (kept := in_time(asked, answered, limit, now)) is not None:
                        text = _answered(asked, answered, "机器人")
                        found.append(seen(measure, value=kept, dims=dims, text=text))
        return found

    async def _answers(self, ids: Sequence[str]) -> dict[str, tuple[datetime, datetime | None]]:
        """Conversation → when the bot was asked first, and when it answered first."""
        answered = func.min(TurnRow.ended_at).filter(TurnRow.state == "done")
        query = (
            select(TurnRow.conversation_id, func.min(TurnRow.created_at), answered)
            .where(TurnRow.conversation_id.in_(ids))
            .group_by(TurnRow.conversation_id)
        )
        async with self._reading.connect() as connection:
            return {id: (asked, at) for id, asked, at in await connection.execute(query)}

    async def _reasons(self, ids: Sequence[str]) -> dict[str, str]:
        """Conversation → why people were asked for, the first time."""
        query = (
            select(OwnerEventRow.conversation_id, OwnerEventRow.body)
            .where(OwnerEventRow.conversation_id.in_(ids), OwnerEventRow.target == Owner.QUEUE.value)
            .order_by(OwnerEventRow.id)
        )
        first: dict[str, str] = {}
        async with self._reading.connect() as connection:
            for id, body in await connection.execute(query):
                first.setdefault(id, body)
        return {
            id: str(self._keyring.decrypt_json(body).get("reason") or "unknown") for id, body in first.items()
        }


def _engagement(row: Any, now: datetime) -> list[Seen]:
    dims = {"channel": row.channel, "queue": row.queue}
    seen = partial(Seen, at=row.queued_at, number=row.conversation_id)
    found = []
    left = row.ending == Ending.CANCELLED.value
    if row.accepted_at is not None or row.ended_at is not None:
        text = "未等到人工就离开" if left else "人工已接入"
        found.append(seen("abandoned", value=left, dims=dims, text=text))
    said = row.first_reply_at
    if said is not None:
        waited = (said - row.queued_at).total_seconds()
        found.append(seen("first_wait", value=waited, dims=dims, text=_answered(row.queued_at, said)))
    for measure, limit in LIMITS.items():
        kept = in_time(row.queued_at, said, limit, now)
        if left and row.ended_at <= row.queued_at + limit:
            kept = None  # gone while there was time
        if kept is not None:
            text = _answered(row.queued_at, said)
            found.append(seen(measure, value=kept, dims=dims | {"answered_by": "person"}, text=text))
    return found


def _answered(asked: datetime, answered: datetime | None, who: str = "人工") -> str:
    if answered is None:
        return f"{who}未回应"
    seconds = int((answered - asked).total_seconds())
    if seconds < 60:
        return f"{who} {seconds} 秒后回应"
    if seconds < 3600:
        return f"{who} {seconds // 60} 分钟后回应"
    return f"{who} {seconds // 3600} 小时 {seconds % 3600 // 60} 分钟后回应"

"""The agents' side: the queue in serving order, and everything a person does with a conversation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import func, select, tuple_

from bot.conversations import wording
from bot.conversations.errors import ConversationNotFound, LostRace, NotOwner, OfferedToAnother
from bot.conversations.ledger import Ledger, LockedConversation
from bot.conversations.message import Content, MessageType, Received, Sender, clean
from bot.conversations.models import ConversationRow, EngagementRow, MessageRow, OwnerEventRow
from bot.conversations.owner import Owner
from bot.conversations.waiting import SERVING_ORDER
from kernel.database import readonly

# What a channel that can shows its rating panel for.
_RATING = {"slot": "rating", "input": "number"}


@dataclass(frozen=True)
class Listed:
    """A conversation as it stands in a list."""

    id: str
    channel: str
    owner: Owner
    agent: str | None
    queue: str | None
    priority: int
    waiting_since: datetime | None
    opened_at: datetime
    changed_at: datetime
    last_seq: int
    offered_to: str | None
    offered_until: datetime | None
    # Of the engagement under way: when the present agent took it, and what its clocks run from.
    engaged_at: datetime | None
    queued_at: datetime | None
    first_reply_at: datetime | None
    awaiting_since: datetime | None


@dataclass(frozen=True)
class Glance:
    """Two are equal while nothing in the queue has changed."""

    waiting: int
    changed_at: datetime | None
    messages: int | None
    offered: int


@dataclass(frozen=True)
class OwnerEvent:
    """A change of owner; `details` holds the reason and, for a hand-off, the bot's dossier."""

    at: datetime
    source: Owner
    target: Owner
    by: str
    details: dict[str, Any]


_OPENED = 4_096


class Agents:
    """See the module. `agent` is a username; `name` what the customer reads."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        # Every agent's list is read again at every change; what an event or a message says never changes.
        self._open = lru_cache(_OPENED)(ledger.keyring.decrypt_json)

    async def glance(self) -> Glance:
        """What every page may ask for at every signal."""
        waiting = (func.count(), func.max(ConversationRow.changed_at), func.sum(ConversationRow.last_seq))
        query = select(*waiting, func.count(ConversationRow.offered_to))
        async with readonly(self._ledger.engine).connect() as connection:
            found = await connection.execute(query.where(ConversationRow.owner == Owner.QUEUE.value))
            return Glance(*found.one())

    async def queue(self) -> list[Listed]:
        """Waiting conversations in serving order."""
        return await self._list([ConversationRow.owner == Owner.QUEUE.value], SERVING_ORDER)

    async def held_by(self, agent: str) -> list[Listed]:
        return await self._list(
            [ConversationRow.owner == Owner.AGENT.value, ConversationRow.agent == agent],
            [ConversationRow.changed_at.desc()],
        )

    async def all(self, limit: int = 200) -> list[Listed]:
        return await self._list([], [ConversationRow.changed_at.desc()], limit)

    async def get(self, conversation_id: str) -> Listed:
        """One conversation as it stands in a list; `ConversationNotFound`."""
        found = await self._list([ConversationRow.id == conversation_id], [ConversationRow.id])
        if not found:
            raise ConversationNotFound()
        return found[0]

    async def count_held(self, agent: str) -> int:
        async with readonly(self._ledger.engine).connect() as connection:
            held = await connection.scalar(
                select(func.count()).where(
                    ConversationRow.owner == Owner.AGENT.value, ConversationRow.agent == agent
                )
            )
            return int(held or 0)

    async def _list(self, conditions: Sequence[Any], order: Sequence[Any], limit: int = 500) -> list[Listed]:
        columns = [
            getattr(ConversationRow if name in ConversationRow.__table__.c else EngagementRow, name)
            for name in Listed.__dataclass_fields__
        ]
        under_way = (EngagementRow.conversation_id == ConversationRow.id) & EngagementRow.ended_at.is_(None)
        query = select(*columns).join(EngagementRow, under_way, isouter=True)
        async with readonly(self._ledger.engine).connect() as connection:
            rows = await connection.execute(query.where(*conditions).order_by(*order).limit(limit))
            return [Listed(**{**row._asdict(), "owner": Owner(row.owner)}) for row in rows]

    async def history(self, conversation_id: str) -> list[OwnerEvent]:
        async with readonly(self._ledger.engine).connect() as connection:
            rows = await connection.execute(
                select(OwnerEventRow.__table__)
                .where(OwnerEventRow.conversation_id == conversation_id)
                .order_by(OwnerEventRow.id)
            )
            return [
                OwnerEvent(
                    row.at,
                    Owner(row.source),
                    Owner(row.target),
                    row.by,
                    self._ledger.keyring.decrypt_json(row.body),
                )
                for row in rows
            ]

    async def handoffs(self, conversation_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Per conversation the details of its last hand-off by the bot."""
        latest = (
            select(func.max(OwnerEventRow.id))
            .where(
                OwnerEventRow.conversation_id.in_(conversation_ids),
                OwnerEventRow.source == Owner.BOT.value,
                OwnerEventRow.target == Owner.QUEUE.value,
            )
            .group_by(OwnerEventRow.conversation_id)
        )
        async with readonly(self._ledger.engine).connect() as connection:
            rows = await connection.execute(
                select(OwnerEventRow.conversation_id, OwnerEventRow.body).where(OwnerEventRow.id.in_(latest))
            )
            return {row.conversation_id: self._open(row.body) for row in rows}

    async def last_words(self, conversation_ids: Sequence[str]) -> dict[str, str]:
        """Per conversation what its customer wrote last."""
        latest = (
            select(MessageRow.conversation_id, func.max(MessageRow.seq))
            .where(
                MessageRow.conversation_id.in_(conversation_ids), MessageRow.sender == Sender.CUSTOMER.value
            )
            .group_by(MessageRow.conversation_id)
        )
        async with readonly(self._ledger.engine).connect() as connection:
            rows = await connection.execute(
                select(MessageRow.conversation_id, MessageRow.body).where(
                    tuple_(MessageRow.conversation_id, MessageRow.seq).in_(latest)
                )
            )
            return {row.conversation_id: str(self._open(row.body)["text"]) for row in rows}

    async def accept(
        self,
        conversation_id: str,
        agent: str,
        name: str,
        *,
        capacity: int | None = None,
        any_offer: bool = False,
    ) -> None:
        """Take a waiting conversation; `LostRace` if it waits no more or `agent` holds `capacity` already,
        `OfferedToAnother` while a colleague is being asked, unless `any_offer`."""
        async with self._ledger.locked(conversation_id) as conversation:
            if conversation.owner is not Owner.QUEUE:
                raise LostRace(owner=conversation.owner.value)
            until = conversation.offered_until
            asked = until is not None and until > conversation.now and conversation.offered_to != agent
            if asked and not any_offer:
                raise OfferedToAnother()
            if capacity is not None:
                await conversation.alone(f"agent:{agent}")
                held = await conversation.connection.scalar(
                    select(func.count()).where(
                        ConversationRow.owner == Owner.AGENT.value, ConversationRow.agent == agent
                    )
                )
                if int(held or 0) >= capacity:
                    raise LostRace(owner=conversation.owner.value, capacity=capacity)
            await conversation.hand_to(Owner.AGENT, by=agent, agent=agent)
            await self._notice(conversation, wording.JOINED.format(agent=name))

    async def say(
        self,
        conversation_id: str,
        agent: str,
        name: str,
        text: str,
        client_id: str,
        *,
        quote: Mapping[str, Any] | None = None,
        attachment: Mapping[str, Any] | None = None,
    ) -> Received:
        """A person's message; a file may go without words. The same `client_id` again returns the same number."""
        if attachment is not None and not text.strip():
            text = str(attachment["name"])
        content = Content(
            clean(text),
            MessageType.TEXT if attachment is None else MessageType.ATTACHMENT,
            attachment=attachment,
            quote=quote,
            agent=name,
        )
        async with self._ledger.locked(conversation_id) as conversation:
            known = await conversation.seq_of(Sender.AGENT, client_id)
            if known is not None:
                return Received(known, duplicate=True)
            self._must_hold(conversation, agent)
            seq = await conversation.append(Sender.AGENT, content, client_id=client_id)
        return Received(seq)

    async def transfer(
        self,
        conversation_id: str,
        agent: str,
        *,
        to_agent: str | None = None,
        to_queue: str | None = None,
        to_name: str,
        note: str | None = None,
    ) -> None:
        """Give the conversation to a colleague or a skill group, with a note for them."""
        async with self._ledger.locked(conversation_id) as conversation:
            self._must_hold(conversation, agent)
            target = Owner.AGENT if to_agent is not None else Owner.QUEUE
            await conversation.hand_to(
                target, by=agent, agent=to_agent, queue=to_queue, details={"reason": "transfer", "note": note}
            )
            await self._notice(conversation, wording.TRANSFERRED.format(to=to_name))

    async def give_back(self, conversation_id: str, agent: str, to: Owner = Owner.BOT) -> None:
        """Return the conversation to the bot, or to the queue."""
        async with self._ledger.locked(conversation_id) as conversation:
            self._must_hold(conversation, agent)
            await conversation.hand_to(to, by=agent, front=to is Owner.QUEUE, details={"reason": "returned"})
            text = wording.BACK_TO_BOT if to is Owner.BOT else wording.BACK_TO_QUEUE
            await self._notice(conversation, text)

    async def close(
        self, conversation_id: str, agent: str, *, wrap_up: str | None = None, summary: str | None = None
    ) -> None:
        """End the conversation with a wrap-up code and a summary; the customer is asked for a rating."""
        async with self._ledger.locked(conversation_id) as conversation:
            self._must_hold(conversation, agent)
            await conversation.hand_to(
                Owner.CLOSED, by=agent, details={"wrap_up": wrap_up, "summary": summary, "reason": "closed"}
            )
            notice = Content(wording.CLOSED, MessageType.NOTICE, ask=_RATING)
            await conversation.append(Sender.SYSTEM, notice)

    async def ask_rating(self, conversation_id: str, agent: str) -> Received:
        """Ask the customer for a rating before the end; once per engagement, again returns the same number."""
        async with self._ledger.locked(conversation_id) as conversation:
            self._must_hold(conversation, agent)
            engagement = await conversation.connection.scalar(
                select(EngagementRow.id).where(
                    EngagementRow.conversation_id == conversation_id, EngagementRow.ended_at.is_(None)
                )
            )
            asked = f"rating:{engagement}"
            known = await conversation.seq_of(Sender.SYSTEM, asked)
            if known is not None:
                return Received(known, duplicate=True)
            notice = Content(wording.ASK_RATING, MessageType.NOTICE, ask=_RATING)
            return Received(await conversation.append(Sender.SYSTEM, notice, client_id=asked))

    async def requeue_of(self, agent: str) -> list[str]:
        """The agent is gone: every conversation of theirs goes to the front of its queue."""
        moved = []
        for listed in await self.held_by(agent):
            async with self._ledger.locked(listed.id) as conversation:
                if conversation.owner is Owner.AGENT and conversation.agent == agent:
                    await conversation.hand_to(
                        Owner.QUEUE, by="system", front=True, details={"reason": "agent_gone", "from": agent}
                    )
                    await self._notice(conversation, wording.BACK_TO_QUEUE)
                    moved.append(listed.id)
        return moved

    @staticmethod
    def _must_hold(conversation: LockedConversation, agent: str) -> None:
        if conversation.owner is not Owner.AGENT or conversation.agent != agent:
            raise NotOwner(owner=conversation.owner.value)

    @staticmethod
    async def _notice(conversation: LockedConversation, text: str) -> None:
        await conversation.append(Sender.SYSTEM, Content(text, MessageType.NOTICE))

"""The only way to write to a conversation: lock its row, change it, commit, wake whoever waits.

The row lock serialises everything that happens to one conversation, so numbers come without gaps, become visible in
order, and the owner cannot change between a check and what follows from it.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.conversations import owner as owners
from bot.conversations.engagements import Ending, OpenEngagement
from bot.conversations.errors import ConversationNotFound
from bot.conversations.message import Button, Content, Sender
from bot.conversations.models import (
    ConversationRow,
    DeliveryRow,
    JoinRow,
    MessageRow,
    OfferRow,
    OwnerEventRow,
    TurnRow,
    TypingRow,
)
from bot.conversations.owner import Owner
from bot.conversations.queues import AlwaysThere, People, queue_of
from kernel.clock import Clock
from kernel.crypto import Keyring
from kernel.signals import Signals

# Channels that read by cursor; every other one gets a row in the outbox per message.
PULL_CHANNELS = frozenset({"web", "terminal"})
# A push channel's customer who wrote on the web page has so long to read the answer there, before it is pushed.
ON_PAGE = timedelta(seconds=5)
# What is said beside `contents` of a conversation at the moment they are delivered: it may hold for minutes only. Of the
# same length every time, so that a retry makes the same messages.
Beside = Callable[[str, Sequence[Content]], Sequence[Content]]


class LockedConversation:
    """A conversation whose row this transaction holds. Changes are written when the lock is left."""

    def __init__(self, connection: AsyncConnection, row: RowMapping, now: datetime, keyring: Keyring) -> None:
        self.connection = connection
        self.id: str = row["id"]
        self.channel: str = row["channel"]
        self.owner = Owner(row["owner"])
        self.agent: str | None = row["agent"]
        self.queue: str | None = row["queue"]
        self.priority: int = row["priority"]
        self.waiting_since: datetime | None = row["waiting_since"]
        self.place_at: datetime | None = row["place_at"]
        self.offered_to: str | None = row["offered_to"]
        self.offered_until: datetime | None = row["offered_until"]
        self.passed_by: str | None = row["passed_by"]
        self.passed_at: datetime | None = row["passed_at"]
        self.last_seq: int = row["last_seq"]
        self.lease_token: int = row["lease_token"]
        self.lease_until: datetime | None = row["lease_until"]
        self.reply_until: datetime | None = row["reply_until"]
        self.on_page: bool = row["on_page"]
        self.model: str | None = row["model"]
        self.model_at: datetime | None = row["model_at"]
        self.now = now
        self._keyring = keyring
        self._engagement = OpenEngagement(connection, self.id, now)
        self._topics = {f"conversation:{self.id}"}

    async def append(
        self,
        sender: Sender,
        content: Content,
        *,
        client_id: str | None = None,
        turn: int | None = None,
        deliver: bool = True,
        on_page: bool = False,
    ) -> int:
        """Store one message; the number it got. `deliver` False: the customer has it already, or is not to get it.

        `on_page`: the customer wrote it on the web page.
        """
        self.last_seq += 1
        if sender is Sender.CUSTOMER:
            self.on_page = on_page and self.channel not in PULL_CHANNELS
        await self.connection.execute(
            insert(MessageRow).values(
                conversation_id=self.id,
                seq=self.last_seq,
                client_id=client_id,
                at=self.now,
                sender=sender.value,
                turn=turn,
                body=self._keyring.encrypt_json(content.as_json()),
            )
        )
        for button in content.buttons:
            await self._offer(button)
        if sender is Sender.AGENT:
            await self._engagement.person_replied()
        elif sender is Sender.CUSTOMER and self.owner in (Owner.QUEUE, Owner.AGENT):
            await self._engagement.customer_wrote()
        if sender in (Sender.AGENT, Sender.CUSTOMER) and self.owner is Owner.AGENT:
            # What was being written is said now.
            await self.connection.execute(
                delete(TypingRow).where(
                    TypingRow.conversation_id == self.id, TypingRow.sender == sender.value
                )
            )
        if deliver and sender is not Sender.CUSTOMER and self.channel not in PULL_CHANNELS:
            await self.connection.execute(
                insert(DeliveryRow).values(
                    conversation_id=self.id,
                    seq=self.last_seq,
                    channel=self.channel,
                    state="waiting",
                    attempts=0,
                    sent=0,
                    not_before=self._deliver_from(),
                )
            )
            self.wake("deliveries")
        return self.last_seq

    def _deliver_from(self) -> datetime:
        if self.on_page:
            return self.now + ON_PAGE
        return max(self.now, self.reply_until or self.now)

    async def _offer(self, button: Button) -> None:
        # Stored as a digest, for a payload may hold a policy number. An offer made before the keys changed stands
        # under an older key's digest and moves to the newest.
        digests = self._keyring.indexes(button.payload, "payload")
        values = {
            "digest": digests[0],
            "title": self._keyring.encrypt(button.title),
            "once": button.once,
            "offered_at": self.now,
            "spent_at": None,
        }
        renewed = await self.connection.execute(
            update(OfferRow)
            .where(OfferRow.conversation_id == self.id, OfferRow.digest.in_(digests))
            .values(values)
        )
        if not renewed.rowcount:
            await self.connection.execute(insert(OfferRow).values(conversation_id=self.id, **values))

    async def seq_of(self, sender: Sender, client_id: str) -> int | None:
        """Where a message with this `client_id` stands already."""
        found = await self.connection.execute(
            select(MessageRow.seq).where(
                MessageRow.conversation_id == self.id,
                MessageRow.sender == sender.value,
                MessageRow.client_id == client_id,
            )
        )
        return found.scalar_one_or_none()

    async def hand_to(
        self,
        target: Owner,
        *,
        by: str,
        agent: str | None = None,
        queue: str | None = None,
        priority: int | None = None,
        front: bool = False,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        """Change the owner; `IllegalTransition` if the table does not allow it. Turns the bot still owed end here."""
        owners.check(self.owner, target)
        await self.connection.execute(
            insert(OwnerEventRow).values(
                conversation_id=self.id,
                at=self.now,
                source=self.owner.value,
                target=target.value,
                by=by,
                body=self._keyring.encrypt_json(dict(details or {}) | {"agent": agent, "queue": queue}),
            )
        )
        if self.owner is Owner.BOT:
            await self.connection.execute(
                update(TurnRow)
                .where(TurnRow.conversation_id == self.id, TurnRow.state == "pending")
                .values(state="superseded", ended_at=self.now)
            )
            self.lease_until = None
        source, before, self.owner = self.owner, self.agent, target
        self.agent = agent if target is Owner.AGENT else None
        self.offered_to = self.offered_until = self.passed_by = self.passed_at = None
        if target is Owner.QUEUE:
            self.queue = queue or self.queue or "general"
            self.priority = self.priority if priority is None else priority
            self.waiting_since = self.waiting_since or self.now
            self.place_at = self.now - (await queue_of(self.connection, self.queue)).head_start(self.priority)
            if front:
                self.place_at = await self._front(self.queue, self.place_at)
        elif target is not Owner.AGENT:
            self.queue, self.priority, self.waiting_since, self.place_at = None, 0, None, None
        await self._end_joins(before)
        await self._engage(source, details or {})
        self.wake("queue")

    async def _end_joins(self, before: str | None) -> None:
        """Who owns a conversation is not joined to it as well, and nobody is when people are done with it."""
        joined = delete(JoinRow).where(JoinRow.conversation_id == self.id)
        if self.owner in (Owner.QUEUE, Owner.AGENT):
            joined = joined.where(JoinRow.username.in_([name for name in (before, self.agent) if name]))
        await self.connection.execute(joined)

    async def _engage(self, source: Owner, details: Mapping[str, Any]) -> None:
        if self.owner in (Owner.QUEUE, Owner.AGENT):
            queue = self.queue or "general"
            if source is Owner.BOT:
                await self._engagement.begin(self.channel, queue, self.priority)
            else:
                transferred = details.get("reason") == "transfer"
                await self._engagement.move(self.agent, queue, self.priority, transferred=transferred)
        elif self.owner is Owner.CLOSED:
            await self._engagement.end(Ending.CLOSED, details.get("wrap_up"))
        else:
            ending = Ending.RETURNED if source is Owner.AGENT else Ending.CANCELLED
            await self._engagement.end(ending, None)

    async def _front(self, queue: str, place_at: datetime) -> datetime:
        """Just before the first of `queue`, whatever its priority: the customer is told so."""
        first: datetime | None = await self.connection.scalar(
            select(func.min(ConversationRow.place_at)).where(
                ConversationRow.owner == Owner.QUEUE.value, ConversationRow.queue == queue
            )
        )
        return place_at if first is None else min(place_at, first - timedelta(milliseconds=1))

    async def free_held(self) -> None:
        """The customer has written: what the channel would not take before goes out now."""
        if self.channel not in PULL_CHANNELS:
            await self.connection.execute(
                update(DeliveryRow)
                .where(DeliveryRow.conversation_id == self.id, DeliveryRow.state == "held")
                .values(state="waiting", attempts=0, not_before=self.now)
            )
            self.wake("deliveries")

    async def alone(self, name: str) -> None:
        """From here to its end this transaction runs alone among those that ask for `name`.

        For rules over several conversations (an agent's capacity), which the row lock does not cover. SQLite has
        one writer anyway.
        """
        if self.connection.dialect.name == "postgresql":
            await self.connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(name))))

    def wake(self, topic: str) -> None:
        self._topics.add(topic)

    async def write(self) -> set[str]:
        await self.connection.execute(
            update(ConversationRow)
            .where(ConversationRow.id == self.id)
            .values(
                owner=self.owner.value,
                agent=self.agent,
                queue=self.queue,
                priority=self.priority,
                waiting_since=self.waiting_since,
                place_at=self.place_at,
                offered_to=self.offered_to,
                offered_until=self.offered_until,
                passed_by=self.passed_by,
                passed_at=self.passed_at,
                last_seq=self.last_seq,
                lease_token=self.lease_token,
                lease_until=self.lease_until,
                reply_until=self.reply_until,
                on_page=self.on_page,
                model=self.model,
                model_at=self.model_at,
                changed_at=self.now,
            )
        )
        return self._topics


class Ledger:
    """Hands out locked conversations."""

    def __init__(
        self,
        engine: AsyncEngine,
        keyring: Keyring,
        clock: Clock,
        signals: Signals,
        beside: Beside | None = None,
        people: People | None = None,
    ) -> None:
        self.beside = beside or (lambda _, contents: contents)
        self.people = people or AlwaysThere()
        self.engine = engine
        self.keyring = keyring
        self.clock = clock
        self.signals = signals

    @asynccontextmanager
    async def locked(self, conversation_id: str) -> AsyncIterator[LockedConversation]:
        """Hold the conversation for one transaction; an exception writes nothing."""
        async with self.engine.begin() as connection:
            conversation = await self.lock(connection, conversation_id)
            yield conversation
            topics = await conversation.write()
        for topic in topics:
            await self.signals.publish(topic)

    async def lock(self, connection: AsyncConnection, conversation_id: str) -> LockedConversation:
        found = await connection.execute(
            select(ConversationRow.__table__).where(ConversationRow.id == conversation_id).with_for_update()
        )
        row = found.mappings().one_or_none()
        if row is None:
            raise ConversationNotFound()
        return LockedConversation(connection, row, self.clock.now(), self.keyring)

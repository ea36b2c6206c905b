"""Rasa's tracker store over our database: encrypted, append-only, warm conversations in memory.

Two ways of use. Under `rasa run` (endpoints.yml) every `save` commits. In the worker `save` only remembers what is
new, and the worker writes it within the turn's own transaction (`write`), so answers and memory become true together.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.dialogue.models import TrackerChunkRow
from kernel.clock import Clock, SystemClock
from kernel.crypto import Keyring
from kernel.database import Base, create_engine, readonly
from kernel.environment import data_keys, database_url

WARM = 2_000


@dataclass
class Warm:
    """A tracker in memory. `stored` = how many of its events the database has; `token` = the last turn's fence."""

    tracker: DialogueStateTracker
    stored: int
    token: int


class BaowenTrackerStore(TrackerStore):  # type: ignore[misc]
    """Reads and appends trackers; see the module."""

    def __init__(
        self,
        domain: Domain | None,
        event_broker: EventBroker | None = None,
        *,
        engine: AsyncEngine | None = None,
        keyring: Keyring | None = None,
        clock: Clock | None = None,
        **settings: Any,
    ) -> None:
        super().__init__(domain, event_broker)
        self._own = engine is None
        self._engine = engine or create_engine(database_url())
        self._keyring = keyring or Keyring(data_keys())
        self._clock = clock or SystemClock()
        self._created = not self._own

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        events, _ = await self._events(sender_id)
        return self._replay(sender_id, events) if events else None

    async def save(self, tracker: DialogueStateTracker) -> None:
        stored = await self._count(tracker.sender_id)
        async with self._engine.begin() as connection:
            await self.append(connection, tracker.sender_id, stored, list(tracker.events)[stored:])

    async def append(
        self, connection: AsyncConnection, sender_id: str, position: int, events: Sequence[Event]
    ) -> None:
        """Write `events` after the first `position` ones."""
        if events:
            await connection.execute(
                insert(TrackerChunkRow).values(
                    conversation_id=sender_id,
                    position=position,
                    at=self._clock.now(),
                    size=len(events),
                    body=self._keyring.encrypt_json([event.as_dict() for event in events]),
                )
            )

    async def _rows(self, sender_id: str) -> Sequence[Any]:
        if not self._created:
            async with self._engine.begin() as connection:
                await connection.run_sync(
                    Base.metadata.create_all, tables=[Base.metadata.tables[TrackerChunkRow.__tablename__]]
                )
            self._created = True
        async with readonly(self._engine).connect() as connection:
            rows = await connection.execute(
                select(TrackerChunkRow.__table__)
                .where(TrackerChunkRow.conversation_id == sender_id)
                .order_by(TrackerChunkRow.position)
            )
            return rows.all()

    async def _count(self, sender_id: str) -> int:
        return sum(row.size for row in await self._rows(sender_id))

    async def _events(self, sender_id: str) -> tuple[list[dict[str, Any]], int]:
        rows = await self._rows(sender_id)
        events = [event for row in rows for event in self._keyring.decrypt_json(row.body)]
        return events, len(events)

    def _replay(self, sender_id: str, events: list[dict[str, Any]]) -> DialogueStateTracker:
        return DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)


class TurnTrackerStore(BaowenTrackerStore):
    """The worker's: keeps conversations warm between turns and writes only with the turn."""

    def __init__(self, domain: Domain | None, *, engine: AsyncEngine, keyring: Keyring, clock: Clock) -> None:
        super().__init__(domain, engine=engine, keyring=keyring, clock=clock)
        self._warm: OrderedDict[str, Warm] = OrderedDict()

    async def open(self, sender_id: str, token: int) -> None:
        """Get a conversation ready for the turn fenced by `token`.

        Memory serves only if the turn before was ours: tokens are handed out one by one.
        """
        warm = self._warm.get(sender_id)
        if warm is not None and warm.token == token - 1 and len(warm.tracker.events) == warm.stored:
            warm.token = token
            self._warm.move_to_end(sender_id)
            return
        events, stored = await self._events(sender_id)
        tracker = self._replay(sender_id, events) if events else self.init_tracker(sender_id)
        self._warm[sender_id] = Warm(tracker, stored, token)
        self._warm.move_to_end(sender_id)
        while len(self._warm) > WARM:
            self._warm.popitem(last=False)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        warm = self._warm[sender_id]
        return warm.tracker if warm.tracker.events else None

    async def save(self, tracker: DialogueStateTracker) -> None:
        self._warm[tracker.sender_id].tracker = tracker

    def news(self, sender_id: str) -> list[Event]:
        """What this turn added."""
        warm = self._warm[sender_id]
        return list(warm.tracker.events)[warm.stored :]

    def before_message(self, sender_id: str) -> list[Event]:
        """What there was when this turn's message came."""
        events = list(self._warm[sender_id].tracker.events)
        said = (place for place, event in enumerate(events) if isinstance(event, UserUttered))
        return events[: next((place for place in said if place >= self._warm[sender_id].stored), len(events))]

    async def write(self, connection: AsyncConnection, sender_id: str) -> None:
        await self.append(connection, sender_id, self._warm[sender_id].stored, self.news(sender_id))

    def written(self, sender_id: str) -> None:
        """The turn was committed: what is in memory is what is stored."""
        warm = self._warm[sender_id]
        warm.stored = len(warm.tracker.events)

    def drop(self, sender_id: str) -> None:
        """The turn did not become true: forget what it did to memory."""
        self._warm.pop(sender_id, None)

"""What the room of knowledge works with; the gateway puts it together."""

import asyncio
from dataclasses import dataclass

from bot.studio.knowledge.checks import Findings, HeldOutTexts, Index, Label
from bot.studio.knowledge.faq import FaqEntries
from bot.studio.knowledge.intents import Intents
from bot.studio.knowledge.responses import Responses
from bot.studio.knowledge.reviews import ReviewTasks
from bot.studio.knowledge.shelf import Shelf, shelf_of
from bot.studio.knowledge.tables import Tables
from bot.studio.repository.repository import DataRepository, Draft
from kernel.clock import Clock


class Checks:
    """An index of the repository's utterances, made anew when it has changed."""

    def __init__(self, repository: DataRepository) -> None:
        self._repository = repository
        self._lock = asyncio.Lock()
        self._made: tuple[str, Index] | None = None

    async def of(self, text: str, label: Label | None = None) -> Findings:
        """What stands there already, `text` as marked by the trainer."""
        index = await self._index()
        return await asyncio.to_thread(index.check, text, label)

    async def _index(self) -> Index:
        async with self._lock:
            head = await self._repository.head()
            if self._made is None or self._made[0] != head:
                former = self._made[1] if self._made else None
                snapshot = await self._repository.snapshot()
                self._made = head, await asyncio.to_thread(_indexed, snapshot, former)
            return self._made[1]


def _indexed(files: Draft, former: Index | None) -> Index:
    return Index(shelf_of(files), HeldOutTexts.of(files), former)


@dataclass(frozen=True)
class Knowledge:
    repository: DataRepository
    clock: Clock
    intents: Intents
    entries: FaqEntries
    responses: Responses
    tables: Tables
    checks: Checks
    tasks: ReviewTasks

    @classmethod
    def of(cls, repository: DataRepository, tasks: ReviewTasks, clock: Clock) -> "Knowledge":
        return cls(
            repository,
            clock,
            Intents(repository),
            FaqEntries(repository, clock),
            Responses(repository),
            Tables(repository),
            Checks(repository),
            tasks,
        )

    async def shelf(self) -> Shelf:
        """Everything as it stands now. `UnreadableFile`."""
        return await asyncio.to_thread(shelf_of, await self.repository.snapshot())

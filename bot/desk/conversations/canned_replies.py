"""Canned replies: what agents say often, written well once; found by words, counted when used."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

from ruamel.yaml import YAML
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.desk.conversations.models import CannedReplyRow
from bot.desk.errors import CannedReplyNotFound, TooManyCannedReplies, UnknownVariable
from kernel.clock import Clock, today
from kernel.database import readonly

MOST = 1_000
VARIABLES = frozenset({"customer", "agent", "policy_no", "claim_no", "queue"})
STARTERS = Path(__file__).with_name("canned_replies.yml")
_BRACES = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class CannedReply:
    """`queue` None: of use in every queue. `used`: how often a message began as this one."""

    id: str
    title: str
    text: str
    queue: str | None
    tags: tuple[str, ...]
    used: int
    reviewed_on: date


class CannedReplies:
    """See the module. A database that has none begins with those of `STARTERS`."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._begun = False

    async def all(self, queue: str | None = None) -> list[CannedReply]:
        """Those of `queue` and those of every queue, the most used first; without a queue all there are."""
        await self._begin()
        wanted = select(CannedReplyRow.__table__).order_by(CannedReplyRow.used.desc(), CannedReplyRow.id)
        if queue is not None:
            wanted = wanted.where((CannedReplyRow.queue == queue) | CannedReplyRow.queue.is_(None))
        async with readonly(self._engine).connect() as connection:
            return [_reply(row) for row in await connection.execute(wanted)]

    async def search(self, words: str, queue: str | None = None) -> list[CannedReply]:
        """Those that hold every word of `words` somewhere in title, tags or text, the ones with it in the title first."""
        wanted = words.lower().split()
        found = [each for each in await self.all(queue) if all(word in _read(each) for word in wanted)]
        return sorted(found, key=lambda each: not all(word in each.title.lower() for word in wanted))

    async def add(self, title: str, text: str, queue: str | None, tags: Sequence[str]) -> CannedReply:
        """`UnknownVariable`, `TooManyCannedReplies`. Whoever writes one has looked at it today."""
        check_variables(text)
        if len(await self.all()) >= MOST:
            raise TooManyCannedReplies(most=MOST)
        reply = CannedReply(uuid4().hex, title, text, queue, tuple(tags), 0, today(self._clock))
        async with self._engine.begin() as connection:
            await connection.execute(insert(CannedReplyRow).values(_values(reply)))
        return reply

    async def change(
        self, reply_id: str, title: str, text: str, queue: str | None, tags: Sequence[str]
    ) -> CannedReply:
        """All of it but how often it was used; `CannedReplyNotFound`, `UnknownVariable`."""
        check_variables(text)
        values = {
            "title": title,
            "text": text,
            "queue": queue,
            "tags": list(tags),
            "reviewed_on": today(self._clock),
        }
        async with self._engine.begin() as connection:
            mine = CannedReplyRow.id == reply_id
            changed = await connection.execute(update(CannedReplyRow).where(mine).values(values))
            if not changed.rowcount:
                raise CannedReplyNotFound()
            found = await connection.execute(select(CannedReplyRow.__table__).where(mine))
            return _reply(found.one())

    async def remove(self, reply_id: str) -> None:
        """`CannedReplyNotFound`. What was sent with it stays sent, and counted."""
        async with self._engine.begin() as connection:
            gone = await connection.execute(delete(CannedReplyRow).where(CannedReplyRow.id == reply_id))
        if not gone.rowcount:
            raise CannedReplyNotFound()

    async def count_use(self, reply_id: str) -> bool:
        """A message began as this one; False for one that is not there (any more)."""
        async with self._engine.begin() as connection:
            known = await connection.execute(
                update(CannedReplyRow)
                .where(CannedReplyRow.id == reply_id)
                .values(used=CannedReplyRow.used + 1)
            )
        return bool(known.rowcount)

    async def _begin(self) -> None:
        if self._begun:
            return
        async with readonly(self._engine).connect() as connection:
            empty = await connection.scalar(select(CannedReplyRow.id).limit(1)) is None
        if empty:
            starters = await asyncio.to_thread(read_starters)
            try:
                async with self._engine.begin() as connection:
                    await connection.execute(insert(CannedReplyRow), [_values(each) for each in starters])
            except IntegrityError:
                pass  # another gateway began at the same moment
        self._begun = True


def check_variables(text: str) -> None:
    """`UnknownVariable` for braces around anything but one of `VARIABLES`."""
    unknown = [name for name in _BRACES.findall(text) if name not in VARIABLES]
    if unknown:
        raise UnknownVariable(unknown=unknown, known=sorted(VARIABLES))


def read_starters() -> list[CannedReply]:
    """What a new installation begins with."""
    data = YAML(typ="safe").load(STARTERS)
    return [
        CannedReply(
            f"starter-{number:02}",
            each["title"],
            each["text"],
            each.get("queue"),
            tuple(each["tags"]),
            0,
            data["reviewed_on"],
        )
        for number, each in enumerate(data["replies"], start=1)
    ]


def _read(reply: CannedReply) -> str:
    return "\n".join((reply.title, *reply.tags, reply.text)).lower()


def _reply(row: Any) -> CannedReply:
    return CannedReply(row.id, row.title, row.text, row.queue, tuple(row.tags), row.used, row.reviewed_on)


def _values(reply: CannedReply) -> dict[str, Any]:
    return {**vars(reply), "tags": list(reply.tags)}

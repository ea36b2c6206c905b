"""The inbox's tables: one writer at a time, over all gateways, and what is alike in the memory of each."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence, Set
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.conversations.models import ConversationRow
from bot.studio.inbox.likeness import Groups, Sketch, sketch
from bot.studio.inbox.models import InboxMarkRow, MissedGroupRow, MissedQuestionRow
from bot.studio.inbox.reasons import Reason
from kernel.clock import Clock
from kernel.crypto import Keyring
from kernel.database import readonly

_MARK = "inbox"
# What was ignored is shown again when it was asked that often since.
COMES_BACK = 5
# States in which a question keeps its group alive for others to join.
_ALIVE = ("open", "labelling", "ignored")


@dataclass(frozen=True)
class NewQuestion:
    """A question for the inbox. `text` is masked, `marked` an example; `answer`: a person's good one, masked, `by` whom.

    `id` is the same whenever the same question is collected.
    """

    id: str
    conversation_id: str
    seq: int
    at: datetime
    channel: str
    reason: Reason
    text: str = field(repr=False)
    marked: str = field(repr=False)
    votes: Mapping[str, float]
    model: str | None = None
    intent: str | None = None
    confidence: float | None = None
    topic: str | None = None
    answer: Mapping[str, str] | None = field(default=None, repr=False)

    @property
    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = {"text": self.text, "marked": self.marked}
        return body | ({"answer": dict(self.answer)} if self.answer else {})


class InboxStore:
    def __init__(self, engine: AsyncEngine, keyring: Keyring, clock: Clock) -> None:
        self.engine = engine
        self.reading = readonly(engine)
        self.keyring = keyring
        self.clock = clock
        self._groups = Groups()
        self._members: dict[str, tuple[str, Sketch]] = {}
        self._in_memory = asyncio.Lock()

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction nobody else changes the inbox beside."""
        async with self.engine.begin() as connection:
            postgresql = connection.dialect.name == "postgresql"
            put = (postgresql_insert if postgresql else sqlite_insert)(InboxMarkRow)
            await connection.execute(put.values(name=_MARK).on_conflict_do_nothing())
            await connection.execute(
                select(InboxMarkRow.name).where(InboxMarkRow.name == _MARK).with_for_update()
            )
            yield connection

    async def looked_until(self) -> datetime | None:
        """Up to where conversations were looked through."""
        async with self.reading.connect() as connection:
            found = await connection.scalar(select(InboxMarkRow.at).where(InboxMarkRow.name == _MARK))
        return found

    async def look_from(self, at: datetime) -> None:
        async with self.writing() as connection:
            await connection.execute(
                update(InboxMarkRow)
                .where(InboxMarkRow.name == _MARK, InboxMarkRow.at.is_(None) | (InboxMarkRow.at < at))
                .values(at=at)
            )

    async def known(self, conversation_ids: Iterable[str]) -> dict[str, tuple[str, str]]:
        """Reason and state of what the inbox has of these conversations, by id."""
        row = MissedQuestionRow
        query = select(row.id, row.reason, row.state).where(row.conversation_id.in_(list(conversation_ids)))
        async with self.reading.connect() as connection:
            return {id: (reason, state) for id, reason, state in await connection.execute(query)}

    async def add(self, questions: Iterable[NewQuestion]) -> int:
        """Those that are new, each to the group it is like; how many they were. A question that was only unsure takes the
        reason it is collected for now, and any open one the answer a person gave meanwhile.
        """
        wanted = list(questions)
        if not wanted:
            return 0
        async with self._in_memory:
            while True:
                stamp, there = await self._present(wanted)
                new = [each for each in wanted if each.id not in there]
                # Comparing takes its time: before the transaction, and anew where the groups have changed meanwhile.
                plan = await asyncio.to_thread(self._plan, new)
                async with self.writing() as connection:
                    if await self._stamp(connection) != stamp:
                        continue
                    for question in wanted:
                        if question.id in there:
                            await self._renew(connection, there[question.id], question)
                    return await self._insert(connection, new, plan)

    async def _present(self, wanted: Sequence[NewQuestion]) -> tuple[tuple[int, int], dict[str, Row[Any]]]:
        """How the groups stand, now in memory too, and those of `wanted` that are there."""
        row = MissedQuestionRow
        async with self.reading.connect() as connection:
            stamp = await self._stamp(connection)
            alive = await connection.execute(select(row.id, row.group_id).where(row.state.in_(_ALIVE)))
            await self._remember(connection, dict(alive.tuples().all()))
            query = select(row.id, row.reason, row.state, row.body)
            found = await connection.execute(query.where(row.id.in_([each.id for each in wanted])))
            return stamp, {each.id: each for each in found}

    async def _stamp(self, connection: AsyncConnection) -> tuple[int, int]:
        """Two are equal while no question has come to a group or been taken from one."""
        row = MissedGroupRow
        count, versions = (await connection.execute(select(func.count(), func.sum(row.version)))).one()
        return int(count), int(versions or 0)

    def _plan(self, questions: Iterable[NewQuestion]) -> list[str]:
        """The group of each; new ones have an id already."""
        plan = []
        for question in questions:
            drawn = sketch(question.text, question.votes)
            group = self._groups.nearest(drawn) or uuid4().hex
            self._put(question.id, group, drawn)
            plan.append(group)
        return plan

    async def _insert(
        self, connection: AsyncConnection, questions: Sequence[NewQuestion], plan: Sequence[str]
    ) -> int:
        conversations = select(ConversationRow.id).where(
            ConversationRow.id.in_({each.conversation_id for each in questions})
        )
        kept = set((await connection.execute(conversations)).scalars())
        placed = [
            (question, group)
            for question, group in zip(questions, plan, strict=True)
            if question.conversation_id in kept
        ]
        if not placed:
            return 0
        groups = await self._grown(connection, {group for _, group in placed})
        await connection.execute(
            insert(MissedQuestionRow),
            [
                {
                    "id": question.id,
                    "conversation_id": question.conversation_id,
                    "seq": question.seq,
                    "at": question.at,
                    "channel": question.channel,
                    "reason": question.reason.value,
                    "state": "ignored" if groups[group].ignored_at else "open",
                    "group_id": group,
                    "joined": groups[group].version,
                    "model": question.model,
                    "intent": question.intent,
                    "confidence": question.confidence,
                    "topic": question.topic,
                    "votes": dict(question.votes),
                    "body": self.keyring.encrypt_json(question.body),
                }
                for question, group in placed
            ],
        )
        for id, group in groups.items():
            if group.ignored_at:
                await self._come_back(connection, id)
        return len(placed)

    async def _grown(self, connection: AsyncConnection, ids: Set[str]) -> dict[str, Row[Any]]:
        """These groups, opened where they are new, at their next version."""
        row = MissedGroupRow
        there = set((await connection.execute(select(row.id).where(row.id.in_(ids)))).scalars())
        if new := ids - there:
            opened = {"opened_at": self.clock.now(), "version": 0, "touched": 0, "ignored_at": None}
            await connection.execute(insert(row), [{"id": id} | opened for id in sorted(new)])
        await connection.execute(update(row).where(row.id.in_(ids)).values(version=row.version + 1))
        found = await connection.execute(select(row.__table__).where(row.id.in_(ids)))
        return {each.id: each for each in found}

    async def _renew(self, connection: AsyncConnection, there: Any, question: NewQuestion) -> None:
        if there.state != "open":
            return
        body = self.keyring.decrypt_json(there.body)
        values: dict[str, Any] = {}
        if there.reason == Reason.UNSURE.value and question.reason is not Reason.UNSURE:
            values |= {"reason": question.reason.value, "votes": dict(question.votes)}
        if question.answer and body.get("answer") != dict(question.answer):
            values["body"] = self.keyring.encrypt_json({**body, "answer": dict(question.answer)})
        if values:
            row = MissedQuestionRow
            await connection.execute(update(row).where(row.id == question.id).values(values))

    async def _come_back(self, connection: AsyncConnection, group_id: str) -> None:
        """What was asked often enough since it was ignored is open again."""
        row = MissedQuestionRow
        since = (row.group_id == group_id, row.state == "ignored", row.annotation_id.is_(None))
        asked = await connection.scalar(select(func.count()).where(*since)) or 0
        if asked >= COMES_BACK:
            await connection.execute(update(row).where(*since).values(state="open"))
            await connection.execute(
                update(MissedGroupRow).where(MissedGroupRow.id == group_id).values(ignored_at=None)
            )

    async def open_group(self, connection: AsyncConnection) -> str:
        """A new one without members."""
        id = uuid4().hex
        await connection.execute(
            insert(MissedGroupRow).values(id=id, opened_at=self.clock.now(), version=0, touched=0)
        )
        return id

    async def _remember(self, connection: AsyncConnection, alive: Mapping[str, str]) -> None:
        """Bring what is in memory up to `alive`, groups by question: other gateways write too."""
        for id in [id for id in self._members if id not in alive]:
            group, drawn = self._members.pop(id)
            self._groups.remove(group, drawn)
        for id in [id for id, (group, _) in self._members.items() if alive[id] != group]:
            group, drawn = self._members[id]
            self._groups.remove(group, drawn)
            self._put(id, alive[id], drawn)
        row, strange = MissedQuestionRow, [id for id in alive if id not in self._members]
        for start in range(0, len(strange), 500):
            some = strange[start : start + 500]
            rows = (
                await connection.execute(select(row.id, row.votes, row.body).where(row.id.in_(some)))
            ).all()
            drawn_of = await asyncio.to_thread(self._draw, rows)
            for id, drawn in sorted(drawn_of.items()):
                self._put(id, alive[id], drawn)

    def _draw(self, rows: Iterable[Any]) -> dict[str, Sketch]:
        return {each.id: sketch(self.keyring.decrypt_json(each.body)["text"], each.votes) for each in rows}

    def _put(self, id: str, group: str, drawn: Sketch) -> None:
        self._members[id] = (group, drawn)
        self._groups.add(group, drawn)

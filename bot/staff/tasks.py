"""Tasks 任务: what somebody of staff has to do until when; whoever notices it opens it, once per key."""

import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from aiohttp import web
from sqlalchemy import func, insert, select, true, tuple_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.staff.accounts import Staff
from bot.staff.errors import TaskNotFound, TaskOver, TaskTaken
from bot.staff.models import StaffRow
from bot.staff.task import Act, Counts, Figures, Step, Task, TaskKind
from bot.staff.task_models import TaskRow, TaskStepRow
from kernel.clock import SHANGHAI, Clock, today
from kernel.crypto import Keyring
from kernel.database import readonly

__all__ = ["SYSTEM", "TASKS", "Act", "Counts", "Figures", "Step", "Task", "TaskKind", "Tasks"]

SYSTEM = "system"


class Tasks:
    """Rows with a history; each step is one transaction that holds the row.

    Whoever may see a task may do what there is to do with it (`Task.is_for`); for all others it is `TaskNotFound`.
    """

    def __init__(self, engine: AsyncEngine, keyring: Keyring, clock: Clock) -> None:
        self._engine = engine
        self._keyring = keyring
        self._clock = clock

    async def open(
        self,
        kind: TaskKind,
        text: str,
        due_at: datetime,
        key: str,
        *,
        by: str,
        owner: str | None = None,
        about: str | None = None,
        queue: str | None = None,
        repeat_days: int | None = None,
    ) -> Task:
        """The same key is the same task, also once it is done. `by`: a username, or `system`."""
        if (found := await self.opened(key)) is not None:
            return found
        task = Task(
            uuid.uuid4().hex,
            kind,
            text,
            due_at,
            owner,
            about,
            by,
            self._clock.now(),
            queue=queue,
            repeat_days=repeat_days,
        )
        try:
            async with self._engine.begin() as connection:
                await self._add(connection, task, key)
        except IntegrityError:
            pass  # another was first with the same key
        [task] = await self._where(TaskRow.key == key)
        return task

    async def opened(self, key: str) -> Task | None:
        """The one with that key."""
        found = await self._where(TaskRow.key == key)
        return found[0] if found else None

    async def get(self, staff: Staff, task_id: str) -> Task:
        """`TaskNotFound`."""
        found = await self._where(TaskRow.id == task_id)
        if not found or not found[0].is_for(staff):
            raise TaskNotFound()
        return found[0]

    async def history(self, task_id: str) -> list[Step]:
        """Oldest first."""
        query = select(TaskStepRow.__table__).where(TaskStepRow.task_id == task_id).order_by(TaskStepRow.id)
        async with readonly(self._engine).connect() as connection:
            rows = await connection.execute(query)
            return [
                Step(Act(row.act), row.by, row.at, row.owner, row.due_at, self._opened(row.note))
                for row in rows
            ]

    async def listed(
        self,
        staff: Staff,
        *,
        owner: str | None = None,
        unowned: bool = False,
        kind: TaskKind | None = None,
        done: bool = False,
        after: str | None = None,
        limit: int = 50,
    ) -> list[Task]:
        """What `staff` may see, due first at the front; `done`: what is done instead, newest first.

        `owner`: theirs only; `unowned`: only what nobody has; `after`: what follows the task of that id (`TaskNotFound`).
        """
        conditions = [seen_by(staff), TaskRow.done_at.is_not(None) if done else TaskRow.done_at.is_(None)]
        if owner is not None:
            conditions.append(TaskRow.owner == owner)
        if unowned:
            conditions.append(TaskRow.owner.is_(None))
        if kind is not None:
            conditions.append(TaskRow.kind == kind.value)
        if after is not None:
            conditions.append(await self._following(after, done=done))
        by = (TaskRow.done_at.desc(), TaskRow.id.desc()) if done else (TaskRow.due_at, TaskRow.id)
        return await self._where(*conditions, order=by, limit=limit)

    async def take(self, staff: Staff, task_id: str) -> Task:
        """It is theirs; one of several at once gets it, the others `TaskTaken`. `TaskOver`."""

        def takes(task: Task) -> dict[str, Any] | None:
            if task.owner is not None:
                if task.owner != staff.username:
                    raise TaskTaken()
                return None
            return {"owner": staff.username}

        return await self._step(staff, task_id, Act.TAKEN, takes)

    async def hand_over(self, staff: Staff, task_id: str, to: str | None, note: str | None = None) -> Task:
        """To a colleague, or with None to whoever takes it. `TaskOver`."""

        def hands(task: Task) -> dict[str, Any] | None:
            return {"owner": to} if task.owner != to else None

        return await self._step(staff, task_id, Act.HANDED_OVER, hands, note)

    async def move(self, staff: Staff, task_id: str, due_at: datetime, reason: str) -> Task:
        """Due at another time. `TaskOver`."""

        def moves(task: Task) -> dict[str, Any] | None:
            return {"due_at": due_at} if task.due_at != due_at else None

        return await self._step(staff, task_id, Act.MOVED, moves, reason)

    async def done(self, staff: Staff, task_id: str, result: str, *, last: bool = False) -> Task:
        """Done with this result; what nobody had becomes theirs by it. `TaskOver`.

        One that comes round opens the next with it, unless it was the `last`.
        """

        def does(task: Task) -> dict[str, Any]:
            return {
                "done_at": self._clock.now(),
                "done_by": staff.username,
                "result": self._keyring.encrypt(result),
                "owner": task.owner or staff.username,
            }

        async def goes_on(connection: AsyncConnection, task: Task) -> None:
            if task.repeat_days is not None and not last:
                await self._next(connection, task, staff.username, task.repeat_days)

        return await self._step(staff, task_id, Act.DONE, does, result, then=goes_on)

    async def reopen(self, staff: Staff, task_id: str, reason: str) -> Task:
        """To be done after all; one that is open stays as it is."""

        def opens(task: Task) -> dict[str, Any] | None:
            if task.done_at is None:
                return None
            return {"done_at": None, "done_by": None, "result": None}

        return await self._step(staff, task_id, Act.REOPENED, opens, reason, over=True)

    async def counts(self, staff: Staff) -> Counts:
        """Of what is their own."""
        now = self._clock.now()
        ends = datetime.combine(today(self._clock), time.max, SHANGHAI)
        late, soon = TaskRow.due_at < now, TaskRow.due_at <= ends
        query = select(
            func.count().filter(late), func.count().filter(soon & ~late), func.count().filter(~soon)
        ).where(TaskRow.owner == staff.username, TaskRow.done_at.is_(None))
        async with readonly(self._engine).connect() as connection:
            return Counts(*(await connection.execute(query)).one())

    async def figures(self, since: datetime, until: datetime) -> dict[TaskKind, Figures]:
        """By kind, of those there are: what is open and late now, what was done in [since, until) and in time."""
        undone, done = TaskRow.done_at.is_(None), (TaskRow.done_at >= since) & (TaskRow.done_at < until)
        query = select(
            TaskRow.kind,
            func.count().filter(undone),
            func.count().filter(undone & (TaskRow.due_at < self._clock.now())),
            func.count().filter(done),
            func.count().filter(done & (TaskRow.done_at <= TaskRow.due_at)),
        ).group_by(TaskRow.kind)
        async with readonly(self._engine).connect() as connection:
            return {TaskKind(kind): Figures(*counted) for kind, *counted in await connection.execute(query)}

    async def give_back(self) -> list[str]:
        """Open tasks of who has left the house belong to nobody again; their ids."""
        gone = TaskRow.owner.not_in(select(StaffRow.username).where(StaffRow.active))
        async with self._engine.begin() as connection:
            rows = await connection.execute(
                select(TaskRow.id, TaskRow.due_at).where(TaskRow.done_at.is_(None), gone).with_for_update()
            )
            back = list(rows)
            for row in back:
                await connection.execute(update(TaskRow).where(TaskRow.id == row.id).values(owner=None))
                await self._note(connection, row.id, Act.GIVEN_BACK, SYSTEM, None, row.due_at, None)
        return [row.id for row in back]

    async def _step(
        self,
        staff: Staff,
        task_id: str,
        act: Act,
        change: Callable[[Task], dict[str, Any] | None],
        note: str | None = None,
        *,
        over: bool = False,
        then: Callable[[AsyncConnection, Task], Awaitable[None]] | None = None,
    ) -> Task:
        """`change` says what becomes of the task, None: nothing new. `over`: also where it is done. `then`: with it."""
        async with self._engine.begin() as connection:
            found = await connection.execute(
                select(TaskRow.__table__).where(TaskRow.id == task_id).with_for_update()
            )
            row = found.one_or_none()
            if row is None:
                raise TaskNotFound()
            task = self._task(row)
            if not task.is_for(staff):
                # Who was slower is told so; nothing else of it is theirs to know.
                slower = act is Act.TAKEN and task.done_at is None and task.known_to(staff)
                raise TaskTaken() if slower else TaskNotFound()
            if task.done_at is not None and not over:
                raise TaskOver()
            changed = change(task)
            if changed is None:
                return task
            await connection.execute(update(TaskRow).where(TaskRow.id == task_id).values(changed))
            owner, due_at = changed.get("owner", task.owner), changed.get("due_at", task.due_at)
            await self._note(connection, task_id, act, staff.username, owner, due_at, note)
            if then is not None:
                await then(connection, replace(task, owner=owner))
        [task] = await self._where(TaskRow.id == task_id)
        return task

    async def _next(self, connection: AsyncConnection, task: Task, by: str, days: int) -> None:
        """The one that comes round after `task`; one that was opened again and is done again has it already."""
        key, now = f"{task.id}:next", self._clock.now()
        if (await connection.execute(select(TaskRow.id).where(TaskRow.key == key))).first() is None:
            due_at = now + timedelta(days=days)
            following = replace(task, id=uuid.uuid4().hex, due_at=due_at, opened_by=by, opened_at=now)
            await self._add(connection, following, key)

    async def _add(self, connection: AsyncConnection, task: Task, key: str) -> None:
        values = {
            "id": task.id,
            "key": key,
            "kind": task.kind.value,
            "text": self._keyring.encrypt(task.text),
            "due_at": task.due_at,
            "owner": task.owner,
            "queue": task.queue,
            "about": task.about,
            "repeat_days": task.repeat_days,
            "opened_by": task.opened_by,
            "opened_at": task.opened_at,
        }
        await connection.execute(insert(TaskRow).values(values))
        await self._note(connection, task.id, Act.OPENED, task.opened_by, task.owner, task.due_at, None)

    async def _note(
        self,
        connection: AsyncConnection,
        task_id: Any,
        act: Act,
        by: str,
        owner: str | None,
        due_at: datetime,
        note: str | None,
    ) -> None:
        values = {
            "task_id": task_id,
            "act": act.value,
            "by": by,
            "at": self._clock.now(),
            "owner": owner,
            "due_at": due_at,
            "note": self._keyring.encrypt(note) if note else None,
        }
        await connection.execute(insert(TaskStepRow).values(values))

    async def _following(self, task_id: str, *, done: bool) -> Any:
        found = await self._where(TaskRow.id == task_id)
        if not found:
            raise TaskNotFound()
        last = found[0]
        if done:
            return tuple_(TaskRow.done_at, TaskRow.id) < (last.done_at or self._clock.now(), last.id)
        return tuple_(TaskRow.due_at, TaskRow.id) > (last.due_at, last.id)

    async def _where(
        self, *conditions: Any, order: Sequence[Any] = (TaskRow.id,), limit: int | None = None
    ) -> list[Task]:
        query = select(TaskRow.__table__).where(*conditions).order_by(*order).limit(limit)
        async with readonly(self._engine).connect() as connection:
            return [self._task(row) for row in await connection.execute(query)]

    def _task(self, row: Any) -> Task:
        return Task(
            row.id,
            TaskKind(row.kind),
            self._keyring.decrypt(row.text),
            row.due_at,
            row.owner,
            row.about,
            row.opened_by,
            row.opened_at,
            row.done_at,
            row.done_by,
            self._opened(row.result),
            row.queue,
            row.repeat_days,
        )

    def _opened(self, token: str | None) -> str | None:
        return self._keyring.decrypt(token) if token else None


def seen_by(staff: Staff) -> Any:
    """The condition on rows that `Task.is_for` is on a task."""
    if staff.sees_all:
        return true()
    known = TaskRow.queue.is_(None) | TaskRow.queue.in_(staff.skills) if staff.skills else true()
    return (TaskRow.owner == staff.username) | (TaskRow.owner.is_(None) & known)


TASKS = web.AppKey("tasks", Tasks)

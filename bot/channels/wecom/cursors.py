"""How far each account was read, who reads it, and which rows were dealt with."""

import contextlib
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.wecom.models import WecomCursorRow, WecomSeenRow, WecomSentRow
from kernel.clock import Clock
from kernel.database import readonly

LEASE = timedelta(seconds=30)
# The platform keeps its queue for three days, and takes nothing two days after a customer's message.
_KEPT = timedelta(days=4)


class Cursors:
    """Of one account's kf accounts. `holder` names this process."""

    def __init__(self, engine: AsyncEngine, clock: Clock, account: str, holder: str) -> None:
        self._engine = engine
        self._clock = clock
        self._account = account
        self._holder = holder

    async def known(self) -> list[str]:
        """The kf accounts that rang before."""
        async with readonly(self._engine).connect() as connection:
            found = await connection.execute(
                select(WecomCursorRow.open_kfid).where(WecomCursorRow.account == self._account)
            )
            return list(found.scalars())

    async def begin(self, open_kfid: str, since: datetime) -> None:
        """Read from `since` on, where this kf account is new."""
        if open_kfid in await self.known():
            return
        with contextlib.suppress(IntegrityError):
            async with self._engine.begin() as connection:
                await connection.execute(
                    insert(WecomCursorRow).values(account=self._account, open_kfid=open_kfid, since=since)
                )

    async def take(self, open_kfid: str) -> tuple[str, datetime] | None:
        """Cursor (empty at first) and `since`, ours alone for `LEASE`; None while another process reads."""
        now = self._clock.now()
        async with self._engine.begin() as connection:
            taken = await connection.execute(
                update(WecomCursorRow)
                .where(
                    *self._of(open_kfid),
                    or_(
                        WecomCursorRow.lease.is_(None),
                        WecomCursorRow.lease == self._holder,
                        WecomCursorRow.lease_until <= now,
                    ),
                )
                .values(lease=self._holder, lease_until=now + LEASE)
                .returning(WecomCursorRow.cursor, WecomCursorRow.since)
            )
            row = taken.one_or_none()
        return None if row is None else (row.cursor or "", row.since)

    async def renew(self, open_kfid: str) -> None:
        await self._note(open_kfid, lease_until=self._clock.now() + LEASE)

    async def advance(self, open_kfid: str, cursor: str) -> bool:
        """Everything before `cursor` was dealt with; False when another process reads by now."""
        return await self._note(open_kfid, cursor=cursor, lease_until=self._clock.now() + LEASE)

    async def release(self, open_kfid: str) -> None:
        await self._note(open_kfid, lease=None, lease_until=None)

    async def _note(self, open_kfid: str, **values: object) -> bool:
        async with self._engine.begin() as connection:
            changed = await connection.execute(
                update(WecomCursorRow)
                .where(*self._of(open_kfid), WecomCursorRow.lease == self._holder)
                .values(**values)
            )
            return bool(changed.rowcount)

    def _of(self, open_kfid: str) -> tuple[ColumnElement[bool], ...]:
        return (WecomCursorRow.account == self._account, WecomCursorRow.open_kfid == open_kfid)

    async def unseen(self, msgids: Collection[str]) -> set[str]:
        """Those of `msgids` that were not dealt with yet."""
        async with readonly(self._engine).connect() as connection:
            found = await connection.execute(select(WecomSeenRow.msgid).where(WecomSeenRow.msgid.in_(msgids)))
            return set(msgids) - set(found.scalars())

    async def saw(self, msgid: str) -> None:
        with contextlib.suppress(IntegrityError):
            async with self._engine.begin() as connection:
                await connection.execute(insert(WecomSeenRow).values(msgid=msgid, at=self._clock.now()))

    async def prune(self) -> None:
        """Forget rows the platform has forgotten, and msgids nothing is repeated under any more."""
        before = self._clock.now() - _KEPT
        async with self._engine.begin() as connection:
            for table in (WecomSeenRow, WecomSentRow):
                await connection.execute(delete(table).where(table.at < before))

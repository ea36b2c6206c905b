"""Following what happens to claims and complaints: nothing is missed, and what is done with is not shown again.

A transaction may end long after a younger one, so no instant says "all before it was seen". Instead a cursor is kept per record,
whose events are numbered in the order in which they can be seen at all. Whoever crashes between work and `done` is shown
the same again: the work has to bear that, as a plan with a key does.

What is older than `NEWS` is news to nobody. Every few minutes all of that time is looked through, in between only its last
part: a transaction that ends later than that is found a few minutes late, not never.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.outreach.notices.models import CursorRow
from insurance.services.changes import Case, Change, ChangeService, Course
from kernel.clock import Clock
from kernel.database import readonly

NEWS = timedelta(days=3)
RECENT = timedelta(minutes=15)
ALL_EVERY = timedelta(minutes=5)
BATCH = 200


@dataclass(frozen=True)
class News:
    """A record with what of it is new: changes of the last `NEWS` beyond the cursor, oldest first, at least one."""

    case: Case
    course: Course
    fresh: tuple[Change, ...]


class Feed:
    """One reader's; several processes may read as the same one."""

    def __init__(self, engine: AsyncEngine, clock: Clock, changes: ChangeService, reader: str) -> None:
        self._engine = engine
        self._clock = clock
        self._changes = changes
        self._reader = reader
        self._all_at: datetime | None = None

    async def batches(self) -> list[list[tuple[Case, str]]]:
        """The records with something new, oldest number first, in pieces to be read one after the other."""
        now = self._clock.now()
        whole = self._all_at is None or now - self._all_at >= ALL_EVERY
        last = await self._changes.since(now - (NEWS if whole else RECENT))
        seen = await self._seen(list(last))
        found = sorted(record for record, seq in last.items() if seq > seen.get(record, 0))
        if whole:
            self._all_at = now
            await self._forget(now)
        return list(_pieces(found))

    async def read(self, records: Sequence[tuple[Case, str]]) -> list[News]:
        """What is new of these; of one that is gone, or nothing of which is news, nothing."""
        since = self._clock.now() - NEWS
        claims = await self._changes.claims([number for case, number in records if case is Case.CLAIM])
        complaints = await self._changes.complaints(
            [number for case, number in records if case is Case.COMPLAINT]
        )
        seen = await self._seen(records)
        found = []
        for case, number in records:
            course = claims.get(number) if case is Case.CLAIM else complaints.get(number)
            beyond = seen.get((case, number), 0)
            fresh = (
                [each for each in course.changes if each.seq > beyond and each.at >= since] if course else []
            )
            if course and fresh:
                found.append(News(case, course, tuple(fresh)))
        return found

    async def done(self, read: Sequence[News]) -> None:
        """These are not shown again. Two at the same time do no harm: one of them is shown these again."""
        now = self._clock.now()
        records = [(each.case, each.course.number) for each in read]
        async with AsyncSession(self._engine) as db:
            stored = {
                (row.noun, row.number): row
                for row in await db.scalars(select(CursorRow).where(self._of(records)).with_for_update())
            }
            for each in read:
                seq = each.fresh[-1].seq
                row = stored.get((each.case, each.course.number))
                if row is None:
                    db.add(
                        CursorRow(
                            reader=self._reader, noun=each.case, number=each.course.number, seq=seq, at=now
                        )
                    )
                else:
                    row.seq, row.at = max(row.seq, seq), now
            try:
                await db.commit()
            except IntegrityError:
                await db.rollback()

    async def _seen(self, records: Sequence[tuple[Case, str]]) -> dict[tuple[Case, str], int]:
        found: dict[tuple[Case, str], int] = {}
        async with AsyncSession(readonly(self._engine)) as db:
            for piece in _pieces(records):
                rows = await db.scalars(select(CursorRow).where(self._of(piece)))
                found |= {(Case(row.noun), row.number): row.seq for row in rows}
        return found

    def _of(self, records: Sequence[tuple[Case, str]]) -> ColumnElement[bool]:
        pairs = [(case.value, number) for case, number in records]
        return (CursorRow.reader == self._reader) & tuple_(CursorRow.noun, CursorRow.number).in_(pairs)

    async def _forget(self, now: datetime) -> None:
        """Of what is no news any more nobody has to know whether it was seen."""
        old = (CursorRow.reader == self._reader) & (CursorRow.at < now - NEWS - RECENT)
        async with AsyncSession(self._engine) as db:
            await db.execute(delete(CursorRow).where(old))
            await db.commit()


def _pieces(records: Sequence[tuple[Case, str]]) -> Iterator[list[tuple[Case, str]]]:
    for start in range(0, len(records), BATCH):
        yield list(records[start : start + BATCH])

"""Practices: an agent talks with a simulated customer; what was said, how it ended, what it is worth.

Nothing here is a conversation: no queue, no figure and no customer knows of it.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

import msgspec
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.studio.coaching.cases import Case
from bot.studio.coaching.ledger import Entry, Kind, Ledger
from bot.studio.coaching.library import CaseLibrary
from bot.studio.coaching.models import PracticeRow
from bot.studio.coaching.play import Ending, Played, answer, begin, broken_off
from bot.studio.coaching.scoring import Score, score
from bot.studio.errors import ItemNotFound, PracticeOver, VersionConflict
from kernel.clock import Clock
from kernel.crypto import Keyring
from kernel.database import readonly

# Whoever leaves the page open learns nothing meanwhile.
_LONGEST_MINUTES = 30
_LONGEST_LIST = 200

# What in a text may not be said to a customer: what may be said instead, one per breach.
Judge = Callable[[str], Awaitable[Sequence[str]]]


@dataclass(frozen=True)
class Line:
    """`mine`: the agent's; `faults`: what may be said instead, where the rules of conduct forbid it."""

    mine: bool
    text: str
    at: datetime
    faults: Sequence[str] = ()


@dataclass(frozen=True)
class Practice:
    id: str
    username: str
    case: Case
    started_at: datetime
    ended_at: datetime | None
    lines: Sequence[Line]
    played: Played
    done_at: dict[str, int]
    score: Score | None
    version: int
    comment: str | None
    comment_by: str | None


class Practices:
    def __init__(
        self,
        engine: AsyncEngine,
        keyring: Keyring,
        clock: Clock,
        library: CaseLibrary,
        ledger: Ledger,
        judge: Judge,
    ) -> None:
        self._engine = engine
        self._keyring = keyring
        self._clock = clock
        self._library = library
        self._ledger = ledger
        self._judge = judge

    async def begin(self, username: str, case_id: str) -> Practice:
        """`ItemNotFound` where there is no such case, or it is still a draft."""
        case = await self._library.ready(case_id)
        now = self._clock.now()
        lines = [Line(False, text, now) for text in case.opening]
        practice = Practice(
            uuid4().hex, username, case, now, None, lines, begin(case), {}, None, 1, None, None
        )
        async with self._engine.begin() as connection:
            await connection.execute(
                insert(PracticeRow).values(
                    id=practice.id,
                    username=username,
                    case_id=case.id,
                    started_at=now,
                    version=1,
                    body=self._body(practice),
                )
            )
        return practice

    async def get(self, id: str, username: str | None = None) -> Practice:
        """`username`: theirs alone. `ItemNotFound`."""
        asked = select(PracticeRow.__table__).where(PracticeRow.id == id)
        if username is not None:
            asked = asked.where(PracticeRow.username == username)
        async with readonly(self._engine).connect() as connection:
            row = (await connection.execute(asked)).one_or_none()
        if row is None:
            raise ItemNotFound(kind="practice", id=id)
        return self._practice(row)

    async def of(self, username: str) -> list[Practice]:
        """Newest first."""
        async with readonly(self._engine).connect() as connection:
            rows = await connection.execute(
                select(PracticeRow.__table__)
                .where(PracticeRow.username == username)
                .order_by(PracticeRow.started_at.desc())
                .limit(_LONGEST_LIST)
            )
            return [self._practice(row) for row in rows]

    async def say(self, id: str, username: str, version: int, text: str) -> Practice:
        """The customer answers at once. `PracticeOver`; `VersionConflict` where another page was faster."""
        practice = await self.get(id, username)
        if practice.ended_at is not None:
            raise PracticeOver()
        now = self._clock.now()
        played, says = answer(practice.case, practice.played, text)
        done_at = practice.done_at | dict.fromkeys(played.steps - practice.played.steps, played.lines)
        lines = [
            *practice.lines,
            Line(True, text, now, tuple(await self._judge(text))),
            *(Line(False, each, now) for each in says),
        ]
        return await self._write(practice, version, lines, played, done_at)

    async def end(self, id: str, username: str, version: int) -> Practice:
        """The agent breaks it off; ended already: as it is."""
        practice = await self.get(id, username)
        if practice.ended_at is not None:
            return practice
        return await self._write(
            practice, version, practice.lines, broken_off(practice.played), practice.done_at
        )

    async def comment(self, id: str, by: str, text: str) -> Practice:
        async with self._engine.begin() as connection:
            await connection.execute(
                update(PracticeRow)
                .where(PracticeRow.id == id)
                .values(comment=self._keyring.encrypt_json(text), comment_by=by)
            )
        return await self.get(id)

    async def _write(
        self,
        practice: Practice,
        version: int,
        lines: Sequence[Line],
        played: Played,
        done_at: dict[str, int],
    ) -> Practice:
        ended_at = self._clock.now() if played.ending is not None else None
        worth = _worth(practice.case, played, lines, done_at) if ended_at else None
        after = replace(
            practice,
            ended_at=ended_at,
            lines=lines,
            played=played,
            done_at=done_at,
            score=worth,
            version=version + 1,
        )
        async with self._engine.begin() as connection:
            changed = await connection.execute(
                update(PracticeRow)
                .where(PracticeRow.id == practice.id, PracticeRow.version == version)
                .values(
                    version=after.version,
                    ended_at=ended_at,
                    ending=played.ending.value if played.ending else None,
                    score=worth.total if worth else None,
                    body=self._body(after),
                )
            )
        if not changed.rowcount:
            raise VersionConflict(current=None)
        if worth is not None and played.lines:
            await self._ledger.book([_entry(after, worth)], f"practice:{practice.id}")
        return after

    def _body(self, practice: Practice) -> str:
        """The case goes along, so that a practice can be read when its case has changed."""
        return self._keyring.encrypt_json(
            {
                "case": msgspec.to_builtins(practice.case),
                "lines": [msgspec.to_builtins(line) for line in practice.lines],
                "played": {
                    **asdict(practice.played),
                    "steps": sorted(practice.played.steps),
                    "facts": sorted(practice.played.facts),
                    "reactions": sorted(practice.played.reactions),
                },
                "done_at": practice.done_at,
                "score": msgspec.to_builtins(practice.score),
            }
        )

    def _practice(self, row: Any) -> Practice:
        body = self._keyring.decrypt_json(row.body)
        return Practice(
            row.id,
            row.username,
            msgspec.convert(body["case"], Case),
            row.started_at,
            row.ended_at,
            msgspec.convert(body["lines"], list[Line]),
            msgspec.convert(body["played"], Played),
            body["done_at"],
            msgspec.convert(body["score"], Score) if body["score"] else None,
            row.version,
            self._keyring.decrypt_json(row.comment) if row.comment else None,
            row.comment_by,
        )


def _worth(case: Case, played: Played, lines: Sequence[Line], done_at: dict[str, int]) -> Score:
    mine = [line for line in lines if line.mine]
    breaches = [(number, safe) for number, line in enumerate(mine, 1) for safe in line.faults]
    waited = (mine[0].at - lines[0].at).total_seconds() if mine else None
    return score(case, played, done_at=done_at, breaches=breaches, first_response_s=waited)


def _entry(practice: Practice, worth: Score) -> Entry:
    assert practice.ended_at is not None
    spent = (practice.ended_at - practice.started_at).total_seconds() / 60
    return Entry(
        practice.username,
        Kind.PRACTICE,
        practice.case.area,
        practice.case.id,
        practice.case.title,
        min(_LONGEST_MINUTES, max(1, round(spent))),
        worth.total,
        worth.passed and practice.played.ending is Ending.SATISFIED,
        practice.ended_at,
        practice.username,
    )

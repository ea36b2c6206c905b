"""What the rooms of coaching work with, and a person's own page."""

from dataclasses import dataclass
from datetime import date, timedelta

from aiohttp import web
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.service import Conversations
from bot.staff.accounts import StaffAccounts
from bot.studio.coaching import wire
from bot.studio.coaching.ledger import Kind, Ledger, plan, quarter_of, standing
from bot.studio.coaching.library import CaseLibrary
from bot.studio.coaching.models import TourRow
from bot.studio.coaching.practices import Practices
from bot.studio.coaching.quizzes import QuizRoom, quizzes
from kernel.clock import Clock, today
from kernel.database import readonly

_ENTRIES_SHOWN = 50


class Tours:
    """Who has seen the tour of the desk."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def seen(self, username: str) -> bool:
        async with readonly(self._engine).connect() as connection:
            found = await connection.execute(select(TourRow.at).where(TourRow.username == username))
            return found.first() is not None

    async def remember(self, username: str) -> None:
        try:
            async with self._engine.begin() as connection:
                await connection.execute(insert(TourRow).values(username=username, at=self._clock.now()))
        except IntegrityError:
            return


@dataclass(frozen=True)
class Coaching:
    library: CaseLibrary
    practices: Practices
    quizzes: QuizRoom
    ledger: Ledger
    tours: Tours
    accounts: StaffAccounts
    conversations: Conversations
    clock: Clock

    async def titles(self) -> dict[tuple[str, str], str]:
        """What the items of the plan are called."""
        cases = {("case", each.case.id): each.case.title for each in await self.library.all()}
        return cases | {("quiz", each.id): each.title for each in quizzes().quizzes}

    async def mine(self, username: str) -> wire.Mine:
        """`username`'s own record and what there is to learn."""
        entries = await self.ledger.entries(username)
        first, after = quarter_of(today(self.clock))
        stands = standing(entries, first)
        best: dict[tuple[Kind, str], int] = {}
        for entry in entries:
            if entry.item is not None and entry.score is not None:
                key = entry.kind, entry.item
                best[key] = max(best.get(key, 0), entry.score)
        titles = await self.titles()
        due_on: date = after - timedelta(days=1)
        figures = plan()
        return wire.Mine(
            stands.minutes,
            figures.target_hours * 60,
            figures.alert_below_hours * 60,
            [
                wire.PlanShown(
                    item.kind,
                    item.id,
                    titles[item.kind, item.id],
                    due_on,
                    (item.kind, item.id) in stands.done,
                )
                for item in figures.plan
            ],
            [
                wire.CaseOffered(
                    each.case.id,
                    each.case.title,
                    each.case.area,
                    each.case.difficulty,
                    each.case.mood,
                    each.case.about,
                    best.get((Kind.PRACTICE, each.case.id)),
                )
                for each in await self.library.all()
                if each.ready
            ],
            [
                wire.QuizOffered(
                    each.id,
                    each.title,
                    each.area,
                    wire.questions_in(each),
                    quizzes().pass_from,
                    best.get((Kind.QUIZ, each.id)),
                )
                for each in quizzes().quizzes
            ],
            [wire.entry_of(entry) for entry in entries[:_ENTRIES_SHOWN]],
            await self.tours.seen(username),
        )


COACHING = web.AppKey("coaching", Coaching)

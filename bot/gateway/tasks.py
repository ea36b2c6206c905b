"""Tasks of staff: their list at the desk, calls after cases, and what becomes of those whose owner has left."""

from collections.abc import Collection
from datetime import timedelta
from functools import partial

from aiohttp import web
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.service import Conversations
from bot.desk.customers.card import CustomerCards
from bot.desk.tasks import api
from bot.desk.tasks.about import Abouts
from bot.desk.tasks.api import TASK_DESK, TaskDesk
from bot.desk.tasks.follow_ups import FollowUps
from bot.gateway.parts import Parts
from bot.http.endpoint import routes
from bot.outreach.surveys.models import SurveyAnswerRow
from bot.staff.accounts import AT_DESK
from bot.staff.guards import at_desk, recorded
from bot.staff.tasks import TASKS, Tasks
from kernel.database import readonly
from kernel.schedule import Schedule

_GIVEN_BACK_EVERY = timedelta(minutes=1)
_FOLLOWED_UP_EVERY = timedelta(hours=1)


class SurveyAnswers:
    """`bot.desk.tasks.follow_ups.Answers`: the desk knows nothing of surveys."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def answered(self, occasion: str, numbers: Collection[str]) -> set[str]:
        row = SurveyAnswerRow
        query = select(row.number).where(
            row.occasion == occasion, row.number.in_(numbers), row.answered_at.is_not(None)
        )
        async with readonly(self._engine).connect() as connection:
            return set((await connection.execute(query)).scalars())


def add(app: web.Application, parts: Parts, conversations: Conversations, schedule: Schedule) -> None:
    """Puts the room together, adds its routes to `app` and its jobs to `schedule`."""
    tasks = app[TASKS] = Tasks(parts.engine, parts.keyring, parts.clock)
    app[TASK_DESK] = TaskDesk(
        tasks,
        Abouts(conversations, parts.services.changes),
        CustomerCards(parts.services.customers),
        parts.services.callbacks,
        parts.clock,
    )
    app.add_routes(partial(routes, guard=at_desk, roles=AT_DESK, record=recorded)(api.HANDLERS))
    follow_ups = FollowUps(tasks, parts.services.changes, SurveyAnswers(parts.engine), parts.clock)
    schedule.every(_GIVEN_BACK_EVERY, "tasks_given_back", tasks.give_back)
    schedule.every(_FOLLOWED_UP_EVERY, "tasks_followed_up", follow_ups.open_due)

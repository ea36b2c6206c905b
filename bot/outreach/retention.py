"""What the house said first and asked is not kept for ever."""

from datetime import timedelta

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.outreach.ledger import State
from bot.outreach.models import OutgoingRow
from bot.outreach.reminders.models import PeriodRow
from bot.outreach.surveys.models import SurveyAnswerRow
from kernel.clock import Clock, today
from kernel.pruning import prune

_OVER = (State.SENT.value, State.SKIPPED.value)


class OutreachRetention:
    """How long is kept: `messages` after they were due, once they are sent or given up; `answers` after they were given, or
    after the invitation that nobody answered; `due_days` of policies after that day, paid or not.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        clock: Clock,
        *,
        messages: timedelta,
        answers: timedelta,
        due_days: timedelta,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._messages = messages
        self._answers = answers
        self._due_days = due_days

    async def prune(self) -> int:
        """How many rows went."""
        now = self._clock.now()
        sent = (OutgoingRow.due_at < now - self._messages) & OutgoingRow.state.in_(_OVER)
        last = func.coalesce(SurveyAnswerRow.answered_at, SurveyAnswerRow.invited_at)
        gone = await prune(self._engine, OutgoingRow, sent)
        gone += await prune(self._engine, SurveyAnswerRow, last < now - self._answers)
        past = PeriodRow.period < today(self._clock) - self._due_days
        return gone + await prune(self._engine, PeriodRow, past)

"""Makes the demo's past, once: the same for everyone on the same day, in one transaction beside what the house has.

Nobody of it can be written to: the conversations belong to no customer, and what was sent is done with.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from random import Random

from sqlalchemy import func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.conversations.models import (
    ConversationRow,
    EngagementRow,
    MessageRow,
    OwnerEventRow,
    RatingRow,
    TurnRow,
    UnderstandingRow,
    WaitRow,
)
from bot.conversations.service import Conversations
from bot.desk.assist.models import SuggestionUsedRow
from bot.gateway.demo_history.sayings import BUSINESS, MISSED, STORM_ANSWER
from bot.gateway.demo_history.sayings import STORM as STORM_WORDS
from bot.gateway.demo_history.sent import sent
from bot.gateway.demo_history.talk import Rows, Talk
from bot.insights.insights import Insights
from bot.outreach.models import OutgoingRow
from bot.outreach.reminders.models import PeriodRow
from bot.outreach.surveys.models import SurveyAnswerRow
from insurance.bootstrap import Services
from insurance.demo.past import STORM
from insurance.domain.faq import FaqEntry
from insurance.domain.journey import INTENT_STAGES, Stage
from kernel.clock import SHANGHAI, Clock, today
from kernel.crypto import Keyring
from kernel.database import Base
from kernel.signals import LocalSignals

DAYS = 60
_SEED = 20261123
_A_DAY = 25
_ROWS = 500
# Parents before children.
_ORDER: tuple[type[Base], ...] = (
    ConversationRow,
    MessageRow,
    TurnRow,
    UnderstandingRow,
    OwnerEventRow,
    EngagementRow,
    WaitRow,
    SuggestionUsedRow,
    RatingRow,
    PeriodRow,
    OutgoingRow,
    SurveyAnswerRow,
)
_QUEUES = {
    Stage.CLAIM: "claims",
    Stage.SERVICING: "servicing",
    Stage.RENEWAL: "servicing",
    Stage.TERMINATION: "servicing",
    Stage.CARE: "complaints",
    Stage.APPLICATION: "sales",
}
# When customers write: how much of a day's conversations begin in each hour, from 0 to 23.
_HOURS = (1, 0, 0, 0, 0, 0, 1, 3, 7, 11, 12, 9, 6, 7, 10, 11, 9, 7, 5, 6, 8, 7, 4, 2)


class Past:
    def __init__(self, engine: AsyncEngine, keyring: Keyring, clock: Clock, services: Services) -> None:
        self._engine = engine
        self._keyring = keyring
        self._clock = clock
        self._services = services

    async def load(self, days: int = DAYS) -> int:
        """How many conversations were added, and the figures of their days made; 0 where the past is there already."""
        await self._services.demo.load_past(days)
        async with self._engine.begin() as connection:
            first = select(ConversationRow.id).where(ConversationRow.id == _id(0))
            if await connection.scalar(first) is not None:
                return 0
            stays = await connection.scalar(select(func.max(EngagementRow.id)))
            rows = self._conversations(days, (stays or 0) + 1)
            await sent(rows, connection, self._keyring, Random(_SEED + 1), today(self._clock), days)  # noqa: S311
            for model in _ORDER:
                for start in range(0, len(rows[model]), _ROWS):
                    await connection.execute(insert(model), rows[model][start : start + _ROWS])
            await _count_on(connection)
        await self._figures()
        return len(rows[ConversationRow])

    async def _figures(self) -> None:
        """Of every day, also where a gateway made them before there was a past."""
        conversations = Conversations(self._engine, self._keyring, self._clock, LocalSignals())
        figures, faq = self._services.figures, self._services.faq
        room = Insights.of(self._engine, self._keyring, self._clock, conversations, figures, faq)
        await room.facts.rebuild()

    def _conversations(self, days: int, first_stay: int) -> Rows:
        random, on = Random(_SEED), today(self._clock)  # noqa: S311
        entries = self._services.faq.all(on)
        random.shuffle(entries)
        rows: Rows = defaultdict(list)
        number = 0
        for ago in range(days, 0, -1):
            day = on - timedelta(days=ago)
            storm = ago in (STORM, STORM - 1)
            usual = _A_DAY * (0.7 if day.weekday() >= 5 else 1) * random.uniform(0.85, 1.15)
            for _ in range(round(usual * (4 if storm else 1))):
                [hour] = random.choices(range(24), _HOURS)
                moment = time(hour, random.randrange(60), random.randrange(60))
                at = datetime.combine(day, moment, SHANGHAI)
                [channel] = random.choices(("web", "wechat", "wecom"), (50, 38, 12))
                talk = Talk(rows, self._keyring, random, _id(number), channel, at)
                stay = first_stay + len(rows[EngagementRow])
                _held(talk, random, entries, stay, hour, storm and random.random() < 0.8)
                number += 1
        return rows


def _held(talk: Talk, random: Random, entries: Sequence[FaqEntry], stay: int, hour: int, storm: bool) -> None:
    """One to three questions; now and then a person, more often where the bot did not understand."""
    missed, stage = False, None
    for _ in range(random.choice((1, 1, 2, 2, 3))):
        what = random.random()
        if storm:
            talk.ask("claim_report", random.choice(STORM_WORDS), STORM_ANSWER)
            stage = Stage.CLAIM
        elif what < 0.08:
            guess = random.choice(("product_question", "claim_status", "policy_servicing", "renewal_query"))
            talk.miss(random.choice(random.choice(MISSED)), guess)
            missed = True
        elif what < 0.42:
            intent = random.choice(list(BUSINESS))
            words, answer = BUSINESS[intent]
            talk.ask(intent, random.choice(words), answer)
            stage = INTENT_STAGES[intent]
        else:
            # Few questions make most of what is asked.
            entry = entries[int(len(entries) * random.random() ** 3)]
            talk.ask_entry(entry, stray=random.random() < 0.02)
    answered, wait_s = None, 0
    if random.random() < (0.5 if missed else 0.32 if storm else 0.16):
        queue = _QUEUES.get(stage, "general") if stage else "general"
        busy = 4.0 if storm else 1.0
        closed = 600 if not 8 <= hour < 21 else 0
        wait_s = int(random.lognormvariate(3.6, 0.7) * busy) + closed
        patience_s = random.randint(90, 1500)
        reason = "escalated" if random.random() < 0.6 else "requested"
        answered = talk.hand_off(queue, stay, wait_s, patience_s, reason)
    if answered is not False and random.random() < 0.22:
        slow = missed or wait_s > 240
        [score] = random.choices((5, 4, 3, 2, 1), (20, 25, 25, 15, 15) if slow else (62, 27, 6, 3, 2))
        talk.rate(score)
    talk.end()


def _id(number: int) -> str:
    return f"{0xDE30 << 112 | number:032x}"


async def _count_on(connection: AsyncConnection) -> None:
    """The stays brought their numbers; the next gets the one behind."""
    if connection.dialect.name == "postgresql":
        query = (
            "SELECT setval(pg_get_serial_sequence('engagements', 'id'), (SELECT MAX(id) FROM engagements))"
        )
        await connection.execute(text(query))

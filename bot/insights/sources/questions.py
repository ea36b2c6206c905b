"""Questions 问题: what customers typed of their own accord, what it was about, and whether the bot had an answer."""

from collections.abc import AsyncIterator, Collection
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.models import UnderstandingRow
from bot.insights.seen import Seen
from bot.insights.sources.stages import stage_of
from kernel.database import readonly

# What is looked for in the FAQ; anything else is business with answers of its own.
_KNOWLEDGE = frozenset({"faq", "product_question"})
# Who wants a person and gets one was not let down by the stage.
_FOR_A_PERSON = frozenset({"handoff", "callback_request"})


class Questions:
    """An answer to a question of the bot's own (`in_task`) is no question, nor is a button."""

    id = "questions"
    measures = frozenset({"faq_hit", "missed", "topics", "stage_handoff", "stage_missed"})
    settles = timedelta()

    def __init__(self, engine: AsyncEngine) -> None:
        self._reading = readonly(engine)

    async def begins(self) -> datetime | None:
        async with self._reading.connect() as connection:
            return await connection.scalar(select(func.min(UnderstandingRow.at)))

    async def touched(self, since: datetime) -> Collection[date]:
        """What was understood stays."""
        return ()

    async def seen(self, since: datetime, until: datetime, now: datetime) -> AsyncIterator[Seen]:
        row = UnderstandingRow
        query = select(
            row.conversation_id,
            row.at,
            row.channel,
            row.intent,
            row.topic,
            row.faq,
            row.missed,
            row.handed_off,
            row.details,
        ).where(row.at >= since, row.at < until, row.typed, row.in_task.is_(False))
        async with self._reading.connect() as connection:
            async for rows in (await connection.stream(query)).partitions(1_000):
                for one in rows:
                    for seen in _question(one):
                        yield seen


def _question(one: Any) -> list[Seen]:
    channel = {"channel": one.channel}
    seen = partial(Seen, at=one.at, number=one.conversation_id)
    found = [seen("missed", value=one.missed, dims=channel, text="没听懂" if one.missed else "听懂了")]
    if one.missed or one.intent in _KNOWLEDGE:
        hit = one.faq is not None and not one.missed
        found.append(
            seen("faq_hit", value=hit, dims=channel, text="知识库已回答" if hit else "知识库没有答上")
        )
    stage = _likely_stage(one) if one.missed else stage_of(one.intent, one.faq)
    if stage is None:
        return found
    in_stage = {"stage": stage}
    found.append(seen("stage_missed", value=one.missed, dims=in_stage))
    let_down = one.handed_off and one.intent not in _FOR_A_PERSON
    found.append(seen("stage_handoff", value=let_down, dims=in_stage))
    if not one.missed:
        topic = one.faq or one.topic or one.intent
        found.append(seen("topics", dims=channel | in_stage | {"topic": topic}, text="提到这个话题"))
    return found


def _likely_stage(one: Any) -> str | None:
    """Of what was not understood, where the likeliest guess belongs."""
    guesses = (stage_of(name, None) for name, _ in (one.details or {}).get("ranking", ()))
    return next((stage.value for stage in guesses if stage is not None), None)

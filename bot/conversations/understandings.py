"""What the bot understood in each turn and how it answered: written in the turn's own transaction, never with a word of it.

The text stands in the message. What it mentions (people, numbers, days) is kept as spans, so that it can be masked later.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, exists, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.conversations.ledger import Ledger
from bot.conversations.models import ConversationRow, UnderstandingRow
from kernel.database import readonly

# A name and how likely it is, 0 to 1.
Likely = tuple[str, float]
# What kind of thing, and where in the text it stands: `text[start:end]`.
Mention = tuple[str, int, int]


@dataclass(frozen=True)
class Understanding:
    """`ranking`, `topics`: the likeliest three, best first. `template`, `faq`: of the first answer.

    `typed`: in words, neither a button nor a file. `in_task`: the bot was waiting for an answer of its own. `missed`: it
    said that it did not understand. `choice`: the `/intent{…}` of the button that was pressed or named.
    """

    intent: str
    confidence: float
    ranking: tuple[Likely, ...] = ()
    topic: str | None = None
    topics: tuple[Likely, ...] = ()
    template: str | None = None
    faq: str | None = None
    typed: bool = True
    in_task: bool = False
    missed: bool = False
    handed_off: bool = False
    choice: str | None = None
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True)
class UnderstoodTurn:
    """`seq`: of the customer's message. `model`: which one understood it."""

    conversation_id: str
    seq: int
    at: datetime
    channel: str
    model: str | None
    understanding: Understanding


async def write(
    connection: AsyncConnection,
    conversation_id: str,
    seq: int,
    at: datetime,
    channel: str,
    model: str | None,
    understood: Understanding,
) -> None:
    """Within the turn's transaction."""
    body = {
        "ranking": understood.ranking,
        "topics": understood.topics,
        "mentions": understood.mentions,
        "choice": understood.choice,
    }
    await connection.execute(
        insert(UnderstandingRow).values(
            conversation_id=conversation_id,
            seq=seq,
            at=at,
            channel=channel,
            model=model,
            intent=understood.intent,
            confidence=understood.confidence,
            topic=understood.topic,
            template=understood.template,
            faq=understood.faq,
            typed=understood.typed,
            in_task=understood.in_task,
            missed=understood.missed,
            handed_off=understood.handed_off,
            details={name: value for name, value in body.items() if value},
        )
    )


@dataclass(frozen=True)
class Changed:
    """A conversation the bot had a turn in, and when anything in it changed last."""

    id: str
    at: datetime


class Understandings:
    """Reads them; see the module."""

    def __init__(self, ledger: Ledger) -> None:
        self._reading = readonly(ledger.engine)

    async def changed(self, since: Changed, limit: int) -> list[Changed]:
        """Conversations that changed after `since`, the longest unchanged first; of the same moment those with a later id."""
        row = ConversationRow
        query = (
            select(row.id, row.changed_at)
            .where(
                row.changed_at >= since.at,
                (row.changed_at > since.at) | (row.id > since.id),
                exists().where(UnderstandingRow.conversation_id == row.id),
            )
            .order_by(row.changed_at, row.id)
            .limit(limit)
        )
        async with self._reading.connect() as connection:
            return [Changed(id, at) for id, at in await connection.execute(query)]

    async def of(self, conversation_ids: Sequence[str]) -> dict[str, list[UnderstoodTurn]]:
        """Those of these conversations, in order."""
        query = (
            select(UnderstandingRow.__table__)
            .where(UnderstandingRow.conversation_id.in_(conversation_ids))
            .order_by(UnderstandingRow.conversation_id, UnderstandingRow.seq)
        )
        found: dict[str, list[UnderstoodTurn]] = {}
        async with self._reading.connect() as connection:
            for row in await connection.execute(query):
                found.setdefault(row.conversation_id, []).append(_turn(row))
        return found


def _turn(row: Row[Any]) -> UnderstoodTurn:
    details = row.details
    understood = Understanding(
        row.intent,
        row.confidence,
        tuple((name, float(likely)) for name, likely in details.get("ranking", ())),
        row.topic,
        tuple((name, float(likely)) for name, likely in details.get("topics", ())),
        row.template,
        row.faq,
        row.typed,
        row.in_task,
        row.missed,
        row.handed_off,
        details.get("choice"),
        tuple((entity, start, end) for entity, start, end in details.get("mentions", ())),
    )
    return UnderstoodTurn(row.conversation_id, row.seq, row.at, row.channel, row.model, understood)

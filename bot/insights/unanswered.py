"""What customers asked and nobody has taught the bot yet: the open groups of the trainers' inbox, of a span of days."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.insights.dashboard import Span
from bot.insights.seen import morning
from bot.studio.inbox.models import MissedQuestionRow
from kernel.crypto import Keyring
from kernel.database import readonly

MOST_GROUPS = 20
_ITEMS = 20
# A title says what it is about.
_LEAST_TITLE = 5


@dataclass(frozen=True)
class UnansweredGroup:
    """`title`: the shortest question that says something; `example`: the newest. Both are masked in the inbox already."""

    id: str
    title: str = field(repr=False)
    n: int
    first_at: datetime
    last_at: datetime
    example: str = field(repr=False)


class Unanswered:
    def __init__(self, engine: AsyncEngine, keyring: Keyring) -> None:
        self._reading = readonly(engine)
        self._keyring = keyring

    async def top(self, span: Span) -> list[UnansweredGroup]:
        """The largest first."""
        row = MissedQuestionRow
        within = (
            row.state == "open",
            row.at >= morning(span.since),
            row.at < morning(span.until + timedelta(days=1)),
        )
        largest = (
            select(row.group_id, func.count(), func.min(row.at), func.max(row.at))
            .where(*within)
            .group_by(row.group_id)
            .order_by(func.count().desc(), func.max(row.at).desc(), row.group_id)
            .limit(MOST_GROUPS)
        )
        found = []
        async with self._reading.connect() as connection:
            for group_id, n, first, last in (await connection.execute(largest)).all():
                bodies = (
                    select(row.body)
                    .where(*within, row.group_id == group_id)
                    .order_by(row.at.desc(), row.id)
                    .limit(_ITEMS)
                )
                texts = [
                    str(self._keyring.decrypt_json(body)["text"])
                    for body in (await connection.execute(bodies)).scalars()
                ]
                title = min(
                    [text for text in texts if len(text) >= _LEAST_TITLE] or texts,
                    key=lambda text: (len(text), text),
                )
                found.append(UnansweredGroup(group_id, title, n, first, last, texts[0]))
        return found

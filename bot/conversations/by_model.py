"""How conversations went, by the model that answered them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, exists, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.models import ConversationRow, OwnerEventRow, RatingRow, TurnRow, UnderstandingRow
from bot.conversations.owner import Owner
from kernel.database import readonly


@dataclass(frozen=True)
class ModelCount:
    """Of conversations that began in the time asked for and were answered by one model last.

    `contained`: without people; `ratings`: their number, `stars` their sum; `understood`: turns in words, of them `missed`
    and `handed_off`.
    """

    conversations: int = 0
    contained: int = 0
    turns: int = 0
    ratings: int = 0
    stars: int = 0
    understood: int = 0
    missed: int = 0
    handed_off: int = 0


class ByModel:
    def __init__(self, engine: AsyncEngine) -> None:
        self._reading = readonly(engine)

    async def counts(self, models: Sequence[str], since: datetime) -> dict[str, ModelCount]:
        """Every model of `models` has one."""
        row = ConversationRow
        ours = (row.model.in_(models), row.opened_at >= since)
        handed = exists().where(
            OwnerEventRow.conversation_id == row.id, OwnerEventRow.target == Owner.QUEUE.value
        )
        conversations = (
            select(row.model, func.count(), func.sum(case((handed, 0), else_=1)))
            .where(*ours)
            .group_by(row.model)
        )
        turns = (
            select(row.model, func.count())
            .join(TurnRow, TurnRow.conversation_id == row.id)
            .where(*ours, TurnRow.state == "done")
            .group_by(row.model)
        )
        ratings = (
            select(row.model, func.count(), func.sum(RatingRow.score))
            .join(RatingRow, RatingRow.conversation_id == row.id)
            .where(*ours)
            .group_by(row.model)
        )
        said = UnderstandingRow
        understood = (
            select(
                row.model,
                func.count(),
                func.sum(case((said.missed, 1), else_=0)),
                func.sum(case((said.handed_off, 1), else_=0)),
            )
            .join(said, said.conversation_id == row.id)
            .where(*ours, said.typed)
            .group_by(row.model)
        )
        async with self._reading.connect() as connection:
            found = [
                {model: [int(each or 0) for each in rest] for model, *rest in await connection.execute(query)}
                for query in (conversations, turns, ratings, understood)
            ]
        return {
            model: ModelCount(
                *(
                    value
                    for part, width in zip(found, (2, 1, 2, 3), strict=True)
                    for value in part.get(model, [0] * width)
                )
            )
            for model in models
        }

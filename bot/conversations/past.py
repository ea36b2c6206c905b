"""Conversations of one person in short: when they were, how people were asked for, how they ended, how they were rated."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.conversations.agents import OwnerEvent
from bot.conversations.inbox import Rating
from bot.conversations.ledger import Ledger
from bot.conversations.models import ConversationRow, OwnerEventRow, RatingRow
from bot.conversations.owner import Owner
from kernel.database import readonly


@dataclass(frozen=True)
class PastConversation:
    """`events`: every change of owner, oldest first. `last_seq`: how many messages were said."""

    id: str
    channel: str
    opened_at: datetime
    last_seq: int
    events: list[OwnerEvent]
    rating: Rating | None


class Past:
    """See the module."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    async def of(self, conversation_ids: Sequence[str]) -> list[PastConversation]:
        """Those of these that are still there, in no order; three statements however many there are."""
        keyring = self._ledger.keyring
        events: dict[str, list[OwnerEvent]] = {each: [] for each in conversation_ids}
        async with readonly(self._ledger.engine).connect() as connection:
            rows = await connection.execute(
                select(OwnerEventRow.__table__)
                .where(OwnerEventRow.conversation_id.in_(conversation_ids))
                .order_by(OwnerEventRow.id)
            )
            for row in rows:
                details = keyring.decrypt_json(row.body)
                events[row.conversation_id].append(
                    OwnerEvent(row.at, Owner(row.source), Owner(row.target), row.by, details)
                )
            rows = await connection.execute(
                select(RatingRow.__table__).where(RatingRow.conversation_id.in_(conversation_ids))
            )
            ratings = {
                row.conversation_id: Rating(
                    row.score, row.recommend, row.comment and keyring.decrypt(row.comment), row.at
                )
                for row in rows
            }
            rows = await connection.execute(
                select(
                    ConversationRow.id,
                    ConversationRow.channel,
                    ConversationRow.opened_at,
                    ConversationRow.last_seq,
                ).where(ConversationRow.id.in_(conversation_ids))
            )
            return [
                PastConversation(**row._asdict(), events=events[row.id], rating=ratings.get(row.id))
                for row in rows
            ]

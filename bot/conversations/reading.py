"""How far the customer's page is: what has arrived there, and what it has shown."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.conversations.ledger import Ledger
from bot.conversations.models import ConversationRow, ReadingRow
from kernel.database import readonly


@dataclass(frozen=True)
class HowFar:
    """Numbers of messages; what was read has arrived."""

    arrived_seq: int = 0
    read_seq: int = 0


NOWHERE = HowFar()


class Reading:
    """Only ever forward. Messengers do not say what was read: there `Deliveries` knows what went out."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    async def mark(self, conversation_id: str, *, arrived: int = 0, read: int = 0) -> None:
        """The page has what stands up to `arrived`, and has shown what stands up to `read`."""
        arrived = max(arrived, read)
        mine = ReadingRow.conversation_id == conversation_id
        try:
            async with self._ledger.engine.begin() as connection:
                last = await connection.scalar(
                    select(ConversationRow.last_seq).where(ConversationRow.id == conversation_id)
                )
                # What a page claims beyond the last message would count for those to come.
                arrived, read = min(arrived, last or 0), min(read, last or 0)
                found = await connection.execute(
                    select(ReadingRow.arrived_seq, ReadingRow.read_seq).where(mine).with_for_update()
                )
                before = found.one_or_none()
                if before is None:
                    values = {"arrived_seq": arrived, "read_seq": read}
                    await connection.execute(
                        insert(ReadingRow).values(conversation_id=conversation_id, **values)
                    )
                elif arrived <= before.arrived_seq and read <= before.read_seq:
                    return
                else:
                    values = {
                        "arrived_seq": max(arrived, before.arrived_seq),
                        "read_seq": max(read, before.read_seq),
                    }
                    await connection.execute(update(ReadingRow).where(mine).values(values))
        except IntegrityError:
            return  # two first marks at once: the next one says more, or the conversation was erased
        await self._ledger.signals.publish(f"conversation:{conversation_id}")

    async def of(self, conversation_ids: Sequence[str]) -> dict[str, HowFar]:
        """Per conversation; where no page ever said anything it is missing."""
        async with readonly(self._ledger.engine).connect() as connection:
            rows = await connection.execute(
                select(ReadingRow.__table__).where(ReadingRow.conversation_id.in_(conversation_ids))
            )
            return {row.conversation_id: HowFar(row.arrived_seq, row.read_seq) for row in rows}

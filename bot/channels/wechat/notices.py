"""What customers agreed to be told, and how notices that went out fared.

Nothing is kept of who has no conversation: they left, and what was kept of them is erased.
"""

from contextlib import suppress

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.channels.wechat.models import ConsentRow, NoticeResultRow, conversation_of
from kernel.clock import Clock


class Notices:
    """See the module. One consent is one subscription message; a refusal takes back all that are left.

    The last one counted stays until the platform refuses: a long-term template's consent is not used up, and not every
    consent is told of.
    """

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def consented(self, external_id: str, template_id: str, agreed: bool, key: str) -> None:
        """The customer's answer; the same `key` again counts once, but for a change of mind within its second."""
        key = f"{key}-{int(agreed)}"
        async with self._engine.begin() as connection:
            conversation_id = await conversation_of(connection, external_id)
            if conversation_id is None:
                return
            mine = (
                ConsentRow.conversation_id == conversation_id,
                ConsentRow.template_id == template_id[:64],
            )
            found = await connection.execute(select(ConsentRow.last_key).where(*mine).with_for_update())
            known = found.scalar_one_or_none()
            if known == key:
                return
            values = {"last_key": key, "at": self._clock.now()}
            if known is None:
                names = {"conversation_id": conversation_id, "template_id": template_id[:64]}
                await connection.execute(insert(ConsentRow).values(**names, **values, left=int(agreed)))
            else:
                left = ConsentRow.left + 1 if agreed else 0
                await connection.execute(update(ConsentRow).where(*mine).values(**values, left=left))

    async def left(self, conversation_id: str, template_id: str) -> int:
        """How many messages of the template the customer still agrees to."""
        async with self._engine.connect() as connection:
            found = await connection.execute(
                select(ConsentRow.left).where(
                    ConsentRow.conversation_id == conversation_id, ConsentRow.template_id == template_id
                )
            )
        return found.scalar_one_or_none() or 0

    async def may(self, connection: AsyncConnection, conversation_id: str, template_id: str) -> bool:
        """False where the last that was heard is a no."""
        found = await connection.execute(
            select(ConsentRow.left).where(
                ConsentRow.conversation_id == conversation_id, ConsentRow.template_id == template_id
            )
        )
        return found.scalar_one_or_none() != 0

    async def used(self, conversation_id: str, template_id: str) -> None:
        """One message of the template was sent."""
        async with self._engine.begin() as connection:
            await connection.execute(
                update(ConsentRow)
                .where(
                    ConsentRow.conversation_id == conversation_id,
                    ConsentRow.template_id == template_id,
                    ConsentRow.left > 1,
                )
                .values(left=ConsentRow.left - 1, at=self._clock.now())
            )

    async def refused(self, conversation_id: str, template_id: str) -> None:
        """The platform says that there is no consent (43101)."""
        key = {"conversation_id": conversation_id, "template_id": template_id}
        async with self._engine.begin() as connection:
            changed = await connection.execute(
                update(ConsentRow).filter_by(**key).values(left=0, at=self._clock.now())
            )
            if changed.rowcount:
                return
            values = {"left": 0, "last_key": "", "at": self._clock.now()}
            with suppress(IntegrityError):
                async with connection.begin_nested():
                    await connection.execute(insert(ConsentRow).values(**key, **values))

    async def ended(self, external_id: str, notice: str, outcome: str) -> None:
        """How the notice the platform numbered `notice` fared; its last word counts."""
        values = {"outcome": outcome[:64], "at": self._clock.now()}
        async with self._engine.begin() as connection:
            conversation_id = await conversation_of(connection, external_id)
            if conversation_id is None:
                return
            if not await _update(connection, notice, values):
                try:
                    async with connection.begin_nested():
                        await connection.execute(
                            insert(NoticeResultRow).values(
                                notice=notice[:32], conversation_id=conversation_id, **values
                            )
                        )
                except IntegrityError:
                    await _update(connection, notice, values)

    async def outcome(self, notice: str) -> str | None:
        """`success`, or why not in the platform's words; None while nothing is known."""
        async with self._engine.connect() as connection:
            found = await connection.execute(
                select(NoticeResultRow.outcome).where(NoticeResultRow.notice == notice)
            )
        return found.scalar_one_or_none()


async def _update(connection: AsyncConnection, notice: str, values: dict[str, object]) -> bool:
    changed = await connection.execute(
        update(NoticeResultRow).where(NoticeResultRow.notice == notice[:32]).values(values)
    )
    return bool(changed.rowcount)

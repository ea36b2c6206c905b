"""What is known of a customer's session, and how many messages may still be sent.

The platform allows five messages after each of the customer's, within 48 hours; counted here, so that it is not asked in
vain.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.channels.wecom.models import WecomCustomerRow, WecomSentRow
from kernel.clock import Clock
from kernel.database import readonly

WINDOW = timedelta(hours=48)
QUOTA = 5
_MSGID = 32


class State(IntEnum):
    """`service_state`. The bot may speak in NEW and BOT."""

    NEW = 0
    BOT = 1
    POOL = 2
    HUMAN = 3
    ENDED = 4


WITH_PEOPLE = (State.POOL, State.HUMAN)


@dataclass(frozen=True)
class Customer:
    """`state` None: not known. `code`: for one message about the beginning or the end of the session, while
    it is good."""

    conversation_id: str
    account: str
    open_kfid: str
    external_userid: str
    heard_at: datetime | None
    state: State | None
    state_at: datetime | None
    code: str | None

    def msgid(self, key: str) -> str:
        """The platform's name of our message: `key`, and what no other installation's message has."""
        return f"{key}-{self.conversation_id}"[:_MSGID]


class Leave(StrEnum):
    """Whether a message may go out."""

    FIRST = "first"
    AGAIN = "again"  # it was tried under this msgid before
    QUOTA = "quota"
    WINDOW = "window"


def external_id(account: str, open_kfid: str, external_userid: str) -> str:
    return f"{account}:{open_kfid}:{external_userid}"


class Customers:
    """See the module."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def meet(self, conversation_id: str, external_id: str) -> Customer:
        """The customer of this conversation, known from now on."""
        try:
            async with self._engine.begin() as connection:
                await connection.execute(
                    insert(WecomCustomerRow).values(
                        conversation_id=conversation_id, external_id=external_id, sent=0
                    )
                )
        except IntegrityError:
            pass  # somebody was quicker
        found = await self.of(external_id)
        assert found is not None
        return found

    async def of(self, external_id: str) -> Customer | None:
        found = await self._where(WecomCustomerRow.external_id == external_id)
        return found[0] if found else None

    async def of_conversation(self, conversation_id: str) -> Customer | None:
        found = await self._where(WecomCustomerRow.conversation_id == conversation_id)
        return found[0] if found else None

    async def in_state(self, state: State) -> list[Customer]:
        return await self._where(WecomCustomerRow.state == state)

    async def _where(self, condition: Any) -> list[Customer]:
        async with readonly(self._engine).connect() as connection:
            rows = await connection.execute(select(WecomCustomerRow.__table__).where(condition))
            return [self._customer(row) for row in rows]

    def _customer(self, row: Any) -> Customer:
        account, open_kfid, external_userid = row.external_id.split(":", 2)
        good = row.code is not None and self._clock.now() < row.code_until
        return Customer(
            row.conversation_id,
            account,
            open_kfid,
            external_userid,
            row.heard_at,
            None if row.state is None else State(row.state),
            row.state_at,
            row.code if good else None,
        )

    async def heard(self, customer: Customer, at: datetime) -> None:
        """The customer wrote at `at`: five messages more, and a session that was over begins anew."""
        values: dict[str, Any] = {"heard_at": at, "sent": 0, "code": None}
        lapsed = customer.heard_at is not None and at - customer.heard_at > WINDOW
        if customer.state is State.ENDED or lapsed:
            values |= {"state": None, "state_at": None}
        async with self._engine.begin() as connection:
            await connection.execute(
                update(WecomCustomerRow)
                .where(
                    WecomCustomerRow.conversation_id == customer.conversation_id,
                    func.coalesce(WecomCustomerRow.heard_at <= at, True),
                )
                .values(**values)
            )

    async def moved(
        self,
        customer: Customer,
        state: State,
        servicer: str = "",
        code: str | None = None,
        seconds: float = 0,
    ) -> None:
        """The session is in `state`. `code`: what a message about its end needs, good for `seconds`."""
        now = self._clock.now()
        await self._note(
            customer.conversation_id,
            state=int(state),
            state_at=now,
            servicer=servicer or None,
            code=code or None,
            code_until=now + timedelta(seconds=seconds) if code else None,
        )

    async def welcomed(self, customer: Customer, code: str, until: datetime) -> None:
        """The session was opened without a word; `code` is for one message until then."""
        await self._note(customer.conversation_id, code=code, code_until=until)

    async def code_used(self, customer: Customer) -> None:
        await self._note(customer.conversation_id, code=None)

    async def _note(self, conversation_id: str, **values: Any) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(
                update(WecomCustomerRow)
                .where(WecomCustomerRow.conversation_id == conversation_id)
                .values(**values)
            )

    async def spend(self, customer: Customer, msgid: str) -> Leave:
        """Count one message, once per `msgid`."""
        now = self._clock.now()
        async with self._engine.begin() as connection:
            row = (
                await connection.execute(
                    select(WecomCustomerRow.sent, WecomCustomerRow.heard_at)
                    .where(WecomCustomerRow.conversation_id == customer.conversation_id)
                    .with_for_update()
                )
            ).one()
            known = await connection.scalar(select(func.count()).where(WecomSentRow.msgid == msgid))
            if known:
                return Leave.AGAIN
            if row.heard_at is None or now - row.heard_at > WINDOW:
                return Leave.WINDOW
            if row.sent >= QUOTA:
                return Leave.QUOTA
            await self._count(connection, customer, +1)
            await connection.execute(
                insert(WecomSentRow).values(msgid=msgid, conversation_id=customer.conversation_id, at=now)
            )
        return Leave.FIRST

    async def not_spent(self, customer: Customer, msgid: str) -> None:
        """The message certainly did not go out."""
        async with self._engine.begin() as connection:
            gone = await connection.execute(delete(WecomSentRow).where(WecomSentRow.msgid == msgid))
            if gone.rowcount:
                await self._count(connection, customer, -1)

    async def _count(self, connection: AsyncConnection, customer: Customer, by: int) -> None:
        await connection.execute(
            update(WecomCustomerRow)
            .where(
                WecomCustomerRow.conversation_id == customer.conversation_id, WecomCustomerRow.sent + by >= 0
            )
            .values(sent=WecomCustomerRow.sent + by)
        )

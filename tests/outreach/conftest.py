"""For everybody in this folder: ways that remember what they delivered, contacts one can change, messages."""

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.gateway import migrations
from bot.outreach.ledger import Ledger
from bot.outreach.manners import Cap, Manners, manners_of
from bot.outreach.message import About, Kind, Noun, Outgoing
from bot.outreach.models import OutgoingRow
from bot.outreach.outreach import Outreach
from bot.outreach.ways import Result, Target, Way
from insurance.domain.reminders import ReminderChannel
from insurance.services.contacts import Contact
from kernel.clock import FrozenClock
from kernel.crypto import Keyring

migrations.all_tables()
WECHAT, SMS, EMAIL, WEB = (
    ReminderChannel.WECHAT,
    ReminderChannel.SMS,
    ReminderChannel.EMAIL,
    ReminderChannel.WEB,
)


class Crash(BaseException):
    """The process dies here."""


@dataclass
class Delivered:
    channel: ReminderChannel
    to: str
    key: str
    wire: str
    at: datetime
    message: Outgoing


@dataclass
class Provider:
    """Stands for WeChat, a text provider, a mail server: a repeat of a key is dropped there, as the contract of a way says.

    `says`: what it answers from now on. `dies`: the process dies `before` it has the message, or `after`.
    """

    channel: ReminderChannel
    clock: FrozenClock
    delivered: list[Delivered]
    says: Result = Result.TAKEN
    dies: str | None = None
    reached: bool = True
    conversation_id: str | None = None
    asked: int = 0
    keys: set[str] = field(default_factory=set)

    async def reach(self, contact: Contact, message: Outgoing, before: str | None) -> Target | None:
        if not self.reached:
            return None
        return Target(f"{self.channel.value}:{contact.customer_no}", before or self.conversation_id)

    async def send(self, target: Target, message: Outgoing, key: str) -> Result:
        self.asked += 1
        if self.dies == "before":
            raise Crash
        if self.says in (Result.LATER, Result.REFUSED) and key not in self.keys:
            return self.says
        if self.says is not Result.LATER and key not in self.keys:
            self.keys.add(key)
            self.delivered.append(
                Delivered(self.channel, target.to, message.key, key, self.clock.now(), message)
            )
        if self.dies == "after":
            raise Crash
        return self.says if self.says in (Result.LATER, Result.UNSURE) else Result.TAKEN


class ContactBook:
    """Everybody can be reached and wants everything, until told otherwise."""

    def __init__(self) -> None:
        self.off: dict[str, frozenset[ReminderChannel]] = {}
        self.gone: set[str] = set()

    async def of(self, customer_no: str) -> Contact | None:
        if customer_no in self.gone:
            return None
        return Contact(customer_no, off=self.off.get(customer_no, frozenset()))


@dataclass
class House:
    """A way out with providers of its own. `another()` is a second process over the same database."""

    engine: AsyncEngine
    clock: FrozenClock
    keyring: Keyring
    manners: Manners
    contacts: ContactBook
    delivered: list[Delivered]
    providers: dict[ReminderChannel, Provider]

    def another(self, ledger: Ledger | None = None) -> Outreach:
        ways: Sequence[Way] = list(self.providers.values())
        ledger = ledger or Ledger(self.engine, self.keyring, self.clock)
        return Outreach(ledger, self.clock, self.manners, self.contacts, ways)

    async def rows(self) -> dict[str, OutgoingRow]:
        async with self.engine.connect() as connection:
            found = await connection.execute(select(OutgoingRow.__table__))
            return {row.key: OutgoingRow(**row._mapping) for row in found}

    async def row(self, key: str = "k") -> OutgoingRow:
        return (await self.rows())[key]


def manners() -> Manners:
    """The house's, with caps that few messages reach: two a day, five a week."""
    return dataclasses.replace(manners_of(), caps=(Cap(1, 2), Cap(7, 5)))


def house_of(engine: AsyncEngine, clock: FrozenClock, keyring: Keyring) -> House:
    delivered: list[Delivered] = []
    providers = {each: Provider(each, clock, delivered) for each in (WECHAT, SMS, EMAIL, WEB)}
    return House(engine, clock, keyring, manners(), ContactBook(), delivered, providers)


@pytest.fixture
def house(engine: AsyncEngine, clock: FrozenClock, keyring: Keyring) -> House:
    """On SQLite and on PostgreSQL."""
    return house_of(engine, clock, keyring)


@pytest.fixture
def message(clock: FrozenClock) -> Callable[..., Outgoing]:
    """A reminder that is due now and good for a week; fields as given."""

    def make(key: str = "k", **changes: object) -> Outgoing:
        return message_of(clock.now(), key, **changes)

    return make


def message_of(now: datetime, key: str = "k", **changes: object) -> Outgoing:
    plain = Outgoing(
        key=key,
        kind=Kind.REMINDER,
        customer_no="C1",
        about=About(Noun.POLICY, "QH2024000001"),
        subject="续期提醒",
        text="您的青禾安康保单下一期保费 1,200.00 元，11 月 30 日到期。",
        sms="【青禾】您尾号 0001 的保单保费 11 月 30 日到期，交费请登录官网。",
        due_at=now,
        expires_at=now + timedelta(days=7),
        template="renewal",
        values={"product": "青禾安康", "due_on": "2026-11-30", "amount": "1200.00"},
    )
    return dataclasses.replace(plain, **changes)  # type: ignore[arg-type]

"""The demo's past, a few weeks of it: it hangs together, it is made once, and what others wrote stays."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.models import ConversationRow, EngagementRow, MessageRow, RatingRow, UnderstandingRow
from bot.conversations.service import Conversations
from bot.gateway import migrations
from bot.gateway.demo_history.history import Past
from bot.insights.models import FactRow
from bot.outreach.models import OutgoingRow
from bot.outreach.reminders.models import PeriodRow
from insurance.bootstrap import Services, bootstrap
from insurance.demo.customers import DEMO_CUSTOMERS
from insurance.demo.past import STORM
from insurance.sms import sms_from
from insurance.store.claims import ClaimRow
from insurance.store.complaints import ComplaintRow
from kernel.clock import FrozenClock, today
from kernel.crypto import Keyring
from kernel.database import Base
from kernel.signals import LocalSignals

FAQ_FOLDER = Path(__file__).parents[2] / "data" / "faq"
DAYS = 30
TABLES = migrations.all_tables()


@pytest.fixture
def services(engine: AsyncEngine, keyring: Keyring, clock: FrozenClock) -> Services:
    sms = sms_from("console", clock, show_codes=False)
    return bootstrap(engine=engine, keyring=keyring, clock=clock, sms=sms, faq_folder=FAQ_FOLDER)


@pytest_asyncio.fixture
async def past(
    engine: AsyncEngine, keyring: Keyring, clock: FrozenClock, services: Services
) -> AsyncIterator[Past]:
    await services.demo.load()
    yield Past(engine, keyring, clock, services)


async def count(engine: AsyncEngine, table: type[Base]) -> int:
    async with engine.connect() as connection:
        return int(await connection.scalar(select(func.count()).select_from(table)) or 0)


async def test_the_past_hangs_together(past: Past, engine: AsyncEngine, clock: FrozenClock) -> None:
    made = await past.load(DAYS)

    async with engine.connect() as connection:
        conversations = (await connection.execute(select(ConversationRow.__table__))).all()
        said = dict(
            (
                await connection.execute(
                    select(MessageRow.conversation_id, func.max(MessageRow.seq)).group_by(
                        MessageRow.conversation_id
                    )
                )
            )
            .tuples()
            .all()
        )
        stays = (await connection.execute(select(EngagementRow.__table__))).all()
        entries = set((await connection.execute(select(UnderstandingRow.faq))).scalars()) - {None}
    assert made == len(conversations) > DAYS * 15
    assert {each.id: each.last_seq for each in conversations} == said
    assert {each.channel for each in conversations} == {"web", "wechat", "wecom"}
    assert {each.owner for each in conversations} == {"bot", "closed"}
    assert all(each.opened_at <= each.changed_at < clock.now() for each in conversations)
    assert {each.ending for each in stays} == {"closed", "cancelled"}
    for each in stays:
        assert each.queued_at <= (each.first_reply_at or each.queued_at) <= each.ended_at
        assert (each.ending == "closed") == (each.agent is not None) == (each.first_reply_at is not None)
    assert len(entries) > 50


async def test_one_day_stands_out(past: Past, engine: AsyncEngine, clock: FrozenClock) -> None:
    await past.load(DAYS)

    row = FactRow
    query = select(row.day, row.n).where(row.measure == "conversations", row.dimension == "")
    async with engine.connect() as connection:
        by_day = dict((await connection.execute(query)).tuples().all())
    storm = today(clock) - timedelta(days=STORM)
    usual = sorted(by_day.values())[len(by_day) // 2]
    assert by_day[storm] > 2 * usual
    assert len(by_day) == DAYS


async def test_a_second_load_adds_nothing_and_keeps_what_came_since(
    past: Past, engine: AsyncEngine, keyring: Keyring, clock: FrozenClock
) -> None:
    await past.load(DAYS)
    conversations = Conversations(engine, keyring, clock, LocalSignals())
    await conversations.open("web")
    tables = (ConversationRow, MessageRow, RatingRow, OutgoingRow, PeriodRow, ClaimRow, ComplaintRow)
    before = [await count(engine, table) for table in tables]

    clock.advance(timedelta(days=2))

    assert await past.load(DAYS) == 0
    assert [await count(engine, table) for table in tables] == before


async def test_the_known_customers_have_no_part_in_it(past: Past, engine: AsyncEngine) -> None:
    await past.load(DAYS)

    known = [each.customer.customer_no for each in DEMO_CUSTOMERS]
    async with engine.connect() as connection:
        for table in (OutgoingRow, PeriodRow, ComplaintRow):
            found = await connection.scalar(
                select(func.count()).select_from(table).where(table.customer_no.in_(known))
            )
            assert found == 0


async def test_people_who_come_next_have_numbers_of_their_own(
    past: Past, engine: AsyncEngine, keyring: Keyring
) -> None:
    await past.load(DAYS)

    async with engine.begin() as connection:
        conversation = await connection.scalar(select(ConversationRow.id).limit(1))
        newest = await connection.scalar(select(func.max(EngagementRow.id)))
        stay = {"conversation_id": conversation, "channel": "web", "queue": "claims", "priority": 0}
        times = {"queued_at": await connection.scalar(select(func.max(ConversationRow.changed_at)))}
        adding = insert(EngagementRow).values(stay | times | {"replies": 0, "transfers": 0})
        number = await connection.scalar(adding.returning(EngagementRow.id))
    assert number == (newest or 0) + 1

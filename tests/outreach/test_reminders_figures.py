"""Coverage, conversion and funnel of a month that can be counted by hand.

| policy | due | what happens |
|---|---|---|
| A | 16 Nov | reminded 1 Nov (-15), 9 Nov (-7), pays 10 Nov |
| B | 16 Nov | reminded -15, -7, -1, 0 and on 23 Nov (+7), pays 25 Nov, in grace |
| C | 16 Nov | reminded -15, -7, -1, 0, +7; does not pay |
| D | 16 Nov | wants no reminders; does not pay |
| E | 16 Nov | reminded -15, surrenders 5 Nov |
| F | 16 Nov | health for a year, reminded -15, -7, -1 and on the day it ends; not renewed |
| G | 20 Dec | reminded 20 Nov (-30) |
"""

from collections.abc import AsyncIterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest_asyncio

from bot.gateway import migrations
from bot.outreach.reminders.figures import Funnel, ReminderFigures
from bot.outreach.reminders.periods import Periods
from bot.outreach.reminders.planner import Reminders
from insurance.domain.policies import PolicyStatus
from insurance.domain.products import Line, TermType
from insurance.domain.reminders import ReminderChannel
from insurance.services.due_reminders import DueReminders
from insurance.store.unit_of_work import SqlStore
from kernel.clock import SHANGHAI, FrozenClock
from kernel.crypto import Keyring
from kernel.database import Base, create_engine
from tests.insurance.samples import a_customer, a_policy, a_product
from tests.outreach.conftest import house_of

migrations.all_tables()
NOVEMBER = date(2026, 11, 1), date(2026, 11, 30)
DUE, LATER = date(2026, 11, 16), date(2026, 12, 20)
NUMBERS = "ABCDEFG"


@pytest_asyncio.fixture(scope="module")
async def month(tmp_path_factory: "object") -> AsyncIterator[ReminderFigures]:
    folder: Path = tmp_path_factory.mktemp("month")  # type: ignore[attr-defined]
    engine = create_engine(f"sqlite:///{folder / 'month.db'}")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    clock = FrozenClock(datetime(2026, 11, 1, 10, tzinfo=SHANGHAI))
    keyring = Keyring([b"k" * 32])
    store = SqlStore(engine, keyring)
    house = house_of(engine, clock, keyring)
    house.contacts.off["CD"] = frozenset(ReminderChannel)
    outreach = house.another()
    due = DueReminders(store, clock)
    periods = Periods(engine, clock, due)
    reminders = Reminders(engine, clock, outreach, due, periods)
    short = a_product(code="MED", term_type=TermType.SHORT, grace_days=None, line=Line.MEDICAL)

    def policy(letter: str, **changes: object) -> object:
        facts = {"policy_no": f"POL-{letter}", "customer_no": f"C{letter}", "next_due_on": DUE}
        if letter == "F":
            facts |= {"product_code": "MED", "next_due_on": None, "expires_on": DUE}
        if letter == "G":
            facts |= {"next_due_on": LATER}
        return a_policy(**facts | changes)

    async def put(*policies: object) -> None:
        async with store.begin() as work:
            await work.policies.put(policies)  # type: ignore[arg-type]
            await work.commit()

    async with store.begin() as work:
        await work.products.put([a_product(), short])
        people = [a_customer(serial, customer_no=f"C{letter}") for serial, letter in enumerate(NUMBERS, 1)]
        await work.customers.put(people)
        await work.commit()
    await put(*(policy(letter) for letter in NUMBERS))
    for number in range(30):
        day = NOVEMBER[0] + timedelta(number)
        clock.set(datetime.combine(day, time(9, 30), SHANGHAI))
        await reminders.plan_today()
        await outreach.run()
        match day.day:
            case 5:
                await put(policy("E", status=PolicyStatus.SURRENDERED))
            case 10:
                await put(policy("A", next_due_on=date(2027, 11, 16)))
            case 25:
                await put(policy("B", next_due_on=date(2027, 11, 16)))
        clock.set(datetime.combine(day, time(23), SHANGHAI))
        await periods.follow()
    yield ReminderFigures(engine, clock)
    await engine.dispose()


async def test_coverage(month: ReminderFigures) -> None:
    covered = await month.coverage(*NOVEMBER)
    # Six due days; D wants none. A, B, C, E and F heard before the day.
    assert (covered.due, covered.wanted, covered.reminded, covered.rate) == (6, 5, 5, 1.0)


async def test_conversion(month: ReminderFigures) -> None:
    led = await month.conversion(*NOVEMBER)
    # A 2, B 5, C 5, E 1, F 4, G 1; paid after: both of A (9 and 1 days), all of B (24, 16, 10, 9, 2).
    assert (led.sent, led.paid) == (18, 7)
    assert led.days == {1: 1, 2: 1, 9: 2, 10: 1, 16: 1, 24: 1}
    assert led.median_days == 9
    assert led.steps == {-30: (1, 0), -15: (5, 2), -7: (4, 2), -1: (3, 1), 0: (3, 1), 7: (2, 1)}


async def test_funnel(month: ReminderFigures) -> None:
    assert await month.funnel(*NOVEMBER) == Funnel(
        due=6, reminded=6, reached=5, paid_in_time=1, paid_in_grace=1, in_grace=2, lapsed=1, over=1
    )
    assert await month.funnel(LATER, LATER) == Funnel(due=1, reminded=1, reached=1, coming=1)


async def test_of_one_line(month: ReminderFigures) -> None:
    assert (await month.coverage(*NOVEMBER, lines=[Line.MEDICAL])).due == 1
    assert (await month.funnel(*NOVEMBER, lines=[Line.MEDICAL])).lapsed == 1


async def test_a_month_of_nothing_has_no_rate(month: ReminderFigures) -> None:
    nothing = date(2020, 1, 1), date(2020, 1, 31)
    assert (await month.coverage(*nothing)).rate is None
    assert (await month.conversion(*nothing)).rate is None

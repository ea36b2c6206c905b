"""Which reminders go out on a day: the steps, catching up, what holds them back, and what is asked again before sending."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.outreach.outreach import Outreach
from bot.outreach.reminders.periods import Periods
from bot.outreach.reminders.planner import Reminders
from insurance.domain.complaints import Complaint, ComplaintCategory, ComplaintStatus
from insurance.domain.policies import PayMode, PolicyStatus
from insurance.domain.products import Line, TermType
from insurance.domain.reminders import DEFAULT_CADENCE, Cadence, CadenceError, ReminderCase, read_cadence
from insurance.domain.terms import Terms
from insurance.services.due_reminders import DueReminders
from insurance.store.unit_of_work import SqlStore
from kernel.clock import SHANGHAI, FrozenClock
from kernel.crypto import Keyring
from kernel.database import Base, create_engine
from kernel.masking import show_policy_no
from tests.insurance.samples import a_customer, a_policy, a_product
from tests.outreach.conftest import House, house_of

DUE = date(2026, 11, 16)
LIFE = a_product()
MEDICAL = a_product(code="MED", term_type=TermType.SHORT, grace_days=None, line=Line.MEDICAL)
CAR = a_product(code="CAR", term_type=TermType.SHORT, grace_days=None, line=Line.AUTO_COMPULSORY)


@dataclass
class Room:
    engine: AsyncEngine
    clock: FrozenClock
    store: SqlStore
    outreach: Outreach
    reminders: Reminders
    house: House

    async def put(self, *policies: Any) -> None:
        async with self.store.begin() as work:
            await work.products.put([LIFE, MEDICAL, CAR])
            await work.customers.put([a_customer(number) for number in (1, 2, 3)])
            await work.policies.put(policies)
            await work.commit()

    async def steps(self, on: date) -> list[str]:
        """What is planned on that day."""
        return sorted((await self.reminders.plan(on)).keys)

    @property
    def sent(self) -> list[str]:
        return [each.message.key for each in self.house.delivered]


def room_of(
    engine: AsyncEngine, clock: FrozenClock, keyring: Keyring, cadence: Cadence = DEFAULT_CADENCE
) -> Room:
    house = house_of(engine, clock, keyring)
    outreach = house.another()
    store = SqlStore(engine, keyring)
    due = DueReminders(store, clock, cadence=cadence)
    reminders = Reminders(engine, clock, outreach, due, Periods(engine, clock, due))
    return Room(engine, clock, store, outreach, reminders, house)


@pytest_asyncio.fixture
async def room(tmp_path: Path, clock: FrozenClock, keyring: Keyring) -> AsyncIterator[Room]:
    """On SQLite alone: what differs between databases is tried on `both`."""
    engine = create_engine(f"sqlite:///{tmp_path / 'room.db'}")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield room_of(engine, clock, keyring)
    await engine.dispose()


@pytest.fixture
def both(engine: AsyncEngine, clock: FrozenClock, keyring: Keyring) -> Room:
    return room_of(engine, clock, keyring)


def long(**changes: Any) -> Any:
    return a_policy(**{"next_due_on": DUE} | changes)


def short(product: str = "MED", **changes: Any) -> Any:
    facts = {
        "product_code": product,
        "next_due_on": None,
        "expires_on": DUE,
        "effective_on": date(2025, 11, 16),
    }
    return a_policy(**facts | changes)


def complaint(detail: str, customer_no: str = "C1", number: int = 1) -> Complaint:
    return Complaint(
        receipt_no=f"T{number}",
        subject=f"talk{number}",
        customer_no=customer_no,
        category=ComplaintCategory.OTHER,
        target=None,
        detail=detail,
        demand=None,
        contact=None,
        received_at=datetime(2026, 11, 1, 10, tzinfo=SHANGHAI),
        status=ComplaintStatus.REGISTERED,
    )


async def days_of(room: Room, first: int, last: int) -> list[int]:
    """The days on which a new step is planned, counted from the due day."""
    found = []
    for day in range(first, last + 1):
        room.clock.set(datetime.combine(DUE + timedelta(day), datetime.min.time(), SHANGHAI))
        if (await room.reminders.plan(DUE + timedelta(day))).new:
            found.append(day)
    return found


async def test_an_instalment_is_reminded_of_on_the_days_of_the_table(room: Room) -> None:
    await room.put(long())
    assert await days_of(room, -35, 62) == [-30, -15, -7, -1, 0, 7, 30, 45, 55, 61]


async def test_a_suspended_policy_is_recalled_for_two_years(room: Room) -> None:
    await room.put(long())
    found = []
    for day in (62, 240, 241, 242, 421, 601, 781, 961, 1141):
        found += await room.steps(DUE + timedelta(day))
    assert found == [f"POL-1:{DUE}:{day}" for day in (61, 241, 241, 421, 601, 781)]


async def test_a_renewal_and_a_car_have_days_of_their_own(room: Room) -> None:
    await room.put(short())
    assert await days_of(room, -65, 20) == [-30, -15, -7, -1, 0]
    await room.put(short("CAR"))
    assert await days_of(room, -65, 20) == [-3]  # what was planned stays planned; a car has one step more


async def test_a_car_is_reminded_early_only_where_its_window_is_open(room: Room) -> None:
    await room.put(short("CAR"))
    assert await room.steps(DUE - timedelta(60)) == []
    due = DueReminders(room.store, room.clock, Terms(auto_renew_open_days=60))
    early = Reminders(room.engine, room.clock, room.outreach, due, Periods(room.engine, room.clock, due))
    assert (await early.plan(DUE - timedelta(60))).keys == {f"POL-1:{DUE}:-60"}


@pytest.mark.parametrize(("late", "caught_up"), [(0, True), (3, True), (4, False)])
async def test_a_missed_step_is_caught_up_for_three_days(room: Room, late: int, caught_up: bool) -> None:
    await room.put(long())
    found = await room.steps(DUE + timedelta(30 + late))
    assert found == ([f"POL-1:{DUE}:30"] if caught_up else [])


async def test_of_several_missed_only_the_latest_goes_out(room: Room) -> None:
    await room.put(long())
    assert await room.steps(DUE + timedelta(1)) == [f"POL-1:{DUE}:0"]


async def test_one_that_waits_is_dropped_when_a_later_step_has_come_up(both: Room) -> None:
    room = both
    await room.put(long())
    room.clock.set(datetime(2026, 11, 15, 23, 0, tzinfo=SHANGHAI))
    await room.reminders.remind(DUE - timedelta(1))
    room.clock.set(datetime(2026, 11, 16, 10, 0, tzinfo=SHANGHAI))
    done = await room.reminders.remind(DUE)
    assert room.sent == [f"POL-1:{DUE}:0"]
    assert (done.planned, done.sent, done.queued, done.skipped) == (1, 1, 0, {"superseded": 1})


async def test_planned_again_and_again_it_is_one(both: Room) -> None:
    room = both
    await room.put(long())
    first = await room.reminders.remind(DUE)
    again = await room.reminders.remind(DUE)
    assert (first.planned, first.sent, again.planned, again.sent) == (1, 1, 0, 0)
    assert room.sent == [f"POL-1:{DUE}:0"]


async def test_a_look_writes_and_sends_nothing(room: Room) -> None:
    await room.put(long())
    assert (await room.reminders.plan(DUE, write=False)).new == 1
    assert (await room.outreach.run()).sent == 0
    assert (await room.reminders.plan(DUE)).new == 1


async def test_at_night_it_waits_for_the_morning(room: Room) -> None:
    await room.put(long())
    room.clock.set(datetime(2026, 11, 16, 22, 0, tzinfo=SHANGHAI))
    done = await room.reminders.remind(DUE)
    assert (done.planned, done.sent, done.queued) == (1, 0, 1)
    room.clock.set(datetime(2026, 11, 17, 9, 1, tzinfo=SHANGHAI))
    assert (await room.outreach.run()).sent == 1


@pytest.mark.parametrize(
    ("status", "reason"), [(PolicyStatus.SURRENDERED, "surrendered"), (PolicyStatus.TERMINATED, "terminated")]
)
async def test_what_is_over_is_not_reminded_of_and_counted(
    room: Room, status: PolicyStatus, reason: str
) -> None:
    await room.put(long(status=status))
    planned = await room.reminders.plan(DUE)
    assert (planned.new, planned.skipped) == (0, {reason: 1})


async def test_the_dead_are_left_in_peace(both: Room) -> None:
    room = both
    await room.put(long(), long(serial=2))
    async with room.store.begin() as work:
        await work.customers.set_deceased({"C1": date(2026, 11, 1)})
        await work.customers.put([a_customer(1)])  # an import leaves it
        await work.commit()
    planned = await room.reminders.plan(DUE + timedelta(55))
    assert (planned.keys, planned.skipped) == ({f"POL-2:{DUE}:55"}, {"deceased": 1})


@pytest.mark.parametrize(
    ("detail", "held"),
    [
        ("理赔太慢", ["POL-1", "POL-3"]),
        ("POL-1 一直扣错钱", ["POL-1"]),
        (f"保单 {show_policy_no('POL-3')} 一直扣错钱", ["POL-3"]),
    ],
)
async def test_an_open_complaint_holds_back_reminders_of_the_policy_it_names(
    room: Room, detail: str, held: Sequence[str]
) -> None:
    policies = ("POL-1", "POL-3")
    await room.put(*(long(policy_no=number) for number in policies), long(serial=2))
    async with room.store.begin() as work:
        await work.complaints.add(complaint(detail), "k")
        await work.commit()
    planned = await room.reminders.plan(DUE)
    going = [number for number in ("POL-1", "POL-2", "POL-3") if number not in held]
    assert planned.keys == {f"{number}:{DUE}:0" for number in going}
    assert planned.skipped == {"complaint_open": len(held)}
    # What the contract has to tell goes on.
    told = await room.reminders.plan(DUE + timedelta(55))
    assert told.keys == {f"{number}:{DUE}:55" for number in (*policies, "POL-2")}


async def test_when_the_complaint_is_over_the_step_is_caught_up(room: Room) -> None:
    await room.put(long())
    async with room.store.begin() as work:
        await work.complaints.add(complaint("理赔太慢"), "k")
        await work.commit()
    assert await room.steps(DUE) == []
    async with room.store.begin() as work:
        [open_one] = await work.complaints.open_of(["C1"])
        open_one.status = ComplaintStatus.ARCHIVED
        await work.complaints.put(open_one)
        await work.commit()
    assert await room.steps(DUE + timedelta(2)) == [f"POL-1:{DUE}:0"]


async def change(room: Room, what: str) -> None:
    async with room.store.begin() as work:
        match what:
            case "paid":
                await work.policies.put([long(next_due_on=date(2027, 11, 16))])
            case "surrendered":
                await work.policies.put([long(status=PolicyStatus.SURRENDERED)])
            case "terminated":
                await work.policies.put([long(status=PolicyStatus.TERMINATED)])
            case "deceased":
                await work.customers.set_deceased({"C1": DUE})
            case "complaint_open":
                await work.complaints.add(complaint("理赔太慢"), "k")
        await work.commit()


@pytest.mark.parametrize("what", ["paid", "surrendered", "terminated", "deceased", "complaint_open"])
async def test_what_happened_since_planning_stops_it(room: Room, what: str) -> None:
    await room.put(long())
    room.clock.set(datetime(2026, 11, 16, 6, 0, tzinfo=SHANGHAI))
    assert (await room.reminders.remind(DUE)).queued == 1
    await change(room, what)
    room.clock.set(datetime(2026, 11, 16, 9, 5, tzinfo=SHANGHAI))
    ran = await room.outreach.run()
    assert (ran.sent, dict(ran.skipped)) == (0, {what: 1})
    assert room.sent == []


async def test_a_renewed_policy_is_not_reminded_of_any_more(room: Room) -> None:
    await room.put(short())
    room.clock.set(datetime(2026, 11, 15, 6, 0, tzinfo=SHANGHAI))
    await room.reminders.plan(DUE - timedelta(1))
    await room.put(short(expires_on=date(2027, 11, 16)))
    room.clock.set(datetime(2026, 11, 15, 9, 5, tzinfo=SHANGHAI))
    assert dict((await room.outreach.run()).skipped) == {"paid": 1}


async def test_a_policy_paid_by_the_month_is_reminded_each_month(room: Room) -> None:
    await room.put(long(pay_mode=PayMode.MONTHLY))
    assert await room.steps(DUE) == [f"POL-1:{DUE}:0"]
    following = date(2026, 12, 16)
    await room.put(long(pay_mode=PayMode.MONTHLY, next_due_on=following))
    assert await room.steps(DUE) == [f"POL-1:{following}:-30"]


async def test_nothing_is_due_for_what_is_paid_up(room: Room) -> None:
    await room.put(long(pay_mode=PayMode.SINGLE), long(policy_no="POL-2", next_due_on=None))
    assert await room.steps(DUE) == []


async def test_the_last_warning_keeps_its_distance_from_the_end_of_another_grace_period(room: Room) -> None:
    thirty = replace(LIFE, code="G30", grace_days=30)
    await room.put()
    async with room.store.begin() as work:
        await work.products.put([thirty])
        await work.policies.put([long(product_code="G30")])
        await work.commit()
    assert await days_of(room, 4, 30) == [7, 25, 30]
    room.clock.set(datetime.combine(DUE + timedelta(30), datetime.min.time(), SHANGHAI) + timedelta(hours=10))
    # The day of the table is a name: 30 comes after 55 here, and is not behind the times.
    assert (await room.outreach.run()).sent == 1
    assert room.sent == [f"POL-1:{DUE}:30"]
    assert await days_of(room, 31, 60) == [31]


async def test_a_policy_the_core_system_suspended_is_not_told_of_a_grace_period(room: Room) -> None:
    await room.put(long(status=PolicyStatus.SUSPENDED))
    assert await days_of(room, -30, 62) == [61]


async def test_tens_of_thousands_come_in_pages(both: Room) -> None:
    room = both
    await room.put(*(long(policy_no=f"POL-{number}") for number in range(2500)))
    planned = await room.reminders.plan(DUE, write=False)
    assert planned.new == 2500


class TestCadence:
    def test_a_product_may_have_days_of_its_own(self) -> None:
        text = """
        cases:
          instalment: [-30, {day: 55, contract: true}]
          renewal: [-30, {day: 0, contract: true}]
          auto: [-30, {day: 0, contract: true}]
        products:
          MED: {renewal: [-3, {day: 0, contract: true}]}
        """
        cadence = read_cadence(text)
        assert [step.day for step in cadence.steps(ReminderCase.RENEWAL, "MED")] == [-3, 0]
        assert [step.day for step in cadence.steps(ReminderCase.RENEWAL, "OTHER")] == [-30, 0]
        assert [step.day for step in cadence.steps(ReminderCase.INSTALMENT, "MED")] == [-30, 55]

    async def test_its_days_are_those_that_count(self, room: Room, keyring: Keyring) -> None:
        own = read_cadence("""
        cases:
          instalment: [-30, {day: 55, contract: true}]
          renewal: [-30, {day: 0, contract: true}]
          auto: [-30, {day: 0, contract: true}]
        products:
          MED: {renewal: [-50, {day: 0, contract: true}]}
        """)
        room = room_of(room.engine, room.clock, keyring, own)
        await room.put(short())
        assert await days_of(room, -55, 5) == [-50, 0]

    @pytest.mark.parametrize(
        ("steps", "reason"),
        [
            ("[-30, -40, {day: 0, contract: true}]", "days_out_of_order"),
            ("[-30, -30, {day: 0, contract: true}]", "days_out_of_order"),
            ("[-30]", "no_contract_notice"),
            ("[soon, {day: 0, contract: true}]", "bad_day"),
            ("[-4000, {day: 0, contract: true}]", "bad_day"),
            ("[{day: 0, contract: yes please}]", "not_true_or_false"),
            ("[{day: 0, contract: true, repeat_days: 9}]", "only_suspension_repeats"),
            ("[{day: -60, in_window: true}, {day: 0, contract: true}]", "no_window"),
            ("[{day: 0, contract: true, colour: red}]", "unknown colour"),
            ("never", "not_a_list"),
        ],
    )
    def test_what_makes_no_sense_is_named(self, steps: str, reason: str) -> None:
        text = f"""
        cases:
          instalment: [{{day: 55, contract: true}}]
          renewal: {steps}
          auto: [{{day: 0, contract: true}}]
        """
        with pytest.raises(CadenceError) as error:
            read_cadence(text)
        assert error.value.reason == reason
        assert error.value.at.startswith("cases.renewal")

    def test_every_case_has_steps(self) -> None:
        with pytest.raises(CadenceError, match="missing instalment, auto"):
            read_cadence("cases: {renewal: [{day: 0, contract: true}]}")

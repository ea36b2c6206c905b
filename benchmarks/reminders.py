"""A year of reminders, hour by hour: `python -m benchmarks.reminders [--policies N] [--days N]`.

Policies of all lines and pay modes, whose holders pay, surrender, opt out, complain and die on seeded days; two gateways plan and
send at once, and both die again and again, before and after a message was taken. What should have gone out is worked out beside
it, from the table of days alone (`expected`), and compared with what was taken, message by message.
"""

import argparse
import asyncio
import json
import logging
import time as watch
from bisect import bisect_right
from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import structlog
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.gateway import migrations
from bot.outreach.ledger import Ledger
from bot.outreach.manners import manners_of
from bot.outreach.message import Outgoing
from bot.outreach.outreach import Outreach
from bot.outreach.reminders.periods import Periods
from bot.outreach.reminders.planner import Reminders
from bot.outreach.ways import Result, Target
from insurance.domain.complaints import Complaint, ComplaintCategory, ComplaintStatus
from insurance.domain.customers import Customer, IdType
from insurance.domain.policies import PayMode, Policy, PolicyStatus
from insurance.domain.products import Line, Product, RenewalTerm, TermType
from insurance.domain.reminders import ReminderChannel
from insurance.services.contacts import Contact
from insurance.services.due_reminders import DueReminders
from insurance.store.complaints import ComplaintRow
from insurance.store.policies import PolicyRow
from insurance.store.unit_of_work import SqlStore
from kernel.clock import SHANGHAI, FrozenClock, local
from kernel.crypto import Keyring
from kernel.database import create_engine

START = date(2026, 3, 1)
log = logging.getLogger("year")

# When the two plan; when something happens to a policy. Sending is asked for at every hour that is played.
PLANS_AT = (0, 14)
HAPPENS_AT = (8, 13)
LONG_AGO, NEVER = datetime(2000, 1, 1), datetime(3000, 1, 1)  # noqa: DTZ001
# 除夕 of the year that is played, from a calendar.
EVE = date(2027, 2, 5)

Hour = datetime  # naive, Shanghai


# --- what should go out: DOMAIN's table, written down a second time ---------------------------------------------------

INSTALMENT = (-30, -15, -7, -1, 0, 7, 30, 45, 55, 61, 241, 421, 601, 781)
RENEWAL = (-30, -15, -7, -1, 0)
AUTO = (
    -30,
    -15,
    -7,
    -3,
    -1,
    0,
)  # and -60 where the window is open, which it never is 60 days before by default


@dataclass
class Life:
    """One policy's year as it will happen. `dues`: from when (hour) on which due day counts."""

    no: str
    product: Product
    pay_mode: PayMode
    dues: list[tuple[Hour, date]]
    surrendered: Hour | None = None
    died: Hour | None = None
    opted_out: Hour | None = None
    complaints: list[tuple[Hour, Hour]] = field(default_factory=list)

    @property
    def instalment(self) -> bool:
        return self.product.term_type is TermType.LONG or self.pay_mode is PayMode.MONTHLY

    def due_at(self, at: Hour) -> date:
        return self.dues[bisect_right([since for since, _ in self.dues], at) - 1][1]

    def complains(self, at: Hour) -> bool:
        return any(begun <= at < ended for begun, ended in self.complaints)


def expected(life: Life, first: date, last: date) -> Iterator[tuple[str, Hour]]:
    """Key and hour of every reminder of that policy that is to go out from `first` to `last`."""
    days = INSTALMENT if life.instalment else AUTO if life.product.line.is_auto else RENEWAL
    essential = {55, 61, 241, 421, 601, 781} if life.instalment else {0}
    for since, due in life.dues:
        until = next((later for later, _ in life.dues if later > since), NEVER)
        for place, day in enumerate(days):
            falls = due + timedelta(day)
            following = due + timedelta(days[place + 1]) if place + 1 < len(days) else date.max
            going = _goes(life, falls, following, (since, until), day in essential, first, last, due)
            if going is not None and going.date() <= last:
                yield f"{life.no}:{due.isoformat()}:{day}", going


def _goes(
    life: Life,
    falls: date,
    following: date,
    counts: tuple[Hour, Hour],
    essential: bool,
    first: date,
    last: date,
    due: date,
) -> Hour | None:
    def stopped(at: Hour) -> bool:
        return (
            not counts[0] <= at < counts[1]
            or (life.surrendered is not None and life.surrendered <= at)
            or (life.died is not None and life.died <= at)
            or (not essential and life.complains(at))
        )

    for late in range(4):
        on = falls + timedelta(late)
        if not first <= on <= last or on >= following:
            continue
        for hour in PLANS_AT:
            planned = datetime.combine(on, time(hour))
            if stopped(planned):
                continue
            sent = planned if hour >= 9 else planned.replace(hour=9)
            if life.instalment and on > due and sent.date() == EVE:
                sent = datetime.combine(EVE + timedelta(1), time(9))
            out = not essential and life.opted_out is not None and life.opted_out <= sent
            # What is stopped between planning and sending is not planned again.
            return None if stopped(sent) or out else sent
    return None


# --- the world ------------------------------------------------------------------------------------------------------


def _product(code: str, line: Line, term: TermType, grace: int | None) -> Product:
    return Product(
        code, f"演示{code}", line, term, 15, grace, None, None, ("保障",), ("除外",), RenewalTerm.NONE, "1"
    )


PRODUCTS = (
    _product("LIFE", Line.LIFE, TermType.LONG, 60),
    _product("ANNUITY", Line.ANNUITY, TermType.LONG, 60),
    _product("ILLNESS", Line.CRITICAL_ILLNESS, TermType.LONG, 60),
    _product("MEDICAL", Line.MEDICAL, TermType.SHORT, None),
    _product("ACCIDENT", Line.ACCIDENT, TermType.SHORT, None),
    _product("COMPULSORY", Line.AUTO_COMPULSORY, TermType.SHORT, None),
    _product("COMMERCIAL", Line.AUTO_COMMERCIAL, TermType.SHORT, None),
    _product("HOME", Line.HOME, TermType.SHORT, None),
    _product("LIABILITY", Line.LIABILITY, TermType.SHORT, None),
)


def _next(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def a_life(number: int, random: Random, first: date, days: int, monthly: float) -> Life:
    product = PRODUCTS[number % len(PRODUCTS)]
    long = product.term_type is TermType.LONG
    mode = PayMode.MONTHLY if long and random.random() < monthly else PayMode.ANNUAL
    months = 1 if mode is PayMode.MONTHLY else 12
    # Some are behind already when the year begins.
    due = first + timedelta(random.randrange(0, 31 if months == 1 else 365) - random.choice((0, 0, 0, 0, 90)))
    life = Life(f"P{number:08d}", product, mode, [(LONG_AGO, due)])
    last = first + timedelta(days)

    def some_hour(on: date) -> Hour:
        return datetime.combine(on, time(random.choice(HAPPENS_AT)))

    while due <= last + timedelta(60):
        if random.random() < 0.04:
            break  # pays no more
        late = random.randint(0, 58) if long and random.random() < 0.15 else random.randint(-20, 0)
        paid = max(due + timedelta(late), life.dues[-1][0].date() + timedelta(1))
        if paid > last:
            break
        due = _next(due, months)
        if paid < first:
            life.dues[0] = LONG_AGO, due
        else:
            life.dues.append((some_hour(paid), due))

    def one_in(share: float) -> Hour | None:
        return some_hour(first + timedelta(random.randrange(days))) if random.random() < share else None

    life.surrendered, life.died, life.opted_out = one_in(0.04), one_in(0.02), one_in(0.06)
    if (begun := one_in(0.06)) is not None:
        life.complaints.append((begun, some_hour(begun.date() + timedelta(random.randint(1, 20)))))
    return life


# --- two gateways that die ------------------------------------------------------------------------------------------


class Death(BaseException):
    """The process is gone in the middle of its work."""


@dataclass
class Post:
    """Takes every message; counts by key, and keeps one of each key as a provider with idempotency keys does."""

    clock: FrozenClock
    random: Random
    deaths: float
    channel: ReminderChannel = ReminderChannel.SMS
    taken: dict[str, Hour] = field(default_factory=dict)
    texts: Counter[str] = field(default_factory=Counter)
    repeats: int = 0
    died: Counter[str] = field(default_factory=Counter)

    async def reach(self, contact: Contact, message: Outgoing, before: str | None) -> Target | None:
        return None if contact.phone is None else Target(contact.phone)

    async def send(self, target: Target, message: Outgoing, key: str) -> Result:
        chance = self.random.random()
        if chance < self.deaths:
            self.died["before"] += 1
            raise Death
        if message.key in self.taken:
            self.repeats += 1
        else:
            self.taken[message.key] = local(self.clock.now()).replace(tzinfo=None)
        self.texts[message.key] += 1
        if chance > 1 - self.deaths:
            self.died["after"] += 1
            raise Death
        return Result.TAKEN


class Everybody:
    """Who can be reached by a text, and who wants no reminders; as the services would tell."""

    def __init__(self) -> None:
        self.off: set[str] = set()

    async def of(self, customer_no: str) -> Contact | None:
        off = frozenset(ReminderChannel) if customer_no in self.off else frozenset()
        return Contact(customer_no, "19900000000", off=off)


@dataclass
class Gateway:
    reminders: Reminders
    outreach: Outreach


class Year:
    def __init__(
        self,
        engine: AsyncEngine,
        policies: int,
        days: int,
        seed: int = 7,
        monthly: float = 0.1,
        deaths: float = 0.01,
    ) -> None:
        self.random = Random(seed)
        self.first, self.days = START, days
        self.clock = FrozenClock(_at(datetime.combine(START, time())))
        self.keyring = Keyring([b"y" * 32])
        self.store = SqlStore(engine, self.keyring)
        self.engine = engine
        self.everybody = Everybody()
        self.post = Post(self.clock, Random(seed + 1), deaths)
        self.lives = [a_life(number, self.random, START, days, monthly) for number in range(policies)]
        self.seconds: Counter[str] = Counter()
        self.runs: Counter[str] = Counter()
        self.events = self._events()

    async def play(self, hours: Sequence[int] = tuple(range(24)), budget: float | None = None) -> None:
        """The year; `hours`: which of each day are played. `budget`: seconds after which it ends with the day, `days` then
        says how many were played.
        """
        until = None if budget is None else watch.monotonic() + budget
        await self._settle_in()
        gateways = [self._gateway() for _ in range(2)]
        for number in range(self.days):
            if until is not None and watch.monotonic() >= until:
                self.days = number
                break
            if number % 10 == 0:
                log.info("day %d of %d, %d sent", number, self.days, len(self.post.taken))
            for hour in hours:
                now = datetime.combine(self.first + timedelta(number), time(hour))
                self.clock.set(_at(now))
                await self._happen(now)
                if hour in PLANS_AT:
                    await self._all(gateways, "plan", lambda each: each.reminders.plan_today())
                while await self._all(gateways, "send", lambda each: each.outreach.run()):
                    # Somebody died; what it held is free again after its lease.
                    self.clock.advance(timedelta(minutes=3))
                    gateways = [self._gateway() for _ in range(2)]

    def wanted(self) -> dict[str, Hour]:
        last = self.first + timedelta(self.days - 1)
        return {key: at for life in self.lives for key, at in expected(life, self.first, last)}

    def _gateway(self) -> Gateway:
        ledger = Ledger(self.engine, self.keyring, self.clock)
        outreach = Outreach(ledger, self.clock, manners_of(), self.everybody, [self.post])
        due = DueReminders(self.store, self.clock)
        periods = Periods(self.engine, self.clock, due)
        return Gateway(Reminders(self.engine, self.clock, outreach, due, periods), outreach)

    async def _all(self, gateways: Sequence[Gateway], what: str, work: object) -> bool:
        """Both at once; whether one died."""
        began = watch.perf_counter()
        ended = await asyncio.gather(*(_until_death(work(each)) for each in gateways))  # type: ignore[operator]
        if what != "send" or time(9) <= local(self.clock.now()).time() < time(10):
            self.seconds[what] += watch.perf_counter() - began
            self.runs[what] += 1
        return any(ended)

    async def _settle_in(self) -> None:
        async with self.store.begin() as work:
            await work.products.put(PRODUCTS)
            await work.customers.put([_customer(life) for life in self.lives])
            await work.policies.put([_policy(life) for life in self.lives])
            await work.commit()

    def _events(self) -> dict[Hour, list[tuple[Life, str]]]:
        events: defaultdict[Hour, list[tuple[Life, str]]] = defaultdict(list)
        for life in self.lives:
            for since, _ in life.dues[1:]:
                events[since].append((life, "paid"))
            for what in ("surrendered", "died", "opted_out"):
                if (at := getattr(life, what)) is not None:
                    events[at].append((life, what))
            for begun, ended in life.complaints:
                events[begun].append((life, "complains"))
                events[ended].append((life, "content"))
        return events

    async def _happen(self, now: Hour) -> None:
        """What has happened since the last hour that was played."""
        past = sorted(at for at in self.events if at <= now)
        for life, what in [event for at in past for event in self.events.pop(at)]:
            async with self.store.begin() as work:
                db = work._db  # type: ignore[attr-defined]  # what no service does: the core system's own changes
                mine = update(PolicyRow).where(PolicyRow.policy_no == life.no)
                match what:
                    case "paid":
                        column = "next_due_on" if life.instalment else "expires_on"
                        await db.execute(mine.values({column: life.due_at(now)}))
                    case "surrendered":
                        await db.execute(mine.values(status=PolicyStatus.SURRENDERED.value))
                    case "died":
                        await work.customers.set_deceased({f"C{life.no}": now.date()})
                    case "opted_out":
                        self.everybody.off.add(f"C{life.no}")
                    case "complains":
                        await work.complaints.add(_complaint(life, now), life.no)
                    case "content":
                        ended = ComplaintStatus.ARCHIVED.value
                        theirs = ComplaintRow.customer_no == f"C{life.no}"
                        await db.execute(update(ComplaintRow).where(theirs).values(status=ended))
                await work.commit()


async def _until_death(work: object) -> bool:
    before = asyncio.all_tasks()
    try:
        await work  # type: ignore[misc]
    except Death:
        # A dead process leaves its connections to the system; here what it had begun has to come to an end.
        if left := asyncio.all_tasks() - before:
            await asyncio.wait(left)
        return True
    return False


def _at(hour: Hour) -> datetime:
    return hour.replace(tzinfo=SHANGHAI)


def _customer(life: Life) -> Customer:
    return Customer(f"C{life.no}", "演示客户", IdType.PASSPORT, life.no, None, None, None)


def _policy(life: Life) -> Policy:
    due = life.dues[0][1]
    return Policy(
        policy_no=life.no,
        product_code=life.product.code,
        customer_no=f"C{life.no}",
        insured_name="演示客户",
        beneficiary=None,
        sum_insured=None,
        premium=Decimal("1200.50"),
        pay_mode=life.pay_mode,
        effective_on=date(2020, 1, 1),
        expires_on=None if life.instalment else due,
        next_due_on=due if life.instalment else None,
        status=PolicyStatus.IN_FORCE,
        plate_no=None,
    )


def _complaint(life: Life, now: Hour) -> Complaint:
    return Complaint(
        receipt_no=f"T{life.no}",
        subject=life.no,
        customer_no=f"C{life.no}",
        category=ComplaintCategory.OTHER,
        target="",
        detail="等得太久",
        demand="",
        contact=None,
        received_at=_at(now),
        urgencies=frozenset(),
        status=ComplaintStatus.REGISTERED,
    )


@dataclass(frozen=True)
class Verdict:
    """What went out against what should have: all lists are empty in a good year."""

    sent: int
    missing: list[str]
    unwanted: list[str]
    at_another_hour: list[str]
    in_quiet_hours: list[str]


def judge(year: Year) -> Verdict:
    wanted, taken = year.wanted(), year.post.taken
    return Verdict(
        sent=len(taken),
        missing=sorted(wanted.keys() - taken.keys()),
        unwanted=sorted(taken.keys() - wanted.keys()),
        at_another_hour=sorted(
            key
            for key in wanted.keys() & taken.keys()
            if taken[key].replace(minute=0, second=0) != wanted[key]
        ),
        in_quiet_hours=sorted(key for key, at in taken.items() if not time(9) <= at.time() < time(20, 30)),
    )


async def main(policies: int, days: int, monthly: float, database: str | None, budget: float | None) -> None:
    migrations.all_tables()
    logging.basicConfig(format="%(asctime)s %(message)s")
    log.setLevel(logging.INFO)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with TemporaryDirectory() as folder:
        engine = create_engine(database or f"sqlite:///{folder}/year.db", pool_size=20)
        await migrations.upgrade(engine)
        year = Year(engine, policies, days, monthly=monthly)
        began = watch.perf_counter()
        await year.play(budget=budget)
        took = watch.perf_counter() - began
        await engine.dispose()
    verdict = judge(year)
    report = {
        "database": "sqlite" if database is None else database.partition(":")[0],
        "policies": policies,
        "days": year.days,
        "seconds": round(took, 1),
        "sent": verdict.sent,
        "wanted": len(year.wanted()),
        "missing": len(verdict.missing),
        "unwanted": len(verdict.unwanted),
        "at_another_hour": len(verdict.at_another_hour),
        "in_quiet_hours": len(verdict.in_quiet_hours),
        "deaths": dict(year.post.died),
        "repeats_a_provider_dropped": year.post.repeats,
        "seconds_a_plan": round(year.seconds["plan"] / max(year.runs["plan"], 1), 2),
        "messages_a_second": round(verdict.sent / max(year.seconds["send"], 0.001), 1),
    }
    print(json.dumps(report, ensure_ascii=False, indent=1))
    results = Path(__file__).parent / "results" / "reminders.json"
    results.parent.mkdir(exist_ok=True)
    results.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--policies", type=int, default=50_000)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--monthly", type=float, default=0.1, help="share of long policies paid by the month")
    parser.add_argument("--database", help="an empty one, as postgresql://…; SQLite otherwise")
    parser.add_argument("--seconds", type=float, help="end with the day after so many")
    given = parser.parse_args()
    asyncio.run(main(given.policies, given.days, given.monthly, given.database, given.seconds))

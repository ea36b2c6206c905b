"""What changes at a claim or a complaint is told, each change once."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.outreach.message import Outgoing
from bot.outreach.notices.feed import RECENT, Feed
from bot.outreach.notices.notices import PAUSE, READER, due_at
from bot.outreach.notices.wording import Told
from insurance.domain.claims import Claim
from insurance.domain.complaints import Outcome
from insurance.services.changes import Change
from insurance.store.unit_of_work import SqlStore
from kernel.clock import SHANGHAI, FrozenClock
from kernel.crypto import Keyring
from tests.outreach.conftest import House
from tests.outreach.records import OWNER, STAFF, Book


class Fallen(BaseException):
    """The process dies here."""


@pytest.fixture
async def book(engine: AsyncEngine, clock: FrozenClock, keyring: Keyring) -> Book:
    book = Book(engine, clock, keyring)
    await book.fill()
    return book


def submit(book: Book) -> Callable[[Claim], None]:
    return lambda claim: claim.submit(at=book.clock.now(), by=STAFF)


def accept(book: Book) -> Callable[[Claim], None]:
    return lambda claim: claim.accept(at=book.clock.now(), by=STAFF)


def register(book: Book) -> Callable[[Claim], None]:
    return lambda claim: claim.register(at=book.clock.now(), by=STAFF)


async def test_each_change_is_told_once_however_often_it_is_looked_for(book: Book, house: House) -> None:
    notices = book.notices(out := house.another())
    await book.claim()
    await book.act("CLM-1", submit(book))

    planned = [await notices.collect() for _ in range(3)]
    await out.run()

    assert planned == [2, 0, 0]
    assert set(await house.rows()) == {"claim:CLM-1:1", "claim:CLM-1:2"}


async def test_a_change_is_told_within_the_next_round(book: Book, house: House) -> None:
    notices = book.notices(out := house.another())
    await book.claim()
    await notices.collect()
    await out.run()
    assert [each.key for each in house.delivered] == ["claim:CLM-1:1"]

    book.later(hours=2)
    await book.act("CLM-1", submit(book))
    await notices.collect()
    await out.run()

    assert [each.key for each in house.delivered] == ["claim:CLM-1:1", "claim:CLM-1:2"]


async def test_several_changes_within_minutes_are_one_message_with_the_latest(
    book: Book, house: House
) -> None:
    notices = book.notices(out := house.another())
    await book.claim()
    await notices.collect()
    await out.run()
    for step in (submit, accept, register):
        book.later(seconds=40)
        await book.act("CLM-1", step(book))
        await notices.collect()
        await out.run()

    book.later(minutes=5)
    await notices.collect()
    await out.run()

    assert [each.key for each in house.delivered] == ["claim:CLM-1:1", "claim:CLM-1:4"]
    rows = await house.rows()
    assert Counter(row.reason for row in rows.values()) == {None: 2, "superseded": 2}


async def test_a_payment_is_told_at_once_and_even_when_more_has_happened(book: Book, house: House) -> None:
    notices = book.notices(out := house.another())
    await book.claim(reported_at=book.clock.now() - timedelta(days=5))
    steps: Sequence[Callable[[Claim], None]] = (
        submit(book),
        accept(book),
        register(book),
        lambda claim: claim.review(at=book.clock.now(), by=STAFF),
        lambda claim: claim.approve(at=book.clock.now(), by=STAFF, amount=Decimal("800.00")),
        lambda claim: claim.pay(at=book.clock.now(), by=STAFF),
        lambda claim: claim.close(at=book.clock.now(), by=STAFF),
    )
    await book.act("CLM-1", *steps)
    await notices.collect()
    await out.run()
    book.later(minutes=6)
    await out.run()

    told = [each.message.values["status"] for each in house.delivered]
    assert told == ["已赔付", "已结案"]


async def test_what_happens_at_night_is_told_in_the_morning_and_only_how_it_stands(
    book: Book, house: House
) -> None:
    notices = book.notices(out := house.another())
    book.clock.set(datetime(2026, 11, 16, 22, 0, tzinfo=SHANGHAI))
    await book.claim()
    book.later(hours=1)
    await book.act("CLM-1", submit(book))
    await notices.collect()
    await out.run()
    assert house.delivered == []

    book.clock.set(datetime(2026, 11, 17, 9, 1, tzinfo=SHANGHAI))
    await out.run()

    assert [each.key for each in house.delivered] == ["claim:CLM-1:2"]


async def test_an_import_of_changed_claims_tells_their_holders(
    book: Book, house: House, tmp_path: Path
) -> None:
    notices = book.notices(out := house.another())
    await book.imported(tmp_path, ("CL-1", "reported"), ("CL-2", "reported"))
    await notices.collect()
    assert await house.rows() == {}, "reported six days ago"

    book.later(hours=1)
    await book.imported(tmp_path, ("CL-1", "docs_pending"), ("CL-2", "reported"))
    await notices.collect()
    await out.run()

    assert [(each.key, each.message.customer_no) for each in house.delivered] == [("claim:CL-1:2", "C1")]


async def test_the_first_import_of_an_old_book_tells_nobody(book: Book, house: House, tmp_path: Path) -> None:
    notices = book.notices(house.another())
    await book.imported(tmp_path, *((f"OLD-{each}", "closed") for each in range(1000, 1300)))

    assert await notices.collect() == 0

    book.later(hours=1)
    await book.imported(tmp_path, ("OLD-1007", "disputed"))
    assert await notices.collect() == 1, "what changes afterwards is news"


async def test_a_claim_that_comes_from_the_core_system_while_it_is_fresh_is_told(
    book: Book, house: House, tmp_path: Path
) -> None:
    notices = book.notices(house.another())
    await book.imported(tmp_path, ("NEW-1", "accepted"), reported="2026-11-15")

    await notices.collect()

    assert set(await house.rows()) == {"claim:NEW-1:1", "claim:NEW-1:2"}


async def test_what_is_older_than_three_days_is_no_news(book: Book, house: House) -> None:
    notices = book.notices(house.another())
    await book.claim()
    book.later(days=3, minutes=1)

    assert await notices.collect() == 0


async def test_a_complaint_is_told_of_by_its_steps(book: Book, house: House) -> None:
    notices = book.notices(out := house.another())
    number = (await book.complaint()).receipt_no
    now = book.clock.now
    for act in (
        lambda each: each.register(at=now(), by="boss", owner=OWNER),
        lambda each: each.plan(at=now(), by="lili", public_note="先核对材料"),
        lambda each: each.investigate(at=now(), by="lili"),
        lambda each: each.notify(at=now(), by="lili", public_note="已经补赔"),
    ):
        book.later(minutes=10)
        if book.clock.now() == datetime(2026, 11, 16, 10, 40, tzinfo=SHANGHAI):
            await book.handle(number, lambda each: each.decide(at=now(), by="lili", outcome=Outcome("补赔")))
        await book.handle(number, act)
        await notices.collect()
        await out.run()

    told = [each.message.subject.rpartition("投诉")[2] for each in house.delivered]
    assert told == ["已收到", "已有方案", "已有答复"]


async def test_who_complained_without_saying_who_they_are_is_told_nothing(book: Book, house: House) -> None:
    notices = book.notices(house.another())
    await book.complaint(customer_no=None)

    assert await notices.collect() == 0


async def test_nobody_is_told_whose_death_is_known(book: Book, house: House) -> None:
    notices = book.notices(out := house.another())
    await book.claim()
    await notices.collect()
    async with book.store.begin() as work:
        await work.customers.set_deceased({"C1": book.clock.now().date()})
        await work.commit()

    ran = await out.run()

    assert (house.delivered, dict(ran.skipped)) == ([], {"deceased": 1})


async def test_two_collectors_at_once_and_two_senders_tell_each_change_once(book: Book, house: House) -> None:
    await book.fill(customers=40)
    for serial in range(1, 41):
        await book.claim(serial)
    ways = [house.another() for _ in range(2)]

    await asyncio.gather(*(book.notices(each).collect() for each in ways))
    await asyncio.gather(*(each.run() for each in ways))

    assert Counter(each.key for each in house.delivered) == {
        f"claim:CLM-{each}:1": 1 for each in range(1, 41)
    }


@pytest.mark.parametrize("where", ["before the plan", "after the plan"])
async def test_a_process_that_falls_loses_nothing_and_doubles_nothing(
    book: Book, house: House, where: str
) -> None:
    out = house.another()
    notices = book.notices(out)
    plan = out.plan

    async def falls(messages: Sequence[Outgoing]) -> int:
        if where == "after the plan":
            await plan(messages)
        raise Fallen

    out.plan = falls  # type: ignore[method-assign]
    await book.claim()
    with pytest.raises(Fallen):
        await notices.collect()

    second = house.another()
    await book.notices(second).collect()
    await second.run()

    assert [each.key for each in house.delivered] == ["claim:CLM-1:1"]


async def test_what_is_written_by_a_transaction_that_ends_late_is_told_all_the_same(
    engine: AsyncEngine, clock: FrozenClock, keyring: Keyring, book: Book, house: House
) -> None:
    """An event dated before others that were told long ago, because its transaction was open all the time."""
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time: a younger transaction cannot end first")
    notices = book.notices(house.another())
    early, young = await book.claim(1), await book.claim(2)
    await notices.collect()
    async with SqlStore(engine, keyring).begin() as slow:
        locked = await slow.claims.get(early.claim_no, lock=True)
        assert locked is not None
        locked.submit(at=clock.now(), by=STAFF)
        await slow.claims.put([locked])
        book.later(seconds=30)
        await book.act(young.claim_no, submit(book))
        assert await notices.collect() == 1
        # Longer than the short look reaches back.
        book.later(minutes=RECENT.total_seconds() // 60 + 10)
        assert await notices.collect() == 0
        await slow.commit()

    book.later(minutes=5)
    assert await notices.collect() == 1
    assert {"claim:CLM-1:2", "claim:CLM-2:2"} <= set(await house.rows())


async def test_an_import_waits_for_whoever_holds_the_claim_and_both_changes_are_told(
    engine: AsyncEngine, clock: FrozenClock, keyring: Keyring, book: Book, house: House, tmp_path: Path
) -> None:
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    notices = book.notices(house.another())
    await book.imported(tmp_path, ("CL-1", "reported"))
    async with SqlStore(engine, keyring).begin() as slow:
        held = await slow.claims.get("CL-1", lock=True)
        assert held is not None
        held.submit(at=clock.now(), by=STAFF)
        await slow.claims.put([held])
        importing = asyncio.create_task(book.imported(tmp_path, ("CL-1", "accepted")))
        await asyncio.sleep(0.2)  # it has come to the row by now, or comes later and finds it changed
        await slow.commit()
    await importing

    await notices.collect()

    assert set(await house.rows()) == {"claim:CL-1:2", "claim:CL-1:3"}


async def test_one_record_that_cannot_be_put_into_words_keeps_nobody_else_waiting(
    book: Book, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.outreach.notices import claims

    plain = claims.notice

    def notice(course: object, *rest: object) -> Outgoing:
        if getattr(course, "number", "") == "CLM-1":
            raise KeyError("a state of tomorrow")
        return plain(course, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(claims, "notice", notice)
    await book.claim(1)
    await book.claim(2)

    assert await book.notices(house.another()).collect() == 1
    monkeypatch.undo()
    book.later(minutes=1)
    assert await book.notices(house.another()).collect() == 1, "it is told once it can be"


async def test_what_is_no_news_any_more_is_not_remembered(book: Book, clock: FrozenClock) -> None:
    feed = Feed(book.engine, clock, book.services.changes, READER)
    await book.claim()
    [records] = await feed.batches()
    await feed.done(await feed.read(records))
    assert await feed._seen(records) == {records[0]: 1}

    book.later(days=4)
    await feed.batches()

    assert await feed._seen(records) == {}


@given(
    st.lists(st.tuples(st.integers(0, 900), st.booleans()), min_size=1, max_size=12),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_when_a_change_is_told_depends_on_the_events_alone_and_on_no_later_one(
    steps: list[tuple[int, bool]],
) -> None:
    start = datetime(2026, 11, 16, 10, 0, tzinfo=SHANGHAI)
    at, told = start, []
    for seq, (seconds, alone) in enumerate(steps, start=1):
        at += timedelta(seconds=seconds)
        told.append((Change(seq, at, "submitted", "status"), Told("审核中", "", "", alone=alone)))

    due = due_at(told)

    for count in range(1, len(told) + 1):
        assert due_at(told[:count]) == {seq: due[seq] for seq in range(1, count + 1)}
    for change, words in told:
        assert change.at <= due[change.seq] <= change.at + PAUSE
        assert not words.alone or due[change.seq] == change.at
    slots = sorted({due[change.seq] for change, words in told if not words.alone})
    assert all(later - earlier >= PAUSE for earlier, later in pairwise(slots))

"""The one way out: by which channel, when, how often, and what is told of those that did not go out."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from bot.outreach.message import Kind, Outgoing
from bot.outreach.outreach import Outreach
from bot.outreach.ways import Result
from kernel.clock import SHANGHAI, FrozenClock
from tests.outreach.conftest import EMAIL, SMS, WEB, WECHAT, House, message_of

Make = Callable[..., Outgoing]


def channels(house: House) -> list[str]:
    return [each.channel.value for each in house.delivered]


async def test_planned_twice_it_goes_out_once(house: House, message: Make) -> None:
    outreach = house.another()
    assert await outreach.plan([message(), message("other", customer_no="C2"), message()]) == 2
    assert await outreach.plan([message()]) == 0
    assert (await outreach.run()).sent == 2
    assert await outreach.plan([message()]) == 0
    assert (await outreach.run()).sent == 0
    assert sorted(each.key for each in house.delivered) == ["k", "other"]
    row = await house.row()
    assert (row.state, row.channel, row.reason, row.sent_at) == ("sent", "wechat", None, house.clock.now())


async def test_not_before_it_is_due(house: House, message: Make, clock: FrozenClock) -> None:
    outreach = house.another()
    await outreach.plan([message(due_at=clock.now() + timedelta(hours=1))])
    assert (await outreach.run()).sent == 0
    clock.advance(timedelta(hours=1))
    assert (await outreach.run()).sent == 1


async def test_each_refusal_is_answered_by_the_next_channel_within_the_round(
    house: House, message: Make
) -> None:
    outreach = house.another()
    await outreach.plan([message()])
    house.providers[WECHAT].says = house.providers[SMS].says = Result.REFUSED
    assert (await outreach.run()).sent == 1
    assert channels(house) == ["email"]
    assert (await house.row()).refused == ["sms", "wechat"]


async def test_refused_everywhere_it_is_unreachable(house: House, message: Make) -> None:
    for provider in house.providers.values():
        provider.says = Result.REFUSED
    outreach = house.another()
    await outreach.plan([message()])
    assert (await outreach.run()).skipped == {"unreachable": 1}


async def test_a_provider_that_is_away_is_asked_again_later_and_then_the_next_one(
    house: House, message: Make, clock: FrozenClock
) -> None:
    house.providers[WECHAT].says = Result.LATER
    outreach = house.another()
    await outreach.plan([message()])
    assert (await outreach.run()).queued == 1
    assert (await outreach.run()).queued == 0, "not at once"
    for _ in range(6):
        clock.advance(timedelta(minutes=40))
        await outreach.run()
    assert channels(house) == ["sms"]
    assert house.providers[WECHAT].asked == 5


async def test_one_provider_alone_and_away_is_asked_until_the_time_is_over(
    house: House, message: Make, clock: FrozenClock
) -> None:
    for channel in (WECHAT, EMAIL, WEB):
        house.providers[channel].reached = False
    house.providers[SMS].says = Result.LATER
    outreach = house.another()
    await outreach.plan([message(expires_at=clock.now() + timedelta(hours=10))])
    for _ in range(9):
        await outreach.run()
        clock.advance(timedelta(hours=1))
    assert house.providers[SMS].asked == 9
    clock.advance(timedelta(hours=1))
    assert (await outreach.run()).skipped == {"expired": 1}


async def test_an_opt_out_holds_back_everything_but_what_has_to_be_told(house: House, message: Make) -> None:
    house.contacts.off["C1"] = frozenset({WECHAT, SMS, EMAIL, WEB})
    outreach = house.another()
    await outreach.plan([message(), message("essential", essential=True)])
    ran = await outreach.run()
    assert ran.sent == 1 and ran.skipped == {"opted_out": 1}
    assert [each.key for each in house.delivered] == ["essential"]


async def test_what_has_to_be_told_takes_a_channel_the_customer_left_on(house: House, message: Make) -> None:
    house.contacts.off["C1"] = frozenset({WECHAT, SMS})
    outreach = house.another()
    await outreach.plan([message(), message("essential", essential=True)])
    await outreach.run()
    assert channels(house) == ["email", "email"]


async def test_an_opt_out_counts_from_the_next_message_on(house: House, message: Make) -> None:
    outreach = house.another()
    await outreach.plan([message(), message("later", due_at=house.clock.now() + timedelta(minutes=1))])
    await outreach.run()
    house.contacts.off["C1"] = frozenset({WECHAT, SMS, EMAIL, WEB})
    house.clock.advance(timedelta(minutes=1))
    assert (await outreach.run()).skipped == {"opted_out": 1}


async def test_what_no_longer_holds_is_not_sent(house: House, message: Make) -> None:
    asked: list[str] = []

    async def paid(messages: Sequence[Outgoing]) -> Mapping[str, str]:
        asked.extend(each.key for each in messages)
        return {"k": "paid"}

    outreach = house.another()
    outreach.recheck(Kind.REMINDER, paid)
    await outreach.plan([message(), message("other"), message("notice", kind=Kind.NOTICE)])
    ran = await outreach.run()
    assert ran.skipped == {"paid": 1}
    assert sorted(asked) == ["k", "other"]
    assert (await house.row()).reason == "paid"


async def test_what_cannot_be_asked_again_waits(house: House, message: Make, clock: FrozenClock) -> None:
    away = True

    async def ask(_: Sequence[Outgoing]) -> Mapping[str, str]:
        if away:
            raise ConnectionError
        return {}

    outreach = house.another()
    outreach.recheck(Kind.REMINDER, ask)
    await outreach.plan([message()])
    assert (await outreach.run()).queued == 1 and not house.delivered
    away = False
    clock.advance(timedelta(minutes=1))
    assert (await outreach.run()).sent == 1


@pytest.mark.parametrize(
    ("hour", "minute", "sent"), [(8, 59, 0), (9, 0, 1), (20, 29, 1), (20, 30, 0), (23, 0, 0)]
)
async def test_only_within_sending_hours(
    house: House, message: Make, clock: FrozenClock, hour: int, minute: int, sent: int
) -> None:
    outreach = house.another()
    await outreach.plan([message(essential=True)])
    clock.set(datetime(2026, 11, 17, hour, minute, tzinfo=SHANGHAI))
    assert (await outreach.run()).sent == sent


async def test_nobody_is_asked_for_late_money_on_the_eve_of_the_spring_festival(
    house: House, clock: FrozenClock
) -> None:
    clock.set(datetime(2027, 2, 5, 10, 0, tzinfo=SHANGHAI))
    outreach = house.another()
    await outreach.plan(
        [message_of(clock.now(), "late", arrears=True), message_of(clock.now(), "news", kind=Kind.NOTICE)]
    )
    assert (await outreach.run()).sent == 1
    clock.advance(timedelta(days=1))
    assert (await outreach.run()).sent == 1
    assert [each.key for each in house.delivered] == ["news", "late"]


async def test_more_than_two_a_day_wait_for_the_next_one(
    house: House, message: Make, clock: FrozenClock
) -> None:
    outreach = house.another()
    await outreach.plan([message(f"k{n}", kind=list(Kind)[n % 3]) for n in range(4)])
    await outreach.plan([message("essential", essential=True), message("other", customer_no="C2")])
    ran = await outreach.run()
    assert (ran.sent, ran.queued) == (4, 2)
    assert (await outreach.run()).sent == 0
    clock.set(datetime(2026, 11, 17, 9, 0, tzinfo=SHANGHAI))
    assert (await outreach.run()).sent == 2


async def test_one_held_back_until_its_time_is_over_says_so(
    house: House, message: Make, clock: FrozenClock
) -> None:
    outreach = house.another()
    until = clock.now() + timedelta(hours=3)
    await outreach.plan([message(f"k{n}", expires_at=until) for n in range(3)])
    await outreach.run()
    clock.set(until)
    assert (await outreach.run()).skipped == {"capped": 1}


async def test_what_the_channel_took_and_did_not_deliver_goes_out_by_the_next(
    house: House, message: Make
) -> None:
    told: list[tuple[str, str]] = []

    async def failures(_: datetime) -> Sequence[tuple[str, str]]:
        return told

    outreach = house.another()
    outreach = Outreach(
        outreach._ledger,
        house.clock,
        house.manners,
        house.contacts,
        list(house.providers.values()),
        {WECHAT: failures},
    )
    house.providers[WECHAT].conversation_id = "a" * 32
    await outreach.plan([message(), message("other")])
    await outreach.run()
    wire = next(each.wire for each in house.delivered if each.key == "k")
    told.append(("a" * 32, wire))
    assert (await outreach.run()).sent == 1
    assert (await outreach.run()).sent == 0
    assert channels(house) == ["wechat", "wechat", "sms"] and house.delivered[-1].key == "k"


async def test_a_customer_who_is_gone_gets_nothing(house: House, message: Make) -> None:
    house.contacts.gone.add("C1")
    outreach = house.another()
    await outreach.plan([message()])
    assert (await outreach.run()).skipped == {"no_customer": 1}


async def test_the_row_tells_nothing_of_what_was_said(
    house: House, message: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    house.providers[WECHAT].says = Result.REFUSED
    outreach = house.another()
    await outreach.plan([message()])
    await outreach.run()
    async with house.engine.connect() as connection:
        stored = str((await connection.execute(text("SELECT * FROM outreach_messages"))).all())
    logged = "".join(capsys.readouterr())
    for personal in ("青禾安康", "1,200.00", "续期提醒", "C1:"):
        assert personal not in stored and personal not in logged
    assert house.delivered[0].message == message()

"""Follow-ups: anybody may ask to be called, once, and staff sees who waits."""

import asyncio
from datetime import date, timedelta

import pytest

from insurance.bootstrap import Services
from insurance.domain.callbacks import KEPT
from insurance.domain.errors import InvalidValue, RecordChanged, RecordNotFound
from insurance.domain.identity import Identity, Level
from insurance.services.callbacks import FollowUpView
from kernel.clock import FrozenClock

TODAY = date(2026, 11, 16)


def anonymous() -> Identity:
    return Identity("talk", Level.ANONYMOUS, None, None)


async def ask(
    services: Services,
    key: str = "1",
    phone: str = "199 0000 0001",
    wished_on: date | None = TODAY,
    identity: Identity | None = None,
) -> FollowUpView:
    return await services.callbacks.open(
        "talk", identity or anonymous(), phone, "问续保", "下午三点以后", wished_on, key
    )


async def test_anybody_may_ask_to_be_called(services: Services) -> None:
    view = await ask(services)
    assert view.follow_up_no.startswith("HF20261116") and view.phone == "199****0001"
    assert (view.wished_time, view.wished_on) == ("下午三点以后", TODAY)
    [case] = await services.callbacks.waiting()
    assert (case.phone, case.topic, case.customer_no, case.due_on) == ("199****0001", "问续保", None, TODAY)
    wish = await services.callbacks.details("ann", view.follow_up_no)
    assert (wish.phone, wish.topic, wish.customer_no) == ("19900000001", "问续保", None)
    assert [(entry.who, entry.what) for entry in await services.audit.entries()] == [
        ("ann", "follow_up.details")
    ]


async def test_what_is_due_first_is_listed_first(services: Services) -> None:
    later = await ask(services, "1", wished_on=TODAY + timedelta(days=9))
    soon = await ask(services, "2", wished_on=None)
    cases = await services.callbacks.waiting()
    assert [(case.follow_up_no, case.due_on) for case in cases] == [
        (soon.follow_up_no, date(2026, 11, 17)),
        (later.follow_up_no, date(2026, 11, 25)),
    ]


async def test_the_list_shows_no_number_in_full(services: Services) -> None:
    await services.callbacks.open(
        "talk", anonymous(), "19900000001", "打13812345678", "找13812345678", None, "1"
    )
    assert "13812345678" not in str(await services.callbacks.waiting())


@pytest.mark.parametrize("phone", ["0755-1234 5678", "010 87654321", "+86 19900000001"])
async def test_a_line_at_home_will_do(services: Services, phone: str) -> None:
    assert await ask(services, phone=phone)


@pytest.mark.parametrize("phone", ["", "12378", "1990000000", "打我手机"])
async def test_what_is_no_phone_number_is_refused(services: Services, phone: str) -> None:
    with pytest.raises(InvalidValue):
        await ask(services, phone=phone)


async def test_a_day_gone_by_is_no_wish(services: Services) -> None:
    view = await ask(services, wished_on=TODAY - timedelta(days=1))
    assert (view.wished_on, view.wished_time) == (None, "下午三点以后")


async def test_a_known_customer_is_named(services: Services, clock: FrozenClock) -> None:
    await ask(services, identity=Identity("talk", Level.BOUND, "C1", clock.now() + timedelta(minutes=15)))
    assert [wish.customer_no for wish in await services.callbacks.waiting()] == ["C1"]


async def test_the_same_key_is_the_same_wish_also_at_once(services: Services) -> None:
    views = await asyncio.gather(*(ask(services) for _ in range(4)))
    assert len({view.follow_up_no for view in views}) == 1
    assert await ask(services) == views[0]
    assert len(await services.callbacks.waiting()) == 1


async def test_who_was_called_waits_no_more(services: Services, clock: FrozenClock) -> None:
    first = await ask(services)
    clock.advance(timedelta(minutes=1))
    second = await ask(services, key="2")
    assert [wish.follow_up_no for wish in await services.callbacks.waiting()] == [
        first.follow_up_no,
        second.follow_up_no,
    ]
    for _ in range(2):
        await services.callbacks.done("ann", first.follow_up_no)
    with pytest.raises(RecordChanged):
        await services.callbacks.done("bob", first.follow_up_no)
    assert [wish.follow_up_no for wish in await services.callbacks.waiting()] == [second.follow_up_no]
    done = [(entry.who, entry.what) for entry in await services.audit.entries() if "done" in entry.what]
    assert done == [("ann", "follow_up.done")]
    with pytest.raises(RecordNotFound):
        await services.callbacks.done("ann", "HF20261116AAAAAAAA")


async def test_a_wish_is_deleted_when_its_time_is_over(services: Services, clock: FrozenClock) -> None:
    await ask(services)
    clock.advance(KEPT)
    await services.callbacks.sweep()
    assert await services.callbacks.waiting() == []

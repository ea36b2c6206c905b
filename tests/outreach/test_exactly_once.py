"""Whatever falls in between, and however many are at it: one message is one message."""

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import event

from bot.outreach.ledger import LEASE, Begun, Ledger
from bot.outreach.message import Outgoing
from bot.outreach.outreach import Outreach
from bot.outreach.ways import Result
from tests.outreach.conftest import SMS, WECHAT, Crash, House, message_of

Make = Callable[..., Outgoing]


class Fate:
    """Counts the moments at which a process may die, and ends it at number `at`."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.passed: list[str] = []

    def moment(self, name: str) -> None:
        self.passed.append(name)
        if len(self.passed) == self.at:
            raise Crash

    @contextmanager
    def of_commits(self, house: House) -> Any:
        """Also just before anything becomes true."""

        def before(_: Any) -> None:
            self.moment("before commit")

        event.listen(house.engine.sync_engine, "commit", before)
        try:
            yield
        finally:
            event.remove(house.engine.sync_engine, "commit", before)


class Mortal:
    """Anything that is awaited, with a moment before each of its calls and one after."""

    def __init__(self, inside: Any, fate: Fate) -> None:
        self._inside, self._fate = inside, fate

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inside, name)
        if not asyncio.iscoroutinefunction(found):
            return found

        async def call(*given: Any, **named: Any) -> Any:
            self._fate.moment(f"before {name}")
            answer = await found(*given, **named)
            self._fate.moment(f"after {name}")
            return answer

        return call


def mortal(house: House, fate: Fate) -> Outreach:
    ledger: Any = Mortal(Ledger(house.engine, house.keyring, house.clock), fate)
    contacts: Any = Mortal(house.contacts, fate)
    ways: list[Any] = [Mortal(provider, fate) for provider in house.providers.values()]
    return Outreach(ledger, house.clock, house.manners, contacts, ways)


async def test_a_process_may_die_at_any_moment(house: House) -> None:
    """Once the first way takes it, once it refuses and the second one does."""
    for refuses in (False, True):
        house.providers[WECHAT].says = Result.REFUSED if refuses else Result.TAKEN
        died, at = True, 0
        while died:
            at += 1
            key, fate = f"{refuses} {at}", Fate(at)
            await house.another().plan([message_of(house.clock.now(), key, customer_no=key)])
            try:
                with fate.of_commits(house):
                    await mortal(house, fate).run()
                died = False
            except Crash:
                house.clock.advance(LEASE)
                await house.another().run()
            delivered = [each.channel for each in house.delivered if each.key == key]
            assert delivered == [SMS if refuses else WECHAT], f"died {fate.passed[-1]}, moment {at}"
            row = await house.row(key)
            assert (row.state, row.reason) == ("sent", None)
        assert {"before commit", "before claim", "after claim", "after begin", "after send"} < set(
            fate.passed
        )


async def test_several_processes_at_once_send_each_message_once(house: House) -> None:
    now = house.clock.now()
    await house.another().plan([message_of(now, f"k{n}", customer_no=f"C{n}") for n in range(70)])
    ran = await asyncio.gather(*(house.another().run() for _ in range(3)))
    assert sum(each.sent for each in ran) == 70
    assert sum(provider.asked for provider in house.providers.values()) == 70
    assert set(Counter(each.key for each in house.delivered).values()) == {1}
    assert {row.state for row in (await house.rows()).values()} == {"sent"}


async def test_two_plan_the_same_at_once(house: House) -> None:
    messages = [message_of(house.clock.now(), f"k{n}") for n in range(20)]
    planned = await asyncio.gather(*(house.another().plan(messages) for _ in range(3)))
    assert sum(planned) == 20


async def test_several_processes_keep_one_customers_cap_together(house: House) -> None:
    await house.another().plan([message_of(house.clock.now(), f"k{n}") for n in range(12)])
    await asyncio.gather(*(house.another().run() for _ in range(3)))
    assert len(house.delivered) == 2


async def test_who_comes_back_from_the_dead_changes_nothing(house: House, message: Make) -> None:
    """The first sender sleeps beyond its lease; a second one has the message, then has sent it."""
    sleeper, second = (Ledger(house.engine, house.keyring, house.clock) for _ in range(2))
    await house.another().plan([message()])
    late = (await sleeper.claim(1, arrears=True))[0]
    house.clock.advance(LEASE)
    claimed = (await second.claim(1, arrears=True))[0]

    async def sleeper_wakes() -> None:
        now = house.clock.now()
        assert await sleeper.begin(late, SMS, None, (), now) is Begun.LOST
        assert not await sleeper.sent(late)
        assert not await sleeper.refused(late, WECHAT)
        assert not await sleeper.later(late, now, asked=False)
        assert not await sleeper.skipped(late, "paid")

    await sleeper_wakes()
    assert await second.begin(claimed, WECHAT, None, (), house.clock.now()) is Begun.YES
    assert await second.sent(claimed)
    await sleeper_wakes()
    row = await house.row()
    assert (row.state, row.channel, row.token) == ("sent", "wechat", 2)


async def test_nobody_is_told_twice_by_another_way_while_it_is_unknown_how_the_first_went(
    house: House, message: Make
) -> None:
    house.providers[WECHAT].dies = "after"
    await house.another().plan([message()])
    try:
        await house.another().run()
    except Crash:
        house.providers[WECHAT].dies, house.providers[WECHAT].reached = None, False
    for _ in range(12):
        house.clock.advance(timedelta(hours=1))
        await house.another().run()
    assert [each.channel for each in house.delivered] == [WECHAT]


async def test_what_may_have_arrived_and_cannot_be_asked_again_counts_as_sent(
    house: House, message: Make
) -> None:
    house.providers[WECHAT].says = Result.UNSURE
    await house.another().plan([message()])
    for _ in range(6):
        await house.another().run()
        house.clock.advance(timedelta(hours=1))
    assert house.providers[WECHAT].asked == 5
    row = await house.row()
    assert (row.state, row.reason, row.channel) == ("sent", "unsure", "wechat")
    assert [each.channel for each in house.delivered] == [WECHAT]

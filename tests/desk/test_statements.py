"""What an agent's page asks for costs the same statements however much there is: no list is read row by row."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import event, text

from benchmarks.desk_data import Data, conversation_id, customer_no
from bot.desk.conversations.socket import _look
from bot.desk.desk import DESK
from bot.gateway.middleware import SETTINGS
from bot.staff.guards import STAFF_ROOM
from kernel.clock import FrozenClock
from kernel.crypto import Keyring
from kernel.database import create_engine
from tests.gateway_fixtures import TABLES, Gateway, running

CUSTOMERS, WAITING = 1_000, 40
OFTEN, SELDOM = 0, 30  # of those who wait: here twenty times, and once; else alike


@pytest.fixture
async def filled(postgres_url: str, clock: FrozenClock, tmp_path: Path) -> AsyncIterator[Gateway]:
    """A gateway over a small copy of the benchmark's data."""
    engine = create_engine(postgres_url)
    async with engine.begin() as connection:
        await connection.run_sync(TABLES.create_all)
        names = ", ".join(f'"{table.name}"' for table in TABLES.sorted_tables)
        await connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
    async with running(engine, clock, tmp_path) as gateway:
        keyring = Keyring(gateway.app[SETTINGS].data_keys)
        await Data(keyring, CUSTOMERS, WAITING, now=clock.now()).fill(postgres_url)
        yield gateway
    await engine.dispose()


async def cost(gateway: Gateway, act: Callable[[], Awaitable[object]]) -> int:
    """How many statements it sends; the gateway routes and sweeps meanwhile, in tasks of its own."""
    engine = gateway.conversations.agents._ledger.engine
    sent: Counter[str] = Counter()

    def note(*_: object) -> None:
        task = asyncio.current_task()
        assert task is not None
        sent[getattr(task.get_coro(), "__qualname__", "")] += 1

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    await act()
    event.remove(engine.sync_engine, "before_cursor_execute", note)
    return sum(count for name, count in sent.items() if name not in ("_route", "_sweep", "_prune"))


async def test_lists_and_the_sockets_look_cost_the_same_for_one_conversation_and_for_five(
    filled: Gateway,
) -> None:
    lili = await filled.sign_in("lili")
    desk = filled.app[DESK]
    staff = await filled.app[STAFF_ROOM].accounts.get("lili")
    costs: dict[str, list[int]] = {"mine": [], "queue": [], "look": []}
    for taken in ((1,), (2, 3, 4, 5)):
        for number in taken:
            assert (await lili.act(conversation_id(number), "accept")).status == 200
        costs["mine"].append(await cost(filled, lambda: lili.list("mine")))
        costs["queue"].append(await cost(filled, lambda: lili.list("queue")))
        costs["look"].append(await cost(filled, lambda: _look(desk, staff, {conversation_id(10)})))
    assert all(few == many for few, many in costs.values()), costs
    assert max(max(each) for each in costs.values()) <= 12, costs


async def test_the_full_picture_costs_the_same_for_a_customer_of_one_visit_and_of_twenty(
    filled: Gateway,
) -> None:
    lili = await filled.sign_in("lili")
    costs: dict[str, list[int]] = {}
    for number in (OFTEN, SELDOM):
        path = f"/api/desk/conversations/{conversation_id(number)}"
        assert (await lili.act(conversation_id(number), "accept")).status == 200
        timeline = f"/api/desk/customers/{customer_no(number)}/timeline"
        for name, what in (("detail", path), ("timeline", timeline), ("assist", f"{path}/assist")):
            assert (await lili.get(what)).status == 200
            costs.setdefault(name, []).append(await cost(filled, lambda what=what: lili.get(what)))  # type: ignore[misc]
    assert all(often == seldom for often, seldom in costs.values()), costs
    assert max(max(each) for each in costs.values()) <= 30, costs

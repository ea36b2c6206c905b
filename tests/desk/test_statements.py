"""What an agent's page asks for costs the same statements however much there is: no list is read row by row."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine

from benchmarks.desk_data import Data, conversation_id, customer_no
from bot.gateway.middleware import SETTINGS
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


@contextmanager
def counted(engine: AsyncEngine) -> Iterator[list[str]]:
    """The statements that were sent meanwhile."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine.sync_engine, "before_cursor_execute", note)


async def test_the_full_picture_costs_the_same_for_a_customer_of_one_visit_and_of_twenty(
    filled: Gateway,
) -> None:
    lili = await filled.sign_in("lili")
    engine = filled.conversations.agents._ledger.engine
    costs = {}
    for number in (OFTEN, SELDOM):
        path = f"/api/desk/conversations/{conversation_id(number)}"
        assert (await lili.act(conversation_id(number), "accept")).status == 200
        for what in (path, f"/api/desk/customers/{customer_no(number)}/timeline", f"{path}/assist"):
            with counted(engine) as sent:
                response = await lili.get(what)
            assert response.status == 200, await response.text()
            costs[number, what.rpartition("/")[2] if what != path else "detail"] = len(sent)
    for what in ("detail", "timeline", "assist"):
        assert costs[OFTEN, what] == costs[SELDOM, what]
        assert costs[OFTEN, what] <= 40

"""The audit trail is appended to and nothing else, and its chain shows any change."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from insurance.bootstrap import Services
from insurance.domain.audit import AuditFilter
from kernel.clock import FrozenClock


async def four_looks(services: Services) -> None:
    for number in range(4):
        await services.audit.record("ann", "look", "C1", number=str(number))


async def drop_triggers(connection: AsyncConnection) -> None:
    """As somebody would who owns the database."""
    if connection.dialect.name == "postgresql":
        await connection.exec_driver_sql("ALTER TABLE audit_entries DISABLE TRIGGER USER")
    else:
        await connection.exec_driver_sql("DROP TRIGGER audit_entries_no_update")
        await connection.exec_driver_sql("DROP TRIGGER audit_entries_no_delete")


async def tamper(engine: AsyncEngine, statement: str) -> None:
    async with engine.begin() as connection:
        await drop_triggers(connection)
        await connection.exec_driver_sql(statement)
        if connection.dialect.name == "postgresql":  # its tables serve the next test as well
            await connection.exec_driver_sql("ALTER TABLE audit_entries ENABLE TRIGGER USER")


async def test_entries_written_at_once_make_one_chain(services: Services) -> None:
    await asyncio.gather(*(services.audit.record("ann", f"step.{number}") for number in range(8)))

    check = await services.audit.verify()

    assert (check.entries, check.broken_at) == (8, None)
    assert sorted(each.what for each in await services.audit.entries()) == [f"step.{n}" for n in range(8)]


@pytest.mark.parametrize(
    ("tampering", "broken_at"),
    [
        ("UPDATE audit_entries SET who = 'bob' WHERE seq = 2", 2),
        ("UPDATE audit_entries SET data = '{}' WHERE seq = 3", 3),
        ("DELETE FROM audit_entries WHERE seq = 2", 2),
        ("DELETE FROM audit_entries WHERE seq = 4", 4),
        ("DELETE FROM audit_entries", 1),
        ("UPDATE audit_head SET seq = 3 WHERE id = 1", 5),
    ],
)
async def test_a_changed_removed_or_cut_entry_is_found(
    services: Services, engine: AsyncEngine, tampering: str, broken_at: int
) -> None:
    await four_looks(services)
    await tamper(engine, tampering)

    assert (await services.audit.verify()).broken_at == broken_at


@pytest.mark.parametrize("broken_at", [1, 2, 3, 4])
async def test_a_chain_longer_than_what_is_read_at_a_time_is_walked_to_its_end(
    services: Services, engine: AsyncEngine, broken_at: int
) -> None:
    await four_looks(services)
    assert (await services.audit.verify(at_a_time=2)).broken_at is None

    await tamper(engine, f"UPDATE audit_entries SET what = 'nothing' WHERE seq = {broken_at}")

    assert (await services.audit.verify(at_a_time=2)).broken_at == broken_at


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_entries SET who = 'bob' WHERE seq = 2", "DELETE FROM audit_entries WHERE seq = 2"],
)
async def test_the_database_itself_refuses_to_change_or_remove_an_entry(
    services: Services, engine: AsyncEngine, statement: str
) -> None:
    await four_looks(services)

    with pytest.raises(DBAPIError, match="append only"):
        async with engine.begin() as connection:
            await connection.exec_driver_sql(statement)

    assert (await services.audit.verify()).broken_at is None


async def test_one_who_gives_up_waiting_takes_nobody_elses_entry_along(services: Services) -> None:
    tasks = [asyncio.create_task(services.audit.record("ann", f"step.{n}")) for n in range(4)]
    await asyncio.sleep(0)
    tasks[0].cancel()
    tasks[2].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await services.audit.record("ann", "step.4")

    found = {each.what for each in await services.audit.entries()}
    assert {"step.1", "step.3", "step.4"} <= found
    assert (await services.audit.verify()).broken_at is None


async def test_entries_are_found_by_who_what_whom_and_when_newest_first(
    services: Services, clock: FrozenClock
) -> None:
    start = clock.now()
    for who, what, whom in (
        ("ann", "customer.card", "C1"),
        ("bob", "customer.reveal", "C1"),
        ("ann", "staff.change", None),
        ("identity", "identity.bind", "C1"),
    ):
        await services.audit.record(who, what, whom)
        clock.advance(timedelta(hours=1))

    async def found(before: int | None = None, limit: int = 10, **sought: object) -> list[int]:
        entries = await services.audit.find(AuditFilter(**sought), before=before, limit=limit)  # type: ignore[arg-type]
        return [each.seq for each in entries]

    assert await found() == [4, 3, 2, 1]
    assert await found(limit=2) == [4, 3] and await found(before=3) == [2, 1]
    assert await found(who="ann") == [3, 1] and await found(whom="C1") == [4, 2, 1]
    assert await found(what="customer.") == [2, 1] and await found(what="customer_") == []
    assert await found(since=start + timedelta(hours=1), until=start + timedelta(hours=3)) == [3, 2]
    assert await found(people=("ann", "bob"), not_what="staff.") == [2, 1]

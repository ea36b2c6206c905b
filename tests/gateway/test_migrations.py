"""The migrations make exactly the tables of the models."""

from datetime import UTC, datetime, timedelta

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import bindparam, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.conversations.engagements import Engagements
from bot.gateway import migrations

TABLES = migrations.all_tables()


async def test_models_and_migrations_are_the_same(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.run_sync(TABLES.drop_all)
        # PostgreSQL tests share a database: another one may have migrated it.
        await connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
    assert not await migrations.is_current(engine)

    await migrations.upgrade(engine)
    await migrations.upgrade(engine)

    assert await migrations.is_current(engine)
    async with engine.connect() as connection:
        differences = await connection.run_sync(
            lambda plain: compare_metadata(
                MigrationContext.configure(plain, opts={"compare_type": True}), TABLES
            )
        )
    assert differences == []


async def test_who_waits_or_is_held_at_the_upgrade_goes_on_in_the_same_order(engine: AsyncEngine) -> None:
    came = datetime(2026, 11, 16, 2, 0, tzinfo=UTC)
    async with engine.begin() as connection:
        await connection.run_sync(TABLES.drop_all)
        await connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
        await connection.run_sync(lambda plain: command.upgrade(migrations.configuration(plain), "0011"))
        for id, owner, priority, minutes in (
            ("a", "queue", 0, 0),
            ("b", "queue", 1, 2),
            ("c", "agent", 0, 3),
        ):
            at = TABLES.tables["conversations"].c.place_at.type
            await connection.execute(
                text(
                    "INSERT INTO conversations (id, channel, owner, agent, queue, priority, opened_at, changed_at,"
                    " waiting_since, place_at, last_seq, lease_token, on_page)"
                    " VALUES (:id, 'web', :owner, :agent, 'claims', :priority, :at, :at, :at, :at, 0, 0, :on_page)"
                ).bindparams(
                    bindparam("at", came + timedelta(minutes=minutes), at), bindparam("on_page", False)
                ),
                {
                    "id": id,
                    "owner": owner,
                    "agent": "lili" if owner == "agent" else None,
                    "priority": priority,
                },
            )

    await migrations.upgrade(engine)

    async with engine.connect() as connection:
        waiting = text("SELECT id FROM conversations WHERE owner = 'queue' ORDER BY place_at")
        assert list((await connection.execute(waiting)).scalars()) == ["b", "a"]
    begun = {each.conversation_id: each for each in await Engagements(engine).open()}
    assert begun["a"].queued_at == begun["a"].awaiting_since == came
    assert (begun["c"].agent, begun["c"].accepted_at) == ("lili", came + timedelta(minutes=3))

"""The migrations make exactly the tables of the models."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

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

"""The database schema: all rooms' tables, one line of Alembic history."""

import importlib
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, inspect, text
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from kernel.database import Base

_FOLDER = Path(__file__).resolve().parents[2] / "migrations"
_ROOMS = (
    "bot.channels.links",
    "bot.channels.web.tokens",
    "bot.channels.wechat.models",
    "bot.channels.wechat.notice_models",
    "bot.channels.wecom.models",
    "bot.conversations.models",
    "bot.desk.models",
    "bot.dialogue.models",
    "bot.insights.models",
    "bot.outreach.models",
    "bot.outreach.notices.models",
    "bot.outreach.reminders.models",
    "bot.outreach.surveys.models",
    "bot.release.models",
    "bot.staff.models",
    "bot.staff.task_models",
    "bot.studio.models",
    "kernel.schedule",
)


def all_tables() -> MetaData:
    """The metadata with every room's models loaded."""
    for name in _ROOMS:
        importlib.import_module(name)
    store = importlib.import_module("insurance.store")
    for file in sorted(Path(next(iter(store.__path__))).glob("*.py")):
        importlib.import_module(f"insurance.store.{file.stem}")
    return Base.metadata


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's configuration; with a connection the migrations run in its transaction."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = connection
    return config


async def upgrade(engine: AsyncEngine) -> None:
    """To the newest revision, all in one transaction."""
    async with engine.begin() as connection:
        await connection.run_sync(lambda plain: command.upgrade(configuration(plain), "head"))


async def is_current(engine: AsyncEngine) -> bool:
    """Whether the database stands at the newest revision."""
    newest = ScriptDirectory.from_config(configuration()).get_current_head()
    async with engine.connect() as connection:
        if not await connection.run_sync(lambda plain: inspect(plain).has_table("alembic_version")):
            return False
        return bool(await connection.scalar(text("SELECT version_num FROM alembic_version")) == newest)

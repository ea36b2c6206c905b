"""Puts a process together from settings: the parts every command and every process needs."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from bot.gateway import demo, migrations
from bot.gateway.app import engine_of
from bot.gateway.parsers import Environment
from bot.gateway.parts import Parts
from bot.gateway.settings import Settings
from bot.staff.accounts import StaffAccounts
from insurance.bootstrap import Services, bootstrap
from insurance.mail import mailer_from
from insurance.services.ports import Pages
from insurance.sms import sms_from
from kernel.clock import SystemClock
from kernel.crypto import Keyring
from kernel.errors import SettingError
from kernel.signals import RedisSignals, Signals, SocketSignals

if TYPE_CHECKING:
    from bot.dialogue.guard import Judge

FAQ_FOLDER = Path("data/faq")
_LONGEST_SOCKET_PATH = 100  # the system allows 108 bytes, on some 104


@asynccontextmanager
async def opened(settings: Settings, *, migrate: bool = True) -> AsyncIterator[Parts]:
    """The parts, with the database at the newest schema: brought there outside production, demanded in it."""
    engine = engine_of(settings)
    try:
        if settings.env is not Environment.PRODUCTION and migrate:
            await migrations.upgrade(engine)
        elif migrate and not await migrations.is_current(engine):
            raise SettingError(name="BAOWEN_DATABASE_URL", reason="run `baowen db upgrade` first")
        keyring, clock = Keyring(settings.data_keys), SystemClock(settings.clock_offset)
        services = bootstrap(
            engine=engine,
            keyring=keyring,
            clock=clock,
            sms=sms_from(settings.sms_backend, clock, show_codes=settings.env is not Environment.PRODUCTION),
            faq_folder=FAQ_FOLDER,
            mailer=mailer_from(settings.mail_backend, clock),
            pages=Pages(settings.service_url, settings.payment_url, settings.secret_key),
        )
        yield Parts(settings, engine, keyring, clock, services)
    finally:
        await engine.dispose()


def judge_of(services: Services) -> "Judge":
    """How the dialogue, which knows no insurance, asks whether something may be said."""
    from bot.dialogue.guard import judged_by  # brings Rasa

    return judged_by(services.conduct)


def signals_of(settings: Settings, *, hub: bool) -> Signals:
    """Redis where configured, else a socket in the data folder, or in `/tmp` where its path is too long."""
    if settings.redis_url:
        return RedisSignals(settings.redis_url)
    path = settings.var / "signals.sock"
    if len(str(path).encode()) > _LONGEST_SOCKET_PATH:
        name = sha256(str(settings.var).encode()).hexdigest()[:16]
        path = Path(tempfile.gettempdir()) / f"baowen-{name}.sock"
    return SocketSignals(path, hub=hub)


async def check_staff(parts: Parts) -> None:
    """Demo people where the demo runs; none of them behind the public password in production."""
    accounts = StaffAccounts(parts.engine, parts.clock)
    if parts.settings.env is Environment.DEMO:
        await demo.add_staff(accounts)
    elif parts.settings.env is Environment.PRODUCTION and (found := await demo.open_doors(accounts)):
        raise SettingError(
            name="BAOWEN_ENV", reason=f"demo accounts with the demo password: {', '.join(found)}"
        )


def model_of(settings: Settings) -> Path | None:
    """The newest trained model."""
    found = sorted(settings.models.glob("*.tar.gz"), key=lambda file: file.stat().st_mtime)
    return found[-1] if found else None

"""What every process and every room of a gateway is put together from."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.gateway.settings import Settings
from insurance.bootstrap import Services
from kernel.clock import Clock
from kernel.crypto import Keyring


@dataclass(frozen=True)
class Parts:
    settings: Settings
    engine: AsyncEngine
    keyring: Keyring
    clock: Clock
    services: Services

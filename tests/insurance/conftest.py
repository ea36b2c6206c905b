"""Services over an empty database, and a sender that remembers its texts."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from insurance.bootstrap import Services, bootstrap
from insurance.store.unit_of_work import SqlStore
from kernel.clock import FrozenClock
from kernel.crypto import Keyring


@dataclass
class RememberingSms:
    """(phone, code) of every text sent."""

    sent: list[tuple[str, str | None]] = field(default_factory=list)

    async def send(self, phone: str, text: str, code: str | None = None) -> None:
        self.sent.append((phone, code))

    @property
    def last_code(self) -> str:
        code = self.sent[-1][1]
        assert code is not None
        return code


@pytest.fixture
def sms() -> RememberingSms:
    return RememberingSms()


@pytest.fixture
def store(engine: AsyncEngine, keyring: Keyring) -> SqlStore:
    return SqlStore(engine, keyring)


@pytest.fixture
def services(
    engine: AsyncEngine, keyring: Keyring, clock: FrozenClock, sms: RememberingSms, tmp_path: Path
) -> Services:
    return bootstrap(engine=engine, keyring=keyring, clock=clock, sms=sms, faq_folder=tmp_path / "faq")

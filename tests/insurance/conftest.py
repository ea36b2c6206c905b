"""Services over an empty database, and a sender that remembers its texts."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from insurance.bootstrap import Services, bootstrap
from insurance.services.ports import Pages
from insurance.store.unit_of_work import SqlStore
from kernel.clock import FrozenClock
from kernel.crypto import Keyring


@dataclass
class RememberingSms:
    """(phone, code) and (phone, text) of every text sent."""

    sent: list[tuple[str, str | None]] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)

    async def send(self, phone: str, text: str, code: str | None = None, key: str | None = None) -> None:
        self.sent.append((phone, code))
        self.texts.append((phone, text))

    @property
    def last_code(self) -> str:
        code = self.sent[-1][1]
        assert code is not None
        return code


@dataclass
class RememberingMail:
    """(address, subject, text) of every mail sent; `broken`: as if the provider were away."""

    sent: list[tuple[str, str, str]] = field(default_factory=list)
    broken: bool = False

    async def send(self, to: str, subject: str, text: str, key: str | None = None) -> None:
        if self.broken:
            raise ConnectionError("provider away")
        self.sent.append((to, subject, text))


PAGES = Pages("https://my.example/documents", "https://pay.example/premium?from=chat", b"s" * 32)


@pytest.fixture
def mail() -> RememberingMail:
    return RememberingMail()


@pytest.fixture
def sms() -> RememberingSms:
    return RememberingSms()


@pytest.fixture
def store(engine: AsyncEngine, keyring: Keyring) -> SqlStore:
    return SqlStore(engine, keyring)


@pytest.fixture
def services(
    engine: AsyncEngine,
    keyring: Keyring,
    clock: FrozenClock,
    sms: RememberingSms,
    mail: RememberingMail,
    tmp_path: Path,
) -> Services:
    return bootstrap(
        engine=engine,
        keyring=keyring,
        clock=clock,
        sms=sms,
        faq_folder=tmp_path / "faq",
        mailer=mail,
        pages=PAGES,
    )

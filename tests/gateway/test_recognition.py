"""Documents read in the background of the gateway."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import structlog
from prometheus_client import CollectorRegistry, Counter
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.gateway.app import attachment_folder
from bot.gateway.middleware import SETTINGS
from bot.gateway.parts import Parts
from bot.gateway.recognition import ConversationFiles, read_all, recognising
from bot.gateway.settings import Settings
from insurance.bootstrap import recognition
from insurance.domain.claim_documents import RecognitionState
from insurance.domain.errors import RecordNotFound
from insurance.recognition.reader import Line
from insurance.store.unit_of_work import SqlStore
from kernel.clock import FrozenClock
from kernel.crypto import Keyring
from tests.gateway_fixtures import Gateway
from tests.recognition.samples import bank_card, file
from tests.recognition.test_fields import ID_CARD, page


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


@pytest.fixture
def results(registry: CollectorRegistry) -> Counter:
    return Counter("documents", "of the test", ("state",), registry=registry)


@dataclass
class Script:
    """A reader that finds, or raises, one thing after the other; and a source where every file is there."""

    finds: list[list[Line] | Exception] = field(default_factory=list)

    async def read(self, image: bytes, media_type: str) -> list[Line]:
        found = self.finds.pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    async def open(self, subject: str, attachment_id: str) -> tuple[bytes, str]:
        return b"", "image/jpeg"


async def hand_in(store: SqlStore, clock: FrozenClock, subject: str, *attachments: str) -> None:
    async with store.begin() as work:
        documents = [(None, attachment) for attachment in attachments]
        await work.claim_documents.add("CLM-1", subject, "1", documents, clock.now())
        await work.commit()


async def states(store: SqlStore) -> list[RecognitionState]:
    async with store.read() as work:
        return [document.recognition_state for document in await work.claim_documents.of(["CLM-1"])]


async def test_a_file_is_found_in_the_conversation_it_was_sent_in_only(gateway: Gateway) -> None:
    mine, other = await gateway.open_chat(), await gateway.open_chat()
    picture = file(bank_card(), "PNG")
    attachment_id = (await (await mine.upload(picture)).json())["attachment_id"]
    folder = attachment_folder(gateway.app[SETTINGS])
    files = ConversationFiles(gateway.conversations, folder)

    assert await files.open(mine.conversation_id, attachment_id) == (picture, "image/png")
    with pytest.raises(RecordNotFound):
        await files.open(other.conversation_id, attachment_id)
    folder.discard(await gateway.conversations.attachment(mine.conversation_id, attachment_id))
    with pytest.raises(RecordNotFound):
        await files.open(mine.conversation_id, attachment_id)


async def test_what_a_customer_hands_in_is_read(
    gateway: Gateway,
    database: AsyncEngine,
    clock: FrozenClock,
    registry: CollectorRegistry,
    results: Counter,
) -> None:
    chat, settings = await gateway.open_chat(), gateway.app[SETTINGS]
    attachment_id = (await (await chat.upload(file(bank_card()))).json())["attachment_id"]
    keyring = Keyring(settings.data_keys)
    store = SqlStore(database, keyring)
    await hand_in(store, clock, chat.conversation_id, attachment_id)
    parts = Parts(settings, database, keyring, clock, gateway.services)

    async with recognising(parts, gateway.conversations, results), asyncio.timeout(60):
        while registry.get_sample_value("documents_total", {"state": "done"}) != 1:
            await asyncio.sleep(0.02)

    assert await states(store) == [RecognitionState.DONE]


async def test_where_the_settings_say_no_documents_wait(
    database: AsyncEngine, gateway: Gateway, clock: FrozenClock, tmp_path: Path, results: Counter
) -> None:
    settings = Settings.from_environment(
        {"BAOWEN_ENV": "test", "BAOWEN_VAR": str(tmp_path / "var"), "BAOWEN_RECOGNITION": "off"}
    )
    keyring = Keyring(settings.data_keys)
    store = SqlStore(database, keyring)
    await hand_in(store, clock, "talk", "gone")
    parts = Parts(settings, database, keyring, clock, gateway.services)

    async with recognising(parts, gateway.conversations, results):
        await asyncio.sleep(0.3)

    assert await states(store) == [RecognitionState.PENDING]


async def test_trouble_with_one_document_does_not_end_the_reading_and_logs_tell_nobodys_data(
    database: AsyncEngine, clock: FrozenClock, keyring: Keyring, results: Counter
) -> None:
    store = SqlStore(database, keyring)
    await hand_in(store, clock, "talk", "a1", "a2", "a3")
    script = Script([RuntimeError("王小明"), page(*ID_CARD), []])
    service = recognition(engine=database, keyring=keyring, clock=clock, files=script, reader=script)

    with structlog.testing.capture_logs() as logs:
        reading = asyncio.create_task(read_all(service, results, pause_s=0.01, after_trouble_s=0.01))
        async with asyncio.timeout(20):
            while len(logs) < 3:
                await asyncio.sleep(0.02)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)

    assert [entry["event"] for entry in logs] == ["recognition_failed", "document_read", "document_read"]
    assert [entry.get("state") for entry in logs] == [None, "done", "nothing_found"]
    assert not any(word in str(logs) for word in ("王小明", "990000199001010017", "云门山"))

"""Reading handed-in documents: each once, by one process at a time, with a few tries and encrypted results."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from insurance.bootstrap import recognition
from insurance.domain.claim_documents import ClaimDocument, RecognitionState
from insurance.domain.errors import DocumentUnreadable, ReaderFailed, RecordNotFound
from insurance.domain.recognition import LEASE, MAX_ATTEMPTS, pause_after
from insurance.recognition.rapidocr_reader import TIMEOUT, RapidOcrReader
from insurance.recognition.reader import Line
from insurance.services.recognition import RecognitionService
from insurance.store.unit_of_work import SqlStore
from kernel.clock import FrozenClock
from kernel.crypto import Keyring
from tests.recognition.samples import file, id_card
from tests.recognition.test_fields import ID_CARD, INVOICE, page

S = RecognitionState


@dataclass
class Files:
    """By attachment id; what is not there is gone."""

    files: dict[str, bytes] = field(default_factory=dict)

    async def open(self, subject: str, attachment_id: str) -> tuple[bytes, str]:
        if subject != "talk" or attachment_id not in self.files:
            raise RecordNotFound()
        return self.files[attachment_id], "image/jpeg"


@dataclass
class Script:
    """A reader that finds what is set, or raises it, and remembers what it was given."""

    finds: list[Line] | BaseException = field(default_factory=list)
    given: Counter[bytes] = field(default_factory=Counter)
    pause: asyncio.Event | None = None

    async def read(self, image: bytes, media_type: str) -> list[Line]:
        self.given[image] += 1
        await (asyncio.sleep(0) if self.pause is None else self.pause.wait())
        if isinstance(self.finds, BaseException):
            raise self.finds
        return self.finds


@pytest.fixture
def files() -> Files:
    return Files({f"a{number}": b"%d" % number for number in range(1, 6)})


@pytest.fixture
def reader() -> Script:
    return Script(page(*INVOICE))


@pytest.fixture
def service(
    engine: AsyncEngine, keyring: Keyring, clock: FrozenClock, files: Files, reader: Script
) -> RecognitionService:
    return recognition(engine=engine, keyring=keyring, clock=clock, files=files, reader=reader)


async def hand_in(store: SqlStore, clock: FrozenClock, *documents: tuple[str | None, str]) -> None:
    async with store.begin() as work:
        await work.claim_documents.add("CLM-1", "talk", "1", documents, clock.now())
        await work.commit()


async def stored(store: SqlStore) -> list[ClaimDocument]:
    async with store.read() as work:
        return await work.claim_documents.of(["CLM-1"])


async def states(store: SqlStore) -> list[RecognitionState]:
    return [document.recognition_state for document in await stored(store)]


def test_a_lease_outlasts_any_reader() -> None:
    assert LEASE > TIMEOUT


async def test_without_documents_nothing_is_read(service: RecognitionService, reader: Script) -> None:
    assert await service.run_once() is None
    assert not reader.given


async def test_fields_are_kept_with_the_document_and_name_it(
    service: RecognitionService, store: SqlStore, clock: FrozenClock
) -> None:
    await hand_in(store, clock, (None, "a1"))
    outcome = await service.run_once()
    assert outcome is not None
    assert (outcome.state, outcome.kind, outcome.fields) == (S.DONE, "medical_invoice", 5)
    (document,) = await stored(store)
    assert document.recognition_state is S.DONE
    assert document.recognition is not None
    assert document.recognition["fields"]["total"]["value"] == "983.80"
    assert document.kind == "费用发票"
    assert await service.run_once() is None


async def test_what_was_read_lies_encrypted(
    service: RecognitionService, engine: AsyncEngine, store: SqlStore, clock: FrozenClock, reader: Script
) -> None:
    reader.finds = page(*ID_CARD)
    await hand_in(store, clock, (None, "a1"))
    await service.run_once()
    async with engine.connect() as connection:
        rows = [str(row) for row in await connection.execute(text("SELECT * FROM claim_documents"))]
    assert rows and not any(
        word in row for row in rows for word in ("王小明", "990000199001010017", "云门山")
    )


async def test_the_customers_own_name_for_a_document_stands(
    service: RecognitionService, store: SqlStore, clock: FrozenClock
) -> None:
    await hand_in(store, clock, ("医保结算单", "a1"))
    await service.run_once()
    assert [document.kind for document in await stored(store)] == ["医保结算单"]


async def test_print_that_is_hard_to_read_names_nothing(
    service: RecognitionService, store: SqlStore, clock: FrozenClock, reader: Script
) -> None:
    reader.finds = page(*INVOICE, confidence=0.7)
    await hand_in(store, clock, (None, "a1"))
    await service.run_once()
    (document,) = await stored(store)
    assert (document.recognition_state, document.kind) == (S.DONE, None)


@pytest.mark.parametrize("rows", [(), ("现场照片",)])
async def test_a_picture_of_something_else_is_read_and_nothing_found(
    service: RecognitionService, store: SqlStore, clock: FrozenClock, reader: Script, rows: tuple[str, ...]
) -> None:
    reader.finds = page(*rows)
    await hand_in(store, clock, (None, "a1"))
    await service.run_once()
    (document,) = await stored(store)
    assert (document.recognition_state, document.recognition) == (S.NOTHING_FOUND, None)


async def test_documents_are_read_in_the_order_they_came(
    service: RecognitionService, store: SqlStore, clock: FrozenClock, reader: Script
) -> None:
    await hand_in(store, clock, *((None, f"a{number}") for number in (3, 1, 2)))
    while await service.run_once() is not None:
        pass
    assert list(reader.given) == [b"3", b"1", b"2"]
    assert await states(store) == [S.DONE] * 3


async def test_a_document_that_cannot_be_read_now_is_tried_three_times(
    service: RecognitionService, store: SqlStore, clock: FrozenClock, reader: Script
) -> None:
    reader.finds = ReaderFailed("too_slow")
    await hand_in(store, clock, (None, "a1"))
    for attempt in range(1, MAX_ATTEMPTS):
        outcome = await service.run_once()
        assert outcome is not None
        assert (outcome.state, outcome.attempt, outcome.reason) == (S.PENDING, attempt, "too_slow")
        assert await service.run_once() is None
        clock.advance(pause_after(attempt))
    outcome = await service.run_once()
    assert outcome is not None
    assert outcome.state is S.FAILED
    assert reader.given[b"1"] == MAX_ATTEMPTS
    clock.advance(timedelta(days=1))
    assert await service.run_once() is None


async def test_a_resting_document_holds_up_no_other(
    service: RecognitionService, store: SqlStore, clock: FrozenClock, reader: Script
) -> None:
    await hand_in(store, clock, (None, "a1"), (None, "a2"))
    reader.finds, found = ReaderFailed("ended"), reader.finds
    await service.run_once()
    reader.finds = found
    await service.run_once()
    assert await states(store) == [S.PENDING, S.DONE]
    clock.advance(pause_after(1))
    await service.run_once()
    assert await states(store) == [S.DONE, S.DONE]


@pytest.mark.parametrize("attachment", ["a1", "gone"])
async def test_a_file_that_is_gone_or_should_not_be_opened_is_tried_once(
    service: RecognitionService, store: SqlStore, clock: FrozenClock, reader: Script, attachment: str
) -> None:
    reader.finds = DocumentUnreadable("damaged")
    await hand_in(store, clock, (None, attachment))
    outcome = await service.run_once()
    assert outcome is not None
    assert (outcome.state, outcome.reason) == (S.FAILED, "damaged" if attachment == "a1" else "gone")
    assert await states(store) == [S.FAILED]


async def test_a_document_of_a_process_that_died_is_read_by_another(
    service: RecognitionService, store: SqlStore, clock: FrozenClock
) -> None:
    await hand_in(store, clock, (None, "a1"))
    async with store.begin() as work:
        assert await work.readings.claim(clock.now(), clock.now() + LEASE)
        await work.commit()
    assert await service.run_once() is None
    clock.advance(LEASE)
    outcome = await service.run_once()
    assert outcome is not None
    assert (outcome.state, outcome.attempt) == (S.DONE, 2)


async def test_a_document_that_kills_every_process_is_given_up(
    service: RecognitionService, store: SqlStore, clock: FrozenClock, reader: Script
) -> None:
    await hand_in(store, clock, (None, "a1"))
    for _ in range(MAX_ATTEMPTS):
        async with store.begin() as work:
            assert await work.readings.claim(clock.now(), clock.now() + LEASE)
            await work.commit()
        clock.advance(LEASE)
    outcome = await service.run_once()
    assert outcome is not None
    assert (outcome.state, outcome.reason) == (S.FAILED, "ended")
    assert not reader.given


async def test_a_shutdown_is_not_counted_as_a_try(
    service: RecognitionService, store: SqlStore, clock: FrozenClock, reader: Script
) -> None:
    await hand_in(store, clock, (None, "a1"))
    for _ in range(MAX_ATTEMPTS + 1):
        reader.pause = asyncio.Event()
        running = asyncio.create_task(service.run_once())
        while not reader.given:
            await asyncio.sleep(0.01)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        reader.given.clear()
    reader.pause = None
    outcome = await service.run_once()
    assert outcome is not None
    assert (outcome.state, outcome.attempt) == (S.DONE, 1)


async def test_many_processes_at_once_read_each_document_once(
    engine: AsyncEngine, keyring: Keyring, clock: FrozenClock, store: SqlStore, files: Files, reader: Script
) -> None:
    await hand_in(store, clock, *((None, f"a{number}") for number in range(1, 6)))
    services = [
        recognition(engine=engine, keyring=keyring, clock=clock, files=files, reader=reader) for _ in range(4)
    ]

    async def work(service: RecognitionService) -> None:
        while await service.run_once() is not None:
            pass

    await asyncio.gather(*map(work, services))
    assert set(reader.given.values()) == {1}
    assert await states(store) == [S.DONE] * 5


async def test_a_document_erased_while_it_is_read_leaves_nothing(
    service: RecognitionService, store: SqlStore, clock: FrozenClock, reader: Script
) -> None:
    await hand_in(store, clock, (None, "a1"))
    reader.pause = asyncio.Event()
    running = asyncio.create_task(service.run_once())
    while not reader.given:
        await asyncio.sleep(0.01)
    async with store.begin() as work:
        await work.claim_documents.drop(["CLM-1"])
        await work.commit()
    reader.pause.set()
    assert await running is not None
    assert await service.run_once() is None


async def test_a_drawn_card_goes_all_the_way(
    engine: AsyncEngine, keyring: Keyring, clock: FrozenClock, store: SqlStore, files: Files
) -> None:
    reader = RapidOcrReader()
    files.files["a1"] = file(id_card())
    service = recognition(engine=engine, keyring=keyring, clock=clock, files=files, reader=reader)
    await hand_in(store, clock, (None, "a1"))
    await service.run_once()
    await reader.close()
    (document,) = await stored(store)
    assert document.recognition is not None
    assert document.recognition["fields"]["number"]["value"] == "990000199001010017"
    assert document.kind == "身份证"

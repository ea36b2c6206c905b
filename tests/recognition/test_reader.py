"""The real reader on drawn documents, and what happens when its process fails."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import pytest_asyncio

from insurance.domain.errors import DocumentUnreadable, ReaderFailed
from insurance.recognition.fields import recognise
from insurance.recognition.rapidocr_reader import RapidOcrReader
from insurance.recognition.records import Recognised
from tests.recognition import samples
from tests.recognition.samples import TURNS, WAYS, file

pytestmark = pytest.mark.asyncio(loop_scope="module")
ON = date(2026, 11, 16)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def reader() -> AsyncIterator[RapidOcrReader]:
    reader = RapidOcrReader()
    yield reader
    await reader.close()


async def read(reader: RapidOcrReader, data: bytes, media_type: str = "image/jpeg") -> Recognised:
    found = recognise(await reader.read(data, media_type), ON)
    assert found is not None
    return found


def values(found: Recognised) -> dict[str, object]:
    return {name: field.value for name, field in found.found()}


@pytest.mark.parametrize("way", WAYS | TURNS)
async def test_an_invoice_is_read(reader: RapidOcrReader, way: str) -> None:
    found = await read(reader, file((WAYS | TURNS)[way](samples.invoice())))
    assert values(found) == {
        "total": Decimal("983.80"),
        "issued_on": date(2026, 10, 28),
        "hospital": "青州市人民医院",
        "invoice_no": "0012345678",
        "payer": "王小明",
    }


@pytest.mark.parametrize("way", WAYS)
async def test_an_id_card_is_read(reader: RapidOcrReader, way: str) -> None:
    found = await read(reader, file(WAYS[way](samples.id_card())))
    assert values(found) == {
        "name": "王小明",
        "number": samples.ID_NUMBER,
        "address": "青州市云门山街道青禾路12号3栋402室",
    }


@pytest.mark.parametrize("way", WAYS)
async def test_a_bank_card_is_read(reader: RapidOcrReader, way: str) -> None:
    found = await read(reader, file(WAYS[way](samples.bank_card())))
    assert values(found) == {"number": samples.CARD_NUMBER, "bank": "青禾银行"}


@pytest.mark.parametrize(
    ("format", "media_type"), [("PNG", "image/png"), ("WEBP", "image/webp"), ("PDF", "application/pdf")]
)
async def test_every_kind_of_file_is_read(reader: RapidOcrReader, format: str, media_type: str) -> None:
    found = await read(reader, file(samples.bank_card(), format), media_type)
    assert values(found)["number"] == samples.CARD_NUMBER


async def test_a_photo_of_an_iphone_is_read(reader: RapidOcrReader) -> None:
    lines = await reader.read((Path(__file__).parent / "page.heic").read_bytes(), "image/heic")
    assert [line.text.replace(" ", "") for line in lines] == ["合计983.80"]


async def test_a_value_knows_where_it_stands(reader: RapidOcrReader) -> None:
    found = dict((await read(reader, file(samples.invoice()))).found())
    box = found["total"].box
    assert 0.5 < box.left < box.right < 0.8
    assert 0.58 < box.top < box.bottom < 0.68


async def test_an_empty_page_has_no_lines(reader: RapidOcrReader) -> None:
    picture = samples.Image.new("RGB", (800, 600), "white")
    assert await reader.read(file(picture), "image/jpeg") == []


async def test_a_file_nobody_should_open_is_refused_and_the_next_one_read(reader: RapidOcrReader) -> None:
    with pytest.raises(DocumentUnreadable) as caught:
        await reader.read(b"\xff\xd8\xff\xe0 no picture", "image/jpeg")
    assert caught.value.reason == "damaged"
    assert await reader.read(file(samples.bank_card()), "image/jpeg")


async def test_the_event_loop_goes_on_while_a_document_is_read(reader: RapidOcrReader) -> None:
    data, delays = file(samples.invoice()), []

    async def watch() -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(0.005)
            delays.append(time.perf_counter() - began)

    watching = asyncio.create_task(watch())
    began = time.perf_counter()
    assert await reader.read(data, "image/jpeg")
    took = time.perf_counter() - began
    watching.cancel()
    # Never away for even half of the time the document takes, and there all along.
    assert max(delays) < took / 2
    assert sum(delays) > 0.9 * took


async def test_two_at_once_get_their_own_answers(reader: RapidOcrReader) -> None:
    card, invoice = await asyncio.gather(
        reader.read(file(samples.bank_card()), "image/jpeg"),
        reader.read(file(samples.invoice()), "image/jpeg"),
    )
    assert "青禾银行" in [line.text for line in card]
    assert "青禾银行" not in [line.text for line in invoice]


async def test_after_a_reader_that_went_away_the_next_gets_its_own_answer(reader: RapidOcrReader) -> None:
    going = asyncio.create_task(reader.read(file(samples.invoice()), "image/jpeg"))
    await asyncio.sleep(0.05)
    going.cancel()
    with pytest.raises(asyncio.CancelledError):
        await going
    assert "青禾银行" in [line.text for line in await reader.read(file(samples.bank_card()), "image/jpeg")]


async def test_a_process_that_falls_is_told_and_started_again(reader: RapidOcrReader) -> None:
    await reader.read(file(samples.bank_card()), "image/jpeg")
    reading = asyncio.create_task(reader.read(file(samples.invoice()), "image/jpeg"))
    await asyncio.sleep(0.05)
    assert reader.pid is not None
    os.kill(reader.pid, signal.SIGKILL)
    with pytest.raises(ReaderFailed) as caught:
        await reading
    assert caught.value.reason == "ended"
    assert await reader.read(file(samples.bank_card()), "image/jpeg")


async def test_a_document_that_takes_too_long_is_given_up_with_its_process() -> None:
    reader = RapidOcrReader(timeout=timedelta(seconds=0.1))
    with pytest.raises(ReaderFailed) as caught:
        await reader.read(file(samples.invoice()), "image/jpeg")
    assert caught.value.reason == "too_slow"
    assert reader.pid is None


async def test_nothing_runs_before_the_first_document_and_some_time_after_the_last() -> None:
    reader = RapidOcrReader(idle=timedelta(seconds=0.2))
    assert reader.pid is None
    await reader.read(file(samples.bank_card()), "image/jpeg")
    assert reader.pid is not None
    await asyncio.sleep(0.6)
    assert reader.pid is None


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
async def test_the_process_knows_no_key_of_ours(
    reader: RapidOcrReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAOWEN_DATA_KEYS", "secret")
    await reader.close()
    await reader.read(file(samples.bank_card()), "image/jpeg")
    assert b"BAOWEN" not in Path(f"/proc/{reader.pid}/environ").read_bytes()

"""Reading handed-in documents in the background of the gateway: where the files are, and the loop."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from prometheus_client import Counter

from bot.channels.attachments import AttachmentFolder
from bot.conversations.errors import AttachmentNotFound
from bot.conversations.inbox import Inbox
from bot.gateway.app import attachment_folder
from bot.gateway.parts import Parts
from bot.http.errors import NotFound
from insurance.bootstrap import recognition
from insurance.domain.errors import RecordNotFound
from insurance.recognition.rapidocr_reader import RapidOcrReader
from insurance.services.recognition import RecognitionService

log = structlog.get_logger("recognition")

# How long a document waits at most until somebody looks.
_PAUSE_S = 5.0
_AFTER_TROUBLE_S = 60.0


class ConversationFiles:
    """`insurance.services.recognition.AttachmentSource` over what customers sent in conversations."""

    def __init__(self, inbox: Inbox, folder: AttachmentFolder) -> None:
        self._inbox = inbox
        self._folder = folder

    async def open(self, subject: str, attachment_id: str) -> tuple[bytes, str]:
        try:
            attachment = await self._inbox.attachment(subject, attachment_id)
            return await self._folder.read(attachment), attachment.media_type
        except (AttachmentNotFound, NotFound) as error:
            raise RecordNotFound() from error


@asynccontextmanager
async def recognising(parts: Parts, inbox: Inbox, results: Counter) -> AsyncIterator[None]:
    """Documents are read while the context lasts, unless the settings say no. `results` counts them by state."""
    if not parts.settings.recognition:
        yield
        return
    reader = RapidOcrReader()
    service = recognition(
        engine=parts.engine,
        keyring=parts.keyring,
        clock=parts.clock,
        files=ConversationFiles(inbox, attachment_folder(parts.settings)),
        reader=reader,
    )
    reading = asyncio.create_task(read_all(service, results))
    try:
        yield
    finally:
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        await reader.close()


async def read_all(
    service: RecognitionService,
    results: Counter,
    *,
    pause_s: float = _PAUSE_S,
    after_trouble_s: float = _AFTER_TROUBLE_S,
) -> None:
    """Until cancelled: one document after the other, and a look every `pause_s` when there is none."""
    while True:
        try:
            outcome = await service.run_once()
        except Exception as error:
            # The type alone: a message may hold what was read.
            log.error("recognition_failed", error=type(error).__name__)
            await asyncio.sleep(after_trouble_s)
            continue
        if outcome is None:
            await asyncio.sleep(pause_s)
            continue
        results.labels(outcome.state.value).inc()
        log.info(
            "document_read",
            document=outcome.document_id,
            state=outcome.state.value,
            attempt=outcome.attempt,
            kind=outcome.kind and outcome.kind.value,
            fields=outcome.fields,
            reason=outcome.reason,
        )

"""Reading the pictures customers hand in, one after the other, away from any request.

What is found are proposals for the customer to confirm: nothing here changes a claim but the name of a document that
nobody had named.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Protocol

from insurance.domain.claim_documents import RecognitionState
from insurance.domain.errors import DocumentUnreadable, ReaderFailed, RecordNotFound
from insurance.domain.recognition import LEASE, MAX_ATTEMPTS, Reading, pause_after
from insurance.recognition.fields import recognise
from insurance.recognition.reader import Reader
from insurance.recognition.records import Recognised, RecognisedKind
from insurance.services.claim_documents import ClaimDocumentService
from insurance.services.ports import Store
from kernel.clock import Clock, local

# What each kind is called in the lists of what a claim needs.
NAMES: Mapping[RecognisedKind, str] = {
    RecognisedKind.MEDICAL_INVOICE: "费用发票",
    RecognisedKind.DISCHARGE_SUMMARY: "出院小结",
    RecognisedKind.ID_CARD: "身份证",
    RecognisedKind.BANK_CARD: "银行卡",
    RecognisedKind.DRIVING_LICENCE: "驾驶证",
    RecognisedKind.VEHICLE_LICENCE: "行驶证",
}
# Below that, a document nobody named stays without a name.
_CLEAR = 0.9


class AttachmentSource(Protocol):
    """Where the files customers sent are kept."""

    async def open(self, subject: str, attachment_id: str) -> tuple[bytes, str]:
        """Content and media type of a file sent in that conversation; `RecordNotFound`."""
        ...


@dataclass(frozen=True)
class Outcome:
    """What became of a document, fit for a log. `reason`: why it was not read; `fields`: how many were found."""

    document_id: int
    state: RecognitionState
    attempt: int
    kind: RecognisedKind | None = None
    fields: int = 0
    reason: str | None = None


class RecognitionService:
    """Several processes may run it: a document is read by one at a time, and its first result counts."""

    def __init__(
        self,
        store: Store,
        documents: ClaimDocumentService,
        files: AttachmentSource,
        reader: Reader,
        clock: Clock,
    ) -> None:
        self._store = store
        self._documents = documents
        self._files = files
        self._reader = reader
        self._clock = clock

    async def run_once(self) -> Outcome | None:
        """Read the oldest document that waits; None where none does.

        What cannot be read now is `pending` again and rests; after `MAX_ATTEMPTS`, or where a file is gone or nobody
        should open it, it is `failed`.
        """
        reading = await self._claim()
        if reading is None:
            return None
        if reading.attempt > MAX_ATTEMPTS:
            # Each time the process died that read it.
            return await self._end(reading, RecognitionState.FAILED, reason="ended")
        try:
            image, media_type = await self._files.open(reading.subject, reading.attachment_id)
            lines = await self._reader.read(image, media_type)
        except RecordNotFound:
            return await self._end(reading, RecognitionState.FAILED, reason="gone")
        except DocumentUnreadable as error:
            return await self._end(reading, RecognitionState.FAILED, reason=error.reason)
        except ReaderFailed as error:
            return await self._failed(reading, error.reason)
        except asyncio.CancelledError:
            # A shutdown is not the document's fault.
            await self._put_off(replace(reading, attempt=reading.attempt - 1))
            raise
        found = recognise(lines, on=local(reading.handed_in_at).date())
        if found is None:
            return await self._end(reading, RecognitionState.NOTHING_FOUND)
        return await self._end(reading, RecognitionState.DONE, found)

    async def _claim(self) -> Reading | None:
        now = self._clock.now()
        # Mostly there is nothing: on SQLite that costs no writer a wait.
        async with self._store.read() as work:
            if not await work.readings.waiting(now):
                return None
        async with self._store.begin() as work:
            reading = await work.readings.claim(now, now + LEASE)
            await work.commit()
        return reading

    async def _put_off(self, reading: Reading) -> None:
        now = self._clock.now()
        async with self._store.begin() as work:
            until = now + pause_after(reading.attempt) if reading.attempt else now
            await work.readings.put_off(reading, until)
            await work.commit()

    async def _failed(self, reading: Reading, reason: str) -> Outcome:
        if reading.is_last:
            return await self._end(reading, RecognitionState.FAILED, reason=reason)
        await self._put_off(reading)
        return Outcome(reading.document_id, RecognitionState.PENDING, reading.attempt, reason=reason)

    async def _end(
        self,
        reading: Reading,
        state: RecognitionState,
        found: Recognised | None = None,
        reason: str | None = None,
    ) -> Outcome:
        fields = list(found.found()) if found is not None else []
        values: dict[str, Any] | None = found.as_json() if found is not None else None
        clear = any(field.confidence >= _CLEAR for _, field in fields)
        name = NAMES[found.kind] if found is not None and clear else None
        # Erased meanwhile: then there is nothing to record.
        with suppress(RecordNotFound):
            await self._documents.record_recognition(reading.document_id, state, values, name)
        async with self._store.begin() as work:
            await work.readings.end(reading)
            await work.commit()
        kind = found.kind if found is not None else None
        return Outcome(reading.document_id, state, reading.attempt, kind, len(fields), reason)

"""Documents handed in, for staff and for who reads their pictures; a conversation hands them in through `ClaimService`."""

from collections.abc import Mapping
from typing import Any

from insurance.domain.claim_documents import ClaimDocument, RecognitionState, named
from insurance.domain.errors import RecordNotFound
from insurance.services.ports import Store
from kernel.clock import Clock


class ClaimDocumentService:
    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def documents_of(self, subject: str, claim_no: str) -> list[ClaimDocument]:
        """Those of a claim or report that were handed in in this conversation, in the order they came."""
        async with self._store.read() as work:
            documents = await work.claim_documents.of([claim_no])
        return [document for document in documents if document.subject == subject]

    async def pending_recognition(self, limit: int) -> list[ClaimDocument]:
        """Those nobody has read yet, oldest first. Two readers may get the same one: the first result counts."""
        async with self._store.read() as work:
            return await work.claim_documents.pending(limit)

    async def record_recognition(
        self,
        document_id: int,
        state: RecognitionState,
        recognition: Mapping[str, Any] | None = None,
        kind: str | None = None,
    ) -> bool:
        """What was read from the picture (plain JSON values, kept encrypted); False where that was recorded before.

        `kind` names a document nobody named, and may so complete the one list of its claim. `RecordNotFound`.
        """
        now = self._clock.now()
        async with self._store.begin() as work:
            document = await work.claim_documents.get(document_id)
            if document is None:
                raise RecordNotFound()
            # First the claim, as a hand-in does it: two that lock in one order never wait for each other.
            claim = await work.claims.get(document.claim_no, lock=True)
            if not await work.claim_documents.put_recognition(document_id, state, recognition, kind):
                return False
            if claim is not None:
                came = await work.claim_documents.of([claim.claim_no])
                since = claim.documents_count_from
                claim.count_documents(named(each for each in came if each.at >= since), at=now)
                await work.claims.put([claim])
            await work.commit()
            return True

    async def keep_files(self, subject: str, paths: Mapping[str, str]) -> set[str]:
        """The conversation is about to be erased: of its files (attachment id → path) those handed in belong to the claim's
        papers, which the law has the insurer keep (保险法 87). Their paths, which are noted with the documents.
        """
        async with self._store.begin() as work:
            kept = {
                path
                for attachment_id, path in paths.items()
                if await work.claim_documents.keep_file(subject, attachment_id, path)
            }
            await work.commit()
        return kept

    async def judge(self, subject: str, document_id: int, values: Mapping[str, str]) -> None:
        """The customer's word on what was read from a file of that conversation: `values` by field, as they are right; none
        where nothing of it was. Only that counts; said again, the last word does. `RecordNotFound`.
        """
        async with self._store.begin() as work:
            document = await work.claim_documents.get(document_id)
            if document is None or document.subject != subject or document.recognition is None:
                raise RecordNotFound()
            await work.claim_documents.put_judged(document_id, document.judged(values))
            await work.commit()

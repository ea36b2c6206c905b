"""What customers began here and people work on: reports and documents of claims, complaints, requests, calls, incidents."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from insurance.domain.callbacks import FollowUp
from insurance.domain.claim_documents import ClaimDocument, RecognitionState
from insurance.domain.claim_reports import ClaimReport
from insurance.domain.complaints import Complaint, ComplaintStatus
from insurance.domain.incidents import Incident
from insurance.domain.leads import Lead
from insurance.domain.recognition import Reading
from insurance.domain.reminders import Preference
from insurance.domain.servicing import ServicingKind, ServicingRequest


class ClaimReportStore(Protocol):
    async def get(self, claim_no: str, *, lock: bool = False) -> ClaimReport | None:
        """`lock`: nobody else changes the record until the unit of work ends."""
        ...

    async def by_key(self, subject: str, key: str) -> ClaimReport | None: ...

    async def of(self, subject: str | None, customer_no: str | None) -> list[ClaimReport]:
        """Those of the conversation or of the customer, newest first."""
        ...

    async def unlinked(self) -> list[ClaimReport]:
        """Those that no claim has begun from yet, oldest first."""
        ...

    async def add(self, report: ClaimReport, key: str) -> bool:
        """False, and nothing stored, where (subject, key) exists already."""
        ...

    async def put(self, report: ClaimReport) -> None:
        """Additions and incident; what was told first never changes."""
        ...


class ClaimDocumentStore(Protocol):
    async def get(self, document_id: int) -> ClaimDocument | None: ...

    async def of(self, claim_nos: Collection[str]) -> list[ClaimDocument]:
        """In the order they came."""
        ...

    async def add(
        self,
        claim_no: str,
        subject: str,
        key: str,
        documents: Sequence[tuple[str | None, str]],
        at: datetime,
    ) -> int:
        """(kind, attachment_id) each; the number of new ones. A file that came before only gets its name, if it had none."""
        ...

    async def keep_file(self, subject: str, attachment_id: str, path: str) -> bool:
        """Note where a file handed in lies; False where none of that conversation's was."""
        ...

    async def pending(self, limit: int) -> list[ClaimDocument]:
        """Those nobody has read yet, oldest first."""
        ...

    async def put_recognition(
        self,
        document_id: int,
        state: RecognitionState,
        recognition: Mapping[str, Any] | None,
        kind: str | None,
    ) -> bool:
        """False, and nothing stored, where it has been read already. `kind` names only what had no name."""
        ...

    async def put_judged(self, document_id: int, recognition: Mapping[str, Any]) -> None:
        """What was read, with the customer's word on it."""
        ...

    async def drop(self, claim_nos: Collection[str]) -> None:
        """For the demo, which moves its dates along."""
        ...


class ReadingStore(Protocol):
    async def waiting(self, at: datetime) -> bool:
        """Whether `claim` would find one."""
        ...

    async def claim(self, at: datetime, until: datetime) -> Reading | None:
        """The oldest document nobody has read, reads or lets rest; nobody else gets it before `until`."""
        ...

    async def put_off(self, reading: Reading, until: datetime) -> bool:
        """The next try comes then, counted from `reading.attempt`; False where another has begun."""
        ...

    async def end(self, reading: Reading) -> None:
        """There will be no other try."""
        ...


class ComplaintStore(Protocol):
    async def get(self, receipt_no: str) -> Complaint | None: ...

    async def by_key(self, subject: str, key: str) -> Complaint | None: ...

    async def of(self, subject: str | None, customer_no: str | None) -> list[Complaint]:
        """Those of the conversation or of the customer, newest first."""
        ...

    async def open_of(self, customer_nos: Collection[str]) -> list[Complaint]:
        """Those of these customers that have not ended."""
        ...

    async def add(self, complaint: Complaint, key: str) -> bool:
        """False, and nothing stored, where (subject, key) exists already."""
        ...

    async def put(self, complaint: Complaint) -> bool:
        """State, handling and new events; what the customer wrote never changes.

        False, and nothing stored, where somebody else has written since `complaint.version`.
        """
        ...

    async def find(
        self,
        *,
        handler: str | None = None,
        statuses: Collection[ComplaintStatus] | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> list[Complaint]:
        """Newest first; `handler`: theirs and nobody's, `after`: those behind that receipt number, [`since`, `until`)."""
        ...

    async def some(self, receipt_nos: Collection[str]) -> dict[str, Complaint]:
        """Those of these numbers that exist, by number."""
        ...

    async def changed(self, since: datetime) -> dict[str, int]:
        """receipt_no → number of its last event, of every complaint to which something happened since then."""
        ...

    async def first_receipt(self) -> datetime | None:
        """When the first complaint was received."""
        ...

    async def drop(self, receipt_nos: Collection[str]) -> None:
        """With their events; for the demo, which moves its dates along."""
        ...


class ServicingStore(Protocol):
    async def get(self, request_no: str, *, lock: bool = False) -> ServicingRequest | None:
        """`lock`: nobody else changes the record until the unit of work ends."""
        ...

    async def by_key(self, subject: str, key: str, kind: ServicingKind) -> ServicingRequest | None: ...

    async def of_customer(self, customer_no: str) -> list[ServicingRequest]:
        """Newest first."""
        ...

    async def open(self) -> list[ServicingRequest]:
        """What staff has to do, earliest due first."""
        ...

    async def add(self, request: ServicingRequest, key: str) -> bool:
        """False, and nothing stored, where (subject, key, kind) exists already."""
        ...

    async def put(self, request: ServicingRequest) -> None:
        """State, owner and new events; what the customer stated never changes."""
        ...


class ReminderStore(Protocol):
    async def of_customer(self, customer_no: str) -> list[Preference]:
        """Every choice ever made, oldest first."""
        ...

    async def by_key(self, subject: str, key: str) -> list[Preference]: ...

    async def turned_off(self, since: datetime, until: datetime) -> list[Preference]:
        """Choices against reminders made in [since, until)."""
        ...

    async def add(self, preferences: Sequence[Preference], key: str) -> None:
        """Choices of one customer, whose record is locked meanwhile: they are numbered."""
        ...


class LeadStore(Protocol):
    async def get(self, lead_no: str, *, lock: bool = False) -> Lead | None: ...

    async def by_key(self, subject: str, key: str) -> Lead | None: ...

    async def of_customer(self, customer_no: str) -> list[Lead]:
        """Newest first."""
        ...

    async def open(self) -> list[Lead]:
        """Those not done, oldest first."""
        ...

    async def add(self, lead: Lead, key: str) -> bool:
        """False, and nothing stored, where (subject, key) exists already."""
        ...

    async def put(self, lead: Lead) -> None:
        """Whether it is done; what was told never changes."""
        ...

    async def drop(self, lead_no: str) -> None: ...

    async def sweep(self, now: datetime) -> None:
        """Delete those kept long enough."""
        ...


class FollowUpStore(Protocol):
    async def get(self, follow_up_no: str, *, lock: bool = False) -> FollowUp | None: ...

    async def by_key(self, subject: str, key: str) -> FollowUp | None: ...

    async def of_customer(self, customer_no: str) -> list[FollowUp]:
        """Newest first."""
        ...

    async def open(self) -> list[FollowUp]:
        """Those not done, oldest first."""
        ...

    async def add(self, follow_up: FollowUp, key: str) -> bool:
        """False, and nothing stored, where (subject, key) exists already."""
        ...

    async def put(self, follow_up: FollowUp) -> None:
        """Whether it is done; what was told never changes."""
        ...

    async def sweep(self, now: datetime) -> None:
        """Delete those kept long enough."""
        ...


class IncidentStore(Protocol):
    async def get(self, id: str, *, lock: bool = False) -> Incident | None:
        """`lock`: nobody else changes the record until the unit of work ends."""
        ...

    async def by_key(self, by: str, key: str) -> Incident | None: ...

    async def open(self) -> list[Incident]:
        """Those not closed, newest first."""
        ...

    async def latest(self, limit: int) -> list[Incident]:
        """Newest first."""
        ...

    async def add(self, incident: Incident, key: str) -> bool:
        """False, and nothing stored, where who announced it used the key before."""
        ...

    async def put(self, incident: Incident) -> None:
        """State, banner and new events."""
        ...

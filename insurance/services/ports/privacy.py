"""What only a data subject's request asks of the store: finding by customer across nouns, and taking out."""

from collections.abc import Collection
from typing import Protocol


class PrivacyStore(Protocol):
    """Nothing here asks whether something may go: `insurance.services.privacy` does."""

    async def subjects(self, customer_no: str) -> dict[str, bool]:
        """The conversations in which the customer was checked, that are bound to them or known to be theirs now → whether
        another customer was ever checked there too.
        """
        ...

    async def step_out(self, subject: str, customer_no: str) -> None:
        """Forget that the customer was checked there, but not that somebody was: what was said there is not one person's."""
        ...

    async def wishes(self, customer_no: str, subjects: Collection[str]) -> tuple[list[str], list[str]]:
        """Numbers of the leads and of the follow-ups of the customer, and of those conversations."""
        ...

    async def drop_wishes(
        self, *, subject: str | None = None, customer_no: str | None = None
    ) -> dict[str, int]:
        """Delete leads and follow-ups of the conversation or of the customer: noun → how many."""
        ...

    async def drop_codes(self, customer_no: str) -> None:
        """Delete the identities and the codes that wait."""
        ...

    async def drop_reports(self, claim_nos: Collection[str]) -> None: ...

    async def drop_claims(self, claim_nos: Collection[str]) -> None:
        """With events, acts, documents and the reports they began from."""
        ...

    async def drop_requests(self, request_nos: Collection[str]) -> None: ...

    async def drop_complaints(self, receipt_nos: Collection[str]) -> None: ...

    async def drop_policies(self, policy_nos: Collection[str]) -> None: ...

    async def drop_contacts(self, customer_no: str) -> int:
        """Forget phone and e-mail; how many there were."""
        ...

    async def drop_customer(self, customer_no: str) -> int:
        """With every choice about reminders; how many customers."""
        ...

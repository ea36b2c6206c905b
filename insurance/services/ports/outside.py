"""What services send out, and where links lead: texts, mails, the insurer's own pages."""

from dataclasses import dataclass
from typing import Protocol


class SmsSender(Protocol):
    """Sends one text. `code` repeats a one-time code in machine-readable form, for test back ends only.

    Hands over and returns: waiting for a provider would tell by the time taken that somebody matched.
    """

    async def send(self, phone: str, text: str, code: str | None = None) -> None: ...


class Mailer(Protocol):
    """Sends one e-mail of plain text. Hands over and returns, or raises where it cannot."""

    async def send(self, to: str, subject: str, text: str) -> None: ...


@dataclass(frozen=True, repr=False)
class Pages:
    """The insurer's own pages that links lead to; None: there is none, a person helps instead.

    `service`: where the customer fetches policy and invoice. `payment`: where premiums are paid; `payment_secret` is
    what its links are sealed with.
    """

    service: str | None = None
    payment: str | None = None
    payment_secret: bytes | None = None


NO_PAGES = Pages()

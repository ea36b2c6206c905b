"""What services send out, and where links lead: texts, mails, the insurer's own pages."""

from dataclasses import dataclass
from typing import Protocol

from kernel.errors import BaowenError


class AddressRefused(BaowenError):
    """The provider says that nothing ever arrives there: a number nobody has, an address that bounced."""

    code = "address_refused"


class ProviderAway(BaowenError):
    """Nothing was handed over, which is certain; the same may be tried again later."""

    code = "provider_away"


class SmsSender(Protocol):
    """Sends one text. `code` repeats a one-time code in machine-readable form, for test back ends only.

    Hands over and returns: waiting for a provider would tell by the time taken that somebody matched. With a `key` (64 hex
    digits) the same key again, also days and restarts later, is no second text: it travels to the provider as its idempotency
    key. `AddressRefused`, `ProviderAway`; after any other error the text may have gone out.
    """

    async def send(self, phone: str, text: str, code: str | None = None, key: str | None = None) -> None: ...


class Mailer(Protocol):
    """Sends one e-mail of plain text. Hands over and returns, or raises where it cannot.

    `key` and errors as of `SmsSender`; a mail server takes the key as the message's id.
    """

    async def send(self, to: str, subject: str, text: str, key: str | None = None) -> None: ...


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

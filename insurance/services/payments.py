"""Handing a payment over to the insurer's own page by a sealed link; and the page's side of it (docs/payments.md)."""

import hmac
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import quote, urlsplit, urlunsplit

from insurance.domain.errors import BadPaymentLink, NoPaymentPage
from insurance.domain.identity import Identity, Level
from insurance.domain.payments import PaymentOrder, payable
from insurance.domain.renewals import Instalment, RenewalWindow, renewal_window
from insurance.domain.terms import Terms
from insurance.services.access import customer_of, own_policy
from insurance.services.ports import Pages, Store
from kernel.clock import Clock, today
from kernel.crypto import Keyring, Undecryptable


@dataclass(frozen=True)
class PaymentLink:
    """`amount` in yuan, None for a new term, whose price the page tells. Nothing personal can be read in `url`.

    `minutes`: how long it is good for.
    """

    url: str
    amount: Decimal | None
    due_on: date
    expires_at: datetime
    minutes: int


class PaymentService:
    def __init__(self, store: Store, clock: Clock, terms: Terms, pages: Pages) -> None:
        self._store = store
        self._clock = clock
        self._terms = terms
        self._pages = pages

    async def link(self, identity: Identity, policy_no: str) -> PaymentLink:
        """The way to pay what is due for one's own policy (`Level.VERIFIED`).

        `NoPaymentPage`, `NothingDue`, `NotPayable`, `RecordNotFound`.
        """
        customer_no = customer_of(identity, Level.VERIFIED, at=self._clock.now())
        async with self._store.read() as work:
            policy, product = await own_policy(work, policy_no, customer_no)
        due = payable(policy, product, today(self._clock), self._terms)
        page, seal = self._page()
        order = PaymentOrder(
            policy_no=due.policy_no,
            amount=due.amount if isinstance(due, Instalment) else None,
            due_on=due.due_on,
            expires_at=self._clock.now() + self._terms.payment_link_lives,
        )
        token = seal.encrypt_json(
            {
                "policy_no": order.policy_no,
                "amount": None if order.amount is None else str(order.amount),
                "due_on": order.due_on.isoformat(),
                "expires_at": order.expires_at.isoformat(),
            }
        )
        return PaymentLink(
            url=_with_token(page, token),
            amount=order.amount,
            due_on=order.due_on,
            expires_at=order.expires_at,
            minutes=int(self._terms.payment_link_lives.total_seconds() // 60),
        )

    def verify(self, token: str) -> PaymentOrder:
        """What a link of ours said; `BadPaymentLink` (`forged`, `expired`), `NoPaymentPage`.

        The page still looks up what is due: it may have been paid since.
        """
        _, seal = self._page()
        try:
            told = seal.decrypt_json(token)
        except Undecryptable as error:
            raise BadPaymentLink("forged") from error
        order = PaymentOrder(
            policy_no=told["policy_no"],
            amount=None if told["amount"] is None else Decimal(told["amount"]),
            due_on=date.fromisoformat(told["due_on"]),
            expires_at=datetime.fromisoformat(told["expires_at"]),
        )
        if self._clock.now() >= order.expires_at:
            raise BadPaymentLink("expired")
        return order

    async def window(self, identity: Identity, policy_no: str) -> RenewalWindow | None:
        """When one's own auto cover may be renewed (`Level.VERIFIED`), None for other lines; `RecordNotFound`."""
        customer_no = customer_of(identity, Level.VERIFIED, at=self._clock.now())
        async with self._store.read() as work:
            policy, product = await own_policy(work, policy_no, customer_no)
        return renewal_window(policy, product, today(self._clock), self._terms)

    def _page(self) -> tuple[str, Keyring]:
        if self._pages.payment is None or self._pages.payment_secret is None:
            raise NoPaymentPage()
        # A key of its own: the insurer's page may be given it without getting the secret it comes from.
        return self._pages.payment, Keyring(
            [hmac.digest(self._pages.payment_secret, b"baowen:payment", "sha256")]
        )


def _with_token(page: str, token: str) -> str:
    parts = urlsplit(page)
    query = f"{parts.query}&" if parts.query else ""
    return urlunsplit(parts._replace(query=f"{query}token={quote(token, safe='')}"))

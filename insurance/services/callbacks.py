"""Follow-ups 回访: who wants to be called back, when, and about what."""

from dataclasses import dataclass
from datetime import date, datetime

from insurance.domain.callbacks import KEPT, FollowUp
from insurance.domain.customers import is_phone, plain_phone
from insurance.domain.errors import InvalidValue, RecordNotFound
from insurance.domain.identity import Identity
from insurance.services.access import known_customer
from insurance.services.calls import CallService, CallStore
from insurance.services.once import once
from insurance.services.ports import UnitOfWork
from insurance.services.receipts import receipt_no
from kernel.clock import today
from kernel.masking import show_phone, show_text


@dataclass(frozen=True)
class FollowUpView:
    """What the customer gets to see; `phone` is masked."""

    follow_up_no: str
    phone: str
    wished_time: str | None
    wished_on: date | None
    received_at: datetime


@dataclass(frozen=True)
class FollowUpCase:
    """A wish as staff sees it in the list of work: personal numbers masked; `details` is a look of its own."""

    follow_up_no: str
    customer_no: str | None
    phone: str
    topic: str
    wished_time: str | None
    wished_on: date | None
    due_on: date
    received_at: datetime


class CallbackService(CallService[FollowUp]):
    noun = "follow_up"

    @staticmethod
    def _calls(work: UnitOfWork) -> CallStore[FollowUp]:
        return work.callbacks

    async def open(
        self,
        subject: str,
        identity: Identity,
        phone: str,
        topic: str,
        wished_time: str | None,
        wished_on: date | None,
        key: str,
    ) -> FollowUpView:
        """Note a wish to be called back, at any level; the same (subject, key) is the same wish.

        `wished_time` in the customer's words. A day gone by is no wish and left out. `InvalidValue`: `phone` (`form`).
        """
        customer_no = known_customer(identity, at=self._clock.now())
        return await self._note(subject, customer_no, phone, topic, wished_time, wished_on, key)

    async def open_for(
        self,
        staff: str,
        customer_no: str,
        subject: str,
        phone: str | None,
        topic: str,
        wished_time: str | None,
        wished_on: date | None,
        key: str,
    ) -> FollowUpView:
        """For staff: the wish a customer told a person; `phone` None is the number on record. Audited; as `open`, and
        `RecordNotFound` where there is no such customer.
        """
        async with self._store.read() as work:
            customer = await work.customers.get(customer_no)
        if customer is None:
            raise RecordNotFound()
        number = phone or customer.phone or ""
        return await self._note(subject, customer_no, number, topic, wished_time, wished_on, key, staff)

    async def _note(
        self,
        subject: str,
        customer_no: str | None,
        phone: str,
        topic: str,
        wished_time: str | None,
        wished_on: date | None,
        key: str,
        staff: str | None = None,
    ) -> FollowUpView:
        number = plain_phone(phone)
        if not is_phone(number):
            raise InvalidValue("phone", "form")
        if wished_on is not None and wished_on < today(self._clock):
            wished_on = None
        now = self._clock.now()
        wish = FollowUp(
            follow_up_no=receipt_no("HF", today(self._clock)),
            subject=subject,
            customer_no=customer_no,
            phone=number,
            topic=topic.strip(),
            wished_time=(wished_time or "").strip() or None,
            wished_on=wished_on,
            received_at=now,
            keep_until=now + KEPT,
        )

        async def make(work: UnitOfWork) -> FollowUp | None:
            if not await work.callbacks.add(wish, key):
                return None
            if staff is not None:
                await self._audit(work, staff, "open", wish.follow_up_no, wish)
            return wish

        kept, _ = await once(self._store, lambda work: work.callbacks.by_key(subject, key), make)
        return FollowUpView(
            kept.follow_up_no, show_phone(kept.phone), kept.wished_time, kept.wished_on, kept.received_at
        )

    async def waiting(self) -> list[FollowUpCase]:
        """Those not called back yet, earliest due first."""
        async with self._store.read() as work:
            wishes = await work.callbacks.open()
        return sorted((self._case(wish) for wish in wishes), key=lambda case: (case.due_on, case.received_at))

    def _case(self, wish: FollowUp) -> FollowUpCase:
        return FollowUpCase(
            follow_up_no=wish.follow_up_no,
            customer_no=wish.customer_no,
            phone=show_phone(wish.phone),
            topic=show_text(wish.topic),
            wished_time=wish.wished_time and show_text(wish.wished_time),
            wished_on=wish.wished_on,
            due_on=wish.due_on(self._terms),
            received_at=wish.received_at,
        )

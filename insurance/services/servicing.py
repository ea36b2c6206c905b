"""Policy servicing 保全: requests for staff, contact changes done at once, policy and invoice by e-mail.

All of it is a `ServicingRequest`, also what is done at once: one history, one number to ask by, one guard against repeats
(the same subject, key and kind are the same request).
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Literal

from insurance.domain.customers import ContactField, Customer, read_contact
from insurance.domain.errors import InvalidValue, NoEmail, NotPermitted, NotSuspended, RecordNotFound
from insurance.domain.identity import Identity, Level
from insurance.domain.renewals import DueState, due_of
from insurance.domain.servicing import (
    CONTACT_FIELDS,
    SecondFactor,
    ServicingKind,
    ServicingRequest,
    due_on,
)
from insurance.domain.surrender import SurrenderFacts, surrender_facts
from insurance.domain.terms import Terms
from insurance.services.access import customer_of, own, own_policy
from insurance.services.notices import mail_document, tell_contact_change
from insurance.services.once import once
from insurance.services.ports import Mailer, Pages, SmsSender, Store, UnitOfWork
from insurance.services.receipts import receipt_no
from insurance.services.servicing_views import (
    ContactChange,
    DocumentMail,
    ServicingCase,
    ServicingView,
    contact_change,
    document_mail,
    servicing_view,
)
from kernel.clock import Clock, today

_SYSTEM = "system"
_KINDS: dict[ContactField, ServicingKind] = {field: kind for kind, field in CONTACT_FIELDS.items()}


class ServicingService:
    def __init__(
        self, store: Store, clock: Clock, terms: Terms, sms: SmsSender, mailer: Mailer, pages: Pages
    ) -> None:
        self._store = store
        self._clock = clock
        self._terms = terms
        self._sms = sms
        self._mailer = mailer
        self._pages = pages

    async def open(
        self,
        subject: str,
        identity: Identity,
        kind: ServicingKind,
        policy_no: str | None,
        details: Mapping[str, str],
        key: str,
    ) -> ServicingView:
        """Ask staff for a change (`Level.VERIFIED`, own policy only).

        A contact change states the new value under its field (`details["phone"]`): `InvalidValue` (`form`, `unchanged`).
        `RecordNotFound`; `NotSuspended` where there is nothing to reinstate.
        """
        customer_no = self._verified(identity)
        stated = {name: value.strip() for name, value in details.items()}
        if (field := CONTACT_FIELDS.get(kind)) is not None:
            stated[field] = read_contact(field, stated.get(field, ""))

        async def make(work: UnitOfWork) -> ServicingRequest | None:
            number = None
            if policy_no is not None:
                policy, product = await own_policy(work, policy_no, customer_no)
                number = policy.policy_no
                if kind is ServicingKind.REINSTATEMENT:
                    on = today(self._clock)
                    due = due_of(policy, product, on)
                    if due is None or due.state(on) is not DueState.SUSPENDED:
                        raise NotSuspended()
            if field is not None:
                customer = await self._customer(work, customer_no)
                if customer.contact(field) == stated[field]:
                    raise InvalidValue(field, "unchanged")
            request = self._request(subject, customer_no, number, kind, stated)
            return request if await work.servicing.add(request, key) else None

        request, _ = await self._once(subject, key, kind, make)
        return servicing_view(request, identity.level)

    async def list_for(self, identity: Identity) -> list[ServicingView]:
        """The customer's requests, newest first (`Level.VERIFIED`)."""
        customer_no = self._verified(identity)
        async with self._store.read() as work:
            requests = await work.servicing.of_customer(customer_no)
        return [servicing_view(request, identity.level) for request in requests]

    async def withdraw(self, identity: Identity, request_no: str, key: str) -> ServicingView:
        """Take an own request back until it is done (`Level.VERIFIED`); `RecordNotFound`, `IllegalTransition`."""
        customer_no = self._verified(identity)
        async with self._store.begin() as work:
            found = await self._locked(work, request_no)
            request = own(found, found.customer_no, customer_no)
            if request.events[-1].key != key:
                request.withdraw(at=self._clock.now(), key=key)
                await work.servicing.put(request)
                await work.commit()
        return servicing_view(request, identity.level)

    async def change_contact(
        self, subject: str, identity: Identity, field: Literal["address", "email"], value: str, key: str
    ) -> ContactChange:
        """Done at once (`Level.VERIFIED`), audited, told to the phone on record.

        `InvalidValue` (`form`, `unchanged`). A phone number is not changed so: `open` a request.
        """
        customer_no = self._verified(identity)
        new = read_contact(field, value)
        kind = _KINDS[field]
        phone: str | None = None

        async def make(work: UnitOfWork) -> ServicingRequest | None:
            nonlocal phone
            customer = await self._customer(work, customer_no, lock=True)
            if await work.servicing.by_key(subject, key, kind) is not None:
                return None  # made while this call waited for the lock
            phone, old = customer.phone, customer.contact(field)
            if old == new:
                raise InvalidValue(field, "unchanged")
            stated: dict[str, str] = {field: new} if old is None else {field: new, "before": old}
            request = self._request(subject, customer_no, None, kind, stated)
            self._finish(request)
            if not await work.servicing.add(request, key):
                return None
            await work.customers.put([customer.with_contact(field, new)])
            await self._audit(work, "customer", "contact", request, field=field)
            return request

        request, fresh = await self._once(subject, key, kind, make)
        if fresh:
            await tell_contact_change(self._sms, phone, self._terms.brand, field, new, today(self._clock))
        return contact_change(request, field)

    async def send_policy(self, subject: str, identity: Identity, policy_no: str, key: str) -> DocumentMail:
        """Mail the way to the electronic policy (`Level.VERIFIED`, own policy); `NoEmail`, `RecordNotFound`."""
        return await self._send(subject, identity, ServicingKind.E_POLICY, policy_no, key)

    async def send_invoice(self, subject: str, identity: Identity, policy_no: str, key: str) -> DocumentMail:
        """Mail the way to the invoice (`Level.VERIFIED`, own policy); `NoEmail`, `RecordNotFound`."""
        return await self._send(subject, identity, ServicingKind.INVOICE, policy_no, key)

    async def surrender_facts(self, identity: Identity, policy_no: str) -> SurrenderFacts:
        """What ending one's own policy today means (`Level.VERIFIED`); `RecordNotFound`."""
        customer_no = self._verified(identity)
        async with self._store.read() as work:
            policy, product = await own_policy(work, policy_no, customer_no)
        return surrender_facts(policy, product, today(self._clock))

    async def waiting(self) -> list[ServicingCase]:
        """What is to be done, earliest due first."""
        async with self._store.read() as work:
            requests = await work.servicing.open()
        return [
            ServicingCase(servicing_view(request, Level.VERIFIED), request.customer_no, request.owner)
            for request in requests
        ]

    async def details(self, staff: str, request_no: str) -> ServicingRequest:
        """With what the customer stated, in full; the look is audited. `RecordNotFound`."""
        async with self._store.begin() as work:
            request = await self._locked(work, request_no)
            await self._audit(work, staff, "details", request)
            await work.commit()
        return request

    async def take(self, staff: str, request_no: str) -> ServicingView:
        """Become its owner; `RecordNotFound`, `IllegalTransition` where a colleague was faster."""
        async with self._store.begin() as work:
            request = await self._locked(work, request_no)
            request.accept(at=self._clock.now(), by=staff)
            await self._keep(work, staff, "take", request)
        return servicing_view(request, Level.VERIFIED)

    async def complete(
        self,
        staff: str,
        request_no: str,
        *,
        senior: bool = False,
        second_factor: SecondFactor | None = None,
        note: str | None = None,
    ) -> ServicingView:
        """Done. A contact change is written to the customer's record and told to the phone that stood there before.

        By its owner or somebody `senior`, else `NotPermitted`. `RuleBroken` (`completion_without_second_factor`),
        `IllegalTransition`, `RecordNotFound`.
        """
        now = self._clock.now()
        field = phone = None
        async with self._store.begin() as work:
            request = await self._theirs(work, request_no, staff, senior, "complete")
            request.complete(at=now, by=staff, second_factor=second_factor, note=note)
            if (field := CONTACT_FIELDS.get(request.kind)) is not None:
                customer = await self._customer(work, request.customer_no, lock=True)
                phone = customer.phone
                await work.customers.put([customer.with_contact(field, request.details[field])])
            await self._keep(work, staff, "complete", request, second_factor=second_factor or "none")
        if field is not None:
            value, on = request.details[field], today(self._clock)
            await tell_contact_change(self._sms, phone, self._terms.brand, field, value, on)
        return servicing_view(request, Level.VERIFIED)

    async def decline(
        self, staff: str, request_no: str, reason: str, *, senior: bool = False
    ) -> ServicingView:
        """Not possible; the customer reads the reason. `NotPermitted` as in `complete`, `RuleBroken`, `IllegalTransition`,
        `RecordNotFound`.
        """
        async with self._store.begin() as work:
            request = await self._theirs(work, request_no, staff, senior, "decline")
            request.decline(at=self._clock.now(), by=staff, reason=reason)
            await self._keep(work, staff, "decline", request)
        return servicing_view(request, Level.VERIFIED)

    async def _send(
        self, subject: str, identity: Identity, kind: ServicingKind, policy_no: str, key: str
    ) -> DocumentMail:
        """The request is stored before the mail goes out: what cannot be sent is left to staff, never sent twice."""
        customer_no = self._verified(identity)

        async def make(work: UnitOfWork) -> ServicingRequest | None:
            policy, _ = await own_policy(work, policy_no, customer_no)
            customer = await self._customer(work, customer_no)
            if not customer.email:
                raise NoEmail()
            stated = {"email": customer.email}
            request = self._request(subject, customer_no, policy.policy_no, kind, stated)
            return request if await work.servicing.add(request, key) else None

        request, fresh = await self._once(subject, key, kind, make)
        page = self._pages.service
        if fresh and page is not None and request.policy_no is not None:
            to, brand = request.details["email"], self._terms.brand
            if await mail_document(self._mailer, to, brand, kind, request.policy_no, page):
                async with self._store.begin() as work:
                    request = await self._locked(work, request.request_no)
                    self._finish(request)
                    await work.servicing.put(request)
                    await work.commit()
        return document_mail(request)

    async def _once(
        self,
        subject: str,
        key: str,
        kind: ServicingKind,
        make: Callable[[UnitOfWork], Awaitable[ServicingRequest | None]],
    ) -> tuple[ServicingRequest, bool]:
        return await once(self._store, lambda work: work.servicing.by_key(subject, key, kind), make)

    def _finish(self, request: ServicingRequest) -> None:
        """What needs no person is done at once."""
        now = self._clock.now()
        request.accept(at=now, by=_SYSTEM)
        request.complete(at=now, by=_SYSTEM)

    def _verified(self, identity: Identity) -> str:
        return customer_of(identity, Level.VERIFIED, at=self._clock.now())

    def _request(
        self,
        subject: str,
        customer_no: str,
        policy_no: str | None,
        kind: ServicingKind,
        details: dict[str, str],
    ) -> ServicingRequest:
        now = self._clock.now()
        return ServicingRequest(
            request_no=receipt_no("BQ", today(self._clock)),
            subject=subject,
            customer_no=customer_no,
            policy_no=policy_no,
            kind=kind,
            details=details,
            received_at=now,
            due_on=due_on(now, self._terms),
        )

    async def _customer(self, work: UnitOfWork, customer_no: str, *, lock: bool = False) -> Customer:
        return own(await work.customers.get(customer_no, lock=lock), customer_no, customer_no)

    async def _locked(self, work: UnitOfWork, request_no: str) -> ServicingRequest:
        found = await work.servicing.get(request_no.strip().upper(), lock=True)
        if found is None:
            raise RecordNotFound()
        return found

    async def _theirs(
        self, work: UnitOfWork, request_no: str, staff: str, senior: bool, step: str
    ) -> ServicingRequest:
        """What a colleague has taken is theirs to end; what nobody has taken the table of states keeps shut."""
        request = await self._locked(work, request_no)
        if request.owner not in (None, staff) and not senior:
            raise NotPermitted(step)
        return request

    async def _keep(
        self, work: UnitOfWork, staff: str, what: str, request: ServicingRequest, **data: str
    ) -> None:
        await work.servicing.put(request)
        await self._audit(work, staff, what, request, **data)
        await work.commit()

    async def _audit(
        self, work: UnitOfWork, who: str, what: str, request: ServicingRequest, **data: str
    ) -> None:
        await work.audit.append(
            at=self._clock.now(),
            who=who,
            what=f"servicing.{what}",
            whom=request.customer_no,
            data={"request_no": request.request_no, **data},
        )

"""Leads: what somebody who wants advice told, with consent, handed to a licensed intermediary."""

from dataclasses import dataclass
from datetime import date, datetime

from insurance.domain.consents import Consent
from insurance.domain.customers import is_phone, plain_phone
from insurance.domain.errors import ConsentRequired, InvalidValue, RecordNotFound
from insurance.domain.identity import Identity
from insurance.domain.leads import CONCERNS, INSURED, KEPT, WORDING, Lead, LeadAnswers
from insurance.services.access import known_customer
from insurance.services.calls import CallService, CallStore
from insurance.services.once import once
from insurance.services.ports import UnitOfWork
from insurance.services.receipts import receipt_no
from kernel.clock import today
from kernel.masking import show_phone


@dataclass(frozen=True)
class LeadView:
    """What the customer gets to see; `contact` is masked."""

    lead_no: str
    contact: str
    received_at: datetime
    keep_until: datetime


@dataclass(frozen=True)
class LeadCase:
    """A lead as staff sees it in the list of work: `contact` masked, of the answers only what the questions offered, for
    own words may tell about health. `details` is a look of its own.
    """

    lead_no: str
    customer_no: str | None
    contact: str
    insured: str | None
    concern: str | None
    due_on: date
    received_at: datetime


class LeadService(CallService[Lead]):
    noun = "lead"

    @staticmethod
    def _calls(work: UnitOfWork) -> CallStore[Lead]:
        return work.leads

    async def open(
        self,
        subject: str,
        identity: Identity,
        answers: LeadAnswers,
        consent: str | None,
        contact: str,
        key: str,
    ) -> LeadView:
        """Keep the answers for an intermediary, at any level; the same (subject, key) is the same lead.

        `consent`: the version of `WORDING` the customer agreed to, else `ConsentRequired`. `InvalidValue` for a contact
        that is no phone number and for no answer at all.
        """
        if consent != WORDING.version:
            raise ConsentRequired(WORDING.version)
        phone = plain_phone(contact)
        if not is_phone(phone):
            raise InvalidValue("phone", "form")
        if answers.empty:
            raise InvalidValue("answers", "empty")
        now = self._clock.now()
        lead = Lead(
            lead_no=receipt_no("XS", today(self._clock)),
            subject=subject,
            customer_no=known_customer(identity, at=now),
            answers=answers,
            contact=phone,
            consent=Consent(consent, now),
            received_at=now,
            keep_until=now + KEPT,
        )

        async def make(work: UnitOfWork) -> Lead | None:
            return lead if await work.leads.add(lead, key) else None

        kept, _ = await once(self._store, lambda work: work.leads.by_key(subject, key), make)
        return LeadView(kept.lead_no, show_phone(kept.contact), kept.received_at, kept.keep_until)

    async def withdraw(self, subject: str, identity: Identity, lead_no: str) -> None:
        """Take the consent back: the lead of this conversation or customer is deleted (PIPL 15, 47); `RecordNotFound`."""
        customer_no = known_customer(identity, at=self._clock.now())
        async with self._store.begin() as work:
            lead = await work.leads.get(lead_no.strip().upper(), lock=True)
            if lead is None or not (
                lead.subject == subject or (customer_no is not None and lead.customer_no == customer_no)
            ):
                raise RecordNotFound()
            await work.leads.drop(lead.lead_no)
            await work.commit()

    async def waiting(self) -> list[LeadCase]:
        """Those nobody has called yet, oldest first."""
        async with self._store.read() as work:
            leads = await work.leads.open()
        return [self._case(lead) for lead in leads]

    def _case(self, lead: Lead) -> LeadCase:
        insured, concern = lead.answers.insured, lead.answers.concern
        return LeadCase(
            lead_no=lead.lead_no,
            customer_no=lead.customer_no,
            contact=show_phone(lead.contact),
            insured=insured if insured in INSURED else None,
            concern=concern if concern in CONCERNS else None,
            due_on=lead.due_on(self._terms),
            received_at=lead.received_at,
        )

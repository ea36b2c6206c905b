"""The customer card of the desk: masked; what lies under a mask is shown on a click that is audited."""

from dataclasses import dataclass
from typing import Literal, get_args

from insurance.domain.complaints import ENDED
from insurance.domain.customers import Customer, IdType, show_address
from insurance.domain.errors import ReasonRequired, RecordNotFound
from insurance.domain.identity import Level
from insurance.domain.terms import Terms
from insurance.services.audit import AuditService
from insurance.services.claims import ClaimView, claim_view
from insurance.services.complaints import ComplaintView, complaint_view
from insurance.services.policies import PolicyView, policy_view, products_of
from insurance.services.ports import Store
from insurance.services.renewals import Due, dues_in
from kernel.clock import Clock, today
from kernel.masking import mask_text, show_email, show_id_number, show_name, show_phone

Field = Literal["name", "phone", "id_number", "email", "address"]


@dataclass(frozen=True)
class CustomerCard:
    """Personal fields are masked; policy and claim numbers are whole, staff works with them."""

    customer_no: str
    name: str
    id_type: IdType
    id_number: str
    phone: str | None
    email: str | None
    address: str | None
    age: int | None
    policies: list[PolicyView]
    claims: list[ClaimView]
    complaints: list[ComplaintView]
    dues: list[Due]


class CustomerService:
    def __init__(self, store: Store, clock: Clock, terms: Terms, audit: AuditService) -> None:
        self._store = store
        self._clock = clock
        self._terms = terms
        self._audit = audit

    async def card(self, staff: str, customer_no: str) -> CustomerCard:
        """For staff only; the look is audited. `RecordNotFound`."""
        on, now = today(self._clock), self._clock.now()
        async with self._store.read() as work:
            customer = await work.customers.get(customer_no)
            if customer is None:
                raise RecordNotFound()
            policies = await work.policies.of_customer(customer_no)
            products = await products_of(work, policies)
            claims = await work.claims.of_customer(customer_no)
            documents = await work.claim_documents.of([claim.claim_no for claim in claims])
            complaints = await work.complaints.of(None, customer_no)
        await self._audit.record(staff, "customer.card", customer_no)
        return CustomerCard(
            customer_no=customer.customer_no,
            name=show_name(customer.name),
            id_type=customer.id_type,
            id_number=show_id_number(customer.id_number),
            phone=show_phone(customer.phone) if customer.phone else None,
            email=show_email(customer.email) if customer.email else None,
            address=show_address(customer.address) if customer.address else None,
            age=customer.age(on),
            policies=[
                policy_view(policy, products[policy.product_code], Level.VERIFIED) for policy in policies
            ],
            claims=[
                claim_view(
                    claim,
                    Level.VERIFIED,
                    documents=[each for each in documents if each.claim_no == claim.claim_no],
                    terms=self._terms,
                )
                for claim in claims
            ],
            complaints=[complaint_view(complaint, self._terms, now) for complaint in complaints],
            dues=dues_in(policies, products, on, Level.VERIFIED),
        )

    async def cases(self, staff: str, customer_no: str) -> list[str]:
        """Numbers of the open requests and complaints of this customer that this member of staff answers for."""
        async with self._store.read() as work:
            requests = await work.servicing.of_customer(customer_no)
            complaints = await work.complaints.of(None, customer_no)
        numbers = [each.request_no for each in requests if each.owner == staff and each.open]
        return numbers + [
            each.receipt_no for each in complaints if each.owner == staff and each.status not in ENDED
        ]

    async def reveal(
        self, staff: str, customer_no: str, field: Field, reason: str, conversation_id: str | None = None
    ) -> str | None:
        """One field in full. Audited with the reason and the conversation it was needed in; without a reason
        `ReasonRequired`. `RecordNotFound`.
        """
        if not reason.strip():
            raise ReasonRequired()
        if field not in get_args(Field):
            raise RecordNotFound()
        async with self._store.read() as work:
            customer = await work.customers.get(customer_no)
        if customer is None:
            raise RecordNotFound()
        # The trail is never erased: a number typed as the reason does not get into it.
        data = {"field": field, "reason": mask_text(reason.strip())[:200]}
        if conversation_id is not None:
            data["conversation"] = conversation_id
        await self._audit.record(staff, "customer.reveal", customer_no, **data)
        return _field(customer, field)


def _field(customer: Customer, field: Field) -> str | None:
    value: str | None = getattr(customer, field)
    return value

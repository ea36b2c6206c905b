"""The shapes of `/api/desk/customers` and `/api/desk/claims`. Times are ISO 8601 with the offset of Shanghai.

`client_id`, chosen by the page, makes an act happen once: the same one again answers as the first time.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from msgspec import Meta, Struct

from insurance.domain.claim_steps import ClaimStep
from insurance.domain.products import Line

Kind = Literal[
    "policy",
    "due",
    "report",
    "claim",
    "complaint",
    "request",
    "callback",
    "lead",
    "conversation",
    "handoff",
    "closed",
    "rating",
]
Field = Literal["name", "phone", "id_number", "email", "address"]

ClientId = Annotated[str, Meta(min_length=1, max_length=63, pattern=r"^[^\x00-\x1f\x7f]+$")]
Word = Annotated[str, Meta(min_length=1, max_length=64)]
Words = Annotated[str, Meta(min_length=1, max_length=2_000)]


class ReadTimeline(Struct):
    """`before`: the `next` of the page before."""

    before: Annotated[str, Meta(max_length=200, pattern=r"^\d{8}T\d{6}\.\d{6}~[\w.-]+$")] | None = None
    limit: Annotated[int, Meta(ge=1, le=100)] = 30


class Event(Struct, kw_only=True, omit_defaults=True):
    """`number`: of the policy, claim, complaint, request, call or lead; `conversation_id` where it was said."""

    at: str
    kind: Kind
    title: str
    text: str | None = None
    channel: str | None = None
    conversation_id: str | None = None
    number: str | None = None


class Timeline(Struct):
    """Newest first; `next` None: there is nothing before."""

    events: list[Event]
    next: str | None


class Reveal(Struct, kw_only=True):
    """`conversation_id`: in which the value is needed; none for the owner of a case of the customer's."""

    field: Field
    reason: Annotated[str, Meta(min_length=2, max_length=200)]
    conversation_id: Annotated[str, Meta(pattern=r"^\w{1,64}$")] | None = None


class Revealed(Struct):
    field: Field
    value: str | None


def _positive(amount: Decimal | None) -> None:
    """A sum of money; msgspec bounds no `Decimal`."""
    if amount is not None and not 0 <= amount < 10**12:
        raise ValueError("amount: from 0 to 10^12")


class ReportLoss(Struct, kw_only=True):
    """As the customer told it. `amount` in yuan; without `policy_no` the only policy of that line on the day is meant."""

    client_id: ClientId
    date_of_loss: date
    line: Line | None = None
    policy_no: Word | None = None
    place: Annotated[str, Meta(max_length=200)] | None = None
    cause: Words | None = None
    injury: Annotated[str, Meta(max_length=200)] | None = None
    amount: Decimal | None = None
    phone: Annotated[str, Meta(max_length=32)] | None = None
    insured_name: Word | None = None
    plate_no: Annotated[str, Meta(max_length=16)] | None = None

    def __post_init__(self) -> None:
        _positive(self.amount)


class Reported(Struct):
    """`policy_no` None: staff has to put it under a policy. `documents`: what this kind of loss needs."""

    claim_no: str
    policy_no: str | None
    status: str
    documents: list[str]
    acknowledge_by: str


class ClaimNote(Struct):
    client_id: ClientId
    text: Words


class AskDocuments(Struct):
    """Everything that is missing, in one list."""

    client_id: ClientId
    documents: Annotated[list[Word], Meta(min_length=1, max_length=30)]


class TakeClaimStep(Struct, kw_only=True):
    """What each step needs: `insurance.domain.claim_steps`. `amount` in yuan."""

    client_id: ClientId
    step: ClaimStep
    note: Words | None = None
    amount: Decimal | None = None
    reason: Words | None = None
    clause: Annotated[str, Meta(min_length=1, max_length=200)] | None = None

    def __post_init__(self) -> None:
        _positive(self.amount)


class ClaimStepped(Struct):
    """Where the claim, or the report, stands after it."""

    claim_no: str
    status: str
    missing_documents: list[str]


class LodgeComplaint(Struct, kw_only=True):
    """In the customer's words. `category`: a code or its name. `contact`: the number to call, if not the one on record."""

    client_id: ClientId
    category: Word
    detail: Words
    target: Annotated[str, Meta(max_length=200)] | None = None
    demand: Words | None = None
    contact: Annotated[str, Meta(max_length=32)] | None = None


class Lodged(Struct):
    receipt_no: str
    status: str
    respond_by: str
    resolve_by: str


class WishCall(Struct, kw_only=True):
    """`phone` None: the number on record. `wished_time` in the customer's words."""

    client_id: ClientId
    topic: Annotated[str, Meta(min_length=1, max_length=200)]
    phone: Annotated[str, Meta(max_length=32)] | None = None
    wished_on: date | None = None
    wished_time: Annotated[str, Meta(max_length=100)] | None = None


class CallNoted(Struct):
    """`phone` is masked."""

    follow_up_no: str
    phone: str
    wished_on: str | None
    wished_time: str | None

"""Claims made for one story, taken as far as the story needs; papers as a reader leaves them; a customer a channel knows."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from insurance.demo.service import DemoCustomer
from insurance.domain.claim_documents import ClaimDocument, RecognitionState
from insurance.domain.claim_reports import ReportDraft
from insurance.domain.claim_steps import ClaimStep, StepFacts
from insurance.domain.identity import Identity, Level
from insurance.domain.products import Line
from insurance.services.claims import ClaimView
from insurance.store.unit_of_work import SqlStore
from kernel.clock import today
from kernel.crypto import Keyring
from kernel.database import create_engine
from tests.dialogue.conftest import Customer, World

Step = ClaimStep
RESULT = Decimal("4112.50")
_UNDER_REVIEW = (Step.SUBMIT, Step.ACCEPT, Step.REGISTER, Step.CALCULATE, Step.REVIEW)
WAYS: dict[str, tuple[ClaimStep, ...]] = {
    "reported": (),
    "submitted": (Step.SUBMIT,),
    "reviewing": _UNDER_REVIEW,
    "await_agreement": (*_UNDER_REVIEW, Step.PROPOSE),
    "approved": (*_UNDER_REVIEW, Step.APPROVE),
    "paid": (*_UNDER_REVIEW, Step.APPROVE, Step.PAY),
    "denied": (*_UNDER_REVIEW, Step.DENY),
}
_FACTS = {
    Step.PROPOSE: StepFacts(amount=RESULT),
    Step.APPROVE: StepFacts(amount=RESULT),
    Step.DENY: StepFacts(reason="事故在保险期间以外", clause="第五条"),
}
_reports = count(1)


def _identity(world: World, who: DemoCustomer) -> Identity:
    until = world.clock.now() + timedelta(minutes=15)
    return Identity("told-elsewhere", Level.VERIFIED, who.customer.customer_no, until)


async def claim(
    world: World, who: DemoCustomer, status: str, *, line: Line = Line.ACCIDENT, ago: int = 0
) -> str:
    """A claim of theirs, reported `ago` days back in another conversation, and taken to `status` on the same day."""
    world.clock.advance(timedelta(days=-ago))
    draft = ReportDraft(date_of_loss=today(world.clock), line=line, cause="下楼梯踩空，手腕骨折")
    receipt = await world.services.claim_reports.report(
        "told-elsewhere", _identity(world, who), draft, f"story-{next(_reports)}"
    )
    for step in WAYS[status]:
        await world.services.claims.take_step("ann", receipt.claim_no, step, _FACTS.get(step), senior=True)
    world.clock.advance(timedelta(days=ago))
    return receipt.claim_no


async def asked_for(world: World, who: DemoCustomer, *documents: str, ago: int = 0) -> str:
    """A claim that waits for these documents."""
    claim_no = await claim(world, who, "submitted", ago=ago)
    await world.services.claims.ask_documents("ann", claim_no, documents)
    return claim_no


async def stands(world: World, who: DemoCustomer, claim_no: str) -> ClaimView:
    """The claim as its holder may see it."""
    return await world.services.claims.get(_identity(world, who), claim_no)


async def papers(world: World, claim_no: str) -> list[ClaimDocument]:
    async with _store(world) as store, store.read() as work:
        return await work.claim_documents.of([claim_no])


async def is_read(world: World, claim_no: str, kind: str, named: str | None = None, **fields: Any) -> int:
    """The last paper as a reader leaves it; its id."""
    document = (await papers(world, claim_no))[-1]
    found = {field: {"value": str(value), "confidence": 0.95} for field, value in fields.items()}
    await world.services.claim_documents.record_recognition(
        document.id, RecognitionState.DONE, {"kind": kind, "fields": found}, named
    )
    return document.id


async def is_known(customer: Customer, who: DemoCustomer) -> None:
    """As a channel that the customer bound an account to will say: known, not verified."""
    world = customer.world
    async with _store(world) as store, store.begin() as work:
        until = world.clock.now() + timedelta(days=1)
        await work.identity.put(
            Identity(customer.conversation_id, Level.BOUND, who.customer.customer_no, until)
        )
        await work.commit()


@asynccontextmanager
async def _store(world: World) -> AsyncIterator[SqlStore]:
    """The world's records, as no conversation may see them."""
    engine = create_engine(f"sqlite:///{world.sms.parent / 'world.db'}")
    yield SqlStore(engine, Keyring([b"w" * 32]))
    await engine.dispose()

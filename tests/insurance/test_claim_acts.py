"""What a claimant does to a claim, and what staff does: levels, once per key, one list of documents, audit."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from insurance.bootstrap import Services
from insurance.domain.claim_documents import APPLICATION, Need
from insurance.domain.claim_reports import ReportDraft
from insurance.domain.claim_steps import ClaimStep, StepFacts
from insurance.domain.claims import Claim, ClaimStatus, EventKind, NextStep, Party
from insurance.domain.errors import (
    IdentityRequired,
    IllegalTransition,
    NotPermitted,
    RecordNotFound,
    RuleBroken,
)
from insurance.domain.identity import Identity, Level
from insurance.domain.products import Line
from insurance.services.claims import ClaimView, HandIn
from insurance.store.unit_of_work import SqlStore
from kernel.clock import FrozenClock
from tests.insurance.samples import a_claim, a_policy, a_product, fill

S, Step = ClaimStatus, ClaimStep
Act = Callable[[Services, Identity, str, str], Awaitable[ClaimView]]

ACTS: dict[str, tuple[ClaimStatus, ClaimStatus, Act]] = {
    "agree": (S.AWAIT_AGREEMENT, S.APPROVED, lambda s, who, no, key: s.claims.agree(who, no, key)),
    "dispute": (S.DENIED, S.DISPUTED, lambda s, who, no, key: s.claims.dispute(who, no, "金额少算了", key)),
    "withdraw": (S.SUBMITTED, S.WITHDRAWN, lambda s, who, no, key: s.claims.withdraw(who, no, key)),
}


@pytest.fixture(autouse=True)
async def records(store: SqlStore) -> None:
    """C1 with POL-1 and CLM-1, C2 with POL-2 and CLM-2."""
    await fill(store)


def known(
    clock: FrozenClock, level: Level = Level.VERIFIED, customer_no: str = "C1", subject: str = "talk"
) -> Identity:
    return Identity(subject, level, customer_no, clock.now() + timedelta(minutes=15))


async def stands(store: SqlStore, status: ClaimStatus, claim_no: str = "CLM-1", **facts: Any) -> None:
    """Puts a claim into a state, as an import would."""
    async with store.begin() as work:
        claim = await work.claims.get(claim_no)
        assert claim is not None
        claim.set_by_core_system(status, at=claim.reported_at)
        claim.amount_approved = Decimal("88.80")
        for name, value in facts.items():
            setattr(claim, name, value)
        await work.claims.put([claim])
        await work.commit()


async def stored(store: SqlStore, claim_no: str = "CLM-1") -> Claim:
    async with store.read() as work:
        claim = await work.claims.get(claim_no)
    assert claim is not None
    return claim


async def hand_in(
    services: Services,
    who: Identity,
    *documents: tuple[str | None, str],
    key: str = "1",
    claim_no: str = "CLM-1",
) -> HandIn:
    return await services.claims.hand_in(who.subject, who, claim_no, list(documents), key)


# Agreeing, disputing, withdrawing.


@pytest.mark.parametrize("name", ACTS)
async def test_the_claimant_acts_and_it_is_on_record(
    services: Services, store: SqlStore, clock: FrozenClock, name: str
) -> None:
    before, after, act = ACTS[name]
    await stands(store, before)
    view = await act(services, known(clock), "clm-1", "1")
    assert view.status is after
    event = (await stored(store)).events[-1]
    assert (event.status, event.by, event.at) == (after, Party.CLAIMANT, clock.now())


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("level", [Level.ANONYMOUS, Level.BOUND])
async def test_below_verified_nothing_is_agreed_disputed_or_withdrawn(
    services: Services, store: SqlStore, clock: FrozenClock, name: str, level: Level
) -> None:
    before, _, act = ACTS[name]
    await stands(store, before)
    for claim_no in ("CLM-1", "CLM-2", "NOTHING"):
        with pytest.raises(IdentityRequired) as refused:
            await act(services, known(clock, level), claim_no, "1")
        assert refused.value.level == Level.VERIFIED
    assert (await stored(store)).status is before


@pytest.mark.parametrize("name", ACTS)
async def test_an_identity_past_its_end_does_nothing(
    services: Services, store: SqlStore, clock: FrozenClock, name: str
) -> None:
    before, _, act = ACTS[name]
    await stands(store, before)
    who = known(clock)
    clock.advance(timedelta(minutes=15))
    with pytest.raises(IdentityRequired):
        await act(services, who, "CLM-1", "1")


@pytest.mark.parametrize("name", ACTS)
async def test_somebody_elses_claim_and_none_at_all_are_the_same_answer(
    services: Services, store: SqlStore, clock: FrozenClock, name: str
) -> None:
    before, _, act = ACTS[name]
    await stands(store, before, "CLM-2")
    answers = set()
    for claim_no in ("CLM-2", "NOTHING"):
        with pytest.raises(RecordNotFound) as refused:
            await act(services, known(clock), claim_no, "1")
        answers.add(str(refused.value))
    assert len(answers) == 1
    assert (await stored(store, "CLM-2")).status is before


@pytest.mark.parametrize("name", ACTS)
async def test_a_message_delivered_many_times_at_once_acts_once(
    services: Services, store: SqlStore, clock: FrozenClock, name: str
) -> None:
    before, after, act = ACTS[name]
    await stands(store, before)
    views = await asyncio.gather(*(act(services, known(clock), "CLM-1", "1") for _ in range(6)))
    assert {view.status for view in views} == {after}
    assert [event.status for event in (await stored(store)).events].count(after) == 1
    assert (await act(services, known(clock), "CLM-1", "1")).status is after


@pytest.mark.parametrize("name", ACTS)
async def test_a_key_that_failed_may_be_tried_again(
    services: Services, store: SqlStore, clock: FrozenClock, name: str
) -> None:
    before, after, act = ACTS[name]
    await stands(store, S.CALCULATING)
    with pytest.raises(IllegalTransition):
        await act(services, known(clock), "CLM-1", "1")
    await stands(store, before)
    assert (await act(services, known(clock), "CLM-1", "1")).status is after


async def test_of_agreeing_and_disputing_at_once_one_wins(
    services: Services, store: SqlStore, clock: FrozenClock
) -> None:
    await stands(store, S.AWAIT_AGREEMENT)
    who = known(clock)
    results = await asyncio.gather(
        services.claims.agree(who, "CLM-1", "1"),
        services.claims.dispute(who, "CLM-1", "太少", "2"),
        return_exceptions=True,
    )
    [failed] = [result for result in results if isinstance(result, IllegalTransition)]
    claim = await stored(store)
    assert claim.status in (S.APPROVED, S.DISPUTED)
    assert [event.status for event in claim.events][-2:] == [S.AWAIT_AGREEMENT, claim.status]
    assert failed.data["current"] == claim.status


async def test_a_dispute_needs_its_reason(services: Services, store: SqlStore, clock: FrozenClock) -> None:
    await stands(store, S.DENIED)
    with pytest.raises(RuleBroken):
        await services.claims.dispute(known(clock), "CLM-1", "  ", "1")
    await services.claims.dispute(known(clock), "CLM-1", " 病历写明是首诊 ", "1")
    assert (await stored(store)).events[-1].note == "病历写明是首诊"


@pytest.mark.parametrize("name", ["agree", "withdraw"])
async def test_what_is_the_insureds_the_payer_of_the_premium_does_not_decide(
    services: Services, store: SqlStore, clock: FrozenClock, name: str
) -> None:
    before, after, act = ACTS[name]
    await stands(store, before)
    async with store.begin() as work:
        await work.policies.put([a_policy(insured_name="别的人")])
        await work.commit()
    with pytest.raises(RuleBroken, match="act_of_the_insured"):
        await act(services, known(clock), "CLM-1", "1")
    async with store.begin() as work:
        await work.products.put([a_product(line=Line.AUTO_COMMERCIAL)])
        await work.commit()
    assert (await act(services, known(clock), "CLM-1", "1")).status is after


@pytest.mark.parametrize("insured", [None, "别的人"])
@pytest.mark.parametrize("status", S)
async def test_the_view_tells_what_may_be_decided_and_nothing_else(
    services: Services, store: SqlStore, clock: FrozenClock, status: ClaimStatus, insured: str | None
) -> None:
    if insured is not None:
        async with store.begin() as work:
            await work.policies.put([a_policy(insured_name=insured)])
            await work.commit()
    for name, (_, _, act) in ACTS.items():
        await stands(store, status)
        may = (await services.claims.get(known(clock), "CLM-1")).acts
        assert may is not None
        try:
            await act(services, known(clock), "CLM-1", name)
        except (IllegalTransition, RuleBroken):
            assert name not in may
        else:
            assert name in may


@pytest.mark.parametrize("name", ACTS)
async def test_a_report_nobody_put_under_a_policy_is_not_acted_on(
    services: Services, clock: FrozenClock, name: str
) -> None:
    who = known(clock)
    draft = ReportDraft(date_of_loss=a_claim().date_of_loss, policy_no="POL-2")
    for key, linked in (("1", False), ("2", True)):
        receipt = await services.claim_reports.report("talk", who, draft, key)
        if linked:
            await services.claim_reports.link("ann", receipt.claim_no, "POL-2")
        with pytest.raises(RuleBroken, match="report_without_own_policy"):
            await ACTS[name][2](services, who, receipt.claim_no, "3")


# Handing in documents.


async def test_a_hand_in_shortens_the_one_list(
    services: Services, store: SqlStore, clock: FrozenClock
) -> None:
    await services.claims.take_step("ann", "CLM-1", Step.SUBMIT)
    await services.claims.ask_documents("ann", "CLM-1", ["费用发票", "病历", "费用发票"])
    first = await hand_in(services, known(clock), ("发票", "a1"), (None, "a2"))
    assert (first.received, first.covered, first.missing) == (("发票", None), ("费用发票",), ("病历",))
    assert (first.status, first.next_step) == (S.DOCS_PENDING, NextStep.HAND_IN_MISSING)
    assert first.claim.missing_documents == ["病历"]
    clock.advance(timedelta(days=1))
    second = await hand_in(services, known(clock), ("病历", "a3"), key="2")
    assert (second.covered, second.missing, second.status) == (("病历",), (), S.SUBMITTED)
    assert [(item.name, item.received) for item in second.claim.documents] == [
        ("费用发票", True),
        ("病历", True),
    ]
    events = (await stored(store)).events
    assert [(event.kind, event.status, event.note) for event in events[-4:]] == [
        (EventKind.STATUS, S.DOCS_PENDING, "费用发票、病历"),
        (EventKind.DOCUMENTS, S.DOCS_PENDING, "发票"),
        (EventKind.DOCUMENTS, S.DOCS_PENDING, "病历"),
        (EventKind.STATUS, S.SUBMITTED, None),
    ]


async def test_nothing_is_ever_asked_for_that_was_not_on_the_list(
    services: Services, clock: FrozenClock
) -> None:
    await services.claims.take_step("ann", "CLM-1", Step.SUBMIT)
    await services.claims.ask_documents("ann", "CLM-1", ["发票", "病历"])
    handed = await hand_in(services, known(clock), ("处方", "a1"))
    assert (handed.covered, handed.missing) == ((), ("发票", "病历"))
    handed = await hand_in(services, known(clock), ("发票", "a2"), ("病历", "a3"), key="2")
    assert handed.status is S.SUBMITTED
    with pytest.raises(RuleBroken, match="documents_asked_piecemeal"):
        await services.claims.ask_documents("ann", "CLM-1", ["处方"])


async def test_what_came_before_the_list_does_not_count_for_it(
    services: Services, store: SqlStore, clock: FrozenClock
) -> None:
    await services.claims.take_step("ann", "CLM-1", Step.SUBMIT)
    await hand_in(services, known(clock), ("发票", "blurred"))
    clock.advance(timedelta(hours=1))
    await services.claims.ask_documents("ann", "CLM-1", ["发票"])
    assert (await hand_in(services, known(clock), ("病历", "a2"), key="2")).missing == ("发票",)
    assert (await hand_in(services, known(clock), ("发票", "a3"), key="3")).status is S.SUBMITTED


async def test_an_imported_list_is_handed_in_the_same_way(
    services: Services, store: SqlStore, clock: FrozenClock
) -> None:
    await stands(store, S.DOCS_PENDING, missing_documents=("行驶证", "维修清单和发票"))
    handed = await hand_in(services, known(clock), ("行驶证", "a1"), ("维修清单", "a2"))
    assert (handed.covered, handed.missing) == (("行驶证",), ("发票",))
    assert (await hand_in(services, known(clock), ("发票", "a3"), key="2")).status is S.SUBMITTED


async def test_with_the_application_in_writing_a_report_becomes_a_claim(
    services: Services, clock: FrozenClock
) -> None:
    first = await hand_in(services, known(clock), ("诊断证明", "a1"))
    assert (first.status, first.covered) == (S.REPORTED, ("诊断证明",))
    assert APPLICATION in first.missing and "诊断证明" not in first.missing
    second = await hand_in(services, known(clock), (APPLICATION, "a2"), key="2")
    assert second.status is S.SUBMITTED
    assert set(second.missing) == set(first.missing) - {APPLICATION}
    ticked = {item.name for item in second.claim.documents if item.received}
    assert ticked == {APPLICATION, "诊断证明"}
    assert {item.need for item in second.claim.documents} == set(Need)


async def test_a_hand_in_delivered_many_times_at_once_counts_once(
    services: Services, store: SqlStore, clock: FrozenClock
) -> None:
    await services.claims.take_step("ann", "CLM-1", Step.SUBMIT)
    await services.claims.ask_documents("ann", "CLM-1", ["发票"])
    results = await asyncio.gather(*(hand_in(services, known(clock), ("发票", "a1")) for _ in range(6)))
    assert {(each.received, each.covered, each.missing, each.status) for each in results} == {
        (("发票",), ("发票",), (), S.SUBMITTED)
    }
    assert len(await services.claim_documents.documents_of("talk", "CLM-1")) == 1
    kinds = [(event.kind, event.status) for event in (await stored(store)).events]
    assert (
        kinds.count((EventKind.DOCUMENTS, S.DOCS_PENDING))
        == kinds.count((EventKind.STATUS, S.SUBMITTED)) - 1
        == 1
    )


async def test_different_hand_ins_at_once_all_count(
    services: Services, store: SqlStore, clock: FrozenClock
) -> None:
    names = ["发票", "病历", "诊断证明", "处方"]
    await services.claims.take_step("ann", "CLM-1", Step.SUBMIT)
    await services.claims.ask_documents("ann", "CLM-1", names)
    await asyncio.gather(*(hand_in(services, known(clock), (name, name), key=name) for name in names))
    claim = await stored(store)
    assert (claim.status, claim.missing_documents) == (S.SUBMITTED, ())
    assert sum(event.kind is EventKind.DOCUMENTS for event in claim.events) == 4


async def test_the_same_file_counts_once_and_may_be_named_later(
    services: Services, store: SqlStore, clock: FrozenClock
) -> None:
    await services.claims.take_step("ann", "CLM-1", Step.SUBMIT)
    await services.claims.ask_documents("ann", "CLM-1", ["发票", "病历"])
    await hand_in(services, known(clock), (None, "a1"))
    assert (await hand_in(services, known(clock), ("发票", "a1"), key="2")).missing == ("病历",)
    assert (await hand_in(services, known(clock), ("病历", "a1"), key="3")).missing == ("病历",)
    [document] = await services.claim_documents.documents_of("talk", "CLM-1")
    assert document.kind == "发票"
    assert sum(event.kind is EventKind.DOCUMENTS for event in (await stored(store)).events) == 1


@pytest.mark.parametrize("status", S)
async def test_documents_are_taken_in_every_state_and_move_only_what_waits_for_them(
    services: Services, store: SqlStore, clock: FrozenClock, status: ClaimStatus
) -> None:
    await stands(store, status)
    handed = await hand_in(services, known(clock), ("病历", "a1"))
    assert handed.status is status
    assert len(await services.claim_documents.documents_of("talk", "CLM-1")) == 1


@pytest.mark.parametrize("level", [Level.ANONYMOUS, Level.BOUND])
@pytest.mark.parametrize("claim_no", ["CLM-1", "CLM-2", "NOTHING"])
async def test_without_a_check_nothing_is_handed_in_for_a_claim_not_reported_here(
    services: Services, clock: FrozenClock, claim_no: str, level: Level
) -> None:
    with pytest.raises(IdentityRequired) as refused:
        await hand_in(services, known(clock, level), ("发票", "a1"), claim_no=claim_no)
    assert refused.value.level == Level.VERIFIED
    assert await services.claim_documents.documents_of("talk", claim_no) == []


@pytest.mark.parametrize("claim_no", ["CLM-2", "NOTHING"])
async def test_nothing_is_handed_in_for_somebody_else(
    services: Services, clock: FrozenClock, claim_no: str
) -> None:
    with pytest.raises(RecordNotFound):
        await hand_in(services, known(clock), ("发票", "a1"), claim_no=claim_no)
    assert await services.claim_documents.documents_of("talk", claim_no) == []


async def test_handing_in_nothing_is_no_hand_in(services: Services, clock: FrozenClock) -> None:
    with pytest.raises(RuleBroken):
        await hand_in(services, known(clock))


async def test_a_name_of_any_length_is_kept_short(services: Services, clock: FrozenClock) -> None:
    handed = await hand_in(services, known(clock), ("票" * 500, "a1"), (" ", "a2"))
    assert handed.received == ("票" * 64, None)


# Staff.


async def test_staff_takes_a_claim_through_its_states(services: Services, clock: FrozenClock) -> None:
    steps: list[tuple[ClaimStep, StepFacts | None]] = [
        (Step.ACKNOWLEDGE, None),
        (Step.SUBMIT, StepFacts(note="柜面收到申请")),
        (Step.ACCEPT, None),
        (Step.REGISTER, None),
        (Step.INVESTIGATE, None),
        (Step.PAY_IN_ADVANCE, StepFacts(amount=Decimal("100.00"))),
        (Step.REVIEW, None),
        (Step.PROPOSE, StepFacts(amount=Decimal("88.80"))),
        (Step.APPROVE, None),
        (Step.PAY, StepFacts(note="已付")),
        (Step.DISPUTE, StepFacts(note="来电异议")),
        (Step.REVIEW, None),
        (Step.DENY, StepFacts(reason="责任免除", clause="第七条")),
        (Step.SEND_DENIAL_NOTICE, None),
        (Step.CLOSE, None),
    ]
    for step, facts in steps:
        view = await services.claims.take_step("ann", "clm-1", step, facts, senior=True)
    assert view.status is S.CLOSED
    audited = [(entry.who, entry.what, entry.data) for entry in await services.audit.entries("C1")]
    assert audited == [("ann", f"claim.{step}", {"claim_no": "CLM-1"}) for step, _ in steps]
    own = await services.claims.get(known(clock), "CLM-1")
    assert [entry.status for entry in own.timeline if entry.status not in set(S)] == [
        "acknowledged",
        "advance_payment",
        "denial_notice",
    ]


@pytest.mark.parametrize(
    ("step", "facts"),
    [
        (Step.PROPOSE, StepFacts(amount=Decimal("88.80"))),
        (Step.APPROVE, StepFacts(amount=Decimal("88.80"))),
        (Step.DENY, StepFacts(reason="责任免除", clause="第七条")),
    ],
)
async def test_a_decision_takes_somebody_senior(
    services: Services, store: SqlStore, step: ClaimStep, facts: StepFacts
) -> None:
    await stands(store, S.REVIEWING)
    with pytest.raises(NotPermitted):
        await services.claims.take_step("ann", "CLM-1", step, facts)
    assert (await stored(store)).status is S.REVIEWING
    await services.claims.take_step("boss", "CLM-1", step, facts, senior=True)


async def test_what_staff_does_under_one_key_happens_once(services: Services, store: SqlStore) -> None:
    for _ in range(2):
        await services.claims.take_step("ann", "CLM-1", Step.SUBMIT, key="1")
    for _ in range(2):
        view = await services.claims.ask_documents("ann", "CLM-1", ["发票"], "2")
    for _ in range(2):
        await services.claim_reports.append_for("ann", "CLM-1", "客户来电补充：当天下雨", "3")
    assert view.missing_documents == ["发票"]
    assert [entry.what for entry in await services.audit.entries("C1")] == [
        "claim.submit",
        "claim.ask_documents",
        "claim.note",
    ]
    assert (await stored(store)).events[-1].by is Party.STAFF


async def test_a_step_the_rules_forbid_leaves_no_trace(services: Services, store: SqlStore) -> None:
    before = await stored(store)
    with pytest.raises(IllegalTransition):
        await services.claims.take_step("ann", "CLM-1", Step.PAY, senior=True)
    with pytest.raises(IllegalTransition):
        await services.claims.ask_documents("ann", "CLM-1", ["发票"])
    assert await stored(store) == before
    assert await services.audit.entries() == []


@pytest.mark.parametrize(
    ("step", "facts"),
    [
        (Step.DENY, StepFacts(reason="责任免除")),
        (Step.DENY, None),
        (Step.PROPOSE, None),
        (Step.PROPOSE, StepFacts(amount=Decimal("1.234"))),
        (Step.PROPOSE, StepFacts(amount=Decimal(-1))),
        (Step.ACCEPT, StepFacts(amount=Decimal(1))),
        (Step.SEND_DENIAL_NOTICE, StepFacts(note="已寄")),
    ],
)
async def test_a_step_takes_its_own_facts_and_no_others(
    services: Services, store: SqlStore, step: ClaimStep, facts: StepFacts | None
) -> None:
    await stands(store, S.REVIEWING)
    with pytest.raises(RuleBroken):
        await services.claims.take_step("ann", "CLM-1", step, facts, senior=True)
    assert (await stored(store)).status is S.REVIEWING


async def test_a_double_click_of_staff_is_one_step(services: Services, store: SqlStore) -> None:
    results = await asyncio.gather(
        *(services.claims.take_step("ann", "CLM-1", Step.SUBMIT) for _ in range(4)), return_exceptions=True
    )
    assert sum(isinstance(result, IllegalTransition) for result in results) == 3
    assert [event.status for event in (await stored(store)).events] == [S.REPORTED, S.SUBMITTED]


@pytest.mark.parametrize("claim_no", ["NOTHING", ""])
async def test_staff_too_finds_only_what_is_there(services: Services, claim_no: str) -> None:
    with pytest.raises(RecordNotFound):
        await services.claims.take_step("ann", claim_no, Step.SUBMIT)

"""Reports of losses: taken from anyone, once, telling nobody which policies exist."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from insurance.bootstrap import Services
from insurance.domain.claim_clocks import ClockCode
from insurance.domain.claim_documents import APPLICATION, Need
from insurance.domain.claim_reports import ReportDraft
from insurance.domain.claim_steps import ClaimStep
from insurance.domain.claims import ClaimStatus, EventKind, NextStep, Party
from insurance.domain.errors import IdentityRequired, RecordNotFound, RuleBroken
from insurance.domain.identity import Identity, Level
from insurance.domain.policies import PolicyStatus
from insurance.domain.products import Line
from insurance.services.claim_reports import ReportReceipt
from insurance.store.unit_of_work import SqlStore
from kernel.clock import FrozenClock
from tests.insurance.samples import a_policy, a_product, fill

LOSS = date(2026, 11, 14)
DRAFT = ReportDraft(
    date_of_loss=LOSS,
    line=Line.CRITICAL_ILLNESS,
    place="演示医院",
    cause="甲状腺癌确诊",
    amount=Decimal("30000"),
    phone="19900000001",
    insured_name="演示客户",
)


@pytest.fixture(autouse=True)
async def records(store: SqlStore) -> None:
    """C1 with POL-1, C2 with POL-2, and a claim each."""
    await fill(store)


def anonymous(subject: str = "talk") -> Identity:
    return Identity(subject, Level.ANONYMOUS, None, None)


def known(
    clock: FrozenClock, customer_no: str = "C1", level: Level = Level.VERIFIED, subject: str = "talk"
) -> Identity:
    return Identity(subject, level, customer_no, clock.now() + timedelta(minutes=15))


async def report(
    services: Services, identity: Identity, key: str = "1", subject: str = "talk", **changes: Any
) -> ReportReceipt:
    return await services.claim_reports.report(subject, identity, replace(DRAFT, **changes), key)


async def begun(store: SqlStore, claim_no: str) -> Any:
    async with store.read() as work:
        return await work.claims.get(claim_no)


async def test_anyone_may_report_and_hears_what_comes_next(services: Services, clock: FrozenClock) -> None:
    receipt = await report(services, anonymous(), policy_no="QHH0120230001234")
    assert receipt.status is ClaimStatus.REPORTED
    assert receipt.next_step is NextStep.HAND_IN_CLAIM
    assert receipt.policy_no == "QHH0********1234"
    assert receipt.claim_no.startswith("LP20261116") and len(receipt.claim_no) == 18
    assert not set("IO01") & set(receipt.claim_no[10:])
    assert [(each.code, each.due) for each in receipt.deadlines] == [
        (ClockCode.ACKNOWLEDGE, clock.now() + timedelta(hours=24))
    ]
    mandatory = [item.name for item in receipt.documents if item.need is Need.MANDATORY]
    assert APPLICATION in mandatory and "诊断证明" in mandatory


async def test_the_same_key_is_the_same_report(services: Services) -> None:
    assert await report(services, anonymous()) == await report(services, anonymous(), cause="别的")
    assert len(await services.claim_reports.of_conversation("talk")) == 1


async def test_a_report_sent_many_times_at_once_is_one_report_and_one_claim(
    services: Services, store: SqlStore, clock: FrozenClock
) -> None:
    receipts = await asyncio.gather(*(report(services, known(clock), policy_no="POL-1") for _ in range(6)))
    assert len({receipt.claim_no for receipt in receipts}) == 1
    async with store.read() as work:
        assert len(await work.claims.of_customer("C1")) == 2


async def test_numbers_do_not_repeat(services: Services) -> None:
    receipts = [await report(services, anonymous(), key=str(number)) for number in range(20)]
    assert len({receipt.claim_no for receipt in receipts}) == 20


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"date_of_loss": date(2026, 11, 17)}, "date_of_loss_ahead"),
        ({"amount": Decimal(-1)}, "amount_implausible"),
        ({"amount": Decimal(10) ** 12}, "amount_implausible"),
    ],
)
async def test_what_cannot_be_is_not_taken(services: Services, changes: dict[str, Any], rule: str) -> None:
    with pytest.raises(RuleBroken, match=rule):
        await report(services, anonymous(), **changes)
    assert await services.claim_reports.of_conversation("talk") == []


# Which policy a report comes under.


@pytest.mark.parametrize("level", [Level.BOUND, Level.VERIFIED])
async def test_the_customers_own_policy_begins_the_claim_at_once(
    services: Services, store: SqlStore, clock: FrozenClock, level: Level
) -> None:
    receipt = await report(services, known(clock, level=level), policy_no=" pol-1 ", line=None)
    claim = await begun(store, receipt.claim_no)
    assert (claim.policy_no, claim.status, claim.line) == (
        "POL-1",
        ClaimStatus.REPORTED,
        Line.CRITICAL_ILLNESS,
    )
    assert (claim.cause, claim.amount_claimed, claim.reported_at) == (
        "甲状腺癌确诊",
        Decimal("30000.00"),
        clock.now(),
    )
    assert receipt.policy_no == ("POL-1" if level is Level.VERIFIED else "***-1")
    assert receipt.line is Line.CRITICAL_ILLNESS


async def test_without_a_number_the_only_policy_of_the_line_is_meant(
    services: Services, store: SqlStore, clock: FrozenClock
) -> None:
    receipt = await report(services, known(clock))
    assert (await begun(store, receipt.claim_no)).policy_no == "POL-1"


async def test_a_policy_that_ran_out_since_may_be_meant(
    services: Services, store: SqlStore, clock: FrozenClock
) -> None:
    ended = a_policy(expires_on=date(2026, 11, 15), status=PolicyStatus.EXPIRED)
    async with store.begin() as work:
        await work.policies.put([ended])
        await work.commit()
    assert await begun(store, (await report(services, known(clock))).claim_no)
    later = await report(services, known(clock), key="2", date_of_loss=date(2026, 11, 15))
    assert await begun(store, later.claim_no) is None


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"status": PolicyStatus.SUSPENDED},
        {"status": PolicyStatus.EXPIRED, "expires_on": date(2026, 11, 15)},
    ],
)
async def test_of_two_policies_none_is_guessed(
    services: Services, store: SqlStore, clock: FrozenClock, other: dict[str, Any]
) -> None:
    async with store.begin() as work:
        await work.policies.put([a_policy(policy_no="POL-9", **other)])
        await work.commit()
    assert await begun(store, (await report(services, known(clock))).claim_no) is None


@pytest.mark.parametrize("changes", [{"line": Line.HOME}, {"line": None}, {"policy_no": "POL-2"}])
async def test_nothing_is_guessed_from_another_line_or_number(
    services: Services, store: SqlStore, clock: FrozenClock, changes: dict[str, Any]
) -> None:
    receipt = await report(services, known(clock), **changes)
    assert await begun(store, receipt.claim_no) is None


@pytest.mark.parametrize(
    ("level", "theirs", "nobodys"),
    [
        (Level.ANONYMOUS, "POL-1", "ZZZ-1"),
        (Level.ANONYMOUS, "POL-2", "ZZZ-2"),
        (Level.BOUND, "POL-2", "ZZZ-2"),
        (Level.VERIFIED, "POL-2", "ZZZ-2"),
    ],
)
async def test_a_report_never_tells_whether_a_policy_exists(
    services: Services, store: SqlStore, clock: FrozenClock, level: Level, theirs: str, nobodys: str
) -> None:
    who = anonymous() if level is Level.ANONYMOUS else known(clock, level=level)
    answers = []
    for number in (theirs, nobodys):
        receipt = await report(services, who, key=number, policy_no=number)
        await services.claim_reports.append("talk", who, receipt.claim_no, "补充", f"{number} more")
        papers = [(APPLICATION, number)]
        handed = await services.claims.hand_in("talk", who, receipt.claim_no, papers, f"{number} papers")
        view = await services.claims.get(who, receipt.claim_no)
        told = repr((receipt, handed, view)).replace(receipt.claim_no, "REPORT").replace(number, "STATED")
        answers.append(told)
        assert await begun(store, receipt.claim_no) is None
    assert answers[0] == answers[1]


async def test_once_staff_has_found_the_policy_a_stranger_sees_no_more_than_before(
    services: Services, clock: FrozenClock
) -> None:
    receipt = await report(services, anonymous(), policy_no="POL-1")
    before = await services.claims.get(anonymous(), receipt.claim_no)
    await services.claim_reports.link("ann", receipt.claim_no, "POL-1")
    await services.claims.take_step("ann", receipt.claim_no, ClaimStep.SUBMIT)
    await services.claims.ask_documents("ann", receipt.claim_no, ["病理报告"])
    assert await services.claims.get(anonymous(), receipt.claim_no) == before
    assert await services.claims.list_for(anonymous()) == [before]


# Who sees a report.


async def test_a_conversation_sees_its_own_reports_alone(services: Services, clock: FrozenClock) -> None:
    first = await report(services, anonymous())
    clock.advance(timedelta(minutes=1))
    second = await report(services, anonymous(), key="2")
    newest_first = [second.claim_no, first.claim_no]
    assert [each.claim_no for each in await services.claim_reports.of_conversation("talk")] == newest_first
    assert [each.claim_no for each in await services.claims.list_for(anonymous())] == newest_first
    assert await services.claim_reports.of_conversation("other") == []
    with pytest.raises(IdentityRequired):
        await services.claims.list_for(anonymous("other"))


async def test_a_customer_finds_a_report_from_any_conversation_beside_the_claims(
    services: Services, clock: FrozenClock
) -> None:
    receipt = await report(services, known(clock), policy_no="UNKNOWN-1")
    elsewhere = known(clock, subject="other")
    listed = await services.claims.list_for(elsewhere)
    assert [(view.claim_no, view.policy_no) for view in listed] == [
        (receipt.claim_no, "UNKNOWN-1"),
        ("CLM-1", "POL-1"),
    ]
    assert (await services.claims.get(elsewhere, receipt.claim_no.lower())).claim_no == receipt.claim_no
    for stranger in (known(clock, "C2", subject="other"), anonymous("other")):
        with pytest.raises((RecordNotFound, IdentityRequired)):
            await services.claims.get(stranger, receipt.claim_no)


async def test_a_report_shows_no_sum_number_or_word_below_verified(
    services: Services, clock: FrozenClock
) -> None:
    receipt = await report(services, anonymous(), policy_no="QHH0120230001234")
    await services.claim_reports.append("talk", anonymous(), receipt.claim_no, "车牌忘了说", "2")
    view = await services.claims.get(anonymous(), receipt.claim_no)
    assert (view.policy_no, view.amount_claimed) == ("QHH0********1234", None)
    assert [(entry.status, entry.note) for entry in view.timeline] == [("reported", None), ("note", None)]
    full = await services.claims.get(known(clock), receipt.claim_no)
    assert (full.policy_no, full.amount_claimed) == ("QHH0120230001234", Decimal(30000))
    assert full.timeline[-1].note == "车牌忘了说"


async def test_an_identity_past_its_end_is_nobody(
    services: Services, store: SqlStore, clock: FrozenClock
) -> None:
    ended = known(clock)
    clock.advance(timedelta(minutes=15))
    receipt = await report(services, ended, policy_no="POL-1")
    assert receipt.policy_no == "***-1"
    assert await begun(store, receipt.claim_no) is None


# What is added later.


async def test_an_addition_is_kept_once_however_often_it_is_sent(
    services: Services, store: SqlStore, clock: FrozenClock
) -> None:
    receipt = await report(services, known(clock), policy_no="POL-1")
    await asyncio.gather(
        *(
            services.claim_reports.append("talk", known(clock), receipt.claim_no, "车牌粤B12345", "2")
            for _ in range(5)
        )
    )
    async with store.read() as work:
        kept = await work.claim_reports.get(receipt.claim_no)
    assert kept is not None and [each.note for each in kept.additions] == ["车牌粤B12345"]
    claim = await begun(store, receipt.claim_no)
    assert [event.note for event in claim.events if event.kind is EventKind.NOTE] == ["车牌粤B12345"]


async def test_something_may_be_added_to_an_own_claim_nobody_reported_here(
    services: Services, store: SqlStore, clock: FrozenClock
) -> None:
    await services.claim_reports.append("talk", known(clock), "CLM-1", "换了医院", "1")
    assert (await begun(store, "CLM-1")).events[-1].note == "换了医院"


@pytest.mark.parametrize("claim_no", ["CLM-2", "NOTHING"])
async def test_nothing_is_added_to_what_is_not_ones_own(
    services: Services, store: SqlStore, clock: FrozenClock, claim_no: str
) -> None:
    with pytest.raises(RecordNotFound):
        await services.claim_reports.append("talk", known(clock), claim_no, "补充", "1")
    with pytest.raises(IdentityRequired):
        await services.claim_reports.append("talk", anonymous(), claim_no, "补充", "1")
    assert len((await begun(store, "CLM-2")).events) == 1


async def test_additions_have_words_and_an_end(services: Services) -> None:
    receipt = await report(services, anonymous())
    with pytest.raises(RuleBroken):
        await services.claim_reports.append("talk", anonymous(), receipt.claim_no, "  ", "0")
    for number in range(50):
        await services.claim_reports.append("talk", anonymous(), receipt.claim_no, "又想起一件", str(number))
    with pytest.raises(RuleBroken):
        await services.claim_reports.append("talk", anonymous(), receipt.claim_no, "还有", "50")


# What staff does with a report.


async def test_staff_puts_a_report_under_its_policy(
    services: Services, store: SqlStore, clock: FrozenClock
) -> None:
    receipt = await report(services, anonymous(), policy_no="我的那张保单", injury="本人")
    clock.advance(timedelta(hours=1))
    await services.claim_reports.append("talk", anonymous(), receipt.claim_no, "住在三楼病房", "2")
    clock.advance(timedelta(hours=1))
    papers = [("诊断证明", "a1"), (APPLICATION, "a2")]
    await services.claims.hand_in("talk", anonymous(), receipt.claim_no, papers, "3")
    clock.advance(timedelta(hours=1))
    view = await services.claim_reports.link("ann", receipt.claim_no.lower(), "pol-1")
    assert (view.claim_no, view.policy_no) == (receipt.claim_no, "POL-1")
    claim = await begun(store, receipt.claim_no)
    assert claim.injury == "本人"
    assert [(event.kind, event.status, event.by) for event in claim.events] == [
        (EventKind.STATUS, ClaimStatus.REPORTED, Party.CLAIMANT),
        (EventKind.NOTE, ClaimStatus.REPORTED, Party.CLAIMANT),
        (EventKind.DOCUMENTS, ClaimStatus.REPORTED, Party.CLAIMANT),
        (EventKind.STATUS, ClaimStatus.SUBMITTED, Party.CLAIMANT),
        (EventKind.ACKNOWLEDGED, ClaimStatus.SUBMITTED, Party.STAFF),
    ]
    assert [event.at for event in claim.events] == sorted(event.at for event in claim.events)
    # The law's clock began when the papers came, not when somebody found the policy.
    assert claim.events[3].at == clock.now() - timedelta(hours=1)
    mine = await services.claims.get(known(clock), receipt.claim_no)
    assert mine.status is ClaimStatus.SUBMITTED
    assert {item.name for item in mine.documents if item.received} >= {"诊断证明", APPLICATION}


async def test_reports_without_a_policy_wait_for_staff_oldest_first(
    services: Services, clock: FrozenClock
) -> None:
    first = await report(services, anonymous(), phone="19900000001", policy_no="QHM0120230001234")
    clock.advance(timedelta(minutes=1))
    second = await report(services, anonymous(), "2")
    await report(services, known(clock), "3", policy_no="POL-1")

    cases = await services.claim_reports.waiting()

    assert [case.claim_no for case in cases] == [first.claim_no, second.claim_no]
    assert (cases[0].phone, cases[0].policy_no) == ("199****0001", "QHM0********1234")
    assert cases[0].acknowledge_by == first.reported_at + timedelta(hours=24)
    assert await services.audit.entries() == []
    await services.claim_reports.link("ann", first.claim_no, "POL-1")
    assert [case.claim_no for case in await services.claim_reports.waiting()] == [second.claim_no]


async def test_what_was_told_is_read_in_full_by_an_audited_look(services: Services) -> None:
    receipt = await report(services, anonymous(), phone="19900000001")
    told = await services.claim_reports.details("ann", receipt.claim_no.lower())
    assert told.phone == "19900000001"
    [entry] = await services.audit.entries()
    assert (entry.who, entry.what, entry.data) == (
        "ann",
        "claim_report.details",
        {"claim_no": receipt.claim_no},
    )
    with pytest.raises(RecordNotFound):
        await services.claim_reports.details("ann", "NOTHING")


async def test_putting_a_report_under_its_policy_is_audited_and_done_once(
    services: Services, store: SqlStore
) -> None:
    receipt = await report(services, anonymous())
    views = await asyncio.gather(
        *(services.claim_reports.link("ann", receipt.claim_no, "POL-1") for _ in range(4))
    )
    assert len({view.claim_no for view in views}) == 1
    [entry] = await services.audit.entries("C1")
    assert (entry.who, entry.what, entry.data) == (
        "ann",
        "claim.link",
        {"claim_no": receipt.claim_no, "policy_no": "POL-1"},
    )
    with pytest.raises(RuleBroken):
        await services.claim_reports.link("ann", receipt.claim_no, "POL-2")
    assert (await begun(store, receipt.claim_no)).policy_no == "POL-1"


@pytest.mark.parametrize(("claim_no", "policy_no"), [("NOTHING", "POL-1"), ("", "POL-1"), (None, "NOTHING")])
async def test_staff_finds_only_what_is_there(
    services: Services, claim_no: str | None, policy_no: str
) -> None:
    receipt = await report(services, anonymous())
    with pytest.raises(RecordNotFound):
        await services.claim_reports.link(
            "ann", receipt.claim_no if claim_no is None else claim_no, policy_no
        )
    assert await services.audit.entries() == []


async def test_a_line_that_turns_out_later_changes_the_list(
    services: Services, store: SqlStore, clock: FrozenClock
) -> None:
    async with store.begin() as work:
        await work.products.put([a_product(code="HOME", line=Line.HOME)])
        await work.policies.put([a_policy(policy_no="POL-9", product_code="HOME")])
        await work.commit()
    receipt = await report(services, anonymous(), line=None, cause="水管爆裂")
    assert "损失清单" not in [item.name for item in receipt.documents]
    await services.claim_reports.link("ann", receipt.claim_no, "POL-9")
    mine = await services.claims.get(known(clock), receipt.claim_no)
    assert "损失清单" in [item.name for item in mine.documents]

"""Complaints: every pair of states, the clocks, urgency, and lodging once."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from insurance.bootstrap import Services
from insurance.domain.complaints import (
    TRANSITIONS,
    Complaint,
    ComplaintCategory,
    ComplaintStatus,
    Urgency,
    category_of,
    resolve_by,
    urgencies,
)
from insurance.domain.errors import IllegalTransition, RecordNotFound, RuleBroken
from insurance.domain.identity import Identity, Level
from insurance.store.unit_of_work import SqlStore
from kernel.clock import SHANGHAI, FrozenClock
from tests.insurance.samples import a_customer

S = ComplaintStatus
AT = datetime(2026, 11, 16, 10, 0, tzinfo=SHANGHAI)

AGREED = {
    "received": "registered",
    "registered": "investigating more_info rejected_not_complaint withdrawn",
    "more_info": "investigating withdrawn",
    "investigating": "decided extended_30 withdrawn",
    "extended_30": "decided extended_60",
    "extended_60": "decided",
    "decided": "notified",
    "notified": "archived review mediation",
    "review": "notified archived",
    "mediation": "archived",
    "archived": "registered",
    "withdrawn": "",
    "rejected_not_complaint": "",
}

VERBS: dict[ComplaintStatus, Callable[[Complaint], None]] = {
    S.REGISTERED: lambda complaint: complaint.register(at=AT, by="ann", note="新情况"),
    S.MORE_INFO: lambda complaint: complaint.ask_more(at=AT, by="ann", note="哪一天？"),
    S.INVESTIGATING: lambda complaint: complaint.investigate(at=AT, by="ann"),
    S.EXTENDED_30: lambda complaint: complaint.extend_30(at=AT, by="ann", reason="复杂"),
    S.EXTENDED_60: lambda complaint: complaint.extend_60(at=AT, by="ann", reason="特别复杂"),
    S.DECIDED: lambda complaint: complaint.decide(at=AT, by="ann"),
    S.NOTIFIED: lambda complaint: complaint.notify(at=AT, by="ann"),
    S.REVIEW: lambda complaint: complaint.review(at=AT, by="ann"),
    S.MEDIATION: lambda complaint: complaint.mediate(at=AT, by="ann"),
    S.ARCHIVED: lambda complaint: complaint.archive(at=AT, by="ann"),
    S.WITHDRAWN: lambda complaint: complaint.withdraw(at=AT, by="customer"),
    S.REJECTED_NOT_COMPLAINT: lambda complaint: complaint.reject(at=AT, by="ann", reason="咨询"),
}


def a_complaint(status: ComplaintStatus = S.RECEIVED) -> Complaint:
    return Complaint("TS1", "talk", None, ComplaintCategory.OTHER, None, "慢", None, None, AT, status=status)


def anonymous(subject: str = "talk") -> Identity:
    return Identity(subject, Level.ANONYMOUS, None, None)


@pytest.mark.parametrize("after", VERBS)
@pytest.mark.parametrize("before", S)
def test_a_complaint_moves_only_where_the_agreed_table_allows(
    before: ComplaintStatus, after: ComplaintStatus
) -> None:
    complaint = a_complaint(before)
    if after in AGREED[before].split():
        VERBS[after](complaint)
        assert complaint.status is complaint.events[-1].status is after
    else:
        with pytest.raises(IllegalTransition):
            VERBS[after](complaint)
        assert complaint.status is before


def test_the_table_knows_every_state() -> None:
    assert set(TRANSITIONS) == set(S)


@pytest.mark.parametrize("status", [S.REGISTERED])
def test_a_complaint_is_not_refused_without_a_reason(status: ComplaintStatus) -> None:
    with pytest.raises(RuleBroken):
        a_complaint(status).reject(at=AT, by="ann", reason=" ")


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (datetime(2026, 11, 16, 10, tzinfo=SHANGHAI), date(2026, 11, 30)),  # ten working days are first
        (
            datetime(2026, 9, 30, 10, tzinfo=SHANGHAI),
            date(2026, 10, 15),
        ),  # before a long holiday: fifteen days
        (datetime(2026, 11, 16, 0, 30, tzinfo=SHANGHAI), date(2026, 11, 30)),  # the day is Shanghai's
        (datetime(2026, 12, 28, 10, tzinfo=SHANGHAI), date(2027, 1, 12)),  # 2027's calendar is unknown
    ],
)
def test_a_complaint_is_resolved_by_the_earlier_of_both_limits(received: datetime, due: date) -> None:
    assert resolve_by(received) == due


def test_an_extension_moves_the_limit_to_30_and_then_60_days() -> None:
    complaint = a_complaint(S.INVESTIGATING)
    complaint.extend_30(at=AT, by="ann", reason="复杂")
    assert complaint.resolve_by == date(2026, 12, 16)
    complaint.extend_60(at=AT, by="ann", reason="特别复杂")
    assert complaint.resolve_by == date(2027, 1, 15)


@pytest.mark.parametrize(
    ("text", "earlier", "age", "found"),
    [
        ("我要打12378", 0, None, {Urgency.WORDS}),
        ("找媒体曝光", 0, None, {Urgency.WORDS}),
        ("理赔太慢", 1, None, {Urgency.REPEATED}),
        ("理赔太慢", 0, 65, {Urgency.ELDERLY}),
        ("理赔太慢", 0, 64, set()),
        ("孩子的保单", 0, 40, {Urgency.MINOR}),
        ("父亲身故理赔", 0, 40, {Urgency.DEATH}),
    ],
)
def test_some_complaints_are_urgent(text: str, earlier: int, age: int | None, found: set[Urgency]) -> None:
    assert urgencies(text, earlier=earlier, age=age) == found


def test_a_category_is_known_by_code_and_by_name() -> None:
    assert category_of("claim") is category_of("理赔") is ComplaintCategory.CLAIM
    assert category_of("什么") is ComplaintCategory.OTHER


async def lodge(services: Services, subject: str = "talk", key: str = "1", detail: str = "太慢") -> str:
    view = await services.complaints.lodge(
        subject, anonymous(subject), "理赔", None, detail, None, "19900000001", key
    )
    return view.receipt_no


async def test_anyone_may_complain_and_sees_the_clocks(services: Services, clock: FrozenClock) -> None:
    view = await services.complaints.lodge("talk", anonymous(), "claim", None, "太慢", "快点", None, "1")
    assert view.status is S.RECEIVED
    assert view.respond_by == clock.now() + timedelta(hours=24)
    assert view.plan_by == clock.now() + timedelta(hours=48)
    assert view.resolve_by == date(2026, 11, 30)
    assert not view.escalated


async def test_the_same_key_is_the_same_complaint(services: Services) -> None:
    assert await lodge(services) == await lodge(services)
    assert len(await services.complaints.list_for("talk", anonymous())) == 1


async def test_a_second_complaint_is_escalated(services: Services) -> None:
    await lodge(services)
    await lodge(services, key="2")
    assert [view.escalated for view in await services.complaints.list_for("talk", anonymous())].count(
        True
    ) == 1


async def test_another_conversation_does_not_see_a_complaint(services: Services) -> None:
    receipt_no = await lodge(services)
    with pytest.raises(RecordNotFound):
        await services.complaints.get("other", anonymous("other"), receipt_no)
    with pytest.raises(RecordNotFound):
        await services.complaints.get("other", anonymous("other"), "TS00000000AAAAAAAA")
    assert await services.complaints.list_for("other", anonymous("other")) == []


async def test_a_customer_finds_a_complaint_from_any_conversation(
    services: Services, store: SqlStore, clock: FrozenClock
) -> None:
    async with store.begin() as work:
        await work.customers.put([a_customer(1)])
        await work.commit()
    known = Identity("talk", Level.VERIFIED, "C1", clock.now() + timedelta(minutes=15))
    view = await services.complaints.lodge("talk", known, "claim", None, "太慢", None, None, "1")
    elsewhere = Identity("other", Level.VERIFIED, "C1", clock.now() + timedelta(minutes=15))
    assert (await services.complaints.get("other", elsewhere, view.receipt_no.lower())) == view
    stranger = Identity("other", Level.VERIFIED, "C2", clock.now() + timedelta(minutes=15))
    with pytest.raises(RecordNotFound):
        await services.complaints.get("other", stranger, view.receipt_no)
    clock.advance(timedelta(minutes=15))
    with pytest.raises(RecordNotFound):
        await services.complaints.get("other", elsewhere, view.receipt_no)


async def test_a_stored_complaint_goes_on_through_its_states(services: Services, store: SqlStore) -> None:
    receipt_no = await lodge(services)
    async with store.begin() as work:
        complaint = await work.complaints.get(receipt_no)
        assert complaint is not None
        complaint.register(at=AT, by="ann", note="已登记")
        await work.complaints.put(complaint)
        await work.commit()
    view = await services.complaints.get("talk", anonymous(), receipt_no)
    assert [entry.status for entry in view.timeline] == ["received", "registered"]
    assert view.timeline[-1].note == "已登记"

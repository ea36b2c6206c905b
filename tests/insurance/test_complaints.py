"""Complaints: every pair of states, the clocks, urgency, and lodging once."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from insurance.bootstrap import Services
from insurance.domain.complaint_clocks import DutyCode
from insurance.domain.complaints import (
    TRANSITIONS,
    Complaint,
    ComplaintCategory,
    ComplaintStatus,
    EventKind,
    Handler,
    Outcome,
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

ANN = Handler("ann", "安宁")
BOSS = Handler("boss", "陈静", senior=True)

VERBS: dict[ComplaintStatus, Callable[[Complaint], None]] = {
    S.REGISTERED: lambda complaint: complaint.register(at=AT, by="ann", owner=ANN, note="新情况"),
    S.MORE_INFO: lambda complaint: complaint.ask_more(at=AT, by="ann", public_note="哪一天？"),
    S.INVESTIGATING: lambda complaint: complaint.investigate(at=AT, by="ann"),
    S.EXTENDED_30: lambda complaint: complaint.extend_30(
        at=AT, approved_by=BOSS, reason="复杂", public_note="需要多一点时间"
    ),
    S.EXTENDED_60: lambda complaint: complaint.extend_60(
        at=AT, approved_by=BOSS, reason="特别复杂", public_note="还需要时间"
    ),
    S.DECIDED: lambda complaint: complaint.decide(at=AT, by="ann", outcome=Outcome("属实")),
    S.NOTIFIED: lambda complaint: complaint.notify(at=AT, by="ann", public_note="已经查清"),
    S.REVIEW: lambda complaint: complaint.review(at=AT, by="ann"),
    S.MEDIATION: lambda complaint: complaint.mediate(at=AT, by="ann"),
    S.ARCHIVED: lambda complaint: complaint.archive(at=AT, by="ann", corrective_action="改流程"),
    S.WITHDRAWN: lambda complaint: complaint.withdraw(at=AT),
    S.REJECTED_NOT_COMPLAINT: lambda complaint: complaint.reject(at=AT, by="ann", public_note="这是咨询"),
}

# What happens without another state, and where it may.
IN_WORK = "registered more_info investigating extended_30 extended_60"
HAPPENINGS: dict[EventKind, tuple[str, Callable[[Complaint], None]]] = {
    EventKind.ACKNOWLEDGED: (IN_WORK, lambda c: c.acknowledge(at=AT, by="ann", public_note="收到")),
    EventKind.PLANNED: (IN_WORK, lambda c: c.plan(at=AT, by="ann", public_note="先核对记录")),
    EventKind.HANDLED: (IN_WORK, lambda c: c.handle(at=AT, by="ann", public_note="已补发")),
    EventKind.EXTENSION_ASKED: (
        "investigating extended_30",
        lambda c: c.ask_extension(at=AT, by="ann", note="材料未到"),
    ),
    EventKind.REASSIGNED: (
        f"{IN_WORK} decided notified review mediation",
        lambda c: c.reassign(at=AT, by="boss", owner=Handler("bob", "薄一")),
    ),
}


def a_complaint(status: ComplaintStatus = S.RECEIVED, target: str | None = None) -> Complaint:
    """Owned by Ann from registration on."""
    complaint = Complaint(
        "TS1", "talk", None, ComplaintCategory.OTHER, target, "慢", None, None, AT, status=status
    )
    if status is not S.RECEIVED:
        complaint.owner, complaint.owner_name = ANN.username, ANN.name
    return complaint


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


@pytest.mark.parametrize("kind", HAPPENINGS)
@pytest.mark.parametrize("status", S)
def test_what_changes_no_state_happens_only_while_somebody_works_on_it(
    status: ComplaintStatus, kind: EventKind
) -> None:
    allowed, happen = HAPPENINGS[kind]
    complaint = a_complaint(status)
    if status in allowed.split():
        happen(complaint)
        assert (complaint.status, complaint.events[-1].kind) == (status, kind)
    else:
        with pytest.raises(IllegalTransition):
            happen(complaint)
        assert len(complaint.events) == 1


def test_every_kind_of_event_has_its_verb() -> None:
    assert set(HAPPENINGS) | {EventKind.STATUS} == set(EventKind)


Said = Callable[[Complaint, str], None]


@pytest.mark.parametrize(
    ("status", "rule", "say"),
    [
        (
            S.ARCHIVED,
            "reopening_without_new_facts",
            lambda c, t: say_by_ann(c, "register", owner=ANN, note=t),
        ),
        (S.REGISTERED, "words_missing", lambda c, t: say_by_ann(c, "acknowledge", public_note=t)),
        (S.REGISTERED, "words_missing", lambda c, t: say_by_ann(c, "plan", public_note=t)),
        (S.REGISTERED, "words_missing", lambda c, t: say_by_ann(c, "handle", public_note=t)),
        (S.REGISTERED, "question_missing", lambda c, t: say_by_ann(c, "ask_more", public_note=t)),
        (S.REGISTERED, "rejection_without_reason", lambda c, t: say_by_ann(c, "reject", public_note=t)),
        (S.INVESTIGATING, "extension_without_reason", lambda c, t: say_by_ann(c, "ask_extension", note=t)),
        (S.INVESTIGATING, "decision_missing", lambda c, t: say_by_ann(c, "decide", outcome=Outcome(t))),
        (S.DECIDED, "notice_missing", lambda c, t: say_by_ann(c, "notify", public_note=t)),
        (S.NOTIFIED, "corrective_action_missing", lambda c, t: say_by_ann(c, "archive", corrective_action=t)),
    ],
)
def test_nothing_is_done_without_the_words_it_needs(status: ComplaintStatus, rule: str, say: Said) -> None:
    complaint = a_complaint(status)
    with pytest.raises(RuleBroken) as refused:
        say(complaint, " ")
    assert refused.value.rule == rule
    assert complaint.status is status and len(complaint.events) == 1
    say(complaint, "说清楚了")
    assert len(complaint.events) == 2


def say_by_ann(complaint: Complaint, verb: str, **words: Any) -> None:
    getattr(complaint, verb)(at=AT, by="ann", **words)


@pytest.mark.parametrize("kind", sorted(set(HAPPENINGS) - {EventKind.REASSIGNED}))
def test_nobody_works_on_a_registered_complaint_without_an_owner(kind: EventKind) -> None:
    complaint = a_complaint(S.INVESTIGATING)
    complaint.owner = None
    with pytest.raises(RuleBroken) as refused:
        HAPPENINGS[kind][1](complaint)
    assert refused.value.rule == "owner_missing"
    HAPPENINGS[EventKind.REASSIGNED][1](complaint)
    assert complaint.owner == "bob"


@pytest.mark.parametrize(
    "target", ["你们的客服安宁", "安宁", "客服ann", "客服 Ann 态度差", "工号 ANN，昨天接电话的"]
)
def test_the_complained_of_person_never_owns_the_complaint(target: str) -> None:
    for complaint, verb in (
        (a_complaint(target=target), "register"),
        (a_complaint(S.DECIDED, target), "reassign"),
    ):
        before = complaint.owner
        with pytest.raises(RuleBroken) as refused:
            getattr(complaint, verb)(at=AT, by="boss", owner=ANN)
        assert refused.value.rule == "owner_is_complained_of"
        assert complaint.owner == before and len(complaint.events) == 1


@pytest.mark.parametrize("target", [None, "服务态度", "客服hann", "anna", "ann.li"])
def test_who_is_not_named_may_own_it(target: str | None) -> None:
    complaint = a_complaint(target=target)
    complaint.register(at=AT, by="boss", owner=ANN)
    assert (complaint.owner, complaint.owner_name) == ("ann", "安宁")


@pytest.mark.parametrize(
    ("approver", "rule"),
    [
        (Handler("bob", "薄一"), "approver_not_senior"),
        (Handler("ann", "安宁", senior=True), "approver_is_who_asked"),
        (Handler("eve", "尹微", senior=True), "approver_is_who_asked"),
    ],
)
def test_an_extension_needs_another_and_senior_person(approver: Handler, rule: str) -> None:
    complaint = a_complaint(S.INVESTIGATING)
    complaint.ask_extension(at=AT, by="eve", note="材料未到")
    with pytest.raises(RuleBroken) as refused:
        complaint.extend_30(at=AT, approved_by=approver, reason="复杂", public_note="需要时间")
    assert refused.value.rule == rule and complaint.status is S.INVESTIGATING


def test_the_complainant_is_told_of_an_extension() -> None:
    complaint = a_complaint(S.INVESTIGATING)
    with pytest.raises(RuleBroken) as refused:
        complaint.extend_30(at=AT, approved_by=BOSS, reason="复杂", public_note="")
    assert refused.value.rule == "extension_not_told"


@pytest.mark.parametrize(
    ("asked_on", "in_time"),
    [
        (datetime(2026, 12, 16, 23, 0, tzinfo=SHANGHAI), True),
        (datetime(2026, 12, 17, 0, 0, tzinfo=SHANGHAI), False),
    ],
)
def test_a_review_is_asked_for_within_thirty_days(asked_on: datetime, in_time: bool) -> None:
    complaint = a_complaint(S.DECIDED)
    complaint.notify(at=AT, by="ann", public_note="已经查清")
    if in_time:
        complaint.review(at=asked_on, by="ann")
        return
    with pytest.raises(RuleBroken) as refused:
        complaint.review(at=asked_on, by="ann")
    assert refused.value.rule == "review_too_late"


def test_the_time_to_ask_for_a_review_does_not_end_on_a_day_off() -> None:
    complaint = a_complaint(S.DECIDED)
    # 30 days later is 4 October 2026, in 国庆; work begins again on the 8th.
    complaint.notify(at=datetime(2026, 9, 4, 10, tzinfo=SHANGHAI), by="ann", public_note="已经查清")
    complaint.review(at=datetime(2026, 10, 8, 17, tzinfo=SHANGHAI), by="ann")
    assert complaint.status is S.REVIEW


def test_opened_again_it_is_decided_anew() -> None:
    complaint = a_complaint(S.INVESTIGATING)
    VERBS[S.DECIDED](complaint)
    VERBS[S.NOTIFIED](complaint)
    complaint.archive(at=AT, by="ann", satisfied=False, corrective_action="改流程")
    assert complaint.outcome == Outcome("属实", "改流程")
    VERBS[S.REGISTERED](complaint)
    assert (complaint.outcome, complaint.satisfied) == (Outcome(), None)


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
    VERBS[S.EXTENDED_30](complaint)
    assert complaint.resolve_by == date(2026, 12, 16)
    VERBS[S.EXTENDED_60](complaint)
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
        complaint.register(at=AT, by="ann", owner=ANN, note="像是惯常投诉的人")
        complaint.acknowledge(at=AT, by="ann", public_note="由我负责到底", note="已电话联系")
        assert await work.complaints.put(complaint)
        await work.commit()
    async with store.read() as work:
        assert await work.complaints.get(receipt_no) == complaint
    view = await services.complaints.get("talk", anonymous(), receipt_no)
    assert [entry.status for entry in view.timeline] == ["received", "registered", "acknowledged"]
    assert [entry.note for entry in view.timeline] == [None, None, "由我负责到底"]


async def test_the_complainant_reads_who_answers_for_it_and_what_comes_next(
    services: Services, store: SqlStore, clock: FrozenClock
) -> None:
    receipt_no = await lodge(services)
    async with store.begin() as work:
        complaint = await work.complaints.get(receipt_no)
        assert complaint is not None
        complaint.register(at=clock.now(), by="ann", owner=ANN)
        complaint.acknowledge(at=clock.now(), by="ann", public_note="收到")
        complaint.reassign(at=clock.now(), by="boss", owner=Handler("ouyang", "欧阳明月"), note="休假")
        await work.complaints.put(complaint)
        await work.commit()
    view = await services.complaints.get("talk", anonymous(), receipt_no)
    assert view.owner_name == "欧阳主管"
    assert view.next_duty is not None
    assert (view.next_duty.code, view.next_duty.due) == (DutyCode.PLAN, clock.now() + timedelta(hours=48))
    assert "休假" not in str(view) and "ouyang" not in str(view)


async def test_only_the_complainant_withdraws_and_once(services: Services, store: SqlStore) -> None:
    receipt_no = await lodge(services)
    with pytest.raises(IllegalTransition):
        await services.complaints.withdraw("talk", anonymous(), receipt_no)
    async with store.begin() as work:
        complaint = await work.complaints.get(receipt_no)
        assert complaint is not None
        complaint.register(at=AT, by="ann", owner=ANN)
        await work.complaints.put(complaint)
        await work.commit()
    with pytest.raises(RecordNotFound):
        await services.complaints.withdraw("other", anonymous("other"), receipt_no)
    first = await services.complaints.withdraw("talk", anonymous(), receipt_no.lower())
    again = await services.complaints.withdraw("talk", anonymous(), receipt_no)
    assert first == again and first.status is S.WITHDRAWN and first.next_duty is None
    [entry] = await services.audit.entries()
    assert (entry.who, entry.what, entry.data) == (
        "customer",
        "complaint.withdraw",
        {"receipt_no": receipt_no},
    )

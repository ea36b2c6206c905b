"""What staff does with complaints: who may see and take what, of two at once one wins, and all of it is audited."""

import asyncio
from datetime import date, timedelta

import pytest

from insurance.bootstrap import Services
from insurance.domain.complaint_clocks import DutyCode, Rung
from insurance.domain.complaint_steps import Step, steps_for
from insurance.domain.complaints import ComplaintStatus, Handler
from insurance.domain.errors import (
    IllegalTransition,
    NotPermitted,
    RecordChanged,
    RecordNotFound,
    RuleBroken,
)
from insurance.domain.identity import Identity, Level
from insurance.services.complaint_handling import PAGE, Seen
from insurance.services.complaint_views import ComplaintCase
from insurance.store.unit_of_work import SqlStore
from kernel.clock import FrozenClock, today
from tests.insurance.samples import a_customer, fill

S = ComplaintStatus
ANN = Handler("ann", "安宁")
BOB = Handler("bob", "薄一")
BOSS = Handler("boss", "陈静", senior=True)
ROOT = Handler("root", "总管", senior=True)


async def lodge(
    services: Services,
    key: str = "1",
    detail: str = "理赔太慢 打过13812345678",
    target: str | None = None,
    identity: Identity | None = None,
    contact: str | None = "19912345678",
) -> Seen:
    who = identity or Identity(f"talk-{key}", Level.ANONYMOUS, None, None)
    view = await services.complaints.lodge(f"talk-{key}", who, "理赔", target, detail, "尽快", contact, key)
    return Seen(view.receipt_no, 1)


def seen(case: ComplaintCase) -> Seen:
    return Seen(case.line.receipt_no, case.line.version)


async def taken(services: Services, key: str = "1", **more: str) -> ComplaintCase:
    """Registered by Ann in her own name."""
    return await services.complaint_handling.register(ANN, await lodge(services, key, **more), ANN)


async def test_a_complaint_goes_its_six_steps(services: Services, clock: FrozenClock) -> None:
    desk = services.complaint_handling
    case = await taken(services)
    case = await desk.acknowledge(ANN, seen(case), "收到，由我负责到底", "打了电话")
    case = await desk.plan(ANN, seen(case), "先核对两次交的材料")
    case = await desk.ask_more(ANN, seen(case), "第二次是哪天交的？")
    case = await desk.investigate(ANN, seen(case))
    case = await desk.handle(ANN, seen(case), "材料找到了，已经送审")
    case = await desk.decide(ANN, seen(case), "属实，漏登材料", apology="给您添麻烦了，向您道歉")
    case = await desk.notify(ANN, seen(case), "材料漏登，已补上，三天内有结果")
    with pytest.raises(RuleBroken) as refused:
        await desk.archive(ANN, seen(case), satisfied=True)
    assert refused.value.rule == "corrective_action_missing"
    case = await desk.archive(ANN, seen(case), True, "收件当天双人核对")

    assert (case.line.status, case.line.version, case.satisfied) == (S.ARCHIVED, 10, True)
    assert case.outcome.corrective_action == "收件当天双人核对"
    assert case.line.duty is None and case.steps == [Step.REGISTER]
    assert [event.what for event in case.events] == [
        "received",
        "registered",
        "acknowledged",
        "planned",
        "more_info",
        "investigating",
        "handled",
        "decided",
        "notified",
        "archived",
    ]
    whole = [entry.what for entry in await services.audit.entries()]
    assert whole == [
        "complaint.register",
        "complaint.acknowledge",
        "complaint.plan",
        "complaint.ask-more",
        "complaint.investigate",
        "complaint.handle",
        "complaint.decide",
        "complaint.notify",
        "complaint.archive",
    ]


async def test_the_audit_says_who_and_whose_but_nothing_that_was_said(services: Services) -> None:
    case = await taken(services)
    await services.complaint_handling.acknowledge(ANN, seen(case), "收到", "像惯常投诉的人")
    first, second = await services.audit.entries()
    assert (first.who, first.data) == ("ann", {"receipt_no": case.line.receipt_no, "owner": "ann"})
    assert "惯常" not in str(second) and "收到" not in str(second)


async def test_of_two_at_once_one_wins_and_the_other_is_told(services: Services) -> None:
    case = await taken(services)
    desk = services.complaint_handling
    answers = await asyncio.gather(
        desk.plan(ANN, seen(case), "先核对材料"),
        desk.plan(BOSS, seen(case), "先退还保费"),
        return_exceptions=True,
    )
    [lost] = [answer for answer in answers if isinstance(answer, BaseException)]
    [won] = [answer for answer in answers if isinstance(answer, ComplaintCase)]
    assert isinstance(lost, RecordChanged)
    assert [event.what for event in won.events].count("planned") == 1
    now = await desk.get(BOSS, case.line.receipt_no)
    assert now.events == won.events


async def test_of_two_who_take_one_complaint_one_becomes_its_owner(services: Services) -> None:
    seen_by_both = await lodge(services)
    desk = services.complaint_handling
    answers = await asyncio.gather(
        desk.register(ANN, seen_by_both, ANN), desk.register(BOB, seen_by_both, BOB), return_exceptions=True
    )
    refused = [answer for answer in answers if isinstance(answer, BaseException)]
    [won] = [answer for answer in answers if isinstance(answer, ComplaintCase)]
    # Whoever is late no longer sees what is another's now.
    assert len(refused) == 1 and isinstance(refused[0], RecordChanged | RecordNotFound)
    assert (await desk.get(BOSS, seen_by_both.receipt_no)).line.owner == won.line.owner


async def test_what_was_decided_on_an_old_reading_is_refused(services: Services) -> None:
    case = await taken(services)
    desk = services.complaint_handling
    await desk.acknowledge(ANN, seen(case), "收到")
    with pytest.raises(RecordChanged):
        await desk.acknowledge(ANN, seen(case), "收到")


async def test_agents_see_their_own_and_nobodys_seniors_all(services: Services) -> None:
    desk = services.complaint_handling
    mine, nobodys = (await taken(services, "1")).line.receipt_no, (await lodge(services, "2")).receipt_no
    theirs = (await desk.register(BOB, await lodge(services, "3"), BOB)).line.receipt_no

    async def sees(who: Handler) -> set[str]:
        return {line.receipt_no for line in (await desk.find(who, "open")).complaints}

    assert await sees(ANN) == {mine, nobodys}
    assert await sees(BOB) == {theirs, nobodys}
    assert await sees(BOSS) == {mine, nobodys, theirs}
    with pytest.raises(RecordNotFound) as hidden:
        await desk.get(ANN, theirs)
    with pytest.raises(RecordNotFound) as missing:
        await desk.get(ANN, "TS20261116AAAAAAAA")
    assert str(hidden.value) == str(missing.value)
    assert (await desk.get(BOSS, theirs.lower())).line.owner == "bob"


async def test_whoever_is_complained_of_has_no_part_in_it(services: Services) -> None:
    desk = services.complaint_handling
    about = await lodge(services, target="你们主管陈静")
    assert (await desk.find(BOSS, "open")).complaints == []
    assert (await desk.find(BOSS, "all")).complaints == []
    with pytest.raises(RecordNotFound):
        await desk.get(BOSS, about.receipt_no)
    with pytest.raises(RuleBroken) as refused:
        await desk.register(ROOT, about, BOSS)
    assert refused.value.rule == "owner_is_complained_of"
    case = await desk.register(ROOT, about, ANN)
    with pytest.raises(RuleBroken):
        await desk.reassign(ROOT, seen(case), BOSS)
    with pytest.raises(RecordNotFound):
        await desk.reassign(BOSS, seen(case), BOB)


async def test_agents_take_work_upon_themselves_seniors_give_it(services: Services) -> None:
    desk = services.complaint_handling
    with pytest.raises(NotPermitted):
        await desk.register(ANN, await lodge(services, "1"), BOB)
    case = await desk.register(BOSS, await lodge(services, "2"), ANN)
    with pytest.raises(NotPermitted):
        await desk.reassign(ANN, seen(case), BOB)
    case = await desk.reassign(BOSS, seen(case), BOB, "安宁休假")
    assert (case.line.owner, case.events[-1].what, case.events[-1].note) == (
        "bob",
        "reassigned",
        "ann → bob\n安宁休假",
    )
    assert (await services.audit.entries())[-1].data["owner"] == "bob"
    with pytest.raises(RecordNotFound):
        await desk.get(ANN, case.line.receipt_no)


async def test_an_extension_is_asked_by_the_owner_and_approved_by_another(services: Services) -> None:
    desk = services.complaint_handling
    case = await desk.investigate(ANN, seen(await taken(services)))
    with pytest.raises(NotPermitted):
        await desk.extend(ANN, seen(case), "需要多一点时间", "材料未到")
    with pytest.raises(NotPermitted):
        await desk.ask_extension(BOSS, seen(case), "材料未到")
    case = await desk.ask_extension(ANN, seen(case), "医院病历还没寄到")
    case = await desk.extend(BOSS, seen(case), "病历还没到，最晚12月16日答复您")
    assert (case.line.status, case.resolve_by) == (S.EXTENDED_30, date(2026, 12, 16))
    assert (case.events[-1].by, case.events[-1].note) == ("boss", "医院病历还没寄到")
    case = await desk.extend(ROOT, seen(case), "还要再等等，最晚1月15日", "跨省调查")
    assert (case.line.status, case.resolve_by) == (S.EXTENDED_60, date(2027, 1, 15))
    with pytest.raises(IllegalTransition):
        await desk.extend(ROOT, seen(case), "还要", "还要")


async def test_a_senior_owner_does_not_approve_their_own_extension(services: Services) -> None:
    desk = services.complaint_handling
    case = await desk.register(BOSS, await lodge(services), BOSS)
    case = await desk.investigate(BOSS, seen(case))
    with pytest.raises(NotPermitted):
        await desk.extend(BOSS, seen(case), "需要时间", "复杂")
    assert Step.EXTEND not in case.steps
    assert (await desk.extend(ROOT, seen(case), "需要时间", "复杂")).line.status is S.EXTENDED_30


async def test_everybody_is_offered_just_what_they_may_do(services: Services, store: SqlStore) -> None:
    desk = services.complaint_handling
    received = await lodge(services)
    async with store.read() as work:
        complaint = await work.complaints.get(received.receipt_no)
    assert complaint is not None
    assert [steps_for(who, complaint) for who in (ANN, BOSS)] == [[Step.REGISTER], [Step.REGISTER]]
    case = await desk.investigate(ANN, seen(await desk.register(ANN, received, ANN)))
    own = [Step.ACKNOWLEDGE, Step.PLAN, Step.HANDLE, Step.ASK_EXTENSION, Step.DECIDE]
    assert case.steps == own
    theirs = (await desk.get(BOSS, received.receipt_no)).steps
    assert theirs == [Step.REASSIGN, Step.ACKNOWLEDGE, Step.PLAN, Step.HANDLE, Step.EXTEND, Step.DECIDE]


async def test_staff_reads_the_words_but_not_the_numbers_in_them(services: Services) -> None:
    case = await taken(services)
    assert (case.line.detail, case.demand) == ("理赔太慢 打过138****5678", "尽快")
    assert (case.complainant, case.contact) == (None, "199****5678")


async def test_the_number_to_call_is_shown_to_who_answers_for_it_and_audited(services: Services) -> None:
    desk = services.complaint_handling
    received = await lodge(services)
    with pytest.raises(NotPermitted):
        await desk.contact(ANN, received.receipt_no)
    await desk.register(ANN, received, ANN)
    assert await desk.contact(ANN, received.receipt_no) == "19912345678"
    assert (await services.audit.entries())[-1].what == "complaint.contact"


async def test_without_a_number_of_its_own_the_one_on_record_is_called(
    services: Services, store: SqlStore, clock: FrozenClock
) -> None:
    await fill(store)
    known = Identity("talk-1", Level.VERIFIED, "C1", clock.now() + timedelta(minutes=15))
    received = await lodge(services, identity=known, contact=None)
    case = await services.complaint_handling.register(ANN, received, ANN)
    assert (case.complainant, case.contact, case.customer_no) == ("演***", "199****0001", "C1")
    number = await services.complaint_handling.contact(ANN, received.receipt_no)
    assert number == a_customer().phone
    assert {entry.whom for entry in await services.audit.entries()} == {"C1"}


async def test_the_lists_are_ordered_by_what_is_due(services: Services, clock: FrozenClock) -> None:
    desk = services.complaint_handling
    late = await taken(services, "1")
    clock.advance(timedelta(hours=20))
    fresh = await lodge(services, "2")
    answered = await desk.register(ANN, await lodge(services, "3"), ANN)
    answered = await desk.acknowledge(ANN, seen(answered), "收到")
    clock.advance(timedelta(hours=5))
    page = await desk.find(ANN, "open")
    assert [line.receipt_no for line in page.complaints] == [
        late.line.receipt_no,
        fresh.receipt_no,
        answered.line.receipt_no,
    ]
    assert (page.open, page.overdue, page.mine, page.after) == (3, 1, 2, None)
    assert [line.rung for line in page.complaints] == [Rung.HEAD, Rung.SUPERVISOR, Rung.OWNER]
    [overdue] = (await desk.find(ANN, "overdue")).complaints
    assert overdue.duty is not None and overdue.duty.code is DutyCode.ACKNOWLEDGE
    assert {line.owner for line in (await desk.find(ANN, "mine")).complaints} == {"ann"}
    assert {line.owner for line in (await desk.find(BOB, "mine")).complaints} == set()


async def test_all_of_them_come_page_by_page_each_once(services: Services, clock: FrozenClock) -> None:
    for number in range(PAGE + 3):
        clock.advance(timedelta(minutes=number % 2))
        await lodge(services, str(number))
    first = await services.complaint_handling.find(BOSS, "all")
    second = await services.complaint_handling.find(BOSS, "all", first.after)
    assert (len(first.complaints), len(second.complaints), second.after) == (PAGE, 3, None)
    found = [line.receipt_no for line in (*first.complaints, *second.complaints)]
    assert len(set(found)) == PAGE + 3
    received = [line.received_at for line in (*first.complaints, *second.complaints)]
    assert received == sorted(received, reverse=True)
    assert (await services.complaint_handling.find(BOSS, "all", "nothing")).complaints == []


async def test_escalations_say_what_is_due_for_whom(services: Services, clock: FrozenClock) -> None:
    case = await taken(services)
    await lodge(services, "2", detail="再不解决我就打12378")
    ended = await taken(services, "3")
    await services.complaint_handling.reject(ANN, seen(ended), "这是咨询，已经解答")
    found = await services.complaint_handling.escalations(clock.now() + timedelta(hours=25))
    assert ended.line.receipt_no not in {each.receipt_no for each in found}
    mine = [(e.duty.code, e.rung, e.who) for e in found if e.receipt_no == case.line.receipt_no]
    assert mine[:2] == [(DutyCode.ACKNOWLEDGE, Rung.HEAD, None), (DutyCode.PLAN, Rung.OWNER, "ann")]
    now = await services.complaint_handling.escalations()
    assert {e.rung for e in now if e.receipt_no != case.line.receipt_no} == {Rung.SUPERVISOR}


async def test_the_register_is_for_seniors_masked_and_audited(
    services: Services, store: SqlStore, clock: FrozenClock
) -> None:
    await fill(store)
    known = Identity("talk-1", Level.VERIFIED, "C1", clock.now() + timedelta(minutes=15))
    desk = services.complaint_handling
    case = await desk.register(ANN, await lodge(services, identity=known), ANN)
    await desk.acknowledge(ANN, seen(case), "收到")
    at = clock.now()
    clock.advance(timedelta(hours=1))
    await lodge(services, "2")
    await lodge(services, "3", target="陈静")
    with pytest.raises(NotPermitted):
        await services.complaint_register.rows(ANN)

    known_row, visitors_row = await services.complaint_register.rows(BOSS)

    assert (known_row.complainant, visitors_row.complainant) == ("演***", "199****5678")
    assert known_row.facts == "理赔太慢 打过138****5678"
    assert known_row.owner == "安宁" and known_row.status is S.REGISTERED
    assert known_row.steps[:3] == [at, at, None]
    entry = (await services.audit.entries())[-1]
    assert (entry.who, entry.what, entry.data["rows"]) == ("boss", "complaint.export", "2")


async def test_the_register_holds_the_days_asked_for(services: Services, clock: FrozenClock) -> None:
    on = today(clock)
    for number in range(3):
        await lodge(services, str(number))
        clock.advance(timedelta(days=1))

    async def days(**span: date) -> list[date]:
        return [row.received_at.date() for row in await services.complaint_register.rows(BOSS, **span)]

    day = timedelta(days=1)
    assert await days() == [on, on + day, on + 2 * day]
    assert await days(since=on + day, until=on + day) == [on + day]
    assert await days(until=on) == [on]
    assert await days(since=on + 2 * day) == [on + 2 * day]

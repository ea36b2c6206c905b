"""A claim's course in plain words: what has been done so far, and what is due next by when."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from actions import formats
from insurance.domain.claim_clocks import Basis, ClockCode, Deadline
from insurance.domain.claims import ClaimStatus, EventKind
from insurance.services.claims import ClaimView, TimelineEntry
from kernel.clock import local

S, C = ClaimStatus, ClockCode
_DONE: dict[str, str] = {
    S.REPORTED: "您报了案",
    S.SUBMITTED: "收到理赔申请",
    S.DOCS_PENDING: "请您补材料",
    S.ACCEPTED: "材料齐了，受理",
    S.REGISTERED: "立案",
    S.INVESTIGATING: "开始核实经过",
    S.ASSESSING: "开始定损",
    S.CALCULATING: "开始算赔款",
    S.REVIEWING: "开始审核结果",
    S.AWAIT_AGREEMENT: "出了结果，请您确认",
    S.APPROVED: "结果确定，安排付款",
    S.PAID: "付款",
    S.DENIED: "决定不赔",
    S.DISPUTED: "登记您的异议",
    S.CLOSED: "结案",
    S.WITHDRAWN: "您撤了案",
    EventKind.ADVANCE_PAYMENT: "先付了能确定的部分",
    EventKind.ACKNOWLEDGED: "理赔同事接手",
    EventKind.NOTE: "记下您补充的情况",
    EventKind.DOCUMENTS: "收到您的材料",
    EventKind.DENIAL_NOTICE: "拒赔通知书寄出",
}
# Further ahead than that, what may be paid in advance concerns nobody yet.
_SOON_DAYS = 30


def course(timeline: Sequence[TimelineEntry]) -> str:
    """A line a day, oldest first: 「11月13日：收到理赔申请，请您补材料」."""
    lines = []
    for day, entries in groupby(timeline, key=lambda entry: local(entry.at).date()):
        done = dict.fromkeys(_DONE[entry.status] for entry in entries)
        lines.append(f"{formats.day(day)}：{'、'.join(done)}")
    return "\n".join(lines)


def clocks(claim: ClaimView, now: datetime) -> list[str]:
    """What is due, a sentence each; what is overdue is said to be, with a way on."""
    by_code: dict[ClockCode, dict[Basis, Deadline]] = {}
    for deadline in claim.deadlines:
        by_code.setdefault(deadline.code, {})[deadline.basis] = deadline
    return [text for code in ClockCode if code in by_code for text in _told(code, by_code[code], now)]


def _told(code: ClockCode, due: dict[Basis, Deadline], now: datetime) -> Iterator[str]:
    last = due.get(Basis.LAW) or due[Basis.HOUSE]
    on = formats.day(last.on)
    if code is C.ADVANCE:
        if last.due >= now and (last.due - now).days <= _SOON_DAYS:
            yield f"到 {on} 还算不出总数的话，能确定的部分要先付给您。"
    elif last.due < now:
        limit = "法律规定的期限" if last.basis is Basis.LAW else "我们自己定的期限"
        yield f"{_LATE[code]}，{limit}是 {_when(last)}，已经晚了，对不起。说「转人工」，同事帮您查是卡在哪里。"
    elif code is C.DECISION:
        yield _decision(due, now)
    else:
        yield _IN_TIME[code].format(on=_when(last))


def _decision(due: dict[Basis, Deadline], now: datetime) -> str:
    """The house's own time, and the law's behind it."""
    house, law = due.get(Basis.HOUSE), due.get(Basis.LAW)
    if law is None:
        assert house is not None
        return f"复核结果按我们自己定的期限，{formats.day(house.on)} 前给您。"
    lawful = f"法律规定最晚 {formats.day(law.on)}"
    if house is None or house.due >= law.due:
        return f"核定结果{lawful} 给您。"
    if house.due < now:
        return f"我们自己定的 {formats.day(house.on)} 已经过了，对不起；核定结果{lawful} 给您，想催就说「转人工」。"
    return f"核定结果我们自己定的是 {formats.day(house.on)} 前给您，{lawful}。"


def _when(deadline: Deadline) -> str:
    """With the hour where it is a matter of hours."""
    return formats.moment(deadline.due) if deadline.code is C.ACKNOWLEDGE else formats.day(deadline.on)


_IN_TIME = {
    C.ACKNOWLEDGE: "理赔同事最晚 {on} 联系您。",
    C.DOCUMENT_NOTICE: "材料够不够，最晚 {on} 一次告诉您。",
    C.COMPULSORY_LIST: "要交哪些材料，最晚 {on} 书面列给您。",
    C.PAYMENT: "赔款最晚 {on} 付出。",
    C.DENIAL_NOTICE: "写明理由的拒赔通知书最晚 {on} 发给您。",
}
_LATE = {
    C.ACKNOWLEDGE: "理赔同事该联系您了",
    C.DOCUMENT_NOTICE: "材料够不够该告诉您了",
    C.COMPULSORY_LIST: "要交的材料该列给您了",
    C.DECISION: "核定结果该给您了",
    C.PAYMENT: "赔款该付出了",
    C.DENIAL_NOTICE: "拒赔通知书该发给您了",
}

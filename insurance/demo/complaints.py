"""Invented complaints of the invented customers, at every step of their handling."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from insurance.demo.customers import at_office_hours
from insurance.domain.complaints import (
    Complaint,
    ComplaintCategory,
    Handler,
    Outcome,
    urgencies,
)
from insurance.domain.customers import Customer

COMPLAINTS = 40
GRIEVANCES: tuple[tuple[ComplaintCategory, str | None, str, str], ...] = (
    (ComplaintCategory.CLAIM, None, "理赔材料交了两次，一直没有结果，打电话每次说法都不一样", "尽快给出结果"),
    (
        ComplaintCategory.MIS_SELLING,
        "业务员",
        "买的时候说可以随时退，没有说明头两年退保会有损失",
        "说明情况，退还保费",
    ),
    (ComplaintCategory.ATTITUDE, "电话客服", "客服电话里态度不好，话没说完就挂断了", "道歉"),
    (ComplaintCategory.RENEWAL_CHARGE, None, "续期扣费没有提前通知我，卡里的钱是留着还房贷的", "核对扣费"),
    (ComplaintCategory.SERVICING, None, "改手机号等了两周，中间的提醒都发到旧号码上了", "办好变更"),
    (ComplaintCategory.SURRENDER, "柜面", "退保跑了三趟柜面，每次都说还缺一样材料", "一次说清要带什么"),
    (ComplaintCategory.PRIVACY, None, "买完保险以后推销电话不断，怀疑号码被泄露", "查清楚并停止来电"),
)
_LILI = Handler("lili", "李丽")
_CHEN = Handler("chenjing", "陈静", senior=True)
_ANSWER = "已经收到您的投诉，由我负责到底，有消息马上告诉您。"
_PLAN = "这两天核对全部记录，查清后给您书面答复。"
_DECISION = Outcome("情况属实，已补办并向客户说明", "同类申请超过五天没有结果的，每天提醒经办人")


def crowd_complaints(random: Random, customers: Sequence[Customer], on: date) -> list[Complaint]:
    """Older ones archived, recent ones at every step: nobody's, answered, asked back, extended, too late."""
    complaints = []
    for number in range(COMPLAINTS):
        category, target, detail, demand = random.choice(GRIEVANCES)
        customer = customers[number * 3]
        old = number % 2 == 0
        way = _WAYS[number // 2 % len(_WAYS)]
        received_on = on - timedelta(days=random.randint(20, 90) if old else way.days_ago)
        complaint = Complaint(
            receipt_no=f"TSDEMO{number + 1:06d}",
            subject=f"demo-{number + 1}",
            customer_no=customer.customer_no,
            category=category,
            target=target,
            detail=detail,
            demand=demand,
            contact=customer.phone,
            received_at=at_office_hours(received_on, 9 if old else way.hour),
            urgencies=urgencies(detail, earlier=0, age=customer.age(on)),
        )
        for step in ALL_STEPS if old else way.steps:
            take(complaint, step, received_on)
        complaints.append(complaint)
    return complaints


@dataclass(frozen=True)
class _Way:
    """How far a recent one has come; `hour`: when it was received."""

    days_ago: int
    steps: tuple[str, ...]
    hour: int = 9


_BEGUN = ("register", "acknowledge")
ALL_STEPS = (*_BEGUN, "plan", "investigate", "handle", "decide", "notify", "archive")
_WAYS = (
    _Way(1, (), hour=17),
    _Way(1, ("register",)),
    _Way(1, (*_BEGUN, "plan")),
    _Way(2, (*_BEGUN, "plan", "investigate")),
    _Way(3, (*_BEGUN, "plan", "ask_more")),
    _Way(9, (*_BEGUN, "plan", "investigate", "handle", "decide", "notify")),
    _Way(13, (*_BEGUN, "plan", "investigate", "handle", "ask_extension")),
    _Way(4, _BEGUN),
    _Way(16, (*_BEGUN, "plan", "investigate", "handle", "ask_extension", "extend_30")),
    _Way(8, (*_BEGUN, "plan", "investigate", "handle", "decide")),
)


def take(complaint: Complaint, step: str, received_on: date) -> None:
    """The step on the day and hour it is usually taken."""
    day, hour = _WHEN[step]
    at = at_office_hours(received_on + timedelta(days=day), hour)
    match step:
        case "register":
            complaint.register(at=at, by=_LILI.username, owner=_LILI)
        case "acknowledge":
            complaint.acknowledge(at=at, by=_LILI.username, public_note=_ANSWER)
        case "plan":
            complaint.plan(at=at, by=_LILI.username, public_note=_PLAN)
        case "investigate":
            complaint.investigate(at=at, by=_LILI.username, note="调阅通话录音和系统记录")
        case "handle":
            complaint.handle(at=at, by=_LILI.username, public_note="记录已核对，正在确认处理办法。")
        case "ask_more":
            complaint.ask_more(at=at, by=_LILI.username, public_note="请告诉我们大约是哪一天办的。")
        case "ask_extension":
            complaint.ask_extension(at=at, by=_LILI.username, note="网点的纸质材料还在调取")
        case "extend_30":
            complaint.extend_30(
                at=at,
                approved_by=_CHEN,
                reason="网点的纸质材料还在调取",
                public_note="材料还在调取，需要多一点时间。",
            )
        case "decide":
            complaint.decide(at=at, by=_LILI.username, outcome=_DECISION)
        case "notify":
            complaint.notify(at=at, by=_LILI.username, public_note="已经查清并补办，给您添麻烦了，向您道歉。")
        case "archive":
            complaint.archive(at=at, by=_LILI.username, satisfied=True)


# Days after the receipt, and the hour.
_WHEN = {
    "register": (0, 10),
    "acknowledge": (0, 11),
    "plan": (0, 16),
    "investigate": (1, 10),
    "ask_more": (1, 10),
    "handle": (2, 15),
    "decide": (6, 10),
    "ask_extension": (6, 14),
    "extend_30": (6, 16),
    "notify": (7, 10),
    "archive": (15, 10),
}

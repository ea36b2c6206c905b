"""Which changes of a claim its policy's holder is told of, and in which words.

The holder may be another person than the insured, so the words say how far the claim is and nothing of what it is about.
"""

import re
from datetime import datetime

from bot.outreach.message import About, Kind, Noun, Outgoing
from bot.outreach.notices.feed import NEWS
from bot.outreach.notices.wording import WAY_ON, Told, day, moment, sentence, short_number
from insurance.domain.claim_clocks import Basis, ClockCode
from insurance.domain.claims import ClaimStatus, EventKind
from insurance.services.changes import Change, ClaimCourse
from kernel.clock import local
from kernel.masking import show_policy_no

S, K, C = ClaimStatus, EventKind, ClockCode
TEMPLATE = "claim"

# {…}: what the clocks add, an empty string where none runs.
TOLD: dict[str, Told] = {
    S.REPORTED: Told("已报案", "报案已经登记", "接下来请准备理赔材料，发“理赔材料”可以看清单。{contact}"),
    S.SUBMITTED: Told("审核中", "理赔申请已经收到，正在审核", "材料要是有缺，我们会一次说全。{decision}"),
    S.DOCS_PENDING: Told(
        "待补材料",
        "还差{missing}",
        "在官方客服里发“补材料”，照着清单拍照发来就行，补齐后我们接着审核。",
        must=True,
    ),
    S.ACCEPTED: Told("已受理", "材料齐了，已经受理", "您不用再做什么，等结果就好。{decision}"),
    S.REGISTERED: Told("已立案", "已经立案，开始处理", "您不用再做什么，等结果就好。{decision}"),
    S.INVESTIGATING: Told("核实中", "正在核实事故情况", "需要您配合时，我们会先联系您。{decision}"),
    S.ASSESSING: Told("定损中", "正在确定损失金额", "定好后会先听您的意见。{decision}"),
    S.CALCULATING: Told("理算中", "正在计算赔款", "算好后进入最后审核。{decision}"),
    S.REVIEWING: Told("核赔中", "正在作出核定", "有了结果我们会告诉您。{decision}"),
    S.AWAIT_AGREEMENT: Told(
        "待您确认",
        "核定结果出来了，等您确认",
        "请在官方客服里发“理赔进度”，核身后查看；同意，或者有不同意见，都可以直接说。",
        must=True,
    ),
    S.APPROVED: Told(
        "同意赔付", "已经同意赔付，正在安排付款", "款项会付到您登记的收款账户。{payment}", must=True
    ),
    S.PAID: Told(
        "已赔付",
        "赔款已经付出",
        "请留意您登记的收款账户；金额可以在官方客服里核身后查看，一直没收到就发“转人工”，我们帮您查。",
        must=True,
        alone=True,
    ),
    S.DENIED: Told(
        "已有结果",
        "审核有了结果，很抱歉，这次没有赔付",
        "理由和对应的条款写在拒赔通知书里。{denial}您不同意，可以在官方客服里提出异议，也可以投诉；想先问清楚，发“转人工”，同事会一条条讲给您听。",
        must=True,
        alone=True,
    ),
    S.DISPUTED: Told("复核中", "您的异议已经登记，正在复核", "复核有了结果我们会告诉您。{decision}"),
    S.CLOSED: Told("已结案", "已经结案", "对结果有不同意见，或者有新的情况，随时告诉我们。"),
    S.WITHDRAWN: Told(
        "已撤案",
        "理赔申请已经撤回",
        "以后还可以重新申请。不是您本人办的，请尽快发“转人工”，我们帮您核对。",
        must=True,
    ),
    K.ADVANCE_PAYMENT: Told(
        "先付一部分",
        "能确定的那部分赔款已经先付出",
        "其余的接着核定。请留意您登记的收款账户。",
        must=True,
        alone=True,
    ),
    K.DENIAL_NOTICE: Told(
        "通知已发",
        "写明理由的通知书已经发出",
        "收到后有看不明白的，发“转人工”，同事会讲给您听；不同意，可以提出异议，也可以投诉。",
        must=True,
        alone=True,
    ),
}
# Names of papers that say somebody is ill, hurt or dead.
_TELLING = re.compile(
    "病|诊|医|手术|检查|检验|影像|处方|住院|出院|入院|伤|残|死|亡|火化|殡葬|户籍|护理|误工|费用|出生|尸|治疗"
)


def told(course: ClaimCourse) -> dict[int, Told]:
    """The changes that are told, by number.

    A claim that first came from the core system is news only while its report is: an old book that is taken over tells nobody.
    """
    return {
        change.seq: TOLD[change.what]
        for change in course.changes
        if change.what in TOLD
        and not (change.kind == K.TAKEN_OVER and change.at - course.reported_at >= NEWS)
    }


def notice(course: ClaimCourse, change: Change, brand: str, due_at: datetime) -> Outgoing:
    words = TOLD[change.what]
    latest = change.seq == max(told(course), default=change.seq)
    blanks = _blanks(course) if latest else dict.fromkeys(_BLANKS, "") | {"missing": "一些材料"}
    what, next = words.what.format(**blanks), words.next.format(**blanks)
    number = show_policy_no(course.number)
    return Outgoing(
        key=f"claim:{course.number}:{change.seq}",
        kind=Kind.NOTICE,
        customer_no=course.customer_no,
        about=About(Noun.CLAIM, course.number),
        subject=f"{brand}：您的理赔{words.status}",
        text=sentence(
            f"您好，跟您说一下{course.product}理赔（案号 {number}）的进展：{what}。",
            next,
            "" if "转人工" in next else WAY_ON,
        ),
        sms=f"【{brand}】您的理赔（{short_number(course.number)}）：{what}。{_SMS.get(change.what, _LOOK).format(**blanks)}",
        due_at=due_at,
        expires_at=change.at + NEWS,
        template=TEMPLATE,
        values={
            "product": course.product,
            "policy_no": course.policy_no,
            "claim_no": course.number,
            "status": words.status,
            "at": local(change.at).isoformat(timespec="seconds"),
        },
        essential=words.must,
    )


_LOOK = "详情请在官方客服里发“理赔进度”查看。"
_SMS: dict[str, str] = {
    S.REPORTED: "请准备理赔材料，在官方客服里发“理赔材料”看清单。",
    S.DOCS_PENDING: "在官方客服里发“补材料”，照着清单拍照发来就行。",
    S.AWAIT_AGREEMENT: "请在官方客服里核身后查看并确认，不同意也可以直接说。",
    S.APPROVED: "款项会付到您登记的收款账户。{payment}",
    S.PAID: "请留意您登记的收款账户，没收到请在官方客服里发“转人工”。",
    S.DENIED: "理由写在拒赔通知书里。不同意可以在官方客服里提出异议或投诉，想问清楚请发“转人工”。",
    S.WITHDRAWN: "不是您本人办的，请尽快在官方客服里发“转人工”核对。",
    K.DENIAL_NOTICE: "看不明白请在官方客服里发“转人工”；不同意可以提出异议或投诉。",
}
_BLANKS = ("missing", "contact", "decision", "payment", "denial")


def _blanks(course: ClaimCourse) -> dict[str, str]:
    """What the clocks say. Only the last day by law is named: it is a duty, not a promise."""
    law = {each.code: each.on for each in course.deadlines if each.basis is Basis.LAW}
    called = next((each.due for each in course.deadlines if each.code is C.ACKNOWLEDGE), None)
    return {
        "missing": _missing(course.missing),
        "contact": f"同事会在{moment(called)}前联系您。" if called else "",
        "decision": f"最晚{day(law[C.DECISION])}前告诉您结果。" if C.DECISION in law else "",
        "payment": f"最晚{day(law[C.PAYMENT])}前付出。" if C.PAYMENT in law else "",
        "denial": f"通知书{day(law[C.DENIAL_NOTICE])}前发给您。" if C.DENIAL_NOTICE in law else "",
    }


def _missing(names: tuple[str, ...]) -> str:
    """Named where the names are harmless, else counted."""
    if not names:
        return "一些材料"
    if len(names) <= 4 and not any(_TELLING.search(name) for name in names):
        return f" {len(names)} 份材料：{'、'.join(names)}"
    return f" {len(names)} 份材料"

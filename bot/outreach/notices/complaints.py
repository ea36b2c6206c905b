"""Which steps of a complaint its complainant is told of, and in which words. What was answered is read in the chat, not here."""

from datetime import datetime

from bot.outreach.message import About, Kind, Noun, Outgoing
from bot.outreach.notices.feed import NEWS
from bot.outreach.notices.wording import WAY_ON, Told, day, moment, sentence, short_number
from insurance.domain.complaints import ComplaintStatus, EventKind
from insurance.services.changes import Change, ComplaintCourse
from kernel.masking import show_policy_no

S, K = ComplaintStatus, EventKind
_READ = "在官方客服里发“投诉进度”就能看到。"

# The law (投诉处理管理办法) has the complainant told that it is dealt with or not, of a longer time, and of the result.
TOLD: dict[str, Told] = {
    S.RECEIVED: Told("已收到", "已经收到", "{due}请留着受理编号，随时可以查进度。", must=True),
    K.ACKNOWLEDGED: Told("有人负责", "已经有人负责，也给您留了话", f"{_READ}{{owner}}"),
    K.PLANNED: Told("已有方案", "有了初步处理方案", f"{_READ}{{result}}"),
    K.HANDLED: Told("有新进展", "有了新进展", f"{_READ}{{result}}"),
    S.MORE_INFO: Told("请您补充", "还需要您补充一点情况", f"要补充什么，{_READ}", must=True),
    S.EXTENDED_30: Told(
        "需要延期", "需要多一点时间", f"{{result}}原因写在进度里，{_READ}", must=True, alone=True
    ),
    S.EXTENDED_60: Told(
        "需要延期", "还需要多一点时间", f"{{result}}原因写在进度里，{_READ}", must=True, alone=True
    ),
    S.NOTIFIED: Told(
        "已有答复",
        "有了处理结果",
        f"{_READ}您不认可，可以在收到结果后三十天内要求核查，也可以申请调解；想说清楚，发“转人工”。",
        must=True,
        alone=True,
    ),
    S.REVIEW: Told("核查中", "已经转到核查", "{due}"),
    S.MEDIATION: Told("调解中", "已经进入调解", "怎么进行，负责的同事会联系您。"),
    S.ARCHIVED: Told("已办结", "已经办结", "有新的情况，随时告诉我们，可以接着办。"),
    S.WITHDRAWN: Told(
        "已撤回", "已经按您的意思撤回", "不是您本人撤的，请尽快发“转人工”，我们帮您核对。", must=True
    ),
    S.REJECTED_NOT_COMPLAINT: Told(
        "不予办理",
        "没有按投诉办理",
        f"理由写在进度里，{_READ}您不认可，发“转人工”，同事会听您说；也可以拨打 12378。",
        must=True,
        alone=True,
    ),
}
_BLANKS = ("due", "owner", "result")


def told(course: ComplaintCourse) -> dict[int, Told]:
    """The steps that are told, by number."""
    return {change.seq: TOLD[change.what] for change in course.changes if change.what in TOLD}


def notice(course: ComplaintCourse, change: Change, brand: str, due_at: datetime) -> Outgoing | None:
    """None: nobody knows who complained."""
    if course.customer_no is None:
        return None
    words = TOLD[change.what]
    latest = change.seq == max(told(course), default=change.seq)
    next = words.next.format(**(_blanks(course) if latest else dict.fromkeys(_BLANKS, "")))
    return Outgoing(
        key=f"complaint:{course.number}:{change.seq}",
        kind=Kind.NOTICE,
        customer_no=course.customer_no,
        about=About(Noun.COMPLAINT, course.number),
        subject=f"{brand}：您的投诉{words.status}",
        text=sentence(
            f"您好，您的投诉（受理编号 {show_policy_no(course.number)}）{words.what}。",
            next,
            "" if "转人工" in next else WAY_ON,
        ),
        sms=f"【{brand}】您的投诉（{short_number(course.number)}）{words.what}。{next}",
        due_at=due_at,
        expires_at=change.at + NEWS,
        essential=words.must,
    )


def _blanks(course: ComplaintCourse) -> dict[str, str]:
    return {
        "due": f"{moment(course.due)}前给您回话。" if course.due else "",
        "owner": f"负责的是{course.owner}。" if course.owner else "",
        "result": f"最晚{day(course.resolve_by)}前告诉您结果。" if course.resolve_by else "",
    }

"""What a member of staff reads for the codes of a customer's timeline."""

from bot.desk.routing.routing import QUEUES
from insurance.domain.complaints import CATEGORY_NAMES
from insurance.domain.products import LINE_NAMES
from insurance.domain.servicing import KIND_NAMES, STATUS_NAMES
from insurance.services.customer_timeline import Happening, Subject

POLICY = {"effective": "保单生效", "expired": "保单到期"}
DUE = {
    "upcoming": "待缴或到期",
    "due": "今日应缴",
    "in_grace": "应缴，在宽限期",
    "suspended": "应缴，效力中止",
    "expired": "到期未续",
}
CLAIM = {
    "reported": "已报案",
    "submitted": "已提交申请",
    "docs_pending": "已要求补件",
    "accepted": "已受理",
    "registered": "已立案",
    "investigating": "开始调查",
    "assessing": "开始定损",
    "calculating": "开始理算",
    "reviewing": "开始核赔",
    "await_agreement": "结果待客户确认",
    "approved": "同意赔付",
    "paid": "已赔付",
    "denied": "拒赔",
    "disputed": "客户提出异议",
    "closed": "已结案",
    "withdrawn": "客户撤案",
    "advance_payment": "先予支付",
    "acknowledged": "已回应报案",
    "note": "补充案情",
    "documents": "收到材料",
    "denial_notice": "已发拒赔通知书",
}
COMPLAINT = {
    "received": "收到投诉",
    "registered": "已登记",
    "investigating": "开始调查",
    "more_info": "请客户补充",
    "extended_30": "延期至 30 天",
    "extended_60": "延期至 60 天",
    "decided": "已作决定",
    "notified": "已反馈结果",
    "archived": "已归档",
    "review": "转核查",
    "mediation": "转调解",
    "withdrawn": "客户撤回",
    "rejected_not_complaint": "不予办理",
    "acknowledged": "已首次回应",
    "planned": "已告知初步方案",
    "handled": "已告知所办的事",
    "extension_asked": "申请延期",
    "reassigned": "改派责任人",
}
CALL = {"wished": "想要回电", "done": "已回电"}
LEAD = {"wished": "留下咨询", "done": "已联系"}
CHANNELS = {"web": "网页", "wechat": "公众号", "wecom": "微信客服", "terminal": "终端"}


def title_of(happening: Happening) -> str:
    """One line: what it happened to, then what happened."""
    about, what = happening.about or "", happening.what
    match happening.subject:
        case Subject.POLICY:
            return f"{POLICY[what]}：{about}"
        case Subject.DUE:
            return f"{DUE[what]}：{about}"
        case Subject.CLAIM:
            return f"理赔（{_line(about)}）{CLAIM[what]}"
        case Subject.REPORT:
            return f"报案（{_line(about)}）待关联保单"
        case Subject.COMPLAINT:
            category = next((name for code, name in CATEGORY_NAMES.items() if code == about), "其他")
            return f"投诉（{category}）{COMPLAINT[what]}"
        case Subject.REQUEST:
            kind = next(name for code, name in KIND_NAMES.items() if code == about)
            status = next(name for code, name in STATUS_NAMES.items() if code == what)
            return f"{kind}：{status}"
        case Subject.CALLBACK:
            return CALL[what]
        case Subject.LEAD:
            return LEAD[what]


def opened(channel: str) -> str:
    return f"{CHANNELS.get(channel, channel)}会话"


def asked_for_people(queue: str | None) -> str:
    return f"转人工：{QUEUES.get(queue or '', '其他')}"


def rated(score: int, recommend: int | None) -> str:
    return f"评价 {score} 分" + ("" if recommend is None else f"，推荐意愿 {recommend}")


def _line(code: str) -> str:
    return next((names[0] for line, names in LINE_NAMES.items() if line == code), "险种未说")

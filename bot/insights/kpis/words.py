"""By what figures are broken down, and what staff calls the parts."""

from bot.desk.cases.complaint_export import CHANNELS
from bot.desk.routing.routing import QUEUES
from bot.insights.kpi import Dimension
from insurance.domain.complaints import CATEGORY_NAMES
from insurance.domain.journey import Stage
from insurance.domain.products import LINE_NAMES

CHANNEL = Dimension(
    "channel", "渠道", CHANNELS | {"phone": "电话", "sms": "短信", "mail": "邮件", "email": "邮件"}
)
QUEUE = Dimension("queue", "队列", QUEUES)
ANSWERED_BY = Dimension("answered_by", "由谁回应", {"bot": "机器人", "person": "人工"})
HANDOFF_REASON = Dimension(
    "reason",
    "转人工原因",
    {
        "requested": "客户要求人工",
        "escalated": "机器人转来",
        "elsewhere": "客户到微信客服",
        "barge_in": "主管接管",
        "agent_gone": "同事离线，重新排队",
        "unknown": "未注明",
    },
    of_whole=True,
)
CATEGORY = Dimension("category", "投诉类别", {each.value: name for each, name in CATEGORY_NAMES.items()})

LINE = Dimension("line", "险种", {line.value: names[0] for line, names in LINE_NAMES.items()})
TOLD = Dimension("told", "依据", {"survey": "投诉人作答", "staff": "归档记录"})
OCCASION = Dimension(
    "occasion",
    "场合",
    {
        "rating": "会话评价",
        "conversation": "会话调查",
        "claim": "理赔调查",
        "complaint": "投诉调查",
        "campaign": "专项调查",
    },
)
SERVED_BY = Dimension("queue", "由谁服务", QUEUES | {"bot": "机器人"})
NOT_SENT = Dimension(
    "reason", "未发出原因", {"capped": "频次上限", "expired": "过了有效期", "unreachable": "没有可用渠道"}
)
CASE = Dimension("case", "类型", {"instalment": "续期", "renewal": "短险续保", "auto": "车险续保"})
OPTED_OUT_OF = Dimension("of", "退订内容", {"reminder": "提醒", "survey": "调查"})
STAGES = {
    Stage.CONTACT: "接触",
    Stage.INQUIRY: "咨询",
    Stage.APPLICATION: "投保",
    Stage.SERVICING: "保全",
    Stage.CLAIM: "理赔",
    Stage.RENEWAL: "续期续保",
    Stage.TERMINATION: "退保",
    Stage.CARE: "投诉与关怀",
}
STAGE = Dimension("stage", "旅程阶段", {stage.value: name for stage, name in STAGES.items()})
ENTRY = Dimension("entry", "知识条目", {})
ANSWER_BY = Dimension("by", "由谁答复", {"bot": "机器人", "person": "人工"})
TEMPLATE = Dimension(
    "kind",
    "话术来源",
    {"canned": "快捷回复", "faq": "知识条目", "product": "产品资料", "card": "卡片"},
    of_whole=True,
)

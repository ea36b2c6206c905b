"""Service: how soon customers are answered, and by whom."""

from bot.insights.kpi import Figure, Kpi, KpiGroup, Target
from bot.insights.kpis.words import ANSWER_BY, ANSWERED_BY, CHANNEL, ENTRY, HANDOFF_REASON, QUEUE, TEMPLATE

CONVERSATIONS = Kpi(
    "conversations",
    "会话量",
    "当天新开、且有人说过话的会话数。",
    "conversations",
    Figure.COUNT,
    "count",
    dimensions=(CHANNEL,),
    drill="conversations",
)
CONTAINMENT = Kpi(
    "containment_rate",
    "机器人独立接待率",
    "新会话中，头 24 小时内没有转人工的占比。",
    "contained",
    Figure.SHARE,
    "percent",
    dimensions=(CHANNEL,),
    drill="conversations",
)
FIRST_RESPONSE_12H = Kpi(
    "first_response_12h_rate",
    "12 小时首次响应率",
    "咨询在 12 小时内得到首次回应的占比：机器人独立接待的看机器人首答，转人工的看人工首句；还没到时限的不计。",
    "first_response_12h",
    Figure.SHARE,
    "percent",
    Target(">=", 90),
    (ANSWERED_BY, CHANNEL, QUEUE),
    "conversations",
)
FIRST_RESPONSE_24H = Kpi(
    "first_response_24h_rate",
    "24 小时首次响应率",
    "同 12 小时首次响应率，时限为 24 小时。",
    "first_response_24h",
    Figure.SHARE,
    "percent",
    dimensions=(ANSWERED_BY, CHANNEL, QUEUE),
    drill="conversations",
)
FIRST_WAIT_P50 = Kpi(
    "first_wait_p50",
    "人工首响时长（中位）",
    "从进入队列到人工首句，一半客户不超过的时长；还在等和没等到的不计。",
    "first_wait",
    Figure.P50,
    "seconds",
    dimensions=(QUEUE, CHANNEL),
    drill="conversations",
)
FIRST_WAIT_P90 = Kpi(
    "first_wait_p90",
    "人工首响时长（九成）",
    "从进入队列到人工首句，九成客户不超过的时长；还在等和没等到的不计。",
    "first_wait",
    Figure.P90,
    "seconds",
    dimensions=(QUEUE, CHANNEL),
    drill="conversations",
)
ABANDONMENT = Kpi(
    "abandonment_rate",
    "排队放弃率",
    "转人工后、人工接入前客户自己离开的占比；还在排队的不计。",
    "abandoned",
    Figure.SHARE,
    "percent",
    dimensions=(QUEUE, CHANNEL),
    drill="conversations",
)
HANDOFF = Kpi(
    "handoff_rate",
    "转人工率",
    "新会话中，头 24 小时内转了人工的占比；按原因看时，各项相加等于总数。",
    "handoff",
    Figure.SHARE,
    "percent",
    dimensions=(HANDOFF_REASON, CHANNEL),
    drill="conversations",
)
INCONSISTENCY = Kpi(
    "service_inconsistency_rate",
    "答复不一致率",
    "同一知识条目当天的答复中，与多数客户得到的不同的占比；人工从条目取用的一并比较，可以补充、不能改动原文。",
    "inconsistent",
    Figure.SHARE,
    "percent",
    Target("<=", 5),
    (ENTRY, CHANNEL, ANSWER_BY),
    "conversations",
)
TEMPLATE_USE = Kpi(
    "template_use_rate",
    "话术使用率",
    "人工回复中取用快捷回复、知识条目、产品资料或卡片的占比。",
    "template_used",
    Figure.SHARE,
    "percent",
    Target(">=", 85),
    (TEMPLATE,),
    "conversations",
)

SERVICE = KpiGroup(
    "service",
    "服务",
    (
        CONVERSATIONS,
        CONTAINMENT,
        FIRST_RESPONSE_12H,
        FIRST_RESPONSE_24H,
        FIRST_WAIT_P50,
        FIRST_WAIT_P90,
        ABANDONMENT,
        HANDOFF,
        INCONSISTENCY,
        TEMPLATE_USE,
    ),
)

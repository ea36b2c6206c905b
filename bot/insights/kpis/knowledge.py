"""Knowledge: whether the bot knows what it is asked."""

from bot.insights.kpi import Figure, Kpi, KpiGroup
from bot.insights.kpis.words import CHANNEL, STAGE

FAQ_HIT = Kpi(
    "faq_hit_rate",
    "知识命中率",
    "知识类提问中由知识库答上的占比；没听懂的也算提问。",
    "faq_hit",
    Figure.SHARE,
    "percent",
    dimensions=(CHANNEL,),
    drill="conversations",
)
MISSED = Kpi(
    "missed_rate",
    "未识别率",
    "客户主动打字提出的问题中，机器人没听懂的占比；按钮和回答机器人提问的不计。",
    "missed",
    Figure.SHARE,
    "percent",
    dimensions=(CHANNEL,),
    drill="conversations",
)
TOPICS = Kpi(
    "topics",
    "听懂的提问量",
    "客户主动打字提出、机器人听懂的问题数。",
    "topics",
    Figure.COUNT,
    "count",
    dimensions=(STAGE, CHANNEL),
    drill="conversations",
)

KNOWLEDGE = KpiGroup("knowledge", "知识", (FAQ_HIT, MISSED, TOPICS))

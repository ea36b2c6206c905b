"""Outreach: whether those who want to be told are told, and what comes of it."""

from bot.insights.kpi import Figure, Kpi, KpiGroup, Target
from bot.insights.kpis.words import CASE, CHANNEL, LINE, NOT_SENT, OPTED_OUT_OF

COVERAGE = Kpi(
    "reminder_coverage",
    "提醒覆盖率",
    "应发的续期、续保提醒中实际发出的占比，算在应发那天；客户已关闭提醒、联系不上，或已缴费、退保等不必再提醒的不计。",
    "reminder_covered",
    Figure.SHARE,
    "percent",
    Target(">=", 100),
    (NOT_SENT, CHANNEL),
    "outreach",
)
SENT = Kpi(
    "reminders_sent",
    "提醒发送量",
    "当天发出的续期、续保提醒条数。",
    "reminders_sent",
    Figure.COUNT,
    "count",
    dimensions=(CHANNEL,),
    drill="outreach",
)
CONVERSION = Kpi(
    "reminder_conversion_rate",
    "提醒后缴费率",
    "发过提醒的应缴日中，最终缴费或续保的占比，算在应缴日；宽限期未过的不计，退保和终止的不计。",
    "reminder_converted",
    Figure.SHARE,
    "percent",
    dimensions=(CASE, LINE),
    drill="outreach",
)
RENEWAL = Kpi(
    "renewal_rate",
    "续保率",
    "到期的短期险和车险中续保的占比，算在到期日；退保和终止的不计。",
    "renewed",
    Figure.SHARE,
    "percent",
    dimensions=(CASE, LINE),
    drill="outreach",
)
NOTICES = Kpi(
    "notice_delivery_rate",
    "进度通知送达率",
    "理赔、投诉进度通知中实际发出的占比，算在应发那天；客户已关闭的、被更新的通知取代的不计。",
    "notice_delivered",
    Figure.SHARE,
    "percent",
    dimensions=(NOT_SENT, CHANNEL),
    drill="outreach",
)
OPT_OUTS = Kpi(
    "opt_outs",
    "退订数",
    "当天关闭提醒或表示不再接受调查的次数。",
    "opt_outs",
    Figure.COUNT,
    "count",
    dimensions=(OPTED_OUT_OF,),
)

OUTREACH = KpiGroup("outreach", "主动服务", (COVERAGE, SENT, CONVERSION, RENEWAL, NOTICES, OPT_OUTS))

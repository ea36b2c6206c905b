"""Complaints: whether the house keeps its time, and whether people are content with what it does."""

from bot.insights.kpi import Figure, Kpi, KpiGroup, Target
from bot.insights.kpis.words import CATEGORY, CHANNEL, TOLD

_BY = (CATEGORY, CHANNEL)
RECEIVED = Kpi(
    "complaints_received",
    "投诉量",
    "当天接收的投诉件数。",
    "complaints_received",
    Figure.COUNT,
    "count",
    dimensions=_BY,
    drill="complaints",
)
ANSWERED_24H = Kpi(
    "complaint_response_24h_rate",
    "投诉 24 小时回应率",
    "接收后 24 小时内回应投诉人的占比；时限未到、已撤回和不予办理的不计。",
    "complaint_answered_24h",
    Figure.SHARE,
    "percent",
    Target(">=", 100),
    _BY,
    "complaints",
)
PLANNED_48H = Kpi(
    "complaint_plan_48h_rate",
    "投诉 48 小时方案率",
    "接收后 48 小时内给出初步方案的占比；时限未到、已撤回和不予办理的不计。",
    "complaint_planned_48h",
    Figure.SHARE,
    "percent",
    Target(">=", 100),
    _BY,
    "complaints",
)
IN_TIME = Kpi(
    "complaint_in_time_rate",
    "投诉按期办结率",
    "在规定期限内告知结果的占比，经批准延期的按延期后算；时限未到、已撤回和不予办理的不计。",
    "complaint_in_time",
    Figure.SHARE,
    "percent",
    Target(">=", 100),
    _BY,
    "complaints",
)
CONTENT = Kpi(
    "complaint_satisfaction",
    "投诉处理满意率",
    "对投诉处理表示满意的占比：以投诉人在调查中打 4～5 分为准，没有作答的以归档时的记录为准。",
    "complaint_content",
    Figure.SHARE,
    "percent",
    dimensions=(TOLD, *_BY),
    drill="complaints",
)

COMPLAINTS = KpiGroup("complaints", "投诉", (RECEIVED, ANSWERED_24H, PLANNED_48H, IN_TIME, CONTENT))

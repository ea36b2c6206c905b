"""Satisfaction: what customers say themselves."""

from bot.insights.kpi import Figure, Kpi, KpiGroup, Target
from bot.insights.kpis.words import OCCASION, SERVED_BY
from bot.insights.sources.opinions import ITEMS
from bot.outreach.surveys.survey import NAMES

CSAT = Kpi(
    "csat",
    "会话满意率",
    "会话结束时的评价中，4～5 星的占比。",
    "rated",
    Figure.SHARE,
    "percent",
    Target(">=", 85),
    (SERVED_BY,),
    "conversations",
)
_TARGETS = {"speed": Target(">=", 85)}
BY_ITEM = tuple(
    Kpi(
        f"csat_{item}",
        f"{NAMES[item]}满意率",
        f"调查中{NAMES[item]}打 4～5 分的占比；没有打分的不计。",
        f"item_{item}",
        Figure.SHARE,
        "percent",
        _TARGETS.get(item),
        (OCCASION,),
        "conversations",
    )
    for item in ITEMS
)
NPS = Kpi(
    "nps",
    "净推荐值",
    "推荐意愿 9～10 分的占比减去 0～6 分的占比，含会话评价和调查。",
    "recommended",
    Figure.BALANCE,
    "points",
    Target(">=", 40),
    (OCCASION, SERVED_BY),
    "conversations",
)
BAD = Kpi(
    "bad_ratings",
    "差评数",
    "评价 2 星及以下、调查任一项 2 分及以下，或推荐意愿 6 分及以下且写了原因的件数。",
    "bad_rating",
    Figure.COUNT,
    "count",
    dimensions=(OCCASION, SERVED_BY),
    drill="conversations",
)
ANSWERED = Kpi(
    "survey_response_rate",
    "调查作答率",
    "发出的调查在 14 天有效期内作答的占比，算在发出那天；有效期未满的不计。",
    "survey_answered",
    Figure.SHARE,
    "percent",
    dimensions=(OCCASION,),
)

SATISFACTION = KpiGroup("satisfaction", "满意度", (CSAT, *BY_ITEM, NPS, BAD, ANSWERED))

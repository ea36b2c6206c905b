"""Claims: how soon they are accepted and settled."""

from bot.insights.kpi import Figure, Kpi, KpiGroup, Target
from bot.insights.kpis.words import LINE

_DAY = 86_400
REPORTED = Kpi(
    "claims_reported",
    "报案量",
    "当天报案的理赔案件数。",
    "claims_reported",
    Figure.COUNT,
    "count",
    dimensions=(LINE,),
    drill="claims",
)
ACCEPTED_3D = Kpi(
    "claim_accept_3d_rate",
    "3 日受理率",
    "报案后 3 日内受理的占比：报案当日不算，第 3 日算到当天结束；时限未到和已撤案的不计。",
    "claim_accepted_3d",
    Figure.SHARE,
    "percent",
    Target(">=", 85),
    (LINE,),
    "claims",
)
CYCLE_P50 = Kpi(
    "claim_cycle_p50",
    "理赔周期（中位）",
    "当天赔付或结案的案件中，一半不超过的天数，从报案算起，自然日。",
    "claim_cycle",
    Figure.P50,
    "days",
    Target("<=", 7),
    (LINE,),
    "claims",
    scale=_DAY,
)
CYCLE_P90 = Kpi(
    "claim_cycle_p90",
    "理赔周期（九成）",
    "当天赔付或结案的案件中，九成不超过的天数，从报案算起，自然日。",
    "claim_cycle",
    Figure.P90,
    "days",
    Target("<=", 7),
    (LINE,),
    "claims",
    scale=_DAY,
)

CLAIMS = KpiGroup("claims", "理赔", (REPORTED, ACCEPTED_3D, CYCLE_P50, CYCLE_P90))

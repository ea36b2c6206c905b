"""Figures with a name, a target and a formula; one file per group."""

from bot.insights.kpis.claims import CLAIMS
from bot.insights.kpis.complaints import COMPLAINTS
from bot.insights.kpis.knowledge import KNOWLEDGE
from bot.insights.kpis.outreach import OUTREACH
from bot.insights.kpis.satisfaction import SATISFACTION
from bot.insights.kpis.service import SERVICE

GROUPS = (SERVICE, CLAIMS, COMPLAINTS, SATISFACTION, OUTREACH, KNOWLEDGE)

"""What the survey rooms work with; the gateway puts it together."""

from dataclasses import dataclass

from aiohttp import web

from bot.http.limits import Limit, Limiter
from bot.outreach.surveys.answers import Answers
from bot.outreach.surveys.campaigns import Campaigns
from bot.outreach.surveys.invitations import Invitations

_PER_SURVEY, _PER_ADDRESS = Limit(30, 60), Limit(300, 60)


@dataclass(frozen=True)
class SurveyLimits:
    """None: not limited."""

    per_survey: Limit = _PER_SURVEY
    per_address: Limit | None = _PER_ADDRESS


@dataclass(frozen=True)
class SurveyRoom:
    answers: Answers
    invitations: Invitations
    campaigns: Campaigns
    limiter: Limiter
    limits: SurveyLimits


SURVEYS = web.AppKey("surveys", SurveyRoom)

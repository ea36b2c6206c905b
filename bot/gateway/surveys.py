"""Surveys of a gateway: invitations, the customer's page, campaigns."""

from datetime import timedelta

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.web.api import WEB_CHAT
from bot.conversations.service import Conversations
from bot.gateway.settings import Settings
from bot.http.endpoint import routes
from bot.outreach.message import Kind
from bot.outreach.notices.feed import Feed
from bot.outreach.outreach import OUTREACH
from bot.outreach.surveys import api, desk_api
from bot.outreach.surveys.answers import Answers, BadRatings
from bot.outreach.surveys.campaigns import Campaigns
from bot.outreach.surveys.invitations import READER, Invitations
from bot.outreach.surveys.survey import Tokens
from bot.outreach.surveys.surveys import SURVEYS, SurveyLimits, SurveyRoom
from bot.staff.accounts import AT_DESK
from bot.staff.guards import at_desk, recorded
from bot.staff.tasks import TASKS
from insurance.bootstrap import Services
from kernel.clock import Clock
from kernel.crypto import Keyring
from kernel.schedule import Schedule

INVITE_EVERY = timedelta(seconds=30)
FOLLOW_UP_EVERY = timedelta(seconds=30)
CAMPAIGNS_EVERY = timedelta(minutes=1)


def add(
    app: web.Application,
    settings: Settings,
    engine: AsyncEngine,
    clock: Clock,
    services: Services,
    conversations: Conversations,
    keyring: Keyring,
    schedule: Schedule,
) -> None:
    """Puts the room together, adds its routes to `app` and its jobs to `schedule`."""
    outreach, tasks, changes = app[OUTREACH], app[TASKS], services.changes
    tokens = Tokens(settings.secret_key)
    page = f"{settings.public_url.rstrip('/')}/survey"
    feed = Feed(engine, clock, changes, READER)
    invitations = Invitations(engine, clock, feed, changes, outreach, tokens, page)
    answers = Answers(engine, keyring, clock, tokens, changes, tasks)
    campaigns = Campaigns(engine, clock, services.segments, invitations)
    limits = SurveyLimits() if settings.rate_limits else SurveyLimits(per_address=None)
    app[SURVEYS] = SurveyRoom(answers, invitations, campaigns, app[WEB_CHAT].limiter, limits)
    app.add_routes(routes(api.HANDLERS))
    app.add_routes(routes(desk_api.HANDLERS, at_desk, roles=AT_DESK, record=recorded))
    outreach.recheck(Kind.SURVEY, invitations.recheck)
    ratings = BadRatings(conversations.ratings, tasks, clock)
    schedule.every(INVITE_EVERY, "survey-invitations", invitations.collect, by_itself=settings.scheduler)
    schedule.every(FOLLOW_UP_EVERY, "survey-follow-up", answers.follow_up)
    schedule.every(FOLLOW_UP_EVERY, "rating-follow-up", ratings.follow_up)
    schedule.every(CAMPAIGNS_EVERY, "survey-campaigns", campaigns.run, by_itself=settings.scheduler)

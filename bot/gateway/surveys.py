"""Surveys of a gateway: invitations, the customer's page, campaigns."""

from datetime import timedelta

from aiohttp import web

from bot.channels.web.api import WEB_CHAT
from bot.conversations.service import Conversations
from bot.gateway.parts import Parts
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
from kernel.schedule import Schedule

INVITE_EVERY = timedelta(seconds=30)
FOLLOW_UP_EVERY = timedelta(seconds=30)
CAMPAIGNS_EVERY = timedelta(minutes=1)


def add(app: web.Application, parts: Parts, conversations: Conversations, schedule: Schedule) -> None:
    """Puts the room together, adds its routes to `app` and its jobs to `schedule`."""
    outreach, tasks, changes = app[OUTREACH], app[TASKS], parts.services.changes
    tokens = Tokens(parts.settings.secret_key)
    page = f"{parts.settings.public_url.rstrip('/')}/survey"
    feed = Feed(parts.engine, parts.clock, changes, READER)
    invitations = Invitations(parts.engine, parts.clock, feed, changes, outreach, tokens, page)
    answers = Answers(parts.engine, parts.keyring, parts.clock, tokens, changes, tasks)
    campaigns = Campaigns(parts.engine, parts.clock, parts.services.segments, invitations)
    limits = SurveyLimits() if parts.settings.rate_limits else SurveyLimits(per_address=None)
    app[SURVEYS] = SurveyRoom(answers, invitations, campaigns, app[WEB_CHAT].limiter, limits)
    app.add_routes(routes(api.HANDLERS))
    app.add_routes(routes(desk_api.HANDLERS, at_desk, roles=AT_DESK, record=recorded))
    outreach.recheck(Kind.SURVEY, invitations.recheck)
    ratings = BadRatings(conversations.ratings, tasks, parts.clock)
    schedule.every(
        INVITE_EVERY, "survey-invitations", invitations.collect, by_itself=parts.settings.scheduler
    )
    schedule.every(FOLLOW_UP_EVERY, "survey-follow-up", answers.follow_up)
    schedule.every(FOLLOW_UP_EVERY, "rating-follow-up", ratings.follow_up)
    schedule.every(CAMPAIGNS_EVERY, "survey-campaigns", campaigns.run, by_itself=parts.settings.scheduler)

"""The desk of a gateway: what each of its rooms works with, and its routes."""

from functools import partial
from pathlib import Path

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.attachments import AttachmentFolder
from bot.channels.wecom.models import CHANNEL as WECOM
from bot.conversations.service import Conversations
from bot.desk.administration import audit, staff
from bot.desk.assist import api as assist_api
from bot.desk.assist.assist import ASSIST, Assist
from bot.desk.assist.conduct import CONDUCT, ConductDesk
from bot.desk.assist.suggestions import Suggestions
from bot.desk.assist.ticks import Ticks
from bot.desk.assist.uses import Uses
from bot.desk.cases import complaints, requests
from bot.desk.cases.complaints import COMPLAINTS, ComplaintDesk
from bot.desk.cases.requests import REQUESTS, RequestDesk
from bot.desk.conversations import api as conversation_api
from bot.desk.conversations import attachments as conversation_files
from bot.desk.conversations import beside, library, ratings, search, summary, typing
from bot.desk.conversations.canned_replies import CannedReplies
from bot.desk.conversations.dossier import Dossiers
from bot.desk.conversations.library import LIBRARY, Library
from bot.desk.conversations.looks import LOOKS, Looks
from bot.desk.conversations.search import SEARCH, searching
from bot.desk.conversations.socket import desk_socket
from bot.desk.conversations.transcript import Transcripts
from bot.desk.conversations.wrap_ups import WrapUpCodes
from bot.desk.customers import acts as customer_acts
from bot.desk.customers import api as customer_api
from bot.desk.customers.api import CUSTOMERS, CustomerDesk
from bot.desk.customers.card import CustomerCards
from bot.desk.customers.serving import Serving
from bot.desk.customers.timeline import Timelines
from bot.desk.desk import DESK, Desk
from bot.desk.routing import api as routing_api
from bot.desk.routing import queues
from bot.desk.routing.queues import QUEUE_DESK, QueueDesk
from bot.desk.routing.routing import Routing
from bot.desk.supervision import api as supervision_api
from bot.desk.supervision import incidents, key_steps, past_api, quality_api, stopped
from bot.desk.supervision.breaches import Breaches
from bot.desk.supervision.history import History
from bot.desk.supervision.incidents import INCIDENTS, IncidentDesk
from bot.desk.supervision.quality import QualityReviews
from bot.desk.supervision.reports import Reports
from bot.desk.supervision.service_levels import ServiceLevels
from bot.desk.supervision.supervision import SUPERVISION, SupervisionRoom
from bot.desk.supervision.wall import Wall
from bot.gateway.settings import Settings
from bot.http.endpoint import routes
from bot.http.limits import Limiter
from bot.staff.accounts import AT_DESK
from bot.staff.guards import STAFF_ROOM, at_desk, recorded
from insurance.bootstrap import Services
from kernel.clock import Clock
from kernel.crypto import Keyring

# What customers call the attributes of a product.
ATTRIBUTES = Path("data/lookup/attributes.yml")


def answered_elsewhere(settings: Settings) -> frozenset[str]:
    """Channels whose customers wait for people in the channel's own tool."""
    return frozenset({WECOM}) if settings.wecom_handoff == "wecom" else frozenset()


def add(
    app: web.Application,
    settings: Settings,
    engine: AsyncEngine,
    clock: Clock,
    services: Services,
    conversations: Conversations,
    limiter: Limiter,
    attachments: AttachmentFolder,
) -> None:
    """Puts the desk's rooms together and adds their routes to `app`."""
    room, keyring = app[STAFF_ROOM], Keyring(settings.data_keys)
    accounts, presence = room.accounts, room.presence
    levels = ServiceLevels(conversations.queues, settings.desk_hours)
    app[DESK] = Desk(
        conversations,
        Routing(conversations, accounts, presence, clock, answered_elsewhere(settings)),
        Dossiers(conversations, accounts, CustomerCards(services.customers), levels, clock),
        attachments,
    )
    app[QUEUE_DESK] = QueueDesk(conversations.queues, settings.desk_hours, clock)
    app[LOOKS] = Looks(clock)
    replies = CannedReplies(engine, clock)
    suggestions = Suggestions(services.faq, services.products, replies, clock, ATTRIBUTES)
    app[LIBRARY] = Library(replies, WrapUpCodes(engine))
    app[SEARCH] = searching(conversations, services.identity, clock)
    app[ASSIST] = Assist(conversations, suggestions, Ticks(engine, clock), Uses(engine, clock))
    app[CONDUCT] = ConductDesk(services.conduct, conversations.agents, engine, clock)
    app[INCIDENTS] = IncidentDesk(services.incidents, services.faq, clock)
    app[COMPLAINTS] = ComplaintDesk(services.complaint_handling, services.complaint_register)
    app[REQUESTS] = RequestDesk(
        services.servicing,
        services.callbacks,
        services.leads,
        services.claim_reports,
        services.customers,
        clock,
    )
    app[CUSTOMERS] = CustomerDesk(
        Serving(conversations.agents, services.customers),
        Timelines(services.customer_timeline, services.identity, conversations.past),
        services.customers,
        services.claims,
        services.claim_reports,
        services.complaints,
        services.callbacks,
        limiter,
    )
    breaches = Breaches(engine, clock, conversations, levels)
    reviews = QualityReviews(engine, keyring, clock, conversations.engagements)
    app[SUPERVISION] = SupervisionRoom(
        levels,
        breaches,
        Wall(engine, clock, conversations, accounts, presence, levels, breaches),
        History(conversations, levels, breaches),
        Reports(conversations, accounts, reviews, breaches, app[ASSIST].ticks, app[ASSIST].uses),
        reviews,
        Transcripts(conversations),
        clock,
    )
    at_seat = partial(routes, guard=at_desk, roles=AT_DESK, record=recorded)
    app.add_routes(at_seat([*staff.HANDLERS, *audit.HANDLERS]))
    app.add_routes(
        at_seat(
            [
                *routing_api.HANDLERS,
                *queues.HANDLERS,
                *conversation_api.HANDLERS,
                *beside.HANDLERS,
                *typing.HANDLERS,
                *ratings.HANDLERS,
                *library.HANDLERS,
                *search.HANDLERS,
                *summary.HANDLERS,
                *conversation_files.HANDLERS,
                desk_socket,
            ]
        )
    )
    app.add_routes(at_seat(assist_api.HANDLERS))
    app.add_routes(at_seat([*customer_api.HANDLERS, *customer_acts.HANDLERS]))
    app.add_routes(at_seat([*complaints.HANDLERS, *requests.HANDLERS]))
    app.add_routes(at_seat([*incidents.HANDLERS, *stopped.HANDLERS, *key_steps.HANDLERS]))
    app.add_routes(at_seat([*supervision_api.HANDLERS, *past_api.HANDLERS, *quality_api.HANDLERS]))

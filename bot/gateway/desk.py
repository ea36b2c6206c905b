"""The desk of a gateway: what each of its rooms works with, and its routes."""

from functools import partial

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.channels.attachments import AttachmentFolder
from bot.conversations.service import Conversations
from bot.desk.assist.conduct import CONDUCT, ConductDesk
from bot.desk.cases import complaints, requests
from bot.desk.cases.complaints import COMPLAINTS, ComplaintDesk
from bot.desk.cases.requests import REQUESTS, RequestDesk
from bot.desk.conversations import api as conversation_api
from bot.desk.conversations import beside
from bot.desk.conversations.dossier import Dossiers
from bot.desk.conversations.socket import desk_socket
from bot.desk.conversations.transcript import Transcripts
from bot.desk.customers import acts as customer_acts
from bot.desk.customers import api as customer_api
from bot.desk.customers.api import CUSTOMERS, CustomerDesk
from bot.desk.customers.card import CustomerCards
from bot.desk.customers.serving import Serving
from bot.desk.customers.timeline import Timelines
from bot.desk.desk import AUDIT, DESK, Desk, at_desk, recorded, signed_in
from bot.desk.routing import api as routing_api
from bot.desk.routing.presence import PresenceBoard
from bot.desk.routing.routing import Routing
from bot.desk.staff import api as staff_api
from bot.desk.staff.accounts import AT_DESK, EVERYBODY, StaffAccounts
from bot.desk.staff.logins import Logins
from bot.desk.supervision import incidents, quality_api, stopped
from bot.desk.supervision.incidents import INCIDENTS, IncidentDesk
from bot.desk.supervision.quality import QualityReviews
from bot.desk.supervision.service_levels import ServiceLevels
from bot.desk.supervision.supervision import SUPERVISION, SupervisionRoom
from bot.gateway.settings import Settings
from bot.http.endpoint import routes
from bot.http.limits import Limiter
from insurance.bootstrap import Services
from kernel.clock import Clock
from kernel.crypto import Keyring


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
    accounts = StaffAccounts(engine, clock)
    presence = PresenceBoard(engine, clock)
    logins = Logins(
        engine,
        clock,
        accounts,
        limiter,
        secret=settings.secret_key,
        lifetime=settings.staff_login,
        by_address=settings.rate_limits,
    )
    app[DESK] = Desk(
        conversations,
        accounts,
        logins,
        presence,
        Routing(conversations, accounts, presence, clock),
        Dossiers(conversations, CustomerCards(services.customers)),
        attachments,
    )
    app[AUDIT] = services.audit
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
    app[SUPERVISION] = SupervisionRoom(
        ServiceLevels(conversations.queues, settings.desk_hours),
        QualityReviews(engine, Keyring(settings.data_keys), clock, conversations.engagements),
        Transcripts(conversations),
        clock,
    )
    at_seat = partial(routes, guard=at_desk, roles=AT_DESK, record=recorded)
    app.add_routes(routes(staff_api.HANDLERS, signed_in, roles=EVERYBODY, record=recorded))
    app.add_routes(
        at_seat([*routing_api.HANDLERS, *conversation_api.HANDLERS, *beside.HANDLERS, desk_socket])
    )
    app.add_routes(at_seat([*customer_api.HANDLERS, *customer_acts.HANDLERS]))
    app.add_routes(at_seat([*complaints.HANDLERS, *requests.HANDLERS]))
    app.add_routes(at_seat([*incidents.HANDLERS, *stopped.HANDLERS, *quality_api.HANDLERS]))

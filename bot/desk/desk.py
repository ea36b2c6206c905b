"""What every room of the desk works with, and who is let in."""

from dataclasses import dataclass
from typing import Protocol

from aiohttp import web

from bot.conversations.inbox import Attachment
from bot.conversations.service import Conversations
from bot.desk.conversations.dossier import Dossiers
from bot.desk.errors import NotYourRole
from bot.desk.routing.presence import PresenceBoard
from bot.desk.routing.routing import Routing
from bot.desk.staff.accounts import Staff, StaffAccounts
from bot.desk.staff.logins import Logins
from bot.http.endpoint import Endpoint
from bot.http.origin import check_origin
from insurance.services.audit import AuditService

COOKIE = "baowen_staff"
STAFF = web.RequestKey("staff", Staff)
_AUDITED = web.RequestKey("audited", dict[str, str])


class Downloads(Protocol):
    """Files customers sent, as something the browser saves and does not show."""

    def response(self, attachment: Attachment) -> web.StreamResponse: ...


@dataclass(frozen=True)
class Desk:
    """What this room works with; the gateway puts it together."""

    conversations: Conversations
    accounts: StaffAccounts
    logins: Logins
    presence: PresenceBoard
    routing: Routing
    dossiers: Dossiers
    attachments: Downloads


DESK = web.AppKey("desk", Desk)
AUDIT = web.AppKey("audit", AuditService)


async def signed_in(request: web.Request, endpoint: Endpoint) -> None:
    """Whose cookie it is, in a role the endpoint is for; writes also need the page's token.

    `LoginRequired`, `CsrfMismatch`, `NotYourRole`.
    """
    desk, token = request.app[DESK], request.cookies.get(COOKIE, "")
    request[STAFF] = await desk.logins.staff_of(token)
    if endpoint.method not in ("GET", "HEAD"):
        check_origin(request)
        desk.logins.check_csrf(token, request.headers.get("X-CSRF-Token", ""))
    roles = endpoint.roles or frozenset()
    if request[STAFF].role not in roles:
        raise NotYourRole(roles=sorted(roles))


async def at_desk(request: web.Request, endpoint: Endpoint) -> None:
    """Signed in, and seen at the desk now."""
    await signed_in(request, endpoint)
    await request.app[DESK].presence.touch(request[STAFF].username)


def audited(request: web.Request, **data: str) -> None:
    """What the trail is to say of this request beside the values of its path; no personal data."""
    request[_AUDITED] = data


async def recorded(request: web.Request, endpoint: Endpoint) -> None:
    """Who did it, and to which customer, conversation or record."""
    assert endpoint.audit is not None
    path = {name.removesuffix("_id"): value for name, value in request.match_info.items()}
    whom = path.pop("customer_no", None)
    data = path | request.get(_AUDITED, {})
    await request.app[AUDIT].record(request[STAFF].username, endpoint.audit, whom, **data)


async def names_of(request: web.Request) -> dict[str, str]:
    """What colleagues are called, by username."""
    return {staff.username: staff.name for staff in await request.app[DESK].accounts.at_desk()}

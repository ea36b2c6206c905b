"""What every room of the desk works with, and who is let in."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Protocol

from aiohttp import web

from bot.conversations.inbox import Attachment
from bot.conversations.service import Conversations
from bot.desk.conversations.dossier import Dossiers
from bot.desk.errors import NotYourRole, PasswordDue, SecondFactorDue
from bot.desk.routing.presence import PresenceBoard
from bot.desk.routing.routing import Routing
from bot.desk.staff.accounts import Staff, StaffAccounts
from bot.desk.staff.logins import Login, Logins
from bot.desk.staff.second_factor import SecondFactors
from bot.http.endpoint import Endpoint
from bot.http.origin import check_origin
from insurance.services.audit import AuditService

COOKIE = "baowen_staff"
ACTIVE = "X-Active"  # the person did something since the page's last request
STAFF = web.RequestKey("staff", Staff)
LOGIN = web.RequestKey("login", Login)
_AUDITED = web.RequestKey("audited", dict[str, str])


class StoredFile(Protocol):
    """What was stored; `size` in bytes."""

    @property
    def name(self) -> str: ...
    @property
    def media_type(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def path(self) -> str: ...


class Files(Protocol):
    """Files of conversations: judged by content when they come, saved and never shown by the browser when they go."""

    async def store(self, name: str, chunks: AsyncIterator[bytes]) -> StoredFile: ...

    def discard(self, stored: Any) -> None: ...

    def response(self, attachment: Attachment) -> web.StreamResponse: ...


@dataclass(frozen=True)
class Desk:
    """What this room works with; the gateway puts it together."""

    conversations: Conversations
    accounts: StaffAccounts
    logins: Logins
    factors: SecondFactors
    presence: PresenceBoard
    routing: Routing
    dossiers: Dossiers
    attachments: Files


DESK = web.AppKey("desk", Desk)
AUDIT = web.AppKey("audit", AuditService)


async def signed_in(request: web.Request, endpoint: Endpoint) -> None:
    """Whose cookie it is, in a role the endpoint is for; writes also need the page's token.

    A write is an act of the person. Pages read by themselves as well: a read is an act where the page says so.
    `LoginRequired`, `CsrfMismatch`, `NotYourRole`.
    """
    desk, token = request.app[DESK], request.cookies.get(COOKIE, "")
    login = await desk.logins.of(token)
    request[LOGIN], request[STAFF] = login, login.staff
    writes = endpoint.method not in ("GET", "HEAD")
    if writes:
        check_origin(request)
        desk.logins.check_csrf(token, request.headers.get("X-CSRF-Token", ""))
    roles = endpoint.roles or frozenset()
    if request[STAFF].role not in roles:
        raise NotYourRole(roles=sorted(roles))
    if writes or ACTIVE in request.headers:
        await desk.logins.acted(login)


async def at_desk(request: web.Request, endpoint: Endpoint) -> None:
    """Signed in with an account in order, and seen at the desk now. `PasswordDue`, `SecondFactorDue`."""
    await signed_in(request, endpoint)
    if request[STAFF].password_temporary:
        raise PasswordDue()
    if request[LOGIN].second_factor_due:
        raise SecondFactorDue()
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
    return {staff.username: staff.name for staff in await request.app[DESK].accounts.all()}

"""Who is let in: the room behind every page of staff, its guards, and what the trail notes of a request."""

from dataclasses import dataclass

from aiohttp import web

from bot.http.endpoint import Endpoint
from bot.http.origin import check_origin
from bot.staff.accounts import Staff, StaffAccounts
from bot.staff.errors import NotYourRole, PasswordDue, SecondFactorDue
from bot.staff.logins import Login, Logins
from bot.staff.presence import PresenceBoard
from bot.staff.second_factor import SecondFactors
from insurance.services.audit import AuditService

COOKIE = "baowen_staff"
ACTIVE = "X-Active"  # the person did something since the page's last request
STAFF = web.RequestKey("staff", Staff)
LOGIN = web.RequestKey("login", Login)
_AUDITED = web.RequestKey("audited", dict[str, str])


@dataclass(frozen=True)
class StaffRoom:
    """What this room works with; the gateway puts it together."""

    accounts: StaffAccounts
    logins: Logins
    factors: SecondFactors
    presence: PresenceBoard


STAFF_ROOM = web.AppKey("staff_room", StaffRoom)
AUDIT = web.AppKey("audit", AuditService)


async def signed_in(request: web.Request, endpoint: Endpoint) -> None:
    """Whose cookie it is, in a role the endpoint is for; writes also need the page's token.

    A write is an act of the person. Pages read by themselves as well: a read is an act where the page says so.
    `LoginRequired`, `CsrfMismatch`, `NotYourRole`.
    """
    logins, token = request.app[STAFF_ROOM].logins, request.cookies.get(COOKIE, "")
    login = await logins.of(token)
    request[LOGIN], request[STAFF] = login, login.staff
    writes = endpoint.method not in ("GET", "HEAD")
    if writes:
        check_origin(request)
        logins.check_csrf(token, request.headers.get("X-CSRF-Token", ""))
    roles = endpoint.roles or frozenset()
    if request[STAFF].role not in roles:
        raise NotYourRole(roles=sorted(roles))
    if writes or ACTIVE in request.headers:
        await logins.acted(login)


async def in_order(request: web.Request, endpoint: Endpoint) -> None:
    """Signed in with an account that nothing is due of. `PasswordDue`, `SecondFactorDue`."""
    await signed_in(request, endpoint)
    if request[STAFF].password_temporary:
        raise PasswordDue()
    if request[LOGIN].second_factor_due:
        raise SecondFactorDue()


async def at_desk(request: web.Request, endpoint: Endpoint) -> None:
    """With an account in order, and seen at the desk now."""
    await in_order(request, endpoint)
    await request.app[STAFF_ROOM].presence.touch(request[STAFF].username)


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
    return {staff.username: staff.name for staff in await request.app[STAFF_ROOM].accounts.all()}

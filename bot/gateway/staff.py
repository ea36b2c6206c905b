"""The staff room of a gateway: accounts, logins, presence, the audit trail, and its routes."""

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.gateway.settings import Settings
from bot.http.endpoint import routes
from bot.http.limits import Limiter
from bot.staff import api
from bot.staff.accounts import EVERYBODY, StaffAccounts
from bot.staff.guards import AUDIT, STAFF_ROOM, StaffRoom, recorded, signed_in
from bot.staff.logins import Logins
from bot.staff.presence import PresenceBoard
from bot.staff.second_factor import SecondFactors
from insurance.services.audit import AuditService
from kernel.clock import Clock
from kernel.crypto import Keyring


def add(
    app: web.Application,
    settings: Settings,
    engine: AsyncEngine,
    clock: Clock,
    limiter: Limiter,
    audit: AuditService,
) -> None:
    """Before any other room of staff: they ask this one who is there."""
    accounts = StaffAccounts(engine, clock)
    keyring = Keyring(settings.data_keys)
    factors = SecondFactors(engine, keyring, clock, settings.staff_second_factor)
    logins = Logins(
        engine,
        clock,
        accounts,
        factors,
        limiter,
        keyring,
        secret=settings.secret_key,
        lifetime=settings.staff_login,
        idle=settings.staff_idle,
        by_address=settings.rate_limits,
    )
    app[STAFF_ROOM] = StaffRoom(accounts, logins, factors, PresenceBoard(engine, clock))
    app[AUDIT] = audit
    app.add_routes(routes(api.HANDLERS, signed_in, roles=EVERYBODY, record=recorded))

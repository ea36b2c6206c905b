"""Staff logins: a cookie token of 256 random bits, kept here as a hash, ended by time or by logging out."""

import hashlib
import hmac
import secrets
from datetime import timedelta

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.desk.errors import CsrfMismatch, LoginRequired
from bot.desk.staff.accounts import Staff, StaffAccounts, staff_of
from bot.desk.staff.models import StaffLoginRow, StaffRow
from bot.http.limits import Limit, Limiter
from kernel.clock import Clock
from kernel.database import readonly

# From one address few tries: more would let anybody lock an agent out. From all together some more.
PER_USERNAME_HERE = Limit(10, 900)
PER_USERNAME = Limit(50, 900)
PER_ADDRESS = Limit(60, 900)


def _bytes(sent: str) -> bytes:
    """A header may hold any bytes; aiohttp keeps those that are no text as surrogates."""
    return sent.encode(errors="surrogateescape")


def _hashed(token: str) -> str:
    return hashlib.sha256(_bytes(token)).hexdigest()


class Logins:
    """`lifetime`: how long a login lasts; `by_address`: whether addresses are throttled as well."""

    def __init__(
        self,
        engine: AsyncEngine,
        clock: Clock,
        accounts: StaffAccounts,
        limiter: Limiter,
        *,
        secret: bytes,
        lifetime: timedelta,
        by_address: bool = True,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._accounts = accounts
        self._limiter = limiter
        self._secret = hmac.digest(secret, b"baowen:csrf", "sha256")
        self._lifetime = lifetime
        self._by_address = by_address

    async def login(self, username: str, password: str, address: str) -> tuple[Staff, str]:
        """Who it is, and the cookie's token; `WrongCredentials`, `TooMany`.

        Each try counts before the password is looked at, so that simultaneous tries cannot slip through.
        """
        if self._by_address:
            await self._limiter.hit(f"login-from:{address}", PER_ADDRESS)
        here = f"login:{username}:{address}"
        await self._limiter.hit(here, PER_USERNAME_HERE)
        await self._limiter.hit(f"login:{username}", PER_USERNAME)
        staff = await self._accounts.check_password(username, password)
        await self._limiter.forget(here)
        await self._limiter.forget(f"login:{username}")
        token, now = secrets.token_urlsafe(32), self._clock.now()
        async with self._engine.begin() as connection:
            await connection.execute(delete(StaffLoginRow).where(StaffLoginRow.ends_at <= now))
            await connection.execute(
                insert(StaffLoginRow).values(
                    token_hash=_hashed(token), username=username, started_at=now, ends_at=now + self._lifetime
                )
            )
        return staff, token

    async def staff_of(self, token: str | None) -> Staff:
        """Whose token it is; `LoginRequired`."""
        if not token:
            raise LoginRequired()
        async with readonly(self._engine).connect() as connection:
            found = await connection.execute(
                select(StaffRow.__table__)
                .join(StaffLoginRow, StaffLoginRow.username == StaffRow.username)
                .where(StaffLoginRow.token_hash == _hashed(token), StaffLoginRow.ends_at > self._clock.now())
            )
            row = found.one_or_none()
        if row is None:
            raise LoginRequired()
        return staff_of(row)

    async def logout(self, token: str) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(delete(StaffLoginRow).where(StaffLoginRow.token_hash == _hashed(token)))

    def csrf_token(self, token: str) -> str:
        """What our own pages send back with every write; another site cannot know it."""
        return hmac.new(self._secret, _bytes(token), hashlib.sha256).hexdigest()

    def check_csrf(self, token: str, sent: str) -> None:
        if not hmac.compare_digest(self.csrf_token(token).encode(), _bytes(sent)):
            raise CsrfMismatch()

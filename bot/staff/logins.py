"""Staff logins: a cookie token of 256 random bits, kept here as a hash, ended by time, by idleness, or by hand."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.http.limits import Limit, Limiter
from bot.staff.accounts import Staff, StaffAccounts, staff_of
from bot.staff.errors import (
    CodeRequired,
    CsrfMismatch,
    LoginNotFound,
    LoginRequired,
    WrongCode,
    WrongCredentials,
)
from bot.staff.models import FailedLoginRow, SecondFactorRow, StaffLoginRow, StaffRow
from bot.staff.second_factor import SecondFactors
from kernel.clock import Clock
from kernel.crypto import Keyring
from kernel.database import readonly

# From one address few tries: more would let anybody lock an agent out. From all together some more.
PER_USERNAME_HERE = Limit(10, 900)
PER_USERNAME = Limit(50, 900)
PER_ADDRESS = Limit(60, 900)
# Who comes to the code knows the password already: fewer tries, from wherever.
PER_CODE = Limit(5, 900)
_FAILURES_KEPT = timedelta(days=30)
_SEEN_EVERY = timedelta(minutes=1)


def _bytes(sent: str) -> bytes:
    """A header may hold any bytes; aiohttp keeps those that are no text as surrogates."""
    return sent.encode(errors="surrogateescape")


def _hashed(token: str) -> str:
    return hashlib.sha256(_bytes(token)).hexdigest()


@dataclass(frozen=True)
class Login:
    """`active_at`: the person's last act, to the minute. `second_factor`: set up; `second_factor_due`: to be set up
    before anything else is done."""

    id: str
    staff: Staff
    active_at: datetime
    second_factor: bool
    second_factor_due: bool


@dataclass(frozen=True)
class OpenLogin:
    """A login as its owner reads it."""

    id: str
    started_at: datetime
    active_at: datetime
    ends_at: datetime
    address: str
    browser: str


class Logins:
    """`lifetime`: how long a login lasts; `idle`: how long without an act of the person; `by_address`: whether
    addresses are throttled as well."""

    def __init__(
        self,
        engine: AsyncEngine,
        clock: Clock,
        accounts: StaffAccounts,
        factors: SecondFactors,
        limiter: Limiter,
        keyring: Keyring,
        *,
        secret: bytes,
        lifetime: timedelta,
        idle: timedelta,
        by_address: bool = True,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._accounts = accounts
        self._factors = factors
        self._limiter = limiter
        self._keyring = keyring
        self._secret = hmac.digest(secret, b"baowen:csrf", "sha256")
        self._lifetime = lifetime
        self._idle = idle
        self._by_address = by_address

    async def login(
        self, username: str, password: str, address: str, *, code: str | None = None, browser: str = ""
    ) -> tuple[str, int]:
        """The cookie's token, and how many tries failed since the last that did not.

        `WrongCredentials`, `CodeRequired`, `WrongCode`, `TooMany`. Each try counts before anything is looked at,
        so that simultaneous tries cannot slip through.
        """
        if self._by_address:
            await self._limiter.hit(f"login-from:{address}", PER_ADDRESS)
        here = f"login:{username}:{address}"
        await self._limiter.hit(here, PER_USERNAME_HERE)
        await self._limiter.hit(f"login:{username}", PER_USERNAME)
        try:
            staff = await self._accounts.check_password(username, password)
            if await self._factors.is_set(username):
                await self.check_code(username, code)
        except (WrongCredentials, WrongCode):
            # Known or unknown, the name takes the same way: how long it takes tells nothing.
            await self._note_failure(username)
            raise
        await self._limiter.forget(here)
        await self._limiter.forget(f"login:{username}")
        return await self._open(staff.username, address, browser)

    async def check_code(self, username: str, code: str | None) -> None:
        """The second factor; `CodeRequired` for none, `WrongCode`, `SecondFactorNotSet`, `TooMany`."""
        if code is None:
            raise CodeRequired()
        await self._limiter.hit(f"login-code:{username}", PER_CODE)
        await self._factors.check(username, code)
        await self._limiter.forget(f"login-code:{username}")

    async def confirm_second_factor(self, login: Login, code: str) -> list[str]:
        """The recovery codes; logins without the second factor end. `WrongCode`, `SecondFactorSet`,
        `SecondFactorNotSet`, `TooMany`."""
        username = login.staff.username
        await self._limiter.hit(f"login-code:{username}", PER_CODE)
        codes = await self._factors.confirm(username, code)
        await self._limiter.forget(f"login-code:{username}")
        await self.end_all(username, but=login.id)
        return codes

    async def change_password(self, login: Login, old: str, new: str) -> None:
        """Their own; other logins end. `WrongPassword`, `WeakAccount`, `TooMany`."""
        username = login.staff.username
        await self._limiter.hit(f"login-password:{username}", PER_USERNAME_HERE)
        await self._accounts.change_password(username, old, new)
        await self._limiter.forget(f"login-password:{username}")
        await self.end_all(username, but=login.id)

    async def _note_failure(self, username: str) -> None:
        now = self._clock.now()
        digest = self._keyring.index(username, "staff-login")
        async with self._engine.begin() as connection:
            await connection.execute(delete(FailedLoginRow).where(FailedLoginRow.at < now - _FAILURES_KEPT))
            await connection.execute(insert(FailedLoginRow).values(name_digest=digest, at=now))

    async def failures(self, username: str) -> int:
        """Tries under that name that failed since the last that did not, within 30 days."""
        names = self._keyring.indexes(username, "staff-login")
        async with readonly(self._engine).connect() as connection:
            found = await connection.scalar(select(func.count()).where(FailedLoginRow.name_digest.in_(names)))
            return int(found or 0)

    async def _open(self, username: str, address: str, browser: str) -> tuple[str, int]:
        token, now = secrets.token_urlsafe(32), self._clock.now()
        names = self._keyring.indexes(username, "staff-login")
        async with self._engine.begin() as connection:
            await connection.execute(
                delete(StaffLoginRow).where(
                    or_(StaffLoginRow.ends_at <= now, StaffLoginRow.active_at <= now - self._idle)
                )
            )
            await connection.execute(
                insert(StaffLoginRow).values(
                    token_hash=_hashed(token),
                    id=secrets.token_hex(16),
                    username=username,
                    started_at=now,
                    ends_at=now + self._lifetime,
                    active_at=now,
                    address=address[:64],
                    browser=browser[:200],
                )
            )
            failed = await connection.execute(
                delete(FailedLoginRow).where(FailedLoginRow.name_digest.in_(names))
            )
        return token, failed.rowcount

    async def of(self, token: str | None) -> Login:
        """Whose token it is; `LoginRequired`."""
        if not token:
            raise LoginRequired()
        async with readonly(self._engine).connect() as connection:
            found = await connection.execute(
                select(
                    StaffRow.__table__,
                    StaffLoginRow.id,
                    StaffLoginRow.active_at,
                    SecondFactorRow.confirmed_at,
                )
                .join(StaffLoginRow, StaffLoginRow.username == StaffRow.username)
                .outerjoin(SecondFactorRow, SecondFactorRow.username == StaffRow.username)
                .where(StaffLoginRow.token_hash == _hashed(token), StaffRow.active, *self._open_still())
            )
            row = found.one_or_none()
        if row is None:
            raise LoginRequired()
        staff, is_set = staff_of(row), row.confirmed_at is not None
        due = self._factors.is_due(staff, is_set=is_set)
        return Login(row.id, staff, row.active_at, is_set, due)

    def _open_still(self) -> tuple[Any, Any]:
        now = self._clock.now()
        return StaffLoginRow.ends_at > now, StaffLoginRow.active_at > now - self._idle

    async def staff_of(self, token: str | None) -> Staff:
        """Whose token it is; `LoginRequired`."""
        return (await self.of(token)).staff

    async def acted(self, login: Login) -> None:
        """The person did something: the idle time starts anew. Written at most once a minute."""
        now = self._clock.now()
        if now - login.active_at < _SEEN_EVERY:
            return
        async with self._engine.begin() as connection:
            await connection.execute(
                update(StaffLoginRow).where(StaffLoginRow.id == login.id).values(active_at=now)
            )

    async def logout(self, token: str) -> None:
        async with self._engine.begin() as connection:
            await connection.execute(delete(StaffLoginRow).where(StaffLoginRow.token_hash == _hashed(token)))

    async def list(self, username: str) -> list[OpenLogin]:
        """Open logins, the newest first."""
        columns = [getattr(StaffLoginRow, name) for name in OpenLogin.__dataclass_fields__]
        async with readonly(self._engine).connect() as connection:
            rows = await connection.execute(
                select(*columns)
                .where(StaffLoginRow.username == username, *self._open_still())
                .order_by(StaffLoginRow.started_at.desc())
            )
            return [OpenLogin(**row._asdict()) for row in rows]

    async def end(self, username: str, login_id: str) -> None:
        """One of theirs; `LoginNotFound`."""
        async with self._engine.begin() as connection:
            ended = await connection.execute(
                delete(StaffLoginRow).where(StaffLoginRow.username == username, StaffLoginRow.id == login_id)
            )
        if not ended.rowcount:
            raise LoginNotFound()

    async def end_all(self, username: str, *, but: str | None = None) -> None:
        """All of theirs, `but` the login with that id."""
        await end_logins(self._engine, username, but=but)

    def csrf_token(self, token: str) -> str:
        """What our own pages send back with every write; another site cannot know it."""
        return hmac.new(self._secret, _bytes(token), hashlib.sha256).hexdigest()

    def check_csrf(self, token: str, sent: str) -> None:
        if not hmac.compare_digest(self.csrf_token(token).encode(), _bytes(sent)):
            raise CsrfMismatch()


async def end_logins(engine: AsyncEngine, username: str, *, but: str | None = None) -> None:
    """All of theirs, `but` the login with that id."""
    async with engine.begin() as connection:
        await connection.execute(
            delete(StaffLoginRow).where(StaffLoginRow.username == username, StaffLoginRow.id != (but or ""))
        )

"""The second factor: a code of an authenticator app (TOTP, RFC 6238), or one of ten recovery codes."""

import hashlib
import hmac
import secrets
from base64 import b32encode
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO

import pyotp
import segno
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.staff.accounts import SUPERVISORS, Staff
from bot.staff.errors import SecondFactorNotSet, SecondFactorSet, WrongCode
from bot.staff.models import RecoveryCodeRow, SecondFactorRow
from kernel.clock import Clock
from kernel.crypto import Keyring
from kernel.database import readonly

ISSUER = "Baowen"
RECOVERY_CODES = 10
# Steps of 30 s by which a phone's clock may differ from ours.
_DRIFT = 1


class Policy(StrEnum):
    """`off`: never asked for; `optional`: for whoever set it up; `required`: supervisors and administrators
    must set it up before they do anything else."""

    OFF = "off"
    OPTIONAL = "optional"
    REQUIRED = "required"


@dataclass(frozen=True)
class Setup:
    """What the authenticator app needs: the secret in base32, the same as an `otpauth://` URI and as a picture of it."""

    secret: str
    uri: str
    svg: str


class SecondFactors:
    def __init__(self, engine: AsyncEngine, keyring: Keyring, clock: Clock, policy: Policy) -> None:
        self._engine = engine
        self._keyring = keyring
        self._clock = clock
        self._policy = policy

    async def is_set(self, username: str) -> bool:
        """Whether a log-in needs a code."""
        return self._policy is not Policy.OFF and username in await self.set_by([username])

    async def set_by(self, usernames: list[str]) -> set[str]:
        """Those of them who have set it up."""
        async with readonly(self._engine).connect() as connection:
            found = await connection.execute(
                select(SecondFactorRow.username).where(
                    SecondFactorRow.username.in_(usernames), SecondFactorRow.confirmed_at.is_not(None)
                )
            )
            return set(found.scalars())

    def is_due(self, staff: Staff, *, is_set: bool) -> bool:
        """Whether they must set it up first."""
        return self._policy is Policy.REQUIRED and staff.role in SUPERVISORS and not is_set

    async def set_up(self, username: str) -> Setup:
        """A new secret, which counts once `confirm` was shown a code of it. `SecondFactorSet`."""
        secret = pyotp.random_base32()
        values = {"secret": self._keyring.encrypt(secret), "confirmed_at": None, "last_step": 0}
        try:
            async with self._engine.begin() as connection:
                changed = await connection.execute(
                    update(SecondFactorRow)
                    .where(SecondFactorRow.username == username, SecondFactorRow.confirmed_at.is_(None))
                    .values(values)
                )
                if not changed.rowcount:
                    await connection.execute(insert(SecondFactorRow).values(username=username, **values))
        except IntegrityError as error:
            raise SecondFactorSet() from error
        uri = pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)
        return Setup(secret, uri, _picture(uri))

    async def confirm(self, username: str, code: str) -> list[str]:
        """The recovery codes, shown this once. `WrongCode`, `SecondFactorSet`, `SecondFactorNotSet`."""
        if username in await self.set_by([username]):
            raise SecondFactorSet()
        await self._take(username, code)
        codes = [_spelled(b32encode(secrets.token_bytes(10)).decode()) for _ in range(RECOVERY_CODES)]
        async with self._engine.begin() as connection:
            confirmed = await connection.execute(
                update(SecondFactorRow)
                .where(SecondFactorRow.username == username, SecondFactorRow.confirmed_at.is_(None))
                .values(confirmed_at=self._clock.now())
            )
            if not confirmed.rowcount:
                raise SecondFactorSet()
            await connection.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.username == username))
            await connection.execute(
                insert(RecoveryCodeRow),
                [{"code_hash": _hashed(username, each), "username": username} for each in codes],
            )
        return codes

    async def check(self, username: str, code: str) -> None:
        """A code of the app or a recovery code; each counts once. `WrongCode`, `SecondFactorNotSet`."""
        try:
            await self._take(username, code)
        except WrongCode:
            if not await self._spend(username, code):
                raise

    async def remove(self, username: str) -> None:
        """Secret and recovery codes are gone."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.username == username))
            await connection.execute(delete(SecondFactorRow).where(SecondFactorRow.username == username))

    async def _take(self, username: str, code: str) -> None:
        async with readonly(self._engine).connect() as connection:
            secret = await connection.scalar(
                select(SecondFactorRow.secret).where(SecondFactorRow.username == username)
            )
        if secret is None:
            raise SecondFactorNotSet()
        step = _step_of(self._keyring.decrypt(secret), code, int(self._clock.now().timestamp()))
        async with self._engine.begin() as connection:
            taken = await connection.execute(
                update(SecondFactorRow)
                .where(SecondFactorRow.username == username, SecondFactorRow.secret == secret)
                .where(SecondFactorRow.last_step < step)
                .values(last_step=step)
            )
        if not taken.rowcount:
            raise WrongCode()

    async def _spend(self, username: str, code: str) -> bool:
        async with self._engine.begin() as connection:
            spent = await connection.execute(
                delete(RecoveryCodeRow).where(
                    RecoveryCodeRow.code_hash == _hashed(username, code), RecoveryCodeRow.username == username
                )
            )
        return bool(spent.rowcount)


def _step_of(secret: str, code: str, at: int) -> int:
    """The time step whose code it is, 0 for none; every candidate is compared, in constant time."""
    totp, found = pyotp.TOTP(secret), 0
    now = totp.timecode(at)
    for step in range(now - _DRIFT, now + _DRIFT + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), code.strip().encode()):
            found = step
    return found


def _picture(uri: str) -> str:
    """A QR code as an SVG of its own; without the namespace a browser shows it inside a page only."""
    svg = BytesIO()
    segno.make(uri, error="m").save(svg, kind="svg", scale=4, xmldecl=False, nl=False)
    return svg.getvalue().decode()


def _spelled(code: str) -> str:
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def _hashed(username: str, code: str) -> str:
    plain = code.upper().replace("-", "").replace(" ", "")
    return hashlib.sha256(f"{username}:{plain}".encode(errors="surrogatepass")).hexdigest()

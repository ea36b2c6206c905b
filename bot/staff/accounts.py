"""Staff accounts: who works here, in which role, with which password."""

import asyncio
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.staff.errors import (
    LastAdmin,
    StaffExists,
    StaffNotFound,
    WeakAccount,
    WrongCredentials,
    WrongPassword,
)
from bot.staff.models import StaffRow
from kernel.clock import Clock
from kernel.database import readonly

SHORTEST_PASSWORD = 8
_LONGEST_PASSWORD = 256
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
# Who else changes owners in the history and stands in the audit trail.
_NOT_PEOPLE = frozenset({"bot", "queue", "agent", "customer", "system", "identity", "console"})


class Role(StrEnum):
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    TRAINER = "trainer"
    ADMIN = "admin"


# What an endpoint's `roles` are made of.
EVERYBODY = frozenset(Role)
AT_DESK = frozenset({Role.AGENT, Role.SUPERVISOR, Role.ADMIN})
SUPERVISORS = frozenset({Role.SUPERVISOR, Role.ADMIN})
ADMINS = frozenset({Role.ADMIN})


@dataclass(frozen=True)
class Staff:
    """`skills`: queues they know; `capacity`: conversations held at once; `name` is what customers read.

    `active`: they may log in; `password_temporary`: somebody else gave it, they change it before anything else.
    """

    username: str
    name: str
    role: Role
    skills: tuple[str, ...]
    capacity: int
    active: bool = True
    password_temporary: bool = False

    @property
    def sees_all(self) -> bool:
        return self.role in SUPERVISORS


@cache
def _nobody() -> str:
    """What a password is held against where there is no such account, so that both take equally long."""
    return PasswordHasher().hash("nobody has this password")


class StaffAccounts:
    """Passwords are kept as argon2id hashes (RFC 9106, second recommended option)."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._hasher = PasswordHasher()
        self._nobody = _nobody()

    async def add(
        self,
        username: str,
        password: str,
        role: Role,
        *,
        name: str | None = None,
        skills: Sequence[str] = (),
        capacity: int = 5,
        temporary: bool = False,
    ) -> Staff:
        """A new account; `StaffExists`, `WeakAccount` when a field is not good enough."""
        if not _USERNAME.fullmatch(username) or username in _NOT_PEOPLE:
            raise WeakAccount(field="username", reason="lower-case letters, digits, dot, dash, underscore")
        if capacity < 1:
            raise WeakAccount(field="capacity", reason="at least 1")
        staff = Staff(username, name or username, role, tuple(skills), capacity, True, temporary)
        values = {
            "username": username,
            "name": staff.name,
            "role": role.value,
            "skills": list(skills),
            "capacity": capacity,
            "password_hash": await self._hash(username, password),
            "password_temporary": temporary,
            "active": True,
            "added_at": self._clock.now(),
        }
        try:
            async with self._engine.begin() as connection:
                await connection.execute(insert(StaffRow).values(values))
        except IntegrityError as error:
            raise StaffExists(username=username) from error
        return staff

    async def get(self, username: str) -> Staff:
        row = await self._row(username)
        if row is None:
            raise StaffNotFound()
        return staff_of(row)

    async def at_desk(self) -> list[Staff]:
        """Everybody whose role takes conversations and who has not left."""
        return await self._list(StaffRow.role.in_(AT_DESK), StaffRow.active)

    async def all(self) -> list[Staff]:
        """Also those who have left: what they did keeps their name."""
        return await self._list()

    async def _list(self, *conditions: Any) -> list[Staff]:
        async with readonly(self._engine).connect() as connection:
            rows = await connection.execute(
                select(StaffRow.__table__).where(*conditions).order_by(StaffRow.username)
            )
            return [staff_of(row) for row in rows]

    async def change(self, username: str, **changed: Any) -> Staff:
        """`changed`: some of name, role, skills, capacity, active. `StaffNotFound`, `LastAdmin`."""
        async with self._engine.begin() as connection:
            admins = await connection.execute(
                select(StaffRow.username)
                .where(StaffRow.role == Role.ADMIN.value, StaffRow.active)
                .with_for_update()
            )
            leaves = changed.get("active", True) is False or changed.get("role", Role.ADMIN) != Role.ADMIN
            if leaves and list(admins.scalars()) == [username]:
                raise LastAdmin()
            await connection.execute(update(StaffRow).where(StaffRow.username == username).values(changed))
        return await self.get(username)

    async def set_password(self, username: str, password: str, *, temporary: bool) -> None:
        """`WeakAccount`, `StaffNotFound`."""
        values = {
            "password_hash": await self._hash(username, password),
            "password_temporary": temporary,
        }
        async with self._engine.begin() as connection:
            found = await connection.execute(
                update(StaffRow).where(StaffRow.username == username).values(values)
            )
        if not found.rowcount:
            raise StaffNotFound()

    async def change_password(self, username: str, old: str, new: str) -> None:
        """Their own. `WrongPassword`, `WeakAccount`."""
        try:
            await self.check_password(username, old)
        except WrongCredentials as error:
            raise WrongPassword() from error
        if old == new:
            raise WeakAccount(field="new", reason="another one than before")
        await self.set_password(username, new, temporary=False)

    async def check_password(self, username: str, password: str) -> Staff:
        """`WrongCredentials` in the same time and words whether or not the account exists."""
        row = await self._row(username)
        known = self._nobody if row is None else row.password_hash
        try:
            await asyncio.to_thread(self._hasher.verify, known, password)
        except VerificationError as error:
            raise WrongCredentials() from error
        if row is None or not row.active:
            raise WrongCredentials()
        if self._hasher.check_needs_rehash(known):
            renewed = await asyncio.to_thread(self._hasher.hash, password)
            async with self._engine.begin() as connection:
                await connection.execute(
                    update(StaffRow).where(StaffRow.username == username).values(password_hash=renewed)
                )
        return staff_of(row)

    async def _hash(self, username: str, password: str) -> str:
        if not SHORTEST_PASSWORD <= len(password) <= _LONGEST_PASSWORD:
            raise WeakAccount(field="password", reason=f"at least {SHORTEST_PASSWORD} characters")
        if password.lower() == username:
            raise WeakAccount(field="password", reason="not the username")
        return await asyncio.to_thread(self._hasher.hash, password)

    async def _row(self, username: str) -> Any:
        async with readonly(self._engine).connect() as connection:
            found = await connection.execute(select(StaffRow.__table__).where(StaffRow.username == username))
            return found.one_or_none()


def staff_of(row: Any) -> Staff:
    return Staff(
        row.username,
        row.name,
        Role(row.role),
        tuple(row.skills),
        row.capacity,
        row.active,
        row.password_temporary,
    )


def a_password() -> str:
    """One to be given to somebody once: 72 random bits, without what looks alike."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(5)) for _ in range(3))

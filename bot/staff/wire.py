"""The shapes of `/api/staff`, and how staff is told of elsewhere."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from bot.staff.accounts import Staff
from bot.staff.presence import Presence

Username = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f]+$")]
Password = Annotated[str, Meta(min_length=1, max_length=256)]
Code = Annotated[str, Meta(min_length=1, max_length=32)]
Due = Literal["password", "second_factor"]
RoleName = Literal["agent", "supervisor", "trainer", "admin"]


class PresenceShown(Struct):
    state: Literal["ready", "not_ready"]
    reason: str | None
    capacity: int


class Login(Struct):
    """`code`: of the second factor, where it is set up."""

    username: Username
    password: Password
    code: Code | None = None


class User(Struct):
    username: str
    name: str
    role: RoleName
    skills: list[str]
    capacity: int


class SignedIn(Struct):
    """`due`: what has to be done before anything else; `failed_before`: tries that failed since the last login."""

    csrf_token: str
    user: User
    presence: PresenceShown
    second_factor: bool = False
    due: Due | None = None
    failed_before: int = 0


class SignedOut(Struct):
    signed_out: bool = True


class ChangePassword(Struct):
    old: Password
    new: Password


class ShownLogin(Struct):
    """`current`: the one that asks."""

    id: str
    started_at: str
    active_at: str
    ends_at: str
    address: str
    browser: str
    current: bool


class ShownLogins(Struct):
    logins: list[ShownLogin]


class SecondFactorSetup(Struct):
    """For the authenticator app: the picture holds the URI, the URI the secret."""

    secret: str
    uri: str
    svg: str


class ShowCode(Struct):
    code: Code


class RecoveryCodes(Struct):
    """Shown once."""

    recovery_codes: list[str]


class SecondFactorState(Struct):
    second_factor: bool


def user_of(staff: Staff) -> User:
    return User(staff.username, staff.name, staff.role.value, list(staff.skills), staff.capacity)


def presence_of(staff: Staff, presence: Presence) -> PresenceShown:
    return PresenceShown(presence.state.value, presence.reason, presence.capacity or staff.capacity)

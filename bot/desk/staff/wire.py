"""The shapes of `/api/staff`, `/api/desk/staff` and `/api/desk/audit`."""

from datetime import datetime
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from bot.desk.routing.wire import PresenceShown
from bot.desk.staff.accounts import Staff

Username = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f]+$")]
Name = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f]+$")]
Password = Annotated[str, Meta(min_length=1, max_length=256)]
Code = Annotated[str, Meta(min_length=1, max_length=32)]
Due = Literal["password", "second_factor"]
RoleName = Literal["agent", "supervisor", "trainer", "admin"]
Skills = Annotated[list[Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,31}$")]], Meta(max_length=32)]
Capacity = Annotated[int, Meta(ge=1, le=50)]


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


class ListStaff(Struct):
    """`after`: the last username of the page before."""

    after: Annotated[str, Meta(max_length=64)] = ""
    limit: Annotated[int, Meta(ge=1, le=200)] = 100


class StaffShown(User):
    active: bool
    password_temporary: bool
    second_factor: bool


class StaffPage(Struct):
    """By username; `next`: `after` of the next page."""

    staff: list[StaffShown]
    next: str | None


class AddStaff(Struct):
    """Without `password` one is made up; either way it is temporary."""

    username: Username
    role: RoleName
    name: Name | None = None
    skills: Skills = []
    capacity: Capacity = 5
    password: Password | None = None


class ChangeStaff(Struct):
    """What is absent stays as it is."""

    name: Name | UnsetType = UNSET
    role: RoleName | UnsetType = UNSET
    skills: Skills | UnsetType = UNSET
    capacity: Capacity | UnsetType = UNSET
    active: bool | UnsetType = UNSET


class GivePassword(Struct):
    """Without `password` one is made up."""

    password: Password | None = None


class PasswordGiven(Struct):
    """`password`: the temporary one that was made up, shown once; None where the administrator chose it."""

    username: str
    password: str | None


class StaffAdded(Struct):
    staff: StaffShown
    password: str | None


class ListAudit(Struct):
    """`what`: an act or the beginning of its name; `before`: the last `seq` of the page before."""

    who: Annotated[str, Meta(max_length=64)] | None = None
    what: Annotated[str, Meta(max_length=64)] | None = None
    whom: Annotated[str, Meta(max_length=64)] | None = None
    since: Annotated[datetime, Meta(tz=True)] | None = None
    until: Annotated[datetime, Meta(tz=True)] | None = None
    before: Annotated[int, Meta(ge=1)] | None = None
    limit: Annotated[int, Meta(ge=1, le=200)] = 50


class AuditShown(Struct):
    """`who`: a username, or the part of the system that acted; `name`: what colleagues call them."""

    seq: int
    at: str
    who: str
    name: str | None
    what: str
    whom: str | None
    data: dict[str, str]


class AuditPage(Struct):
    """Newest first; `next`: `before` of the next page."""

    entries: list[AuditShown]
    next: int | None


class AuditVerified(Struct):
    """`broken_at`: number of the first entry that is not what was written; None where the chain is whole."""

    entries: int
    broken_at: int | None


def user_of(staff: Staff) -> User:
    return User(staff.username, staff.name, staff.role.value, list(staff.skills), staff.capacity)


def shown_of(staff: Staff, *, second_factor: bool) -> StaffShown:
    return StaffShown(
        staff.username,
        staff.name,
        staff.role.value,
        list(staff.skills),
        staff.capacity,
        staff.active,
        staff.password_temporary,
        second_factor,
    )

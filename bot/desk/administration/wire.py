"""The shapes of `/api/desk/staff` and `/api/desk/audit`."""

from datetime import datetime
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from bot.staff.accounts import Staff
from bot.staff.wire import Password, RoleName, User, Username

Name = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f]+$")]
Skills = Annotated[list[Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,31}$")]], Meta(max_length=32)]
Capacity = Annotated[int, Meta(ge=1, le=50)]


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

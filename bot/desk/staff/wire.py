"""The shapes of `/api/staff`."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from bot.desk.routing.wire import PresenceShown
from bot.desk.staff.accounts import Staff

Username = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f]+$")]


class Login(Struct):
    username: Username
    password: Annotated[str, Meta(min_length=1, max_length=256)]


class User(Struct):
    username: str
    name: str
    role: Literal["agent", "supervisor", "trainer", "admin"]
    skills: list[str]
    capacity: int


class SignedIn(Struct):
    csrf_token: str
    user: User
    presence: PresenceShown


class SignedOut(Struct):
    signed_out: bool = True


def user_of(staff: Staff) -> User:
    return User(staff.username, staff.name, staff.role.value, list(staff.skills), staff.capacity)

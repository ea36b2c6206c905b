"""The routes of `/api/desk/staff`: who works here, in which role, with which skills; leaving; lost passwords and phones."""

from typing import Any

import msgspec
from aiohttp import web

from bot.desk.administration import wire
from bot.desk.desk import DESK
from bot.http.endpoint import endpoint
from bot.staff.accounts import ADMINS, SUPERVISORS, Role, Staff, a_password
from bot.staff.errors import LastAdmin, NotYourRole, StaffExists, StaffNotFound, WeakAccount
from bot.staff.guards import STAFF, STAFF_ROOM, audited

# What a supervisor may change.
_OF_WORK = frozenset({"skills", "capacity"})


@endpoint(
    "GET",
    "/api/desk/staff",
    summary="员工账号，按用户名",
    auth="staff",
    roles=SUPERVISORS,
    query=wire.ListStaff,
    response=wire.StaffPage,
)
async def staff(request: web.Request, query: wire.ListStaff) -> wire.StaffPage:
    found = [each for each in await request.app[STAFF_ROOM].accounts.all() if each.username > query.after]
    page = found[: query.limit]
    following = page[-1].username if len(found) > len(page) else None
    return wire.StaffPage(await _shown(request, page), following)


@endpoint(
    "POST",
    "/api/desk/staff",
    summary="新增员工账号，给一个临时密码",
    auth="staff",
    roles=ADMINS,
    audit="staff.added",
    request=wire.AddStaff,
    response=wire.StaffAdded,
    status=201,
    errors=(NotYourRole, StaffExists, WeakAccount),
)
async def add(request: web.Request, body: wire.AddStaff) -> wire.StaffAdded:
    password = body.password or a_password()
    added = await request.app[STAFF_ROOM].accounts.add(
        body.username,
        password,
        Role(body.role),
        name=body.name,
        skills=body.skills,
        capacity=body.capacity,
        temporary=True,
    )
    audited(request, username=added.username, role=added.role.value)
    [shown] = await _shown(request, [added])
    return wire.StaffAdded(shown, None if body.password else password)


@endpoint(
    "PUT",
    "/api/desk/staff/{username}",
    summary="修改或停用员工账号；主管只能改技能和接待上限",
    auth="staff",
    roles=SUPERVISORS,
    audit="staff.changed",
    request=wire.ChangeStaff,
    response=wire.StaffShown,
    errors=(NotYourRole, StaffNotFound, LastAdmin),
)
async def change(request: web.Request, body: wire.ChangeStaff) -> wire.StaffShown:
    """Who is deactivated is logged out everywhere, and their conversations go back to the front of the queue."""
    room, username = request.app[STAFF_ROOM], request.match_info["username"]
    before = await room.accounts.get(username)
    changed: dict[str, Any] = {
        name: value
        for name, value in msgspec.structs.asdict(body).items()
        if value is not msgspec.UNSET and value != _plain(before, name)
    }
    if request[STAFF].role not in ADMINS and changed.keys() - _OF_WORK:
        raise NotYourRole(roles=sorted(ADMINS))
    after = await room.accounts.change(username, **changed) if changed else before
    if not after.active:
        await room.logins.end_all(username)
        await room.presence.dismiss(username)
        await request.app[DESK].conversations.agents.requeue_of(username)
    audited(request, **{name: _told(name, after) for name in changed})
    [shown] = await _shown(request, [after])
    return shown


@endpoint(
    "POST",
    "/api/desk/staff/{username}/password",
    summary="给一个临时密码，登录随之全部结束",
    auth="staff",
    roles=ADMINS,
    audit="staff.password_given",
    request=wire.GivePassword,
    response=wire.PasswordGiven,
    errors=(NotYourRole, StaffNotFound, WeakAccount),
)
async def give_password(request: web.Request, body: wire.GivePassword) -> wire.PasswordGiven:
    room, username = request.app[STAFF_ROOM], request.match_info["username"]
    password = body.password or a_password()
    await room.accounts.set_password(username, password, temporary=True)
    await room.logins.end_all(username)
    return wire.PasswordGiven(username, None if body.password else password)


@endpoint(
    "POST",
    "/api/desk/staff/{username}/reset-second-factor",
    summary="解除同事的验证器（手机丢了），登录随之全部结束",
    auth="staff",
    roles=ADMINS,
    audit="staff.second_factor_reset",
    response=wire.StaffShown,
    errors=(NotYourRole, StaffNotFound),
)
async def reset_second_factor(request: web.Request) -> wire.StaffShown:
    room, username = request.app[STAFF_ROOM], request.match_info["username"]
    colleague = await room.accounts.get(username)
    await room.factors.remove(username)
    await room.logins.end_all(username)
    return wire.shown_of(colleague, second_factor=False)


def _plain(staff: Staff, name: str) -> Any:
    return list(staff.skills) if name == "skills" else getattr(staff, name)


def _told(name: str, after: Staff) -> str:
    """For the audit trail, which keeps no names of people."""
    if name == "skills":
        return ",".join(after.skills)
    return "changed" if name == "name" else str(getattr(after, name)).lower()


async def _shown(request: web.Request, found: list[Staff]) -> list[wire.StaffShown]:
    secured = await request.app[STAFF_ROOM].factors.set_by([each.username for each in found])
    return [wire.shown_of(each, second_factor=each.username in secured) for each in found]


HANDLERS = (staff, add, change, give_password, reset_second_factor)

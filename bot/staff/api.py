"""The routes of `/api/staff`: in, out, who it is, and one's own password, second factor and logins."""

from aiohttp import web

from bot.http.endpoint import endpoint, json_response
from bot.http.errors import ADDRESS, TooMany
from bot.http.origin import PUBLIC_URL, check_origin
from bot.staff import wire
from bot.staff.accounts import AT_DESK
from bot.staff.errors import (
    CodeRequired,
    LoginNotFound,
    LoginRequired,
    SecondFactorNotSet,
    SecondFactorSet,
    WeakAccount,
    WrongCode,
    WrongCredentials,
    WrongPassword,
)
from bot.staff.guards import COOKIE, LOGIN, STAFF, STAFF_ROOM, StaffRoom, audited
from bot.staff.logins import Login
from kernel.clock import local


async def _signed_in(room: StaffRoom, login: Login, token: str) -> wire.SignedIn:
    staff = login.staff
    presence = await room.presence.of(staff.username)
    due: wire.Due | None = None
    if staff.password_temporary:
        due = "password"
    elif login.second_factor_due:
        due = "second_factor"
    return wire.SignedIn(
        room.logins.csrf_token(token),
        wire.user_of(staff),
        wire.presence_of(staff, presence),
        login.second_factor,
        due,
    )


@endpoint(
    "POST",
    "/api/staff/login",
    summary="登录；绑定过验证器的还要动态码",
    auth="none",
    audit="staff.login",
    request=wire.Login,
    response=wire.SignedIn,
    errors=(WrongCredentials, CodeRequired, WrongCode, TooMany),
)
async def login(request: web.Request, body: wire.Login) -> web.Response:
    check_origin(request)
    room = request.app[STAFF_ROOM]
    token, failed = await room.logins.login(
        body.username,
        body.password,
        request[ADDRESS],
        code=body.code,
        browser=request.headers.get("User-Agent", ""),
    )
    opened = await room.logins.of(token)
    request[STAFF] = opened.staff
    audited(request, failed_before=str(failed), second_factor="yes" if opened.second_factor else "no")
    if opened.staff.role in AT_DESK:
        await room.presence.touch(opened.staff.username)
    shown = await _signed_in(room, opened, token)
    shown.failed_before = failed
    response = json_response(shown)
    secure = request.app[PUBLIC_URL].startswith("https://")
    response.set_cookie(COOKIE, token, path="/", httponly=True, samesite="Lax", secure=secure)
    return response


@endpoint(
    "POST",
    "/api/staff/logout",
    summary="退出登录",
    auth="staff",
    audit="staff.logout",
    response=wire.SignedOut,
)
async def logout(request: web.Request) -> web.Response:
    await request.app[STAFF_ROOM].logins.logout(request.cookies[COOKIE])
    response = json_response(wire.SignedOut())
    response.del_cookie(COOKIE, path="/")
    return response


@endpoint(
    "GET",
    "/api/staff/me",
    summary="当前登录的是谁",
    auth="staff",
    response=wire.SignedIn,
    errors=(LoginRequired,),
)
async def me(request: web.Request) -> wire.SignedIn:
    return await _signed_in(request.app[STAFF_ROOM], request[LOGIN], request.cookies[COOKIE])


@endpoint(
    "POST",
    "/api/staff/password",
    summary="改自己的密码；别处的登录随之结束",
    auth="staff",
    audit="staff.password_changed",
    request=wire.ChangePassword,
    response=wire.SignedIn,
    errors=(WrongPassword, WeakAccount, TooMany),
)
async def change_password(request: web.Request, body: wire.ChangePassword) -> wire.SignedIn:
    room, login = request.app[STAFF_ROOM], request[LOGIN]
    await room.logins.change_password(login, body.old, body.new)
    token = request.cookies[COOKIE]
    return await _signed_in(room, await room.logins.of(token), token)


@endpoint(
    "GET",
    "/api/staff/logins",
    summary="自己在哪些地方登录着",
    auth="staff",
    response=wire.ShownLogins,
)
async def logins(request: web.Request) -> wire.ShownLogins:
    found = await request.app[STAFF_ROOM].logins.list(request[STAFF].username)
    return wire.ShownLogins(
        [
            wire.ShownLogin(
                each.id,
                local(each.started_at).isoformat(timespec="seconds"),
                local(each.active_at).isoformat(timespec="seconds"),
                local(each.ends_at).isoformat(timespec="seconds"),
                each.address,
                each.browser,
                each.id == request[LOGIN].id,
            )
            for each in found
        ]
    )


@endpoint(
    "DELETE",
    "/api/staff/logins/{login_id}",
    summary="结束自己的一处登录",
    auth="staff",
    audit="staff.login_ended",
    response=wire.ShownLogins,
    errors=(LoginNotFound,),
)
async def end_login(request: web.Request) -> wire.ShownLogins:
    await request.app[STAFF_ROOM].logins.end(request[STAFF].username, request.match_info["login_id"])
    return await logins(request)


@endpoint(
    "POST",
    "/api/staff/second-factor/setup",
    summary="绑定验证器的第一步：二维码",
    auth="staff",
    response=wire.SecondFactorSetup,
    errors=(SecondFactorSet,),
)
async def set_up_second_factor(request: web.Request) -> wire.SecondFactorSetup:
    setup = await request.app[STAFF_ROOM].factors.set_up(request[STAFF].username)
    return wire.SecondFactorSetup(setup.secret, setup.uri, setup.svg)


@endpoint(
    "POST",
    "/api/staff/second-factor/confirm",
    summary="绑定验证器的第二步：输入一个动态码，得到恢复码；别处的登录随之结束",
    auth="staff",
    audit="staff.second_factor_set",
    request=wire.ShowCode,
    response=wire.RecoveryCodes,
    errors=(SecondFactorSet, SecondFactorNotSet, WrongCode, TooMany),
)
async def confirm_second_factor(request: web.Request, body: wire.ShowCode) -> wire.RecoveryCodes:
    return wire.RecoveryCodes(
        await request.app[STAFF_ROOM].logins.confirm_second_factor(request[LOGIN], body.code)
    )


@endpoint(
    "POST",
    "/api/staff/second-factor/remove",
    summary="解除验证器，要一个动态码或恢复码",
    auth="staff",
    audit="staff.second_factor_removed",
    request=wire.ShowCode,
    response=wire.SecondFactorState,
    errors=(SecondFactorNotSet, WrongCode, TooMany),
)
async def remove_second_factor(request: web.Request, body: wire.ShowCode) -> wire.SecondFactorState:
    room, username = request.app[STAFF_ROOM], request[STAFF].username
    await room.logins.check_code(username, body.code)
    await room.factors.remove(username)
    return wire.SecondFactorState(False)


HANDLERS = (
    login,
    logout,
    me,
    change_password,
    logins,
    end_login,
    set_up_second_factor,
    confirm_second_factor,
    remove_second_factor,
)

"""The routes of `/api/staff`: in, out, who it is, and one's own password, second factor and logins."""

from aiohttp import web

from bot.desk.desk import COOKIE, DESK, LOGIN, STAFF, Desk, audited
from bot.desk.errors import (
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
from bot.desk.routing.wire import presence_of
from bot.desk.staff import wire
from bot.desk.staff.accounts import AT_DESK
from bot.desk.staff.logins import Login
from bot.http.endpoint import endpoint, json_response
from bot.http.errors import ADDRESS, TooMany
from bot.http.origin import PUBLIC_URL, check_origin
from kernel.clock import local


async def _signed_in(desk: Desk, login: Login, token: str) -> wire.SignedIn:
    staff = login.staff
    presence = await desk.presence.of(staff.username)
    due: wire.Due | None = None
    if staff.password_temporary:
        due = "password"
    elif login.second_factor_due:
        due = "second_factor"
    return wire.SignedIn(
        desk.logins.csrf_token(token),
        wire.user_of(staff),
        presence_of(staff, presence),
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
    desk = request.app[DESK]
    token, failed = await desk.logins.login(
        body.username,
        body.password,
        request[ADDRESS],
        code=body.code,
        browser=request.headers.get("User-Agent", ""),
    )
    opened = await desk.logins.of(token)
    request[STAFF] = opened.staff
    audited(request, failed_before=str(failed), second_factor="yes" if opened.second_factor else "no")
    if opened.staff.role in AT_DESK:
        await desk.presence.touch(opened.staff.username)
    shown = await _signed_in(desk, opened, token)
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
    await request.app[DESK].logins.logout(request.cookies[COOKIE])
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
    return await _signed_in(request.app[DESK], request[LOGIN], request.cookies[COOKIE])


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
    desk, login = request.app[DESK], request[LOGIN]
    await desk.logins.change_password(login, body.old, body.new)
    token = request.cookies[COOKIE]
    return await _signed_in(desk, await desk.logins.of(token), token)


@endpoint(
    "GET",
    "/api/staff/logins",
    summary="自己在哪些地方登录着",
    auth="staff",
    response=wire.ShownLogins,
)
async def logins(request: web.Request) -> wire.ShownLogins:
    found = await request.app[DESK].logins.list(request[STAFF].username)
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
    await request.app[DESK].logins.end(request[STAFF].username, request.match_info["login_id"])
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
    setup = await request.app[DESK].factors.set_up(request[STAFF].username)
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
    return wire.RecoveryCodes(await request.app[DESK].logins.confirm_second_factor(request[LOGIN], body.code))


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
    desk, username = request.app[DESK], request[STAFF].username
    await desk.logins.check_code(username, body.code)
    await desk.factors.remove(username)
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

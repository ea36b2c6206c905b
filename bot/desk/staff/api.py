"""The routes of `/api/staff`: in, out, and who it is."""

from aiohttp import web

from bot.desk.desk import COOKIE, DESK, STAFF, Desk
from bot.desk.errors import LoginRequired, WrongCredentials
from bot.desk.routing.wire import presence_of
from bot.desk.staff import wire
from bot.desk.staff.accounts import AT_DESK, Staff
from bot.http.endpoint import endpoint, json_response
from bot.http.errors import ADDRESS, TooMany
from bot.http.origin import PUBLIC_URL, check_origin


async def _signed_in(desk: Desk, staff: Staff, token: str) -> wire.SignedIn:
    presence = await desk.presence.of(staff.username)
    return wire.SignedIn(desk.logins.csrf_token(token), wire.user_of(staff), presence_of(staff, presence))


@endpoint(
    "POST",
    "/api/staff/login",
    summary="登录",
    auth="none",
    request=wire.Login,
    response=wire.SignedIn,
    errors=(WrongCredentials, TooMany),
)
async def login(request: web.Request, body: wire.Login) -> web.Response:
    check_origin(request)
    desk = request.app[DESK]
    staff, token = await desk.logins.login(body.username, body.password, request[ADDRESS])
    if staff.role in AT_DESK:
        await desk.presence.touch(staff.username)
    response = json_response(await _signed_in(desk, staff, token))
    secure = request.app[PUBLIC_URL].startswith("https://")
    response.set_cookie(COOKIE, token, path="/", httponly=True, samesite="Lax", secure=secure)
    return response


@endpoint("POST", "/api/staff/logout", summary="退出登录", auth="staff", response=wire.SignedOut)
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
    return await _signed_in(request.app[DESK], request[STAFF], request.cookies[COOKIE])


HANDLERS = (login, logout, me)

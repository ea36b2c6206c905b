"""What the phone's page asks for: a phone, its screen, and what its owner does on it."""

from typing import Annotated, Any, Literal

from aiohttp import web
from msgspec import Meta, Struct
from yarl import URL

from bot.channels.wechat import menu
from bot.gateway import pages
from bot.gateway.demo_phone.phones import Bubble, Phone, Phones, Push, Window
from bot.gateway.demo_phone.pusher import Pusher
from bot.gateway.limits import LocalLimiter
from bot.gateway.middleware import SETTINGS
from bot.http.endpoint import Endpoint, endpoint
from bot.http.errors import ADDRESS, InvalidRequest, NotFound, TooLarge, TooMany, Unauthorized
from bot.http.limits import Limit

NAME = "青禾保险"
CALLBACK = "/wechat/default"
MAX_PICTURE = 10 * 1024 * 1024
MAX_PUSHES = 5  # of one phone, under way
ACTS = Limit(30, 60)
PICTURES = Limit(10, 60)
NEW_PHONES = Limit(20, 60)

PHONES = web.AppKey("demo_phones", Phones)
PUSHER = web.AppKey("demo_pusher", Pusher)
LIMITER = web.AppKey("demo_limiter", LocalLimiter)
PHONE = web.RequestKey("demo_phone", Phone)

ClientId = Annotated[str, Meta(min_length=1, max_length=64)]


class PhoneToken(Struct):
    token: str


class Look(Struct):
    version: int = 0
    wait: Annotated[float, Meta(ge=0, le=25)] = 0


class Screen(Struct):
    """`version` changes with the rest. `menu`: as the platform's `menu/create` takes it."""

    version: int
    account: str
    followed: bool
    typing: bool
    bubbles: list[Bubble]
    menu: list[Any]
    windows: list[Window]
    push: Push | None


class Act(Struct):
    """`value`: the text; the id of a menu message's item (its title in `title`); the key of a menu's item."""

    client_id: ClientId
    kind: Literal["text", "item", "click", "follow", "unfollow"]
    value: Annotated[str, Meta(max_length=2_000)] = ""
    title: Annotated[str, Meta(max_length=200)] = ""
    thrice: bool = False


class Send(Struct):
    client_id: ClientId
    thrice: bool = False


async def guard(request: web.Request, _: Endpoint) -> None:
    """The phone a Bearer token opens; `Unauthorized` where it is gone."""
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    phone = request.app[PHONES].opened_by(token) if scheme.lower() == "bearer" else None
    if phone is None:
        raise Unauthorized()
    request[PHONE] = phone


@endpoint("GET", "/demo/wechat", summary="演示：微信里的对话", auth="none", media_type="text/html")
async def page(request: web.Request) -> web.Response:
    return pages.page(request, "phone", "'none'")


@endpoint(
    "POST", "/api/demo/phones", summary="演示：一部新手机", auth="none", response=PhoneToken, status=201
)
async def new_phone(request: web.Request) -> PhoneToken:
    if request.app[SETTINGS].rate_limits:
        await request.app[LIMITER].hit(f"new:{request[ADDRESS]}", NEW_PHONES)
    return PhoneToken(request.app[PHONES].make().token)


@endpoint(
    "GET",
    "/api/demo/phone",
    summary="演示：手机上有什么；没有变化时最多等 wait 秒",
    auth="customer",
    query=Look,
    response=Screen,
)
async def look(request: web.Request, query: Look) -> Screen:
    phone = request[PHONE]
    if query.wait:
        await phone.after(query.version, query.wait)
    return Screen(
        phone.version,
        NAME,
        phone.followed,
        phone.typing,
        list(phone.bubbles),
        menu.definition()["button"],
        phone.windows(),
        phone.push,
    )


@endpoint(
    "POST",
    "/api/demo/phone/acts",
    summary="演示：发消息、点菜单、关注、取消关注",
    auth="customer",
    request=Act,
    status=202,
    errors=(TooMany,),
)
async def act(request: web.Request, body: Act) -> None:
    phone = request[PHONE]
    if not await _may(request, ACTS, body.client_id):
        return
    event = {"MsgType": "event", "EventKey": ""}
    match body.kind:
        case "follow":
            phone.follow(True)
            phone.opens("event")
            fields = event | {"Event": "subscribe"}
        case "unfollow":
            phone.follow(False)
            fields = event | {"Event": "unsubscribe"}
        case "click":
            _following(phone)
            phone.opens("event")
            fields = event | {"Event": "CLICK", "EventKey": body.value}
        case "item":
            _following(phone)
            phone.show("me", body.title, client_id=body.client_id)
            phone.opens("event")
            fields = {"MsgType": "text", "Content": body.title, "bizmsgmenuid": body.value}
        case "text":
            _following(phone)
            phone.show("me", body.value, client_id=body.client_id)
            phone.opens("message")
            fields = {"MsgType": "text", "Content": body.value}
    request.app[PUSHER].push(phone, _callback(request), fields, thrice=body.thrice)


@endpoint(
    "POST",
    "/api/demo/phone/pictures",
    summary="演示：发一张照片，正文就是它",
    auth="customer",
    query=Send,
    status=202,
    errors=(TooLarge, TooMany),
)
async def picture(request: web.Request, query: Send) -> None:
    phone = request[PHONE]
    _following(phone)
    content = bytearray()
    async for chunk in request.content.iter_any():
        content += chunk
        if len(content) > MAX_PICTURE:
            raise TooLarge(limit=MAX_PICTURE)
    if not content:
        raise InvalidRequest(reason="empty")
    if not await _may(request, PICTURES, query.client_id):
        return
    media_id = request.app[PHONES].keep(phone, bytes(content))
    phone.show("me", "", media_id=media_id, client_id=query.client_id)
    phone.opens("message")
    # No server of ours fetches a PicUrl; and none of a page's files has one.
    fields = {"MsgType": "image", "PicUrl": "", "MediaId": media_id}
    request.app[PUSHER].push(phone, _callback(request), fields, thrice=query.thrice)


@endpoint(
    "GET",
    "/api/demo/phone/pictures/{media_id}",
    summary="演示：发过的照片",
    auth="customer",
    media_type="application/octet-stream",
    errors=(NotFound,),
)
async def sent_picture(request: web.Request) -> web.Response:
    found = request.app[PHONES].picture(request.match_info["media_id"], request[PHONE])
    if found is None:
        raise NotFound()
    return web.Response(body=found, content_type="application/octet-stream")


async def _may(request: web.Request, limit: Limit, client_id: str) -> bool:
    """False where it was done already; `TooMany`."""
    phone = request[PHONE]
    if phone.pushing >= MAX_PUSHES:
        raise TooMany(retry_after_s=5)
    await request.app[LIMITER].hit(f"{limit.count}:{phone.openid}", limit)
    return phone.is_new(client_id)


def _following(phone: Phone) -> None:
    if not phone.followed:
        raise InvalidRequest(reason="not a follower")


def _callback(request: web.Request) -> URL:
    """Our own, at the very socket on which the page's request came: what a `Host` says is not followed."""
    assert request.transport is not None
    host, port, *_ = request.transport.get_extra_info("sockname")
    return URL.build(scheme="http", host=host, port=port, path=CALLBACK)


HANDLERS = (page, new_phone, look, act, picture, sent_picture)

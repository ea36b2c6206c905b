"""The platform's API, as much of it as the channel calls, over loopback. Errors come with HTTP 200, as the real one's."""

import secrets
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import msgspec
from aiohttp import web
from msgspec import Struct, field

from bot.channels.wechat.renderer import TEXT_BYTES
from bot.gateway.demo_phone.phones import Item, Phone, Phones

Answer = dict[str, Any]
S = TypeVar("S", bound=Struct)
_OK: Answer = {"errcode": 0, "errmsg": "ok"}
_LASTS_S = 7200


class _Text(Struct):
    content: str


class _Choice(Struct):
    id: str
    content: str


class _Menu(Struct):
    head_content: str = ""
    tail_content: str = ""
    choices: list[_Choice] = field(name="list", default_factory=list)


class _Message(Struct):
    touser: str
    msgtype: str
    text: _Text | None = None
    msgmenu: _Menu | None = None


class _Typing(Struct):
    touser: str
    command: str


class _Credentials(Struct):
    appid: str
    secret: str


class Refused(Exception):
    """A call that is not carried out."""

    def __init__(self, errcode: int) -> None:
        super().__init__(errcode)
        self.errcode = errcode


class Platform:
    """One account's, whose followers are `phones`."""

    def __init__(self, phones: Phones, app_id: str, secret: str) -> None:
        self._phones = phones
        self._credentials = _Credentials(app_id, secret)
        # It lives as long as the account itself: both end with the process.
        self._access = secrets.token_urlsafe(48)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/cgi-bin/stable_token", _answering(self._token))
        app.router.add_post("/cgi-bin/message/custom/send", _answering(self._send))
        app.router.add_post("/cgi-bin/message/custom/typing", _answering(self._typing))
        app.router.add_get("/cgi-bin/media/get", _answering(self._media))
        app.router.add_route("*", "/{rest:.*}", _answering(self._no_right))
        return app

    async def _token(self, request: web.Request) -> Answer:
        given = await _body(request, _Credentials)
        if given != self._credentials:
            raise Refused(40125)
        return {"access_token": self._access, "expires_in": _LASTS_S}

    async def _send(self, request: web.Request) -> Answer:
        self._check(request)
        message = await _body(request, _Message)
        phone = self._phone(message.touser)
        if message.msgtype == "text" and message.text is not None:
            text, items = message.text.content, []
        elif message.msgtype == "msgmenu" and message.msgmenu is not None:
            menu = message.msgmenu
            text = "\n".join(part for part in (menu.head_content, menu.tail_content) if part)
            items = [Item(each.id, each.content) for each in menu.choices]
        else:
            raise Refused(40008)
        if not text:
            raise Refused(44004)
        if len(text.encode()) > TEXT_BYTES:
            raise Refused(45002)
        _spend(phone)
        phone.show("account", text, items=items, way="service")
        return _OK

    async def _typing(self, request: web.Request) -> Answer:
        self._check(request)
        asked = await _body(request, _Typing)
        phone = self._phone(asked.touser)
        if asked.command not in ("Typing", "CancelTyping"):
            raise Refused(45072)
        if asked.command == "Typing" and phone.typing:
            raise Refused(45081)
        phone.types(asked.command == "Typing")
        return _OK

    async def _media(self, request: web.Request) -> web.Response:
        self._check(request)
        picture = self._phones.picture(request.query.get("media_id", ""))
        if picture is None:
            raise Refused(40007)
        headers = {"Content-Disposition": 'attachment; filename="picture"'}
        return web.Response(body=picture, content_type="image/jpeg", headers=headers)

    async def _no_right(self, request: web.Request) -> Answer:
        self._check(request)
        raise Refused(48001)

    def _check(self, request: web.Request) -> None:
        if not secrets.compare_digest(request.query.get("access_token", "").encode(), self._access.encode()):
            raise Refused(40001)

    def _phone(self, openid: str) -> Phone:
        phone = self._phones.known_as(openid)
        if phone is None:
            raise Refused(40003)
        return phone


def _spend(phone: Phone) -> None:
    """One message off what the account may send."""
    windows = phone.windows()
    if not windows:
        raise Refused(45015)
    window = next((each for each in windows if each.left > 0), None)
    if window is None:
        raise Refused(45047)
    window.left -= 1


async def _body(request: web.Request, shape: type[S]) -> S:
    try:
        return msgspec.json.decode(await request.read(), type=shape)
    except msgspec.MsgspecError:
        raise Refused(47001) from None


def _answering(
    handler: Callable[[web.Request], Awaitable[Answer | web.Response]],
) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def answer(request: web.Request) -> web.Response:
        try:
            found = await handler(request)
        except Refused as refused:
            found = {"errcode": refused.errcode, "errmsg": f"refused, rid: {secrets.token_hex(8)}"}
        return found if isinstance(found, web.Response) else web.json_response(found)

    return answer

"""The account's custom menu: at most three buttons, each with at most five below it."""

from typing import Any

from .errors import OK, Refused
from .request import Request, Routes
from .tokens import Tokens

_NAME, _SUB_NAME, _KEY, _URL = 16, 60, 128, 1024  # bytes
_KEYED = ("click", "scancode_push", "scancode_waitmsg", "pic_sysphoto", "pic_photo_or_album", "pic_weixin")
_OTHER = ("view", "miniprogram", "location_select", "media_id", "article_id", "article_view_limited")


class Menus:
    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self.menu: dict[str, Any] | None = None

    def routes(self) -> Routes:
        return {
            "/cgi-bin/menu/create": self._create,
            "/cgi-bin/menu/get": self._get,
            "/cgi-bin/menu/delete": self._delete,
        }

    async def _create(self, request: Request) -> dict[str, Any]:
        self._tokens.check(request, "oa")
        menu = request.body()
        buttons = menu.get("button")
        if not isinstance(buttons, list) or not 1 <= len(buttons) <= 3:
            raise Refused(40016)
        for button in buttons:
            below = button.get("sub_button") or []
            if len(below) > 5:
                raise Refused(40023)
            if not _fits(button.get("name"), _NAME):
                raise Refused(40018)
            if not below:
                _check(button)
            for sub_button in below:
                if not _fits(sub_button.get("name"), _SUB_NAME):
                    raise Refused(40025)
                _check(sub_button)
        self.menu = menu
        return OK

    async def _get(self, request: Request) -> dict[str, Any]:
        self._tokens.check(request, "oa")
        if self.menu is None:
            raise Refused(46003)
        return {"menu": self.menu}

    async def _delete(self, request: Request) -> dict[str, Any]:
        self._tokens.check(request, "oa")
        self.menu = None
        return OK


def _check(button: dict[str, Any]) -> None:
    kind = button.get("type")
    if kind not in _KEYED + _OTHER:
        raise Refused(40017)
    if kind in _KEYED and not _fits(button.get("key"), _KEY):
        raise Refused(40019)
    if kind == "view" and not _fits(button.get("url"), _URL):
        raise Refused(40020)


def _fits(text: Any, limit: int) -> bool:
    return isinstance(text, str) and 0 < len(text.encode()) <= limit

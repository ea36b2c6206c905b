"""What may stand in a message of WeCom customer service."""

import re
import secrets
from collections.abc import Collection
from typing import Any

from .errors import Refused
from .media import Media

KINDS = ("text", "image", "voice", "video", "file", "link", "miniprogram", "msgmenu", "location", "ca_link")

_ITEMS = 10
_HEAD = 1024  # bytes of the lines around a menu
_CLICK = 128  # bytes of an item's id and words


def content(body: dict[str, Any], kinds: Collection[str], media: Media, text_limit: int) -> str:
    """What is read on the screen. Raises 40008, 40058, 44004, 40007, 95008, 95009."""
    kind = str(body.get("msgtype"))
    if kind not in kinds:
        raise Refused(40008)
    part = body.get(kind)
    if not isinstance(part, dict):
        raise Refused(40058, f"({kind})")
    if kind == "text":
        text = part.get("content")
        if not isinstance(text, str) or not text:
            raise Refused(44004)
        _within(text, text_limit, "text.content")
        return text
    if kind in ("image", "voice", "video", "file"):
        media.find(part.get("media_id"), kind)
    if kind == "msgmenu":
        return _menu(part)
    return f"[{kind}]"


def message_id(body: dict[str, Any]) -> str:
    """The sender's own, else a new one."""
    given = body.get("msgid") or secrets.token_hex(16)
    if not isinstance(given, str) or not re.fullmatch(r"[0-9a-zA-Z_-]{1,32}", given):
        raise Refused(40058, "(msgid)")
    return given


def _menu(part: dict[str, Any]) -> str:
    items = part.get("list") or []
    head, tail = str(part.get("head_content") or ""), str(part.get("tail_content") or "")
    if not isinstance(items, list) or not (items or head or tail):
        raise Refused(40058, "(msgmenu)")
    if len(items) > _ITEMS:
        raise Refused(95008)
    _within(head, _HEAD, "msgmenu.head_content")
    _within(tail, _HEAD, "msgmenu.tail_content")
    return "\n".join(line for line in (head, *map(_item, items), tail) if line)


def _item(item: Any) -> str:
    kind = item.get("type") if isinstance(item, dict) else None
    if kind not in ("click", "view", "miniprogram", "text"):
        raise Refused(95009)
    inside = item.get(kind)
    if not isinstance(inside, dict) or not inside.get("content"):
        raise Refused(40058, f"(msgmenu.list.{kind})")
    if kind == "view" and not inside.get("url"):
        raise Refused(40058, "(msgmenu.list.view.url)")
    if kind == "click":
        _within(str(inside.get("id", "")), _CLICK, "msgmenu.list.click.id")
        _within(str(inside["content"]), _CLICK, "msgmenu.list.click.content")
    return str(inside["content"])


def _within(text: str, limit: int, name: str) -> None:
    if len(text.encode()) > limit:
        raise Refused(40058, f"{name} exceed max length {limit}")

"""What was said in a row as the fewest messages: texts merged, choices as a menu below the last of them."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.channels.choices import numbered, offered
from bot.channels.quotes import quoted
from bot.channels.texts import merged, split_bytes
from bot.channels.wecom import wording
from bot.conversations.message import Button, Content, Message

TEXT_BYTES = 2_048
HEAD_BYTES = 1_024
ITEM_BYTES = 128
MAX_ITEMS = 10
_RATING = "rate-"
_GRADES = tuple((f"{_RATING}{score}", title) for score, title in wording.GRADES.items())


@dataclass(frozen=True)
class Text:
    content: str = field(repr=False)

    def as_wire(self) -> dict[str, Any]:
        return {"msgtype": "text", "text": {"content": self.content}}


@dataclass(frozen=True)
class Menu:
    """`items`: (id, title). `plain`: the same where menus are not taken."""

    head: str = field(repr=False)
    items: tuple[tuple[str, str], ...] = field(repr=False)
    plain: Text = field(repr=False)

    def as_wire(self) -> dict[str, Any]:
        clicks = [{"type": "click", "click": {"id": each, "content": title}} for each, title in self.items]
        return {"msgtype": "msgmenu", "msgmenu": {"head_content": self.head, "list": clicks}}


KfMessage = Text | Menu


def render(contents: Sequence[Content]) -> list[KfMessage]:
    """The same contents give the same messages."""
    contents = [_with_source(quoted(content)) for content in contents]
    choices = [choice for content in contents for choice in offered(content)]
    pieces = split_bytes(merged(content.text for content in contents), TEXT_BYTES)
    head = pieces.pop() if pieces and len(pieces[-1].encode()) <= HEAD_BYTES else wording.CHOOSE
    if any((content.ask or {}).get("slot") == "rating" for content in contents) and not choices:
        return [*map(Text, pieces), Menu(f"{head}\n{wording.RATE}", _GRADES, Text(head))]
    plain = numbered([Content(head, buttons=[Button(title, payload) for title, payload in choices])])[0]
    if choices and _makes_a_menu(choices) and len(plain.encode()) <= TEXT_BYTES:
        items = tuple((_id_of(payload), title) for title, payload in choices)
        return [*map(Text, pieces), Menu(head, items, Text(plain))]
    return [Text(piece) for piece in split_bytes(merged(numbered(contents)), TEXT_BYTES)]


def grade(menu_id: str) -> int | None:
    """The score a click on one of the grades gives."""
    return next((score for score in wording.GRADES if menu_id == f"{_RATING}{score}"), None)


def clicked(messages: Iterable[Message], menu_id: str) -> str | None:
    """The payload behind a menu's item, among what `messages` offer; None for none of these."""
    payloads = (payload for message in messages for _, payload in offered(message.content))
    return next((payload for payload in payloads if _id_of(payload) == menu_id), None)


def _makes_a_menu(choices: Sequence[tuple[str, str]]) -> bool:
    return len(choices) <= MAX_ITEMS and all(0 < len(title.encode()) <= ITEM_BYTES for title, _ in choices)


def _id_of(payload: str) -> str:
    # A payload may be longer than an id, and what is in it is nobody's but ours.
    return hashlib.sha256(payload.encode()).hexdigest()[:32]


def _with_source(content: Content) -> Content:
    clause = (content.source or {}).get("clause")
    if not clause:
        return content
    return replace(content, text=f"{content.text}\n{wording.SOURCE.format(clause=clause)}")

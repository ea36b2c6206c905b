"""A turn's contents as the account's own messages: as few texts as possible, choices as numbers or as a message menu."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.channels import choices
from bot.channels.quotes import quoted
from bot.channels.texts import merged, split_bytes
from bot.conversations.message import Content

TEXT_BYTES = 2048  # of a passive reply and of a customer-service message
MENU_ITEMS = 6  # they are shown as lines of links: more, and fingers miss
_MENU_TITLE = 40  # characters; a longer one would break the line
# Below the last message that may be sent before the customer writes again, where the answer goes on.
GO_ON = "\n\n（还没说完，回复任意内容接着看）"
_MENU_ASKS = "请点下面的选项："


@dataclass(frozen=True)
class Menu:
    """Text above, and (id, title) of what can be pressed."""

    head: str
    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Part:
    """One message. `menu` says the same as `text` and may be sent instead of it, where the account can.

    `more`: others of the same answer follow; the text has room for `GO_ON`.
    """

    text: str
    menu: Menu | None = None
    more: bool = False


def render(contents: Sequence[Content]) -> list[Part]:
    """Texts of at most `TEXT_BYTES`, in order, nothing lost; the last may have a menu beside it."""
    contents = [_sourced(quoted(content)) for content in contents]
    text = merged(choices.numbered(contents))
    if len(text.encode()) <= TEXT_BYTES:
        return [Part(text, _menu(contents))] if text else []
    *before, last = split_bytes(text, TEXT_BYTES - len(GO_ON.encode()))
    return [*(Part(text, more=True) for text in before), Part(last)]


def item_id(payload: str) -> str:
    """What a menu's item is called on the wire; the payload itself may hold a policy number."""
    return hashlib.sha256(payload.encode()).hexdigest()[:16]


def _sourced(content: Content) -> Content:
    clause = (content.source or {}).get("clause")
    return replace(content, text=f"{content.text}\n依据：{clause}") if clause else content


def _menu(contents: Sequence[Content]) -> Menu | None:
    """Only where all choices stand below the last text: numbers elsewhere would have lost what they belong to."""
    if not contents or any(choices.offered(content) for content in contents[:-1]):
        return None
    offered = choices.offered(contents[-1])
    if not 0 < len(offered) <= MENU_ITEMS or any(len(title) > _MENU_TITLE for title, _ in offered):
        return None
    head = merged([*(content.text for content in contents), _MENU_ASKS])
    items = tuple((item_id(payload), title) for title, payload in offered)
    lines = "\n".join([head, *(title for _, title in items)])
    return Menu(head, items) if len(lines.encode()) <= TEXT_BYTES else None

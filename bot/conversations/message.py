"""A message: what was said, by whom, at which place in the conversation."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.conversations.errors import EmptyMessage, MessageTooLong
from kernel.clock import local

MAX_TEXT = 2_000


class Sender(StrEnum):
    CUSTOMER = "customer"
    BOT = "bot"
    AGENT = "agent"
    SYSTEM = "system"


class MessageType(StrEnum):
    TEXT = "text"
    CARD = "card"
    ATTACHMENT = "attachment"
    NOTICE = "notice"


_OPTIONAL = ("ask", "card", "source", "attachment", "quote", "agent", "payload", "template")


@dataclass(frozen=True)
class Button:
    """A choice the bot offers. `once`: a confirmation, which counts a single time."""

    title: str
    payload: str
    once: bool = False


@dataclass(frozen=True)
class Content:
    """What a message says. `text` always stands alone: some channels show nothing else.

    `quote` is what of the conversation it answers: `{"seq", "sender", "text"}`. `template` names the response it was made from: kept with the message, so that every answer can be traced.
    """

    text: str
    type: MessageType = MessageType.TEXT
    buttons: Sequence[Button] = ()
    ask: Mapping[str, Any] | None = None
    card: Mapping[str, Any] | None = None
    source: Mapping[str, Any] | None = None
    attachment: Mapping[str, Any] | None = None
    quote: Mapping[str, Any] | None = None
    agent: str | None = None
    payload: str | None = None
    template: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The stored form: only what is set."""
        stored: dict[str, Any] = {"text": self.text, "type": self.type.value}
        if self.buttons:
            stored["buttons"] = [[b.title, b.payload, b.once] for b in self.buttons]
        for name in _OPTIONAL:
            if (value := getattr(self, name)) is not None:
                stored[name] = value
        return stored

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Content":
        return cls(
            text=stored["text"],
            type=MessageType(stored["type"]),
            buttons=tuple(Button(*button) for button in stored.get("buttons", ())),
            **{n: stored.get(n) for n in _OPTIONAL},
        )


@dataclass(frozen=True)
class Message:
    """A stored message; `seq` counts from 1 without a gap within its conversation."""

    seq: int
    at: datetime
    sender: Sender
    content: Content = field(repr=False)

    def as_wire(self) -> dict[str, Any]:
        """The shape customers' and agents' pages read; payloads customers sent stay inside."""
        said = self.content
        wire: dict[str, Any] = {
            "seq": self.seq,
            "at": local(self.at).isoformat(timespec="seconds"),
            "sender": self.sender.value,
            "type": said.type.value,
            "text": said.text,
            "buttons": [{"title": b.title, "payload": b.payload} for b in said.buttons],
            "ask": said.ask,
            "card": said.card,
            "source": said.source,
        }
        if said.attachment is not None:
            wire["attachment"] = said.attachment
        if said.quote is not None:
            wire["quote"] = said.quote
        if said.agent is not None:
            wire["agent"] = said.agent
        return wire


@dataclass(frozen=True)
class Incoming:
    """What a customer sends: exactly one of `text`, `payload`, `attachment_id`.

    `client_id` is unique per message within the conversation; the same one again is the same message.
    """

    client_id: str
    text: str | None = None
    payload: str | None = None
    attachment_id: str | None = None


@dataclass(frozen=True)
class Received:
    """Where a message stands; `duplicate` when it was there already."""

    seq: int
    duplicate: bool = False


def clean(text: str) -> str:
    """`text` without control characters (line breaks and tabs stay); `EmptyMessage`, `MessageTooLong`."""
    if len(text) > MAX_TEXT:
        raise MessageTooLong(limit=MAX_TEXT, length=len(text))
    kept = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    if all(c.isspace() or unicodedata.category(c) == "Cf" for c in kept):
        raise EmptyMessage()
    return kept

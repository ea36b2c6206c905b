"""From what Rasa uttered to what the customer reads, and to what the worker has to do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from rasa.shared.core.events import BotUttered, Event

from bot.conversations.message import Button, Content, MessageType
from bot.conversations.turns import Handoff
from bot.conversations.understandings import Understanding
from kernel.quotes import Span, unquoted

MAX_BUTTONS = 3


@dataclass(frozen=True)
class Answer:
    """One message; `quoted`: where its text holds other people's words."""

    content: Content
    quoted: Sequence[Span] = ()


@dataclass
class Reply:
    """All of one turn: messages in order, a hand-off if the bot asked for one, what it understood."""

    answers: list[Answer] = field(default_factory=list)
    handoff: Handoff | None = None
    understood: Understanding | None = None


def reply_of(events: Iterable[Event]) -> Reply:
    reply = Reply()
    for event in events:
        if isinstance(event, BotUttered):
            custom = event.data.get("custom") or {}
            if "handoff" in custom:
                reply.handoff = Handoff(**custom["handoff"])
            if event.text:
                reply.answers.append(_answer(event, custom))
    return reply


def _answer(event: BotUttered, custom: dict[str, Any]) -> Answer:
    text, quoted = unquoted(event.text)
    ask = custom.get("ask")
    buttons = [Button(b["title"], b["payload"], bool(b.get("once"))) for b in event.data.get("buttons") or ()]
    # Options are offers too: their payloads must be accepted when they come back.
    options = [Button(o["title"], o["payload"]) for o in (ask or {}).get("options") or ()]
    content = Content(
        text,
        type=MessageType.CARD if custom.get("card") else MessageType.TEXT,
        buttons=tuple(buttons[:MAX_BUTTONS] if buttons else options),
        ask=ask,
        card=custom.get("card"),
        source=custom.get("source"),
        template=event.metadata.get("utter_action"),
    )
    return Answer(content, quoted)

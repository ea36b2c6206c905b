"""The shapes of `/api/chat`, as the page reads and writes them."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from bot.conversations.inbox import Status
from bot.conversations.message import Incoming, Message

ClientId = Annotated[str, Meta(min_length=1, max_length=128, pattern=r"^[^\x00-\x1f\x7f]+$")]
Seq = Annotated[int, Meta(ge=0, le=2**31 - 1)]


class OpenChat(Struct):
    """`link`: what a messenger's conversation gave to go on here; without one a new conversation begins."""

    link: Annotated[str, Meta(pattern=r"^[\w-]{1,128}$")] | None = None


class ChatOpened(Struct):
    conversation_id: str
    token: str


class PostMessage(Struct):
    """Exactly one of `text`, `payload` and `attachment_id`."""

    client_id: ClientId
    text: str | None = None
    payload: Annotated[str, Meta(min_length=1, max_length=2_000)] | None = None
    attachment_id: Annotated[str, Meta(pattern=r"^\w{1,64}$")] | None = None

    def __post_init__(self) -> None:
        if sum(each is not None for each in (self.text, self.payload, self.attachment_id)) != 1:
            raise ValueError("exactly one of text, payload, attachment_id")

    def incoming(self) -> Incoming:
        return Incoming(self.client_id, self.text, self.payload, self.attachment_id)


class Accepted(Struct):
    seq: int


class ReadMessages(Struct):
    after: Seq = 0
    wait: Annotated[float, Meta(ge=0, le=25)] = 0


class After(Struct):
    after: Seq = 0


class Option(Struct):
    title: str
    payload: str


class Ask(Struct, omit_defaults=True):
    slot: str
    input: Literal["text", "number", "date", "choice", "file"]
    options: list[Option] | None = None


class Quoted(Struct):
    """What of the conversation a message answers; `text` is its beginning."""

    seq: int
    sender: Literal["customer", "bot", "agent", "system"]
    text: str


class ChatMessage(Struct):
    seq: int
    at: str
    sender: Literal["customer", "bot", "agent", "system"]
    type: Literal["text", "card", "attachment", "notice"]
    text: str
    buttons: list[Option]
    ask: Ask | None
    card: dict[str, Any] | None
    source: dict[str, Any] | None
    attachment: dict[str, Any] | UnsetType = UNSET
    quote: Quoted | UnsetType = UNSET
    agent: str | UnsetType = UNSET


class QueuePlace(Struct):
    position: int
    estimated_wait_s: int


class Notice(Struct, frozen=True):
    """Something every customer should know now, such as a typhoon; not part of the conversation."""

    id: str
    kind: str
    text: str


class Frame(Struct):
    """News of a conversation: an answer to a poll, and a frame of the WebSocket. Most of the time nobody has a notice.

    `typing`: the agent is writing; left out while nobody is.
    """

    messages: list[ChatMessage]
    owner: Literal["bot", "queue", "agent", "closed"]
    queue: QueuePlace | None
    busy: bool
    notices: list[Notice] | UnsetType = UNSET
    typing: bool | UnsetType = UNSET


class Activity(Struct):
    """What the page shows and what is being written there, sent as it changes.

    `read`: the last message shown. `typing`: what was written so far, empty when it was given up; the agent who answers
    may see it (its first 500 characters) for seconds.
    """

    read: Seq | None = None
    typing: Annotated[str, Meta(max_length=2_000)] | None = None


class Stored(Struct):
    attachment_id: str


class PostRating(Struct):
    """`score`: how good the service was; `recommend`: the net promoter question."""

    score: Annotated[int, Meta(ge=1, le=5)]
    recommend: Annotated[int, Meta(ge=0, le=10)] | None = None
    comment: Annotated[str, Meta(max_length=1_000)] | None = None


def frame(
    messages: list[Message], status: Status, notices: Sequence[Notice] = (), *, typing: bool = False
) -> dict[str, Any]:
    """`Frame` as plain values; messages say themselves what they look like."""
    place = status.queue
    wire: dict[str, Any] = {
        "messages": [message.as_wire() for message in messages],
        "owner": status.owner.value,
        "queue": place and {"position": place.position, "estimated_wait_s": place.estimated_wait_s},
        "busy": status.busy,
    }
    if notices:
        wire["notices"] = list(notices)
    if typing:
        wire["typing"] = True
    return wire


def encode(value: Any) -> str:
    return msgspec.json.encode(value).decode()

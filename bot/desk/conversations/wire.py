"""The shapes of `/api/desk/conversations`."""

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from bot.desk.staff.wire import Username

Queue = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
Note = Annotated[str, Meta(max_length=1_000)]


class ListConversations(Struct):
    owner: Literal["queue", "mine", "all"] = "queue"


class Listed(Struct, kw_only=True):
    """A conversation in a list; `reason` and `wish` are what the bot handed over."""

    conversation_id: str
    channel: str
    owner: Literal["bot", "queue", "agent", "closed"]
    agent: str | None
    queue: str | None
    priority: int
    waiting_since: str | None
    opened_at: str
    changed_at: str
    last_seq: int
    reason: str | None
    wish: str | None
    preview: str | None = None


class Conversations(Struct):
    """In serving order."""

    conversations: list[Listed]


class Detail(Listed, kw_only=True):
    """What of the transcript the customer has not got has `undelivered`: `held`, and the channel's `reason` or none."""

    dossier: dict[str, Any]
    transcript: list[dict[str, Any]]
    customer: dict[str, Any] | None
    rating: dict[str, Any] | None


class State(Struct):
    """Where the conversation stands after the act."""

    conversation_id: str
    owner: Literal["bot", "queue", "agent", "closed"]
    agent: str | None


class Say(Struct):
    text: str
    client_id: Annotated[str, Meta(min_length=1, max_length=63, pattern=r"^[^\x00-\x1f\x7f]+$")]


class Said(Struct):
    seq: int


class TransferTo(Struct):
    """Exactly one of `to_agent` and `to_queue`."""

    to_agent: Username | None = None
    to_queue: Queue | None = None
    note: Note | None = None

    def __post_init__(self) -> None:
        if (self.to_agent is None) == (self.to_queue is None):
            raise ValueError("exactly one of to_agent, to_queue")


class ReturnTo(Struct):
    to: Literal["bot", "queue"] = "bot"


class Close(Struct):
    wrap_up: Annotated[str, Meta(max_length=64)] | None = None
    summary: Annotated[str, Meta(max_length=4_000)] | None = None
